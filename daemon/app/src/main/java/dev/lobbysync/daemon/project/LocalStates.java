package dev.lobbysync.daemon.project;

import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Clock;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The state of every object that the files describe or described, and which states changed since they were asked for. */
final class LocalStates {
    /** How many vanished objects are remembered, the oldest forgotten first. */
    private static final int MAX_ABSENT = 100_000;

    private final Clock clock;
    private final Map<ObjectKey, LocalState> states = new HashMap<>();
    private final Map<ObjectKey, Long> absentSince = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ObjectKey, Long> eldest) {
            return size() > MAX_ABSENT;
        }
    };
    private long values;
    private @Nullable Set<ObjectKey> sorted;
    private Set<ObjectKey> changed = new LinkedHashSet<>();

    LocalStates(Clock clock) {
        this.clock = clock;
    }

    /**
     * Takes note of what the files say now. A present object gets its fingerprint here: the number of its value in the
     * order in which values were met, so that nothing needs to be hashed.
     */
    void put(ObjectKey key, LocalState state) {
        LocalState old = states.get(key);
        absentSince.remove(key);
        if (old == null || !same(old, state)) {
            changed.add(key);
            sorted = old == null ? null : sorted;
            states.put(key, state instanceof LocalState.Present present ? numbered(present) : state);
        }
    }

    private LocalState.Present numbered(LocalState.Present present) {
        return present.fingerprinted("v" + ++values);
    }

    /** Counts the state as changed, although no file describes the object. */
    void touched(ObjectKey key) {
        changed.add(key);
    }

    void remove(ObjectKey key) {
        if (states.remove(key) != null) {
            sorted = null;
            absentSince.put(key, clock.monotonicMillis());
            changed.add(key);
        }
    }

    private static boolean same(LocalState one, LocalState other) {
        if (one instanceof LocalState.Present a && other instanceof LocalState.Present b) {
            return a.path().equals(b.path()) && a.present().equals(b.present()) && sameValue(a, b);
        }
        return one.equals(other);
    }

    /** Two values that nobody has read yet are one if both agree with one base. */
    private static boolean sameValue(LocalState.Present a, LocalState.Present b) {
        boolean unread = a.isUnread() || b.isUnread();
        return unread
                ? a.agreement() != null && a.agreement().equals(b.agreement())
                : a.value().equals(b.value());
    }

    /** The state that a file gives, or null if none does. */
    @Nullable
    LocalState get(ObjectKey key) {
        return states.get(key);
    }

    LocalState.Absent absent(ObjectKey key) {
        Long since = absentSince.get(key);
        return since == null ? LocalState.Absent.NEVER_SEEN : new LocalState.Absent(since);
    }

    Set<ObjectKey> keys() {
        Set<ObjectKey> keys = sorted;
        if (keys == null) {
            keys = Collections.unmodifiableSet(new TreeSet<>(states.keySet()));
            sorted = keys;
        }
        return keys;
    }

    /** The objects whose state changed since the last call. */
    Set<ObjectKey> drain() {
        Set<ObjectKey> drained = changed;
        changed = new LinkedHashSet<>();
        return drained;
    }

    /** Takes objects off the list of changes: whoever changed them knows. */
    void known(Set<ObjectKey> keys) {
        changed.removeAll(keys);
    }
}
