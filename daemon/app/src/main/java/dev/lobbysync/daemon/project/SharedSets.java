package dev.lobbysync.daemon.project;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Sets of field names: thousands of documents mention the same fields, and equal sets are held once. */
final class SharedSets {
    private static final int MOST = 1_000;
    private static final Map<Set<String>, Set<String>> SHARED = new ConcurrentHashMap<>();

    private SharedSets() {}

    /** An unmodifiable set with the same names. */
    static Set<String> of(Set<String> names) {
        Set<String> shared = SHARED.get(names);
        if (shared == null) {
            shared = Set.copyOf(names);
            if (SHARED.size() < MOST) {
                SHARED.put(shared, shared);
            }
        }
        return shared;
    }
}
