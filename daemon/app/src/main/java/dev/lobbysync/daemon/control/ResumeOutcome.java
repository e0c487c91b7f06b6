package dev.lobbysync.daemon.control;

/**
 * What came of {@code resume}.
 *
 * @param deletionsAccepted held deletions that now go ahead
 * @param message one sentence for people
 */
public record ResumeOutcome(int deletionsAccepted, String message) {}
