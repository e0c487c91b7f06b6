package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.LocalEdit;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.doc.KnownFields;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.JsonEquality;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Turns the difference between a side and the merged form into the smallest edit of that side. */
final class Edits {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final List<String> SET_BY_THE_RUNTIME =
            List.of("updatedAt", "updatedBy", "updateSource", "lastOpId", "managedBy");

    private Edits() {}

    /** What to change in the files; without fields and files if nothing. */
    static LocalEdit.Change local(ObjectKey key, String seen, ObjectNode local, ObjectNode merged) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        Map<String, Optional<String>> files = new LinkedHashMap<>();
        if (key.kind() == ObjectKind.MODULE) {
            if (!JsonEquality.equal(local, merged)) {
                files.put(key.id(), Optional.of(merged.path("url").asText()));
            }
            return new LocalEdit.Change(key, seen, fields, files);
        }
        for (String field : changed(key.kind(), local, merged)) {
            fields.put(field, MergeForm.explicit(key.kind(), merged, field));
        }
        if (key.kind() == ObjectKind.BLUEPRINT) {
            changedFiles(MergeForm.files(local, false), MergeForm.files(merged, false), files);
            for (String field : Set.of(MergeForm.SCRIPT_ENTRY, MergeForm.SCRIPT_REF)) {
                if (!JsonEquality.equal(local.path(field), merged.path(field))) {
                    fields.put(field, merged.has(field) ? merged.get(field) : NODES.nullNode());
                }
            }
        }
        return new LocalEdit.Change(key, seen, fields, files);
    }

    static boolean isEmpty(LocalEdit.Change change) {
        return change.fields().isEmpty() && change.scriptFiles().isEmpty();
    }

    /**
     * What to send to change what the runtime serves; empty if nothing. A changed script set carries all script fields,
     * an unchanged one none, because their mere presence needs the deploy lock (PROTOCOL 3.6).
     *
     * @param local the files' value, which knows the derived script fields; null if absent
     */
    static ObjectNode remote(
            ObjectKey key,
            ObjectNode servedForm,
            ObjectNode merged,
            ObjectNode served,
            LocalState.@Nullable Present local,
            AssetNames names) {
        ObjectNode fields = NODES.objectNode();
        for (String field : changed(key.kind(), servedForm, merged)) {
            JsonNode value = MergeForm.explicit(key.kind(), merged, field);
            fields.set(field, withoutProto(spelled(field, value, served, local, names)));
        }
        if (key.kind() == ObjectKind.SPAWN && !fields.isEmpty()) {
            // The runtime takes the whole pose only.
            for (String field : KnownFields.of(ObjectKind.SPAWN)) {
                fields.set(field, MergeForm.explicit(ObjectKind.SPAWN, merged, field));
            }
        }
        if (key.kind() == ObjectKind.BLUEPRINT && !MergeForm.sameScripts(servedForm, merged)) {
            fields.setAll(scripts(merged, served, local, names));
        }
        return fields;
    }

    /**
     * The whole object to add.
     *
     * @param metadata what the file says beside the value, and what follows from its place (PROTOCOL 7.2)
     */
    static ObjectNode added(
            ObjectKey key, ObjectNode merged, LocalState.Present local, ObjectNode metadata, AssetNames names) {
        ObjectNode wire = NODES.objectNode();
        wire.put("id", key.id());
        if (key.kind() == ObjectKind.ENTITY) {
            wire.put("type", "app");
            for (String field : KnownFields.of(ObjectKind.ENTITY)) {
                JsonNode value = MergeForm.explicit(ObjectKind.ENTITY, merged, field);
                wire.set(field, withoutProto(names.respell(value, local.value().get(field))));
            }
            JsonNode state = merged.path(KnownFields.ENTITY_STATE);
            state = state.isObject() ? state : local.value().path(KnownFields.ENTITY_STATE);
            wire.set(KnownFields.ENTITY_STATE, state.isObject() ? withoutProto(state) : NODES.objectNode());
            wire.putNull("mover");
            wire.putNull("uploader");
        } else {
            // Without a number as its version a blueprint could never be modified (PROTOCOL 3.5).
            wire.put("version", 0);
            for (String field : KnownFields.of(ObjectKind.BLUEPRINT)) {
                if (!KnownFields.SCRIPT.contains(field) && merged.has(field)) {
                    wire.set(
                            field,
                            withoutProto(names.respell(
                                    merged.get(field), local.value().get(field))));
                }
            }
            if (merged.has(MergeForm.SCRIPT_REF) || merged.has(MergeForm.SCRIPT_FILES)) {
                wire.setAll(scripts(merged, NODES.objectNode(), local, names));
            } else {
                // The one script field whose presence makes no script operation (PROTOCOL 3.6).
                wire.put("script", "");
            }
        }
        metadata.properties().forEach(said -> wire.putIfAbsent(said.getKey(), said.getValue()));
        if (key.kind() == ObjectKind.BLUEPRINT) {
            wire.putIfAbsent("name", NODES.textNode(key.id()));
            wire.putIfAbsent("scope", NODES.textNode(key.id()));
        }
        return wire;
    }

    /** What the files get of an object that they lack; of its state only what takes part. */
    static LocalEdit.Create created(ObjectView view, ObjectNode wire) {
        boolean leaveOut = view.key().kind() == ObjectKind.ENTITY && !view.mergesState();
        return new LocalEdit.Create(view.key(), leaveOut ? EntityState.without(wire) : wire);
    }

    /** An object as the runtime once held it, to be added again. */
    static ObjectNode addedAgain(ObjectKey key, ObjectNode wire) {
        ObjectNode again = wire.objectNode();
        again.setAll(wire);
        again.remove(SET_BY_THE_RUNTIME);
        if (key.kind() == ObjectKind.BLUEPRINT) {
            again.put("version", 0);
        } else if (key.kind() == ObjectKind.ENTITY) {
            // What comes from an artifact has the known fields only.
            again.put("type", "app");
            again.putNull("mover");
            again.putNull("uploader");
        }
        return again;
    }

    /** The five script fields of a form (PROTOCOL 7.3). */
    private static ObjectNode scripts(
            ObjectNode merged, ObjectNode served, LocalState.@Nullable Present local, AssetNames names) {
        ObjectNode fields = NODES.objectNode();
        JsonNode files = merged.path(MergeForm.SCRIPT_FILES);
        if (merged.has(MergeForm.SCRIPT_REF)) {
            fields.put("script", derived("script", served, local).asText(""));
            fields.putNull(MergeForm.SCRIPT_ENTRY);
            fields.putNull(MergeForm.SCRIPT_FILES);
            fields.putNull("scriptFormat");
            fields.set(MergeForm.SCRIPT_REF, merged.get(MergeForm.SCRIPT_REF));
        } else if (files.isObject() && !files.isEmpty()) {
            JsonNode spelled = spelled(MergeForm.SCRIPT_FILES, files, served, local, names);
            String entry = merged.path(MergeForm.SCRIPT_ENTRY).asText("");
            fields.put("script", spelled.path(entry).asText(""));
            fields.set(MergeForm.SCRIPT_ENTRY, entry.isEmpty() ? NODES.nullNode() : NODES.textNode(entry));
            fields.set(MergeForm.SCRIPT_FILES, spelled);
            JsonNode format = derived("scriptFormat", served, local);
            fields.set("scriptFormat", format.isTextual() ? format : NODES.textNode("module"));
            fields.putNull(MergeForm.SCRIPT_REF);
        } else {
            fields.put("script", "");
            for (String field : new String[] {"scriptEntry", "scriptFiles", "scriptFormat", "scriptRef"}) {
                fields.putNull(field);
            }
        }
        return fields;
    }

    /** A value in the spelling of the side that already says the same, the runtime's before the file's. */
    private static JsonNode spelled(
            String field, JsonNode value, ObjectNode served, LocalState.@Nullable Present local, AssetNames names) {
        JsonNode asServed = names.respell(value, served.get(field));
        return local == null ? asServed : names.respell(asServed, local.value().get(field));
    }

    private static JsonNode derived(String field, ObjectNode served, LocalState.@Nullable Present local) {
        JsonNode said = local == null ? null : local.value().get(field);
        return said != null && said.isTextual() ? said : served.path(field);
    }

    private static Set<String> changed(ObjectKind kind, ObjectNode from, ObjectNode to) {
        Set<String> changed = new TreeSet<>();
        for (String field : KnownFields.withState(kind)) {
            if (!(kind == ObjectKind.BLUEPRINT && KnownFields.SCRIPT.contains(field))
                    && !JsonEquality.equal(from.path(field), to.path(field))) {
                changed.add(field);
            }
        }
        return changed;
    }

    private static void changedFiles(ObjectNode from, ObjectNode to, Map<String, Optional<String>> changes) {
        to.properties().forEach(file -> {
            if (!file.getValue().equals(from.get(file.getKey()))) {
                changes.put(file.getKey(), Optional.of(file.getValue().asText()));
            }
        });
        from.fieldNames().forEachRemaining(path -> {
            if (!to.has(path)) {
                changes.put(path, Optional.empty());
            }
        });
    }

    /** A key {@code __proto__} stays in the file and is not sent (ENGINE S11). */
    private static JsonNode withoutProto(JsonNode value) {
        if (!value.isContainerNode() || value.findValue("__proto__") == null) {
            return value;
        }
        JsonNode copy = value.deepCopy();
        for (JsonNode parent : copy.findParents("__proto__")) {
            ((ObjectNode) parent).remove("__proto__");
        }
        return copy;
    }
}
