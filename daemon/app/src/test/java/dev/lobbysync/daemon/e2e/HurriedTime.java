package dev.lobbysync.daemon.e2e;

import dev.lobbysync.daemon.port.Clock;
import dev.lobbysync.daemon.port.Scheduler;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Time for a daemon that waits for nothing but real sockets and files: where it would wait until a deadline, and nobody
 * wakes it for a moment, the deadline is now. So hours of backoff pass in a second, and every interval can be read off
 * exactly.
 */
final class HurriedTime implements Clock, Scheduler {
    private static final long MOMENT_MILLIS = 8;

    private final Semaphore wakes = new Semaphore(0);
    private volatile long now = 1_000_000;

    @Override
    public long wallMillis() {
        return InstantSource.system().millis();
    }

    @Override
    public long monotonicMillis() {
        return now;
    }

    @Override
    public void awaitWake(long monotonicDeadline) throws InterruptedException {
        if (wakes.tryAcquire(MOMENT_MILLIS, TimeUnit.MILLISECONDS)) {
            wakes.drainPermits();
        } else {
            now = Math.max(now, monotonicDeadline);
        }
    }

    @Override
    public void wake() {
        wakes.release();
    }
}
