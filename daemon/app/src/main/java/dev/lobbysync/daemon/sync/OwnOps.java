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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Our own ops that the feed has but our bases do not know of: the process died, or the connection, between the two. They
 * move the base before anything is planned (DESIGN 3), so that what we sent is not taken for somebody's edit, and what
 * they covered is looked for, as it would have been then.
 *
 * <p>A removal moves no base: that the object is gone, and that somebody said so, is all the plan has to know.
 */
final class OwnOps {
    private final StateStore state;
    private final Trees trees;
    private final Map<String, SentOp> unsettled;
    private final Set<ObjectKey> concerned = new HashSet<>();
    private final Map<ObjectKey, List<FeedOp>> ops = new LinkedHashMap<>();
    private final Map<ObjectKey, ObjectNode> covered = new LinkedHashMap<>();

    OwnOps(StateStore state, Trees trees) {
        this.state = state;
        this.trees = trees;
        this.unsettled = state.unsettled();
        unsettled.values().forEach(sent -> concerned.add(sent.object()));
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

    /** The bases as they are with our unsettled ops; empty if the feed has none of them. */
    StateChange settle() {
        List<BaseEntry> put = new ArrayList<>();
        Set<String> settled = new HashSet<>();
        ops.forEach((key, history) -> {
            Map<String, SentOp> ours = new HashMap<>();
            history.forEach(op -> {
                SentOp sent = unsettled.get(op.opId());
                if (sent != null) {
                    ours.put(op.opId(), sent);
                }
            });
            settled.addAll(ours.keySet());
            if (!ours.isEmpty() && !coversSomething(key, history, ours)) {
                BaseEntry moved = moved(key, history, ours);
                if (moved != null) {
                    put.add(moved);
                }
            }
        });
        return new StateChange(put, Set.of(), null, settled, Map.of());
    }

    /** What our unsettled ops covered, as the remote object would be without them; to be asked after {@link #settle}. */
    Map<ObjectKey, ObjectNode> coveredWork() {
        return covered;
    }

    private boolean coversSomething(ObjectKey key, List<FeedOp> history, Map<String, SentOp> ours) {
        long planned =
                ours.values().stream().mapToLong(SentOp::seenCursor).min().orElse(Long.MAX_VALUE);
        BaseEntry base = state.base(key);
        Overwrites look = new Overwrites(key, base == null ? null : base.value());
        for (FeedOp op : history) {
            if (ours.containsKey(op.opId())) {
                look.ours(op, op.kind().isAdd() ? null : Overwrites.fieldsOf(op));
            } else if (op.cursor() > planned) {
                look.theirs(op);
            }
        }
        look.result(trees.mirror().served(key)).ifPresent(wire -> covered.put(key, wire));
        return covered.containsKey(key);
    }

    private @Nullable BaseEntry moved(ObjectKey key, List<FeedOp> history, Map<String, SentOp> ours) {
        BaseEntry entry = null;
        for (FeedOp op : history) {
            SentOp sent = ours.get(op.opId());
            // A merge sends no field of its own: replaying it on the old base gives the same (ENGINE law 3).
            if (sent != null && !op.kind().isRemove() && !sent.fields().isEmpty()) {
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
        if (before == null || op.patch() == null) {
            return null;
        }
        ObjectNode value = before.value().objectNode();
        value.setAll(before.value());
        if (op.kind() == OpKind.SETTINGS_UPDATE) {
            value.setAll(Overwrites.fieldsOf(op));
            return value;
        }
        for (String field : sent.fields()) {
            if (op.patch().has(field)) {
                value.set(field, op.patch().get(field));
            }
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
