package dev.lobbysync.protocol.wire;

import java.io.IOException;

/**
 * A received frame that is not a packet, or exceeds a limit. The message says at which byte and why. It affects only that
 * frame: both ends keep the socket open (PROTOCOL 3.4, item 4).
 */
public final class MalformedPacketException extends IOException {

    MalformedPacketException(int offset, String problem) {
        super("malformed packet at byte " + offset + ": " + problem);
    }
}
