package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.model.Decision;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Random;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The objects that are dirty, held or failing, and when to look at them again. */
final class Waits {
    private final Set<ObjectKey> dirty = new HashSet<>();
    private final Map<ObjectKey, Decision.Hold> held = new TreeMap<>();
    private final Map<ObjectKey, Failure> failing = new TreeMap<>();
    private final Random random;

    private record Failure(String reason, int attempts, long retryAt) {}

    Waits(Random random) {
        this.random = random;
    }

    void dirty(ObjectKey key) {
        dirty.add(key);
    }

    void dirty(Set<ObjectKey> keys) {
        dirty.addAll(keys);
    }

    boolean anyDirty() {
        return !dirty.isEmpty();
    }

    int dirtyCount() {
        return dirty.size();
    }

    /** All dirty objects, which thereby no longer are. */
    Set<ObjectKey> takeDirty() {
        Set<ObjectKey> taken = new HashSet<>(dirty);
        dirty.clear();
        return taken;
    }

    /** Takes in what was decided about one object. */
    void decided(Decision decision) {
        if (decision instanceof Decision.Hold hold) {
            held.put(hold.key(), hold);
        } else {
            held.remove(decision.key());
        }
        boolean nothingToTry = decision instanceof Decision.Unchanged
                || decision instanceof Decision.Conflict
                || decision instanceof Decision.Hold;
        if (nothingToTry) {
            failing.remove(decision.key());
        }
    }

    /**
     * Whoever waits for an object that turns out to need nothing, because what kept it was taken back, is dirty; what the
     * same plan says about them stands.
     */
    void wake(Plan plan) {
        for (Decision.Hold hold : held.values()) {
            ObjectKey first = hold.waitsFor();
            boolean free = first != null
                    && plan.of(first)
                            .filter(Decision.Unchanged.class::isInstance)
                            .isPresent();
            if (free && plan.of(hold.key()).isEmpty()) {
                dirty.add(hold.key());
            }
        }
    }

    /** An object is settled: whoever waited for it is dirty. */
    void done(ObjectKey key) {
        failing.remove(key);
        for (Decision.Hold hold : held.values()) {
            if (key.equals(hold.waitsFor())) {
                dirty.add(hold.key());
            }
        }
    }

    /** An object could not be settled; it is tried again after a backoff. */
    void failed(ObjectKey key, String reason, long now) {
        Failure before = failing.get(key);
        int attempts = before == null ? 0 : before.attempts() + 1;
        failing.put(key, new Failure(reason, attempts, now + Backoff.OBJECT.millis(attempts, random)));
    }

    /** Marks dirty what is due. */
    void due(long now) {
        held.values().forEach(hold -> {
            if (hold.retryAtMillis() != null && hold.retryAtMillis() <= now) {
                dirty.add(hold.key());
            }
        });
        failing.forEach((key, failure) -> {
            if (failure.retryAt() <= now) {
                dirty.add(key);
            }
        });
    }

    /** When something is due next. */
    long nextDue(long otherwise) {
        long next = otherwise;
        for (Decision.Hold hold : held.values()) {
            if (hold.retryAtMillis() != null) {
                next = Math.min(next, hold.retryAtMillis());
            }
        }
        for (Failure failure : failing.values()) {
            next = Math.min(next, failure.retryAt());
        }
        return next;
    }

    /** Whether something will be decided by itself in a moment, so that nobody should call this settled yet. */
    boolean inFlight() {
        return !dirty.isEmpty() || held.values().stream().anyMatch(hold -> hold.kind() == Decision.Hold.Kind.MOMENT);
    }

    /** Held objects whose deletion waits for a person. */
    Set<ObjectKey> heldDeletions() {
        Set<ObjectKey> keys = new HashSet<>();
        held.values().stream().filter(Decision.Hold::deletion).forEach(hold -> keys.add(hold.key()));
        return keys;
    }

    List<SyncStatus.Waiting> heldForPeople() {
        return held(Decision.Hold::reported);
    }

    /** What somebody is just moving. */
    List<SyncStatus.Waiting> moving() {
        return held(hold -> hold.kind() == Decision.Hold.Kind.MOTION);
    }

    /** What the world changed while nothing is written into the project. */
    List<SyncStatus.Waiting> leftAlone() {
        return held(hold -> hold.kind() == Decision.Hold.Kind.LEFT_ALONE);
    }

    Set<ObjectKey> leftAloneKeys() {
        Set<ObjectKey> keys = new HashSet<>();
        leftAlone().forEach(one -> keys.add(one.key()));
        return keys;
    }

    private List<SyncStatus.Waiting> held(Predicate<Decision.Hold> which) {
        return held.values().stream()
                .filter(which)
                .map(hold -> new SyncStatus.Waiting(hold.key(), hold.reason(), hold.deletion()))
                .toList();
    }

    List<SyncStatus.Waiting> failing() {
        List<SyncStatus.Waiting> list = new ArrayList<>();
        failing.forEach((key, failure) -> list.add(new SyncStatus.Waiting(key, failure.reason(), false)));
        return list;
    }
}
