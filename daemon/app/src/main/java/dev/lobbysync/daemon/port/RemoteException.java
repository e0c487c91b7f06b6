package dev.lobbysync.daemon.port;

/** The runtime did not do what was asked. The kind says what follows from it. */
public final class RemoteException extends Exception {
    /** What follows from a failure. */
    public enum Kind {
        /** No answer, connection lost, 5xx, not ready: outcome unknown, try again after a backoff (phase OFFLINE). */
        AWAY,
        /** Wrong code or missing capability: a person must act. */
        REFUSED,
        /** The runtime serves another world: nothing may be read or written. */
        WRONG_WORLD,
        /** The command was understood and rejected; {@link #code} says why. */
        REJECTED,
        /** The runtime's answer makes no sense; treated like AWAY but reported. */
        MALFORMED
    }

    private final Kind kind;
    private final String code;
    private final long retryAfterMillis;

    /**
     * A failure without a cause of its own.
     *
     * @param code error code of PROTOCOL 13, or empty
     * @param message names what was asked, what came back and the remedy
     */
    public RemoteException(Kind kind, String code, String message) {
        super(message);
        this.kind = kind;
        this.code = code;
        this.retryAfterMillis = 0;
    }

    /**
     * A failure that the runtime asks to wait after.
     *
     * @param retryAfterMillis for how long at least
     */
    public RemoteException(Kind kind, String code, String message, long retryAfterMillis) {
        super(message);
        this.kind = kind;
        this.code = code;
        this.retryAfterMillis = retryAfterMillis;
    }

    public RemoteException(Kind kind, String code, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.code = code;
        this.retryAfterMillis = 0;
    }

    public Kind kind() {
        return kind;
    }

    public String code() {
        return code;
    }

    /** For how long not to ask again, at least; 0 if the runtime said nothing about that. */
    public long retryAfterMillis() {
        return retryAfterMillis;
    }
}
