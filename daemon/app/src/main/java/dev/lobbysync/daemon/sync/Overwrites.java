package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.RemoteEdit;
import dev.lobbysync.protocol.api.FeedOp;
import dev.lobbysync.protocol.api.OpKind;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.JsonEquality;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds unseen work that our write covered. The runtime has no compare-and-set for entities, settings and spawn, and adds
 * and removals replace silently, so the feed is read up to our own op and what lies between the plan and that op is
 * compared with what the plan saw (DESIGN 3).
 */
final class Overwrites {
    private Overwrites() {}

    /**
     * Looks at one step after the feed was read past its ops.
     *
     * @param ops every op after the position that the plan had read up to, in order
     * @param served what the runtime serves now
     * @return the remote object as it would be had our write not covered somebody's, or empty if it covered nothing
     */
    static Optional<ObjectNode> covered(Step step, List<FeedOp> ops, @Nullable ObjectNode served) {
        RemoteEdit edit = step.remote().orElseThrow();
        ObjectNode restored = null;
        for (FeedOp op : ops) {
            if (isOurs(step, edit, op)) {
                if (edit instanceof RemoteEdit.Remove remove) {
                    restored = removedUnseen(op, remove).orElse(restored);
                }
                return Optional.ofNullable(restored);
            }
            if (concerns(step, op)) {
                restored = restore(edit, op, restored, served);
            }
        }
        return Optional.empty();
    }

    /** Our last op of the step, or empty if the feed does not have it. */
    static Optional<FeedOp> own(Step step, List<FeedOp> ops) {
        RemoteEdit edit = step.remote().orElseThrow();
        FeedOp own = null;
        for (FeedOp op : ops) {
            if (isOurs(step, edit, op)) {
                own = op;
            }
        }
        return Optional.ofNullable(own);
    }

    private static boolean isOurs(Step step, RemoteEdit edit, FeedOp op) {
        if (step.sentOps().containsKey(op.opId())) {
            return true;
        }
        // Removals of blueprints and the spawn go over HTTP and carry no id (PROTOCOL 11, item 25).
        if (!concerns(step, op) || !op.source().equals("admin.http")) {
            return false;
        }
        return switch (edit.key().kind()) {
            case BLUEPRINT -> edit instanceof RemoteEdit.Remove && op.kind() == OpKind.BLUEPRINT_REMOVE;
            case SPAWN -> JsonEquality.equal(op.snapshot(), Wire.content(edit));
            default -> false;
        };
    }

    private static boolean concerns(Step step, FeedOp op) {
        ObjectKind kind = op.kind().objectKind().orElse(null);
        return kind == step.key().kind() && Mirror.keyOf(op, kind).equals(step.key());
    }

    /** What the runtime would hold with somebody's op on top of what is known so far. */
    private static @Nullable ObjectNode restore(
            RemoteEdit edit, FeedOp op, @Nullable ObjectNode restored, @Nullable ObjectNode served) {
        if (op.kind().isRemove()) {
            return restored;
        }
        if (edit instanceof RemoteEdit.Add || edit instanceof RemoteEdit.Remove) {
            return op.snapshot() instanceof ObjectNode snapshot ? snapshot : restored;
        }
        ObjectNode sent = Wire.content(edit);
        ObjectNode seen = ((RemoteEdit.Modify) edit).seen();
        ObjectNode result = restored;
        for (Map.Entry<String, JsonNode> field : theirs(op).properties()) {
            boolean covered = sent.has(field.getKey())
                    && !JsonEquality.equal(field.getValue(), seen.get(field.getKey()))
                    && !JsonEquality.equal(field.getValue(), sent.get(field.getKey()));
            if (covered) {
                ObjectNode base = result != null ? result : served != null ? served : seen;
                result = base.objectNode();
                result.setAll(base);
                result.set(field.getKey(), field.getValue());
            }
        }
        return result;
    }

    /** The fields that an op of somebody else set. */
    private static ObjectNode theirs(FeedOp op) {
        JsonNode patch = op.patch();
        if (op.kind() == OpKind.SETTINGS_UPDATE && patch != null) {
            ObjectNode fields = ((ObjectNode) patch).objectNode();
            JsonNode value = patch.get("value");
            fields.set(patch.path("key").asText(), value == null ? fields.nullNode() : value);
            return fields;
        }
        if (op.kind() == OpKind.SPAWN_UPDATE && op.snapshot() instanceof ObjectNode pose) {
            return pose;
        }
        return patch instanceof ObjectNode fields ? fields : JsonNodeFactory.instance.objectNode();
    }

    /** An edit that came before our removal is in the snapshot of the removal, and the plan did not see it. */
    private static Optional<ObjectNode> removedUnseen(FeedOp op, RemoteEdit.Remove remove) {
        if (!(op.snapshot() instanceof ObjectNode last)) {
            return Optional.empty();
        }
        AssetNames plain = new AssetNames(Map.of());
        ObjectKind kind = remove.key().kind();
        boolean same = JsonEquality.equal(MergeForm.of(kind, last, plain), MergeForm.of(kind, remove.seen(), plain));
        return same ? Optional.empty() : Optional.of(last);
    }
}
