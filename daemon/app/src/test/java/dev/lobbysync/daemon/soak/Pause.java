package dev.lobbysync.daemon.soak;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Lets real time pass. */
final class Pause {
    private static final long POLL_MILLIS = 20;

    private Pause() {}

    static void millis(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        // Parking may end early for no reason.
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Waits until it is so; says whether it was in time. */
    static boolean within(long millis, BooleanSupplier isSo) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            millis(POLL_MILLIS);
        }
        return true;
    }

    /** Waits until it is so, and gives up the run if that takes too long. */
    static void until(String what, long millis, BooleanSupplier isSo) {
        if (!within(millis, isSo)) {
            throw new IllegalStateException("not within " + millis / 1_000 + " s: " + what);
        }
    }
}
