package dev.lobbysync.daemon.testing;

import dev.lobbysync.daemon.port.Clock;
import dev.lobbysync.daemon.port.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Clock and scheduler of a daemon under test. The daemon has a thread of its own, but only one thread runs at any moment:
 * the daemon works until it waits, then the test goes on until it lets time pass. So a test reads like prose and repeats
 * exactly.
 *
 * <p>Time stands still while anybody works; it jumps to the next deadline while everybody waits. Several daemons may share
 * one time; those that are due at the same moment take turns, in the order in which they joined.
 */
public final class VirtualTime implements Clock, Scheduler {
    private static final int TURNS_AT_ONE_MOMENT = 500;
    private static final long WALL_START = 1_772_438_400_000L; // 2026-03-02T08:00:00.000Z

    private final Dial dial;
    private final Semaphore daemonsTurn = new Semaphore(0);
    private long deadline;
    private boolean woken;
    private @Nullable Thread daemon;
    private @Nullable Throwable failure;

    /** What those who share a time share. */
    private static final class Dial {
        private static final long NOT_PASSING = Long.MIN_VALUE;

        private final List<VirtualTime> daemons = new ArrayList<>();
        private final Semaphore testsTurn = new Semaphore(0);
        private long now = 1_000_000;
        private long until = NOT_PASSING;
        private int turnsAtThisMoment;
        private long nanos;
        private long skewMillis;
        private long grainNanos = 1;

        /** Sets the time to the next deadline; null if it is the test's turn. */
        private @Nullable VirtualTime next() {
            VirtualTime first = null;
            for (VirtualTime one : daemons) {
                if (one.isAlive() && (first == null || one.due() < first.due())) {
                    first = one;
                }
            }
            if (first == null || first.due() > until || isHot()) {
                return null;
            }
            turnsAtThisMoment = first.due() > now ? 0 : turnsAtThisMoment + 1;
            now = first.due();
            return first;
        }

        private boolean isHot() {
            return turnsAtThisMoment > TURNS_AT_ONE_MOMENT * daemons.size();
        }

        /** Whoever is next goes on; to be called by whoever has been at work. */
        private void handOn(@Nullable VirtualTime next) {
            (next == null ? testsTurn : next.daemonsTurn).release();
        }
    }

    public VirtualTime() {
        this(new Dial());
    }

    private VirtualTime(Dial dial) {
        this.dial = dial;
        dial.daemons.add(this);
    }

    /** The same time for a further daemon. */
    public VirtualTime shared() {
        return new VirtualTime(dial);
    }

    @Override
    public long wallMillis() {
        return WALL_START + dial.now + dial.skewMillis;
    }

    @Override
    public long monotonicMillis() {
        return dial.now;
    }

    /** Somebody sets the wall clock; the monotonic one knows nothing of it. */
    public void skew(long millis) {
        dial.skewMillis = millis;
        dial.nanos = 0;
    }

    /** From now on the file system keeps times no finer than that. */
    public void grain(long nanos) {
        dial.grainNanos = nanos;
    }

    /** Times for files: never twice the same, unless the clock was set back or the grain is coarse. */
    public long mtimeNanos() {
        dial.nanos = Math.max(dial.nanos + 1, wallMillis() * 1_000_000);
        return dial.nanos - dial.nanos % dial.grainNanos;
    }

    @Override
    public void awaitWake(long monotonicDeadline) throws InterruptedException {
        deadline = monotonicDeadline;
        VirtualTime next = dial.next();
        // Changing threads costs ten times what a daemon at rest does in its turn.
        if (next != this) {
            dial.handOn(next);
            daemonsTurn.acquire();
        }
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
                        dial.handOn(failure == null || crashed() ? dial.next() : null);
                    }
                },
                "sync context");
        thread.setDaemon(true);
        daemon = thread;
        thread.start();
        dial.testsTurn.acquireUninterruptibly();
        throwFailure();
    }

    public boolean isAlive() {
        return daemon != null;
    }

    /** Lets time pass; the daemons work whenever they are woken or a deadline of theirs comes. */
    public void pass(long millis) {
        dial.until = dial.now + millis;
        dial.turnsAtThisMoment = 0;
        VirtualTime next = dial.next();
        if (next != null) {
            dial.handOn(next);
            dial.testsTurn.acquireUninterruptibly();
        }
        dial.now = Math.max(dial.now, dial.until);
        dial.until = Dial.NOT_PASSING;
        dial.daemons.forEach(VirtualTime::throwFailure);
        if (dial.isHot()) {
            throw new AssertionError("hot loop: a daemon does not wait, the deadlines are "
                    + dial.daemons.stream().map(one -> one.deadline).toList() + ", now " + dial.now);
        }
    }

    private long due() {
        return woken ? dial.now : Math.max(dial.now, deadline);
    }

    /** Time that passes while a daemon works, since a call of it takes long. */
    public void elapse(long millis) {
        dial.now += millis;
    }

    /** Ends the daemon's thread where it waits, as a kill does. */
    public void kill() {
        Thread thread = daemon;
        if (thread != null) {
            thread.interrupt();
            dial.testsTurn.acquireUninterruptibly();
            failure = null;
        }
    }

    /** Whether the last life ended in a {@link SimulatedCrash}. */
    public boolean crashed() {
        return failure instanceof SimulatedCrash;
    }

    private void throwFailure() {
        if (failure != null && !crashed()) {
            throw new AssertionError("the daemon died: " + failure, failure);
        }
    }
}
