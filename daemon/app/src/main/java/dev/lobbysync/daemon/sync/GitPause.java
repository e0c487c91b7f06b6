package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.port.Clock;
import dev.lobbysync.daemon.port.GitState;
import org.jspecify.annotations.Nullable;

/** Nothing is pushed and nothing is written while git is in the middle of something (DESIGN 4). */
final class GitPause {
    private static final long SAID_AFTER_MILLIS = 500;

    private final GitState git;
    private final Clock clock;
    private @Nullable Long since;
    private String busyWith = "";
    private boolean wasBusy;
    private boolean freed;

    GitPause(GitState git, Clock clock) {
        this.git = git;
        this.clock = clock;
    }

    /**
     * Looks at the repository. Once git is done, work waits until all files were looked at: what it wrote last may not
     * have been seen yet.
     *
     * @param work whether there is anything that would have to wait
     */
    boolean holds(boolean work) {
        String busy = git.busyWith();
        if (busy == null) {
            since = null;
            freed |= wasBusy;
            wasBusy = false;
            return freed && work;
        }
        wasBusy = true;
        if (!work) {
            since = null;
            return false;
        }
        busyWith = busy;
        if (since == null) {
            since = clock.monotonicMillis();
        }
        return true;
    }

    /** Whether git has been busy since the last call, and is not any more. */
    boolean takeFreed() {
        boolean was = freed;
        freed = false;
        return was;
    }

    /** Whether work waited at the last look. */
    boolean held() {
        return since != null;
    }

    /** Whether it waits for longer than the moment that a git command takes. */
    boolean isLong() {
        return since != null && clock.monotonicMillis() - since >= SAID_AFTER_MILLIS;
    }

    Phase phase() {
        return new Phase.WaitingForGit(busyWith);
    }
}
