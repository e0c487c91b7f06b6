package dev.lobbysync.daemon.testing;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Counts the state-changing calls of a disk and makes chosen ones fail.
 *
 * <p>After a {@link SimulatedCrash} every further call crashes as well, so that no {@code finally} block of the code under
 * test writes on; {@link MemoryDisk#crash} begins the next life.
 */
public final class DiskFaults {
    private long calls;
    private long crashAt = -1;
    private boolean crashAfter;
    private long looks;
    private long stallAt = -1;
    private Runnable meanwhile = () -> {};
    private boolean dead;
    private boolean suspended;
    private @Nullable Injector injector;

    /** Decides which call fails. */
    @FunctionalInterface
    public interface Injector {
        /**
         * @param call method name of {@code Disk} or {@code Appender}, such as {@code rename}
         * @return what to throw, or null to let the call pass
         */
        @Nullable
        IOException on(String call, Path path);
    }

    /** A call that changes nothing. */
    void reading(String call, Path path) throws IOException {
        if (suspended) {
            return;
        }
        if (dead) {
            throw new SimulatedCrash("(already crashed) at " + call + " " + path);
        }
        stall();
        inject(call, path);
    }

    private void stall() {
        looks++;
        if (looks == stallAt) {
            meanwhile.run();
        }
    }

    /** A call that changes something. */
    void changing(String call, Path path, Effect effect) throws IOException {
        if (suspended) {
            effect.perform();
            return;
        }
        if (dead) {
            throw new SimulatedCrash("(already crashed) at " + call + " " + path);
        }
        inject(call, path);
        calls++;
        if (calls == crashAt && !crashAfter) {
            dead = true;
            throw new SimulatedCrash("before call " + calls + ", " + call + " " + path);
        }
        effect.perform();
        if (calls == crashAt) {
            dead = true;
            throw new SimulatedCrash("after call " + calls + ", " + call + " " + path);
        }
    }

    /** The change itself. */
    @FunctionalInterface
    interface Effect {
        void perform() throws IOException;
    }

    long calls() {
        return calls;
    }

    void crashAt(long call, boolean after) {
        crashAt = calls + call;
        crashAfter = after;
    }

    void stallAt(long look, Runnable action) {
        stallAt = looks + look;
        meanwhile = action;
    }

    void inject(@Nullable Injector chosen) {
        injector = chosen;
    }

    void calm() {
        crashAt = -1;
        stallAt = -1;
        injector = null;
    }

    void suspend(boolean now) {
        suspended = now;
    }

    boolean isCalm() {
        return crashAt <= calls && stallAt <= looks && injector == null;
    }

    boolean isDead() {
        return dead;
    }

    void reset() {
        dead = false;
        crashAt = -1;
        stallAt = -1;
    }

    private void inject(String call, Path path) throws IOException {
        IOException fault = injector == null ? null : injector.on(call, path);
        if (fault != null) {
            throw fault;
        }
    }
}
