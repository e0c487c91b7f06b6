package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.RemoteEdit;
import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.doc.KnownFields;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Edits in the words of the admin API (PROTOCOL 3.5). */
final class Wire {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Wire() {}

    /** What the edit sends about the object. */
    static ObjectNode content(RemoteEdit edit) {
        if (edit instanceof RemoteEdit.Add add) {
            return add.wire();
        }
        return edit instanceof RemoteEdit.Modify modify ? modify.fields() : NODES.objectNode();
    }

    /** The remote object as the plan of the edit saw it; null if it saw none. */
    static @Nullable ObjectNode seen(RemoteEdit edit) {
        if (edit instanceof RemoteEdit.Modify modify) {
            return modify.seen();
        }
        return edit instanceof RemoteEdit.Remove remove ? remove.seen() : null;
    }

    /** The mere presence of a script field makes a script operation; only an empty {@code script} does not. */
    static boolean isScriptOperation(RemoteEdit edit) {
        if (edit.key().kind() != ObjectKind.BLUEPRINT) {
            return false;
        }
        ObjectNode content = content(edit);
        return KnownFields.SCRIPT.stream()
                .anyMatch(field -> content.has(field)
                        && !(field.equals("script")
                                && content.get(field).asText("-").isEmpty()));
    }

    /** The scope whose lock a script operation needs. */
    static String scope(RemoteEdit edit) {
        JsonNode scope = content(edit).get("scope");
        if (scope == null && edit instanceof RemoteEdit.Modify modify) {
            scope = modify.seen().get("scope");
        }
        return scope != null && scope.isTextual() && !scope.textValue().isBlank() ? scope.textValue() : "global";
    }

    /** The command of a blueprint or entity edit, complete but for its op id and lock token. */
    static ObjectNode command(RemoteEdit edit) {
        boolean blueprint = edit.key().kind() == ObjectKind.BLUEPRINT;
        ObjectNode command = NODES.objectNode();
        if (edit instanceof RemoteEdit.Add add) {
            command.put("type", blueprint ? "blueprint_add" : "entity_add");
            command.set(blueprint ? "blueprint" : "entity", add.wire());
        } else if (edit instanceof RemoteEdit.Modify modify) {
            command.put("type", blueprint ? "blueprint_modify" : "entity_modify");
            ObjectNode change = command.putObject("change");
            change.put("id", edit.key().id());
            if (blueprint) {
                change.put("version", modify.seen().path("version").asLong() + 1);
            }
            change.setAll(modify.fields());
        } else {
            command.put("type", "entity_remove");
            command.put("id", edit.key().id());
        }
        return command;
    }

    /** The command that changes one setting. */
    static ObjectNode setting(String field, JsonNode value) {
        ObjectNode command = NODES.objectNode();
        command.put("type", "settings_modify");
        command.put("key", field);
        command.set("value", value);
        return command;
    }

    /** Content-addressed assets that the edit names and that what the runtime served did not. */
    static Set<String> newAssets(RemoteEdit edit) {
        Set<String> urls = new TreeSet<>();
        collect(content(edit), urls);
        if (edit instanceof RemoteEdit.Modify modify) {
            Set<String> served = new TreeSet<>();
            collect(modify.seen(), served);
            urls.removeAll(served);
        }
        return urls;
    }

    /** Every content-addressed {@code asset://} string in a document. */
    static void collect(@Nullable JsonNode node, Set<String> urls) {
        if (node == null) {
            return;
        }
        if (node.isTextual()) {
            AssetUrl.parse(node.textValue())
                    .filter(url -> url.sha256().isPresent())
                    .ifPresent(url -> urls.add(url.toString()));
        } else {
            node.forEach(child -> collect(child, urls));
        }
    }
}
