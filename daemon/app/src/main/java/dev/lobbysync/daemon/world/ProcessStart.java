package dev.lobbysync.daemon.world;

/**
 * When the runtime's process was started, on our monotonic clock: recognises a restart without comparing the clocks of
 * two machines (ENGINE T12). An interval, because the answer took its time.
 *
 * @param earliest nanoseconds
 * @param latest nanoseconds
 * @param seen when it was observed, nanoseconds
 */
record ProcessStart(double earliest, double latest, double seen) {
    /** Nothing is known; never the same as any other. */
    static final ProcessStart UNKNOWN = new ProcessStart(Double.NaN, Double.NaN, 0);

    private static final double SLACK_NANOS = 100e6;

    // Clocks are slewed by at most 500 ppm each; twice that.
    private static final double DRIFT = 1e-3;

    /**
     * @param uptimeSeconds as told by {@code /health}; not positive if it told nothing useful
     */
    static ProcessStart of(long askedNanos, long answeredNanos, double uptimeSeconds) {
        if (!(uptimeSeconds > 0) || Double.isInfinite(uptimeSeconds)) {
            return UNKNOWN;
        }
        double uptime = uptimeSeconds * 1e9;
        return new ProcessStart(askedNanos - uptime, answeredNanos - uptime, answeredNanos);
    }

    /** Whether both observations can be of one process; false if either is unknown. */
    boolean sameAs(ProcessStart other) {
        double slack = SLACK_NANOS + DRIFT * Math.abs(seen - other.seen);
        return earliest - slack <= other.latest && other.earliest - slack <= latest;
    }
}
