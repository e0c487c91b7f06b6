package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.SentOp;
import dev.lobbysync.daemon.model.StateChange;
import dev.lobbysync.daemon.port.StateStore;
import dev.lobbysync.protocol.api.FeedOp;
import dev.lobbysync.protocol.api.OpKind;
import dev.lobbysync.protocol.doc.NormalForm;
import dev.lobbysync.protocol.json.CanonicalJson;
import dev.lobbysync.protocol.json.JsonEquality;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Our own ops that the feed has but our bases do not know of: the process died, or the connection, between the two. They
 * move the base before anything is planned (DESIGN 3), so that what we sent is not taken for somebody's edit, and what
 * they covered is looked for, as it would have been then.
 *
 * <p>A removal moves no base: that the object is gone, and that somebody said so, is all the plan has to know. What
 * covered something stays unsettled until its object is settled, so that the next process finds it again.
 */
final class OwnOps {
    private final StateStore state;
    private final Trees trees;
    private final Map<String, SentOp> unsettled;
    private final Map<ObjectKey, Deque<SentOp>> nameless = new HashMap<>();
    private final Set<ObjectKey> concerned = new HashSet<>();
    private final Map<ObjectKey, List<FeedOp>> ops = new LinkedHashMap<>();
    private final Map<ObjectKey, Overwrites.Found> covered = new LinkedHashMap<>();

    OwnOps(StateStore state, Trees trees) {
        this.state = state;
        this.trees = trees;
        this.unsettled = state.unsettled();
        unsettled.values().forEach(sent -> {
            concerned.add(sent.object());
            if (sent.nameless()) {
                nameless.computeIfAbsent(sent.object(), key -> new ArrayDeque<>())
                        .addFirst(sent);
            }
        });
    }

    /** The position after which the feed has to be read to find them and what they covered. */
    long seenUpTo() {
        return unsettled.values().stream().mapToLong(SentOp::seenCursor).min().orElse(Long.MAX_VALUE);
    }

    /** Takes in the feed's next op; keeps those about objects that an unsettled op of ours concerns. */
    void take(FeedOp op) {
        op.kind().objectKind().ifPresent(kind -> {
            ObjectKey key = Mirror.keyOf(op, kind);
            if (concerned.contains(key)) {
                ops.computeIfAbsent(key, k -> new ArrayList<>()).add(op);
            }
        });
    }

    /** The bases as they are with our unsettled ops; empty if there is nothing to say about them. */
    StateChange settle() {
        List<BaseEntry> put = new ArrayList<>();
        Set<String> settled = new HashSet<>();
        // One that is not in the feed was never carried out, and must not be taken for somebody's later request.
        nameless.values().forEach(intents -> intents.forEach(intent -> settled.add(intent.opId())));
        ops.forEach((key, history) -> {
            Map<String, SentOp> ours = new HashMap<>();
            history.forEach(op -> {
                SentOp sent = ours(key, op);
                if (sent != null) {
                    ours.put(op.opId(), sent);
                }
            });
            if (ours.isEmpty()) {
                return;
            }
            if (coversSomething(key, history, ours)) {
                unsettled.values().stream()
                        .filter(sent -> sent.object().equals(key))
                        .forEach(sent -> settled.remove(sent.opId()));
                return;
            }
            ours.values().forEach(sent -> settled.add(sent.opId()));
            BaseEntry moved = moved(key, history, ours);
            if (moved != null) {
                put.add(moved);
            }
        });
        return new StateChange(put, Set.of(), null, settled, Map.of());
    }

    /** Our intent that made the op, or null if it is somebody else's. */
    private @Nullable SentOp ours(ObjectKey key, FeedOp op) {
        SentOp sent = unsettled.get(op.opId());
        if (sent != null) {
            return sent;
        }
        for (SentOp latest : nameless.getOrDefault(key, new ArrayDeque<>())) {
            if (op.cursor() > latest.seenCursor() && Overwrites.isNameless(op, latest.valueHash())) {
                return latest;
            }
        }
        return null;
    }

    /** What our unsettled ops covered; to be asked after {@link #settle}. */
    Map<ObjectKey, Overwrites.Found> coveredWork() {
        return covered;
    }

