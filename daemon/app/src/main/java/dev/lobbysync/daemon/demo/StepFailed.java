package dev.lobbysync.daemon.demo;

/** A step did not come out as promised. */
final class StepFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String expected;
    private final String seen;

    StepFailed(String expected, String seen) {
        super("expected " + expected + ", but " + seen);
        this.expected = expected;
        this.seen = seen;
    }

    String expected() {
        return expected;
    }

    String seen() {
        return seen;
    }
}
