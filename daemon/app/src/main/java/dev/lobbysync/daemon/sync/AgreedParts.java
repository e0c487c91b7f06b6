package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.BaseValue;
import dev.lobbysync.protocol.doc.KnownFields;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.JsonEquality;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What both sides of an object in conflict have come to agree on beside it: their base moves there all the same. Else,
 * should one side go back to what the base still says, the other would be taken for the one that edited, and win.
 */
final class AgreedParts {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private AgreedParts() {}

    /** The base with what the sides agree on; null if it says so already, or if the runtime does not serve what counts. */
    static @Nullable BaseValue of(ObjectView view, Sides sides, MergedForm merged) {
        boolean asked =
                merged.unresolved().stream().anyMatch(field -> field.path().startsWith(MergeForm.SCRIPT_FILES));
        return of(view, sides, asked);
    }

    /**
     * The same.
     *
     * @param asked whether there is a question about the set of scripts
     */
    static @Nullable BaseValue of(ObjectView view, Sides sides, boolean asked) {
        BaseEntry entry = view.base();
        if (entry == null
                || sides.base() == null
                || sides.local() == null
                || sides.remote() == null
                || sides.judgement().why() != Judgement.Why.SERVED) {
            return null;
        }
        ObjectNode base = sides.base();
        ObjectNode moved = (ObjectNode) moved(base, sides.local(), sides.remote());
        if (JsonEquality.equal(base, moved)) {
            return null;
        }
        ObjectNode value = entry.value().deepCopy();
        Set<String> silent = new TreeSet<>(entry.silent());
        for (String field : KnownFields.withState(view.key().kind())) {
            boolean script = view.key().kind() == ObjectKind.BLUEPRINT && KnownFields.SCRIPT.contains(field);
            if (!script && !JsonEquality.equal(base.path(field), moved.path(field))) {
                value.set(field, MergeForm.explicit(view.key().kind(), moved, field));
                silent.remove(field);
            }
        }
        if (view.key().kind() == ObjectKind.BLUEPRINT) {
            moveScripts(value, base, moved, asked);
        }
        return new BaseValue(value, silent);
    }

    /**
     * Only the own files of a set that stays one; shared modules are agreed on by themselves.
     *
     * @param asked whether there is a question about the set: it may be about renames, so its names stay those of the base
     */
    private static void moveScripts(ObjectNode value, ObjectNode base, ObjectNode moved, boolean asked) {
        if (!(value.get(MergeForm.SCRIPT_FILES) instanceof ObjectNode files)
                || base.has(MergeForm.SCRIPT_REF)
                || moved.has(MergeForm.SCRIPT_REF)) {
            return;
        }
        ObjectNode before = MergeForm.files(base, false);
        ObjectNode after = MergeForm.files(moved, false);
        before.fieldNames().forEachRemaining(path -> {
            if (!after.has(path) && !asked) {
                files.remove(path);
            }
        });
        after.properties().forEach(file -> {
            if (!file.getValue().equals(before.get(file.getKey())) && !(asked && !before.has(file.getKey()))) {
                files.set(file.getKey(), file.getValue());
            }
        });
        if (!Objects.equals(base.get(MergeForm.SCRIPT_ENTRY), moved.get(MergeForm.SCRIPT_ENTRY))) {
            JsonNode entry = moved.get(MergeForm.SCRIPT_ENTRY);
            value.set(MergeForm.SCRIPT_ENTRY, entry == null ? NODES.nullNode() : entry);
        }
    }

    /** Member by member: what the sides say alike, else what the base says. */
    private static JsonNode moved(JsonNode base, JsonNode local, JsonNode remote) {
        if (JsonEquality.equal(local, remote)) {
            return local;
        }
        if (!(base.isObject() && local.isObject() && remote.isObject())) {
            return base;
        }
        Set<String> names = new TreeSet<>();
        for (JsonNode side : new JsonNode[] {base, local, remote}) {
            side.fieldNames().forEachRemaining(names::add);
        }
        ObjectNode moved = NODES.objectNode();
        for (String name : names) {
            JsonNode member = moved(base.path(name), local.path(name), remote.path(name));
            if (!member.isMissingNode()) {
                moved.set(name, member);
            }
        }
        return moved;
    }
}
