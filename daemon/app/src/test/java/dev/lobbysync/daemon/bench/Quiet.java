package dev.lobbysync.daemon.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Lets time pass in which a measurement wants nothing to happen. */
final class Quiet {
    private Quiet() {}

    /**
     * Returns after so many milliseconds and not before.
     *
     * @throws InterruptedException if the run is given up meanwhile
     */
    static void millis(long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        // Parking may end early for no reason.
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException("the measurement was given up");
            }
        }
    }
}
