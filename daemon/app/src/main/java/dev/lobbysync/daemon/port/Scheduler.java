package dev.lobbysync.daemon.port;

/**
 * Where the sync context waits. It is one thread that owns the trees; everybody else only calls {@link #wake}.
 */
public interface Scheduler {
    /**
     * Blocks the sync context until somebody calls {@link #wake} or the deadline passes. A wake that came since the last
     * return counts.
     *
     * @param monotonicDeadline a {@link Clock#monotonicMillis} reading
     */
    void awaitWake(long monotonicDeadline) throws InterruptedException;

    /** Ends the current or the next wait. Callable from any thread, cheap, idempotent. */
    void wake();
}
