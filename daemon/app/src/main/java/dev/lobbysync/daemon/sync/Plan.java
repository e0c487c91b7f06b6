package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.model.Decision;
import dev.lobbysync.daemon.model.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One decision per planned object, in a fixed order. */
final class Plan {
    private final Map<ObjectKey, Decision> decisions = new TreeMap<>();
    private final Set<ObjectKey> chosen = new HashSet<>();

    /** The object's decision carries out what a person chose for its conflict. */
    void chose(ObjectKey key) {
        chosen.add(key);
    }

    boolean isChoice(ObjectKey key) {
        return chosen.contains(key);
    }

    void put(Decision decision) {
        decisions.put(decision.key(), decision);
    }

    Optional<Decision> of(ObjectKey key) {
        return Optional.ofNullable(decisions.get(key));
    }

    Collection<Decision> all() {
        return decisions.values();
    }

    <D extends Decision> List<D> only(Class<D> type) {
        List<D> found = new ArrayList<>();
        for (Decision decision : decisions.values()) {
            if (type.isInstance(decision)) {
                found.add(type.cast(decision));
            }
        }
        return found;
    }
}
