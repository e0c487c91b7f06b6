package dev.lobbysync.daemon.control;

/**
 * What came of resolving one conflict (DESIGN 7).
 *
 * @param id the artifact's id
 * @param message one sentence for people: what was done or why not, and what to do
 */
public record ResolveOutcome(String id, Result result, String message) {
    /** The kinds of outcome, with their exit codes. */
    public enum Result {
        /** The choice is on both sides. */
        RESOLVED(ExitCodes.OK),
        /** One field is settled and remembered; nothing is written before the others are. */
        SETTLED(ExitCodes.OK),
        /** It was resolved before; nothing was done. */
        ALREADY_RESOLVED(ExitCodes.OK),
        /** A side moved on since the artifact was shown: the artifact is refreshed, look again. */
        REFRESHED(ExitCodes.PERSON),
        /** It cannot be resolved that way: markers remain, there is no merged value. */
        REFUSED(ExitCodes.PERSON),
        /** The runtime or the disk did not take it; it stays open. */
        FAILED(ExitCodes.RETRYING),
        /** There is no such conflict, or it is not about that field. */
        UNKNOWN(ExitCodes.USAGE);

        private final int exitCode;

        Result(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }

    public int exitCode() {
        return result.exitCode();
    }
}