    private boolean coversSomething(ObjectKey key, List<FeedOp> history, Map<String, SentOp> ours) {
        long planned =
                ours.values().stream().mapToLong(SentOp::seenCursor).min().orElse(Long.MAX_VALUE);
        Overwrites look = new Overwrites(key, seenBy(key, history, ours, planned));
        for (FeedOp op : history) {
            if (ours.containsKey(op.opId())) {
                look.ours(op, op.kind().isAdd() ? null : Overwrites.fieldsOf(op));
            } else if (op.cursor() > planned) {
                look.theirs(op);
            }
        }
        Overwrites.Found found = look.result(trees.mirror().served(key));
        if (found.work().isPresent() || !found.superseded().isEmpty()) {
            covered.put(key, found);
        }
        return found.work().isPresent();
    }

    /** The object as the plan of our op saw it: the base, with what the feed had brought since. */
    private @Nullable ObjectNode seenBy(ObjectKey key, List<FeedOp> history, Map<String, SentOp> ours, long planned) {
        Optional<ObjectNode> noted =
                ours.values().stream().map(SentOp::saw).filter(Objects::nonNull).findFirst();
        if (noted.isPresent()) {
            return noted.get();
        }
        BaseEntry base = state.base(key);
        ObjectNode seen = base == null ? null : base.value();
        for (FeedOp op : history) {
            if (op.cursor() <= planned && (base == null || op.cursor() > base.cursor())) {
                seen = op.kind().isRemove() ? null : Covered.standing(seen, op);
            }
        }
        return seen;
    }

    private @Nullable BaseEntry moved(ObjectKey key, List<FeedOp> history, Map<String, SentOp> ours) {
        BaseEntry entry = null;
        for (FeedOp op : history) {
            SentOp sent = ours.get(op.opId());
            // Where a request says nothing of the files' own, the old base leads to the same again (ENGINE law 3).
            if (sent != null && !op.kind().isRemove() && (!sent.fields().isEmpty() || sent.said() != null)) {
                BaseEntry before = entry != null ? entry : state.base(key);
                ObjectNode value = value(key, sent, op, before);
                entry = value == null ? entry : entry(key, op, value, before);
            }
        }
        return entry;
    }

    private static @Nullable ObjectNode value(ObjectKey key, SentOp sent, FeedOp op, @Nullable BaseEntry before) {
        if (op.kind().isAdd()) {
            return op.snapshot() instanceof ObjectNode snapshot ? NormalForm.of(key.kind(), snapshot) : null;
        }
        boolean pose = op.kind() == OpKind.SPAWN_UPDATE;
        JsonNode patch = op.patch();
        if (before == null) {
            return null;
        }
        ObjectNode value = before.value().objectNode();
        value.setAll(before.value());
        if (pose || op.kind() == OpKind.SETTINGS_UPDATE) {
            value.setAll(Overwrites.fieldsOf(op));
            return value;
        }
        if (patch == null) {
            return null;
        }
        for (String field : sent.fields()) {
            if (patch.has(field)) {
                value.set(field, patch.get(field));
            }
        }
        if (sent.said() != null) {
            value.setAll(sent.said());
        }
        return value;
    }

    /** Only a base that holds the whole object after the op may carry the op's place; see {@link Executor}. */
    private BaseEntry entry(ObjectKey key, FeedOp op, ObjectNode value, @Nullable BaseEntry before) {
        JsonNode snapshot = op.snapshot();
        boolean whole = before == null
                || (snapshot instanceof ObjectNode after
                        && JsonEquality.equal(trees.form(key, after), trees.form(key, value)));
        JsonNode version = snapshot == null ? null : snapshot.get("version");
        return new BaseEntry(
                key,
                before == null ? op.objectUid() : before.uid(),
                CanonicalJson.sha256(value),
                () -> value,
                before == null ? Set.of() : before.silent(),
                whole && version != null ? version : before == null ? null : before.revision(),
                whole ? op.opId() : before == null ? null : before.lastOpId(),
                whole || before == null ? op.cursor() : before.cursor(),
                BaseEntry.Origin.SYNCED);
    }
}
