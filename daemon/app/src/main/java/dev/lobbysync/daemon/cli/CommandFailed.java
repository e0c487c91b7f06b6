package dev.lobbysync.daemon.cli;

/** A command ends with a message for a person and an exit code (DESIGN 7); no stack trace is worth showing. */
public final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /**
     * @param exitCode one of {@link dev.lobbysync.daemon.control.ExitCodes}
     * @param message names the thing and the remedy
     */
    public CommandFailed(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public CommandFailed(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
