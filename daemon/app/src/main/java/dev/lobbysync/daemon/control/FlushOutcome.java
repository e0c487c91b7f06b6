package dev.lobbysync.daemon.control;

/**
 * What came of {@code flush}.
 *
 * @param drained true if nothing was in flight any more; false if the timeout came first
 * @param status the state at that moment
 */
public record FlushOutcome(boolean drained, StatusReport status) {
    /** What waits for a person or a retry is told; a timeout counts as not yet done. */
    public int exitCode() {
        int now = ExitCodes.of(status);
        return drained || now != ExitCodes.OK ? now : ExitCodes.RETRYING;
    }
}
