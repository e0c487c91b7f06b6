package dev.lobbysync.daemon.sync;

/** How often the feed is asked when nobody wakes the loop. */
final class PollPace {
    private static final long BUSY_MILLIS = 1_000;
    private static final long IDLE_MILLIS = 5_000;
    private static final long QUIET_MILLIS = 10_000;
    private static final long BUSY_FOR_MILLIS = 10_000;
    private static final long IDLE_FOR_MILLIS = 60_000;

    private PollPace() {}

    /** Milliseconds from one look to the next, for a world in which nothing has happened for so long. */
    static long millis(long quietFor) {
        if (quietFor < BUSY_FOR_MILLIS) {
            return BUSY_MILLIS;
        }
        // Hints wake at once; the poll only repairs a lost one.
        return quietFor < IDLE_FOR_MILLIS ? IDLE_MILLIS : QUIET_MILLIS;
    }
}
