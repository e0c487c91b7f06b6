package dev.lobbysync.daemon.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a blueprint says which scripts it runs, as both sides last agreed on it or, without a base, as the runtime says it
 * (PROTOCOL 5.2): by reference, by a set of its own, or not at all. Several ways can mean the same scripts.
 *
 * @param ref the blueprint whose scripts it runs, or null
 * @param files its own set by script path, in content form; a single {@code script} without a set counts as one of {@code
 *     index.js} alone; empty if it has none
 * @param entry the file of its own set that runs, or null
 * @param scope its scope, which must be the one of the blueprint that it refers to (PROTOCOL 3.6), or null
 */
public record AgreedScripts(
        @Nullable String ref,
        Map<String, String> files,
        @Nullable String entry,
        @Nullable String scope) {
    public AgreedScripts {
        files = Map.copyOf(files);
    }

    /** Whether it has a set of its own. */
    public boolean own() {
        return ref == null && !files.isEmpty();
    }
}
