package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.RemoteEdit;
import dev.lobbysync.protocol.api.FeedOp;
import dev.lobbysync.protocol.api.OpKind;
import dev.lobbysync.protocol.doc.KnownFields;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.CanonicalJson;
import dev.lobbysync.protocol.json.JsonEquality;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds unseen work that our write covered. The runtime has no compare-and-set for entities, settings and spawn, and adds
 * and removals replace silently, so the feed is read up to our own op and what lies between the plan and that op is
 * compared with what the plan saw (DESIGN 3).
 */
final class Overwrites {
    private final ObjectKey key;
    private final @Nullable ObjectNode seen;
    private final Map<String, JsonNode> unseen = new LinkedHashMap<>();
    private final Map<String, JsonNode> covered = new LinkedHashMap<>();
    private final Set<String> written = new HashSet<>();
    private @Nullable ObjectNode unseenObject;
    private @Nullable ObjectNode coveredObject;
    private ObjectNode stands = JsonNodeFactory.instance.objectNode();
    private final List<ObjectNode> superseded = new ArrayList<>();

    /**
     * What our writes covered.
     *
     * @param work what counts on in its place, empty if nothing does
     * @param superseded what was covered and counts no longer: somebody who could not see it went on from what we had made
     *     of it
     */
    record Found(Optional<Covered> work, List<ObjectNode> superseded) {
        static final Found NOTHING = new Found(Optional.empty(), List.of());

        Found {
            superseded = List.copyOf(superseded);
        }
    }

    /**
     * Begins to look.
     *
     * @param seen the object as the plan saw it, or null if it saw none
     */
    Overwrites(ObjectKey key, @Nullable ObjectNode seen) {
        this.key = key;
        this.seen = seen;
    }

    /** Somebody else's op, after what the plan had read. */
    void theirs(FeedOp op) {
        keepSuperseded(op);
        if (op.kind().isRemove()) {
            unseen.clear();
            covered.clear();
            unseenObject = null;
            coveredObject = null;
            stands = Covered.standing(stands, op);
            return;
        }
        if (coveredObject != null) {
            coveredObject = op.kind().isAdd()
                    ? null
                    : new Covered(coveredObject, stands).further(op).counts();
        }
        for (Map.Entry<String, JsonNode> field : fieldsOf(op).properties()) {
            String name = field.getKey();
            JsonNode now = field.getValue();
            written.remove(name);
            // What they write after us stands; what they only left as they saw it does not.
            covered.computeIfPresent(name, (same, theirs) -> {
                JsonNode next = Covered.onward(stands.path(name), theirs, now);
                return JsonEquality.equal(next, now) ? null : next;
            });
            if (seen == null || !JsonEquality.equal(now, seen.get(name))) {
                unseen.put(name, now);
            } else {
                unseen.remove(name);
            }
        }
        stands = Covered.standing(stands, op);
        if (op.snapshot() instanceof ObjectNode snapshot) {
            unseenObject = snapshot;
        }
    }

    private void keepSuperseded(FeedOp op) {
        if (coveredObject == null && covered.isEmpty()) {
            return;
        }
        ObjectNode hidden = coveredObject != null ? coveredObject : onto(stands, covered);
        if (new Covered(hidden, stands).isReplacedBy(op)) {
            superseded.add(hidden);
        }
    }

