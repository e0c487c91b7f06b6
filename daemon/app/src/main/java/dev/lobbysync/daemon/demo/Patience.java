package dev.lobbysync.daemon.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Waits for something by looking again and again, until a deadline. */
final class Patience {
    /** Generous: only a broken machine or a broken promise takes as long. */
    static final Duration LIMIT = Duration.ofSeconds(60);

    private static final long LOOK_EVERY_NANOS = Duration.ofMillis(2).toNanos();

    private Patience() {}

    /** A look at the matter. */
    interface Look {
        /** What is still wrong; empty if all is as expected. */
        Optional<String> wrong() throws IOException;
    }

    /**
     * Returns once nothing is wrong any more.
     *
     * @throws StepFailed saying what was wrong at the last look
     */
    static void until(String expected, Look look) throws IOException, InterruptedException {
        until(expected, LIMIT, look);
    }

    /** The same with a limit of its own. */
    static void until(String expected, Duration limit, Look look) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<String> wrong = look.wrong();
            if (wrong.isEmpty()) {
                return;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new StepFailed(expected + " within " + limit.toSeconds() + " s", wrong.get());
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }
}
