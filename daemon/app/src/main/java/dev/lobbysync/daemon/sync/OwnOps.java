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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Our own ops that the feed has but our bases do not know of: the process died, or the connection, between the two. They
 * move the base before anything is planned (DESIGN 3), so that what we sent is not taken for somebody's edit.
 */
final class OwnOps {
    /** Stands among the fields of a removal that takes the entity's row along, after the command. */
    static final String ROW = "$row";

    private OwnOps() {}

    /** The bases as they are with our unsettled ops among the given ones; empty if there are none. */
    static StateChange settle(StateStore state, List<FeedOp> ops) {
        Map<ObjectKey, BaseEntry> put = new HashMap<>();
        Set<ObjectKey> removed = new HashSet<>();
        Set<String> settled = new HashSet<>();
        Map<String, SentOp> unsettled = state.unsettled();
        for (FeedOp op : ops) {
            SentOp sent = unsettled.get(op.opId());
            if (sent == null) {
                continue;
            }
            settled.add(op.opId());
            ObjectKey key = sent.object();
            if (op.kind().isRemove()) {
                if (sent.fields().contains(ROW)) {
                    // Its row may still be there; with the base the feed says that it is to go.
                    continue;
                }
                put.remove(key);
                removed.add(key);
                continue;
            }
            BaseEntry before = removed.contains(key) ? null : put.getOrDefault(key, state.base(key));
            ObjectNode value = moved(sent, op, before);
            if (value != null) {
                removed.remove(key);
                put.put(key, entry(key, op, value, before));
            }
        }
        return new StateChange(List.copyOf(put.values()), removed, null, settled, Map.of());
    }

    private static @Nullable ObjectNode moved(SentOp sent, FeedOp op, @Nullable BaseEntry before) {
        if (sent.fields().isEmpty()) {
            // A merge: replaying it against the old base gives the same result (ENGINE law 3).
            return null;
        }
        if (op.kind().isAdd()) {
            return op.snapshot() instanceof ObjectNode snapshot
                    ? NormalForm.of(sent.object().kind(), snapshot)
                    : null;
        }
        if (before == null || op.patch() == null) {
            return null;
        }
        ObjectNode value = before.value().objectNode();
        value.setAll(before.value());
        if (op.kind() == OpKind.SETTINGS_UPDATE) {
            JsonNode set = op.patch().get("value");
            value.set(op.patch().path("key").asText(), set == null ? value.nullNode() : set);
            return value;
        }
        for (String field : sent.fields()) {
            if (op.patch().has(field)) {
                value.set(field, op.patch().get(field));
            }
        }
        return value;
    }

    private static BaseEntry entry(ObjectKey key, FeedOp op, ObjectNode value, @Nullable BaseEntry before) {
        JsonNode snapshot = op.snapshot();
        JsonNode version = snapshot == null ? null : snapshot.get("version");
        return new BaseEntry(
                key,
                before == null ? op.objectUid() : before.uid(),
                CanonicalJson.sha256(value),
                () -> value,
                before == null ? Set.of() : before.silent(),
                version != null ? version : before == null ? null : before.revision(),
                op.opId(),
                op.cursor(),
                BaseEntry.Origin.SYNCED);
    }
}
