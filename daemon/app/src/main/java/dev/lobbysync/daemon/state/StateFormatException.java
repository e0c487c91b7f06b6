package dev.lobbysync.daemon.state;

import java.io.IOException;

/** A file of {@code .lobby/} was written by a newer version, so that touching it could lose what it says. */
public final class StateFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param message names the file, the version found, the version understood and the remedy */
    public StateFormatException(String message) {
        super(message);
    }
}
