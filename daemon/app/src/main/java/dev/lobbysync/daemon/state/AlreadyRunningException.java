package dev.lobbysync.daemon.state;

/** Another daemon serves this project. */
public final class AlreadyRunningException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message names the holder and what to do */
    public AlreadyRunningException(String message) {
        super(message);
    }
}
