package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.port.Random;

/**
 * Exponential backoff with full jitter: uniform in {@code [0, min(cap, base · 2^attempt)]}, and never below {@code base /
 * 2}, so that it cannot become a hot loop.
 */
record Backoff(long baseMillis, long capMillis) {
    /** Attempts beyond this no longer double. */
    private static final int MAX_DOUBLINGS = 20;

    /** Connection attempts. */
    static final Backoff CONNECT = new Backoff(250, 10_000);

    /** Objects that the runtime or the disk refused. */
    static final Backoff OBJECT = new Backoff(1_000, 60_000);

    /**
     * How long to wait before the next attempt.
     *
     * @param attempt 0 for the first failure
     */
    long millis(int attempt, Random random) {
        long ceiling = Math.min(capMillis, baseMillis << Math.min(attempt, MAX_DOUBLINGS));
        return baseMillis / 2 + random.below(Math.max(1, ceiling - baseMillis / 2));
    }
}
