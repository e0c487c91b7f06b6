package dev.lobbysync.daemon.project;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The scripts of an app folder, which all its blueprints share (PROTOCOL 7.3). */
sealed interface ScriptSet {
    /** Paths below {@code shared/} that the set rests on, missing ones included. */
    Set<String> modules();

    /** The folder has no script files. */
    record None() implements ScriptSet {
        @Override
        public Set<String> modules() {
            return Set.of();
        }
    }

    /**
     * A complete set.
     *
     * @param files key of {@code scriptFiles} to {@code asset://} URL, sorted by key
     * @param entry key of the file that runs, or null if none can be told: then the files say nothing about scripts
     * @param format the {@code scriptFormat} that the entry has
     */
    record Ready(Map<String, String> files, @Nullable String entry, String format, Set<String> modules)
            implements ScriptSet {}

    /**
     * Something is in the way.
     *
     * @param problem what it is, and what to do
     * @param path the file
     */
    record Blocked(String problem, String path, Set<String> modules) implements ScriptSet {}
}
