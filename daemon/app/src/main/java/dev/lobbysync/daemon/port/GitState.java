package dev.lobbysync.daemon.port;

import org.jspecify.annotations.Nullable;

/** Whether the project's git repository is in the middle of something (DESIGN 4). */
public interface GitState {
    /**
     * What git is doing, in words for people ({@code a rebase is in progress}), or null if it is idle or there is no
     * readable repository. Reads a few files at most.
     */
    @Nullable
    String busyWith();
}
