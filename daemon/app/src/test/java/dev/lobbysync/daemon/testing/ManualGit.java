package dev.lobbysync.daemon.testing;

import dev.lobbysync.daemon.port.GitState;
import org.jspecify.annotations.Nullable;

/** A repository that is idle until a test says otherwise. */
public final class ManualGit implements GitState {
    private @Nullable String doing;

    /** What git is doing from now on; null for nothing. */
    public void busy(@Nullable String what) {
        doing = what;
    }

    @Override
    public @Nullable String busyWith() {
        return doing;
    }
}