    private static ObjectNode onto(@Nullable ObjectNode served, Map<String, JsonNode> fields) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        if (served != null) {
            object.setAll(served);
        }
        fields.forEach(object::set);
        return object;
    }

    /**
     * Our own op.
     *
     * @param fields what it set; null for an add or a removal, which concern the whole object
     */
    void ours(FeedOp op, @Nullable ObjectNode fields) {
        cover(op, fields);
        stands = Covered.standing(stands, op);
    }

    private void cover(FeedOp op, @Nullable ObjectNode fields) {
        if (op.kind().isRemove()) {
            coveredObject = removedUnseen(op).orElse(unseenObject);
            return;
        }
        if (fields == null || op.kind().isAdd()) {
            coveredObject = unseenObject;
            return;
        }
        fields.properties().forEach(field -> {
            written.add(field.getKey());
            JsonNode theirs = unseen.remove(field.getKey());
            if (theirs != null && !JsonEquality.equal(theirs, field.getValue())) {
                covered.putIfAbsent(field.getKey(), theirs);
            }
        });
    }

    /**
     * What our writes covered.
     *
     * @param served what the runtime serves now
     */
    Found result(@Nullable ObjectNode served) {
        if (coveredObject != null) {
            return new Found(Optional.of(new Covered(coveredObject, stands)), superseded);
        }
        if (covered.isEmpty()) {
            return new Found(Optional.empty(), superseded);
        }
        ObjectNode restored = onto(served, Map.of());
        // Not even what only we changed counts as the world's: the base does not know it yet, and we may take it back.
        if (seen != null) {
            written.forEach(field -> Covered.set(restored, field, seen.path(field)));
        }
        covered.forEach(restored::set);
        return new Found(Optional.of(new Covered(restored, stands)), superseded);
    }

    /**
     * Looks at one step, given every op after the position that its plan had read up to.
     *
     * @param late ids of ops that we had sent before, and that are nobody's work
     */
    static Found of(Step step, List<FeedOp> ops, @Nullable ObjectNode served, Predicate<String> late) {
        RemoteEdit edit = step.remote().orElseThrow();
        Overwrites look = new Overwrites(step.key(), Wire.seen(edit));
        boolean found = false;
        for (FeedOp op : ops) {
            if (!concerns(step.key(), op)) {
                continue;
            }
            if (isOurs(step, edit, op)) {
                found = true;
                Step.Sent sent = step.sentOps().get(op.opId());
                look.ours(op, sent != null ? sent.fields() : Wire.content(edit));
            } else if (!late.test(op.opId())) {
                look.theirs(op);
            }
        }
        return found ? look.result(served) : Found.NOTHING;
    }

    /** Our last op of the step, or empty if the feed does not have it. */
    static Optional<FeedOp> own(Step step, List<FeedOp> ops) {
        RemoteEdit edit = step.remote().orElseThrow();
        FeedOp own = null;
        for (FeedOp op : ops) {
            if (concerns(step.key(), op) && isOurs(step, edit, op)) {
                own = op;
            }
        }
        return Optional.ofNullable(own);
    }

    static boolean concerns(ObjectKey key, FeedOp op) {
        ObjectKind kind = op.kind().objectKind().orElse(null);
        return kind == key.kind() && Mirror.keyOf(op, kind).equals(key);
    }

    /** The fields that an op set, without the sync metadata that every op sets. */
    static ObjectNode fieldsOf(FeedOp op) {
        JsonNode patch = op.patch();
        if (op.kind() == OpKind.SETTINGS_UPDATE && patch != null) {
            ObjectNode fields = JsonNodeFactory.instance.objectNode();
            JsonNode value = patch.get("value");
            fields.set(patch.path("key").asText(), value == null ? fields.nullNode() : value);
            return fields;
        }
        if (op.kind() == OpKind.SPAWN_UPDATE && op.snapshot() instanceof ObjectNode pose) {
            return pose;
        }
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        ObjectKind kind = op.kind().objectKind().orElse(ObjectKind.MODULE);
        if (patch instanceof ObjectNode set) {
            for (String field : KnownFields.withState(kind)) {
                if (set.has(field)) {
                    fields.set(field, set.get(field));
                }
            }
        }
        return fields;
    }

    private static boolean isOurs(Step step, RemoteEdit edit, FeedOp op) {
        if (step.sentOps().containsKey(op.opId())) {
            return true;
        }
        boolean nameless = edit.key().kind() == ObjectKind.SPAWN || edit instanceof RemoteEdit.Remove;
        return nameless && isNameless(op, CanonicalJson.sha256(Wire.content(edit)));
    }

    /**
     * Whether a removal of a blueprint or a write of the spawn may have made the op. They go over HTTP and carry no op id
     * (PROTOCOL 11, item 25). Should it be somebody else's after all, it does the same.
     *
     * @param valueHash SHA-256 of the canonical JSON of what was sent
     */
    static boolean isNameless(FeedOp op, String valueHash) {
        if (!op.source().equals("admin.http")) {
            return false;
        }
        return op.kind() == OpKind.BLUEPRINT_REMOVE
                || (op.kind() == OpKind.SPAWN_UPDATE
                        && op.snapshot() != null
                        && CanonicalJson.sha256(op.snapshot()).equals(valueHash));
    }

    /** An edit that came before our removal is in the snapshot of the removal, and the plan did not see it. */
    private Optional<ObjectNode> removedUnseen(FeedOp op) {
        if (seen == null || !(op.snapshot() instanceof ObjectNode last)) {
            return Optional.empty();
        }
        AssetNames plain = new AssetNames(Map.of());
        boolean same = JsonEquality.equal(MergeForm.of(key.kind(), last, plain), MergeForm.of(key.kind(), seen, plain));
        return same ? Optional.empty() : Optional.of(last);
    }
}
