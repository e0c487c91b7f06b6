package dev.lobbysync.daemon.control;

/**
 * What came of {@code flush}.
 *
 * @param status the state at that moment
 */
public record FlushOutcome(Result result, StatusReport status) {
    /** How the wait ended. */
    public enum Result {
        /** Nothing is in flight any more. */
        SETTLED,
        /** Nothing is synced until a person does something: paused, halted, waiting for git, ending. */
        STOPPED,
        /** The timeout came first. */
        LATE
    }

    /** What waits for a person or a retry is told; a timeout counts as not yet done. */
    public int exitCode() {
        int now = ExitCodes.of(status);
        return switch (result) {
            case SETTLED -> now;
            case STOPPED -> ExitCodes.PERSON;
            case LATE -> now != ExitCodes.OK ? now : ExitCodes.RETRYING;
        };
    }

    /** For people: how it ended if not well, with the next command, then the status. */
    String text(Style style) {
        String said = StatusText.of(status, style);
        return switch (result) {
            case SETTLED -> said;
            case STOPPED -> style.warn("Not synced: " + stopped()) + "\n\n" + said;
            case LATE -> "Not done in time; the daemon goes on.\n" + said;
        };
    }

    private String stopped() {
        return switch (status.phase()) {
            case StatusReport.PAUSED -> "the daemon is paused. Go on with: gamedev sync resume";
            case StatusReport.HALTED -> "the daemon is halted. Put right what is said below, then: gamedev sync resume";
            case StatusReport.WAITING_FOR_GIT ->
                "git is in the middle of something. Finish it (git status tells how), then again: gamedev sync flush";
            case "stopping" -> "the daemon is ending. Start it again with: gamedev sync start";
            default -> "the daemon could not go on. Ask again with: gamedev sync flush";
        };
    }
}
