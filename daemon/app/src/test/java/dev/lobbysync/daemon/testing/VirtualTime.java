package dev.lobbysync.daemon.testing;

import dev.lobbysync.daemon.port.Clock;
import dev.lobbysync.daemon.port.Scheduler;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Clock and scheduler of a daemon under test. The daemon has a thread of its own, but only one of the two threads runs at
 * any moment: the daemon works until it waits, then the test goes on until it lets time pass. So a test reads like prose
 * and repeats exactly.
 *
 * <p>Time stands still while anybody works; it jumps to the next deadline while everybody waits.
 */
public final class VirtualTime implements Clock, Scheduler {
    private static final int TURNS_AT_ONE_MOMENT = 500;
    private static final long WALL_START = 1_772_438_400_000L; // 2026-03-02T08:00:00.000Z

    private final Semaphore daemonsTurn = new Semaphore(0);
    private final Semaphore testsTurn = new Semaphore(0);
    private long now = 1_000_000;
    private long nanos;
    private long deadline;
    private boolean woken;
    private @Nullable Thread daemon;
    private @Nullable Throwable failure;

    @Override
    public long wallMillis() {
        return WALL_START + now;
    }

    @Override
    public long monotonicMillis() {
        return now;
    }

    /** Times for files: never twice the same. */
    public long mtimeNanos() {
        nanos = Math.max(nanos + 1, wallMillis() * 1_000_000);
        return nanos;
    }

    @Override
    public void awaitWake(long monotonicDeadline) throws InterruptedException {
        deadline = monotonicDeadline;
        testsTurn.release();
        daemonsTurn.acquire();
        woken = false;
    }

    @Override
    public void wake() {
        woken = true;
    }

    /** Starts the daemon and lets it work until it waits or ends. */
    public void start(Callable<?> life) {
        if (isAlive()) {
            throw new IllegalStateException("a daemon is running");
        }
        failure = null;
        woken = false;
        Thread thread = new Thread(
                () -> {
                    try {
                        life.call();
                    } catch (Throwable e) {
                        failure = e;
                    } finally {
                        daemon = null;
                        testsTurn.release();
                    }
                },
                "sync context");
        thread.setDaemon(true);
        daemon = thread;
        thread.start();
        testsTurn.acquireUninterruptibly();
        throwFailure();
    }

    public boolean isAlive() {
        return daemon != null;
    }

    /** Lets time pass; the daemon works whenever it is woken or a deadline of its own comes. */
    public void pass(long millis) {
        long until = now + millis;
        int turns = 0;
        while (isAlive()) {
            long next = woken ? now : Math.max(now, deadline);
            if (next > until) {
                break;
            }
            turns = next > now ? 0 : turns + 1;
            if (turns > TURNS_AT_ONE_MOMENT) {
                throw new AssertionError(
                        "hot loop: the daemon does not wait, its deadline is " + deadline + ", now " + now);
            }
            now = next;
            turn();
        }
        now = until;
    }

    /** Ends the daemon's thread where it waits, as a kill does. */
    public void kill() {
        Thread thread = daemon;
        if (thread != null) {
            thread.interrupt();
            testsTurn.acquireUninterruptibly();
            failure = null;
        }
    }

    /** Whether the last life ended in a {@link SimulatedCrash}. */
    public boolean crashed() {
        return failure instanceof SimulatedCrash;
    }

    private void turn() {
        daemonsTurn.release();
        testsTurn.acquireUninterruptibly();
        throwFailure();
    }

    private void throwFailure() {
        if (failure != null && !crashed()) {
            throw new AssertionError("the daemon died: " + failure, failure);
        }
    }
}
