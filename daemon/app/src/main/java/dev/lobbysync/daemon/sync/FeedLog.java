package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.FeedPosition;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.api.FeedOp;
import dev.lobbysync.protocol.api.OpKind;
import dev.lobbysync.protocol.doc.KnownFields;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ops read from the feed that no base has caught up with yet, per object. Bounded: of each object the last op counts,
 * of the others only their ids, and of those the latest few hundred (a drag makes dozens a second).
 */
final class FeedLog {
    private static final int IDS_PER_OBJECT = 256;

    private final Map<ObjectKey, Trail> trails = new HashMap<>();
    private final Map<String, Long> lookedBack = new HashMap<>();
    private final Map<ObjectKey, Long> waiting = new LinkedHashMap<>();

    /** What is left of the ops about one object. */
    private static final class Trail {
        private final Map<String, Long> cursorById = new LinkedHashMap<>();
        private long first;
        private long last;
        private @Nullable OpKind kind;
        private @Nullable String opId;
        private @Nullable ObjectNode snapshot;
        private long stateSet;
    }

    /** Notes an op; noting it twice is harmless. */
    void add(ObjectKey key, FeedOp op) {
        Trail trail = trails.computeIfAbsent(key, k -> {
            Trail fresh = new Trail();
            fresh.first = op.cursor();
            return fresh;
        });
        trail.first = Math.min(trail.first, op.cursor());
        if (trail.cursorById.size() >= IDS_PER_OBJECT) {
            trail.cursorById.remove(trail.cursorById.keySet().iterator().next());
        }
        trail.cursorById.put(op.opId(), op.cursor());
        if (op.patch() != null && op.patch().has(KnownFields.ENTITY_STATE)) {
            trail.stateSet = Math.max(trail.stateSet, op.cursor());
        }
        if (op.cursor() >= trail.last) {
            trail.last = op.cursor();
            trail.kind = op.kind();
            trail.opId = op.opId();
            trail.snapshot = op.kind().isRemove() || !(op.snapshot() instanceof ObjectNode snapshot) ? null : snapshot;
        }
    }

    /** Notes an op that no plan has dealt with yet. */
    void addNew(ObjectKey key, FeedOp op) {
        add(key, op);
        waiting.putIfAbsent(key, op.cursor() - 1);
    }

    /** A plan has dealt with the ops about the object, or nobody will: neither side has it. */
    void planned(ObjectKey key) {
        waiting.remove(key);
    }

    void plannedUnless(Set<ObjectKey> known) {
        waiting.keySet().retainAll(known);
    }

    /** Whether an op about the object is among those that no base has caught up with yet. */
    boolean knows(ObjectKey key, String opId) {
        Trail trail = trails.get(key);
        return trail != null && trail.cursorById.containsKey(opId);
    }

    /**
     * How far the feed was read, and how much of that is reflected in bases.
     *
     * @param settled up to where the bases of these objects are about to reflect what was read
     */
    FeedPosition reflected(FeedPosition read, Map<ObjectKey, Long> settled) {
        for (Map.Entry<ObjectKey, Long> first : waiting.entrySet()) {
            Trail trail = trails.get(first.getKey());
            Long reached = settled.get(first.getKey());
            if (reached == null || (trail != null && trail.last > reached)) {
                return read.reflecting(first.getValue());
            }
        }
        return read;
    }

    /** Where ops lie that were found by looking back: id to cursor. */
    void lookedBack(Map<String, Long> cursorById) {
        lookedBack.putAll(cursorById);
    }

    /** What the feed says about an object after a cursor. */
    Evidence evidence(ObjectKey key, long afterCursor, @Nullable Judgement instead) {
        Trail trail = trails.get(key);
        if (trail == null || trail.last <= afterCursor) {
            return instead == null && lookedBack.isEmpty()
                    ? Evidence.NONE
                    : new Evidence(null, null, null, false, Set.of(), upTo(afterCursor), instead);
        }
        Set<String> after = new HashSet<>();
        trail.cursorById.forEach((opId, cursor) -> {
            if (cursor > afterCursor) {
                after.add(opId);
            }
        });
        return new Evidence(
                trail.kind,
                trail.opId,
                trail.snapshot,
                trail.stateSet > afterCursor,
                after,
                upTo(afterCursor),
                instead);
    }

    private Set<String> upTo(long cursor) {
        Set<String> older = new HashSet<>();
        lookedBack.forEach((opId, at) -> {
            if (at <= cursor) {
                older.add(opId);
            }
        });
        return older;
    }

    /** The first op noted about an object that its base has not caught up with; empty trails give null. */
    @Nullable
    Long firstUnsettled(ObjectKey key) {
        Trail trail = trails.get(key);
        return trail == null ? null : trail.first;
    }

    /** The base of an object now explains everything up to a cursor. */
    void settled(ObjectKey key, long cursor) {
        Trail trail = trails.get(key);
        if (trail != null && trail.last <= cursor) {
            trails.remove(key);
            waiting.remove(key);
        }
    }

    void clear() {
        trails.clear();
        waiting.clear();
        lookedBack.clear();
    }
}
