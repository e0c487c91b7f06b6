package dev.lobbysync.daemon.e2e;

import java.nio.ByteBuffer;

/** The borders of unmasked WebSocket frames, as a server sends them. */
final class Frames {
    private static final int WORD = 126;
    private static final int LONG = 127;

    private Frames() {}

    /** Where the frame that begins here ends; -1 if it is not all there. */
    static int end(byte[] bytes, int start) {
        ByteBuffer in = ByteBuffer.wrap(bytes, start, bytes.length - start);
        if (in.remaining() < 2) {
            return -1;
        }
        in.get();
        long length = in.get() & 0x7f;
        int more = length == WORD ? Short.BYTES : length == LONG ? Long.BYTES : 0;
        if (in.remaining() < more) {
            return -1;
        }
        if (length == WORD) {
            length = in.getShort() & 0xffff;
        } else if (length == LONG) {
            length = in.getLong();
        }
        return in.remaining() < length ? -1 : in.position() + (int) length;
    }
}
