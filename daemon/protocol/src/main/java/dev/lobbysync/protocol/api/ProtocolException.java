package dev.lobbysync.protocol.api;

/**
 * A document of the other end that does not have the shape which the protocol promises. The message names the field.
 */
public final class ProtocolException extends RuntimeException {

    public ProtocolException(String message) {
        super(message);
    }
}
