package dev.lobbysync.daemon;

import dev.lobbysync.daemon.port.Clock;
import dev.lobbysync.daemon.port.Scheduler;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets the sync context's thread wait; any number of wakes count as one. */
final class ThreadScheduler implements Scheduler {
    private final Clock clock;
    private final Semaphore wakes = new Semaphore(0);

    ThreadScheduler(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void awaitWake(long monotonicDeadline) throws InterruptedException {
        long wait = Math.max(0, monotonicDeadline - clock.monotonicMillis());
        boolean woken = wakes.tryAcquire(wait, TimeUnit.MILLISECONDS);
        if (woken) {
            wakes.drainPermits();
        }
    }

    @Override
    public void wake() {
        wakes.release();
    }
}
