package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.jsontext.JsonSpan;
import dev.lobbysync.daemon.jsontext.JsonStyle;
import dev.lobbysync.daemon.jsontext.JsonTextEditor;
import dev.lobbysync.daemon.model.LocalEdit;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.doc.KnownFields;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the edits of one batch to {@code world.json}, which become one change of its text (PROTOCOL 7.4). */
final class WorldEdits {
    static final List<String> ENTITY_ORDER =
            List.of("id", "blueprint", "position", "quaternion", "scale", "pinned", "props", "state");
    private static final List<String> SETTINGS_ORDER =
            List.of("title", "desc", "image", "avatar", "customAvatars", "voice", "rank", "playerLimit", "ao");
    private static final List<String> SPAWN_ORDER = List.of("position", "quaternion");
    private static final List<String> FILE_ORDER = List.of("formatVersion", "settings", "spawn", "entities");

    private final AssetLocaliser assets;
    private final WorldView world;
    private final Map<ObjectKey, Map<String, JsonNode>> changed = new LinkedHashMap<>();
    private final Map<String, JsonNode> sections = new LinkedHashMap<>();
    private final List<ObjectNode> appended = new ArrayList<>();
    private final Set<String> removed = new HashSet<>();
    private final Set<ObjectKey> objects = new HashSet<>();

    WorldEdits(AssetLocaliser assets, WorldView world) {
        this.assets = assets;
        this.world = world;
    }

    void add(LocalEdit edit, Drafts.Stage stage) throws IOException, ProjectionException {
        ObjectKey key = edit.key();
        boolean entity = key.kind() == ObjectKind.ENTITY;
        if (edit instanceof LocalEdit.Change change) {
            Map<String, JsonNode> members = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> field : change.fields().entrySet()) {
                members.put(
                        field.getKey(),
                        entity ? localised(key, field.getKey(), field.getValue(), stage) : field.getValue());
            }
            changed.put(key, members);
        } else if (edit instanceof LocalEdit.Create create) {
            if (entity) {
                appended.add(row(create, stage));
            } else {
                boolean settings = key.kind() == ObjectKind.SETTINGS;
                sections.put(
                        settings ? "settings" : "spawn",
                        ordered(create.wire(), settings ? SETTINGS_ORDER : SPAWN_ORDER, settings));
            }
        } else if (entity && world.contested().contains(key)) {
            throw new ProjectionException("world.json has more than one " + key
                    + ", and only one of them was removed in the world; remove the other");
        } else if (entity) {
            removed.add(key.id());
        } else {
            throw new ProjectionException(key + " cannot be removed; a world always has it");
        }
        objects.add(key);
    }

    private ObjectNode row(LocalEdit.Create create, Drafts.Stage stage) throws IOException, ProjectionException {
        ObjectNode row = Json.object().put("id", create.key().id());
        for (String field : KnownFields.of(ObjectKind.ENTITY)) {
            JsonNode value = create.wire().path(field);
            JsonNode known =
                    value.isMissingNode() || value.isNull() ? KnownFields.defaultOf(ObjectKind.ENTITY, field) : value;
            row.set(field, localised(create.key(), field, known, stage));
        }
        JsonNode state = create.wire().path(KnownFields.ENTITY_STATE);
        row.set(KnownFields.ENTITY_STATE, state.isObject() ? state : Json.object());
        return ordered(row, ENTITY_ORDER, false);
    }

    private JsonNode localised(ObjectKey key, String field, JsonNode value, Drafts.Stage stage)
            throws IOException, ProjectionException {
        WorldView.Row row = world.rows().get(key);
        ObjectNode current = row != null && row.raw() instanceof ObjectNode raw ? raw : null;
        return assets.localise(field, value, current, key.id(), key.id(), key, stage);
    }

    private static ObjectNode ordered(ObjectNode document, List<String> order, boolean others) {
        ObjectNode ordered = Json.object();
        order.stream().filter(document::has).forEach(field -> ordered.set(field, document.get(field)));
        if (others) {
            document.properties().forEach(member -> {
                if (!ordered.has(member.getKey())) {
                    ordered.set(member.getKey(), member.getValue());
                }
            });
        }
        return ordered;
    }

    boolean isEmpty() {
        return objects.isEmpty();
    }

    Set<ObjectKey> objects() {
        return objects;
    }

    /** A whole new file. */
    byte[] create() {
        ObjectNode document = Json.object().put("formatVersion", 2);
        sections.forEach(document::set);
        document.set("entities", Json.array().addAll(appended));
        String text = JsonStyle.NEW_FILE.render(ordered(document, FILE_ORDER, false), "") + "\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The edited file; the text is the one that was last found valid. */
    byte[] apply(String text) throws IOException {
        JsonTextEditor editor = new JsonTextEditor(text);
        JsonSpan.Members root = (JsonSpan.Members) editor.root();
        JsonNode document = Json.parse(text.startsWith("\uFEFF") ? text.substring(1) : text);
        editor.edit(root, sections, FILE_ORDER);
        edit(editor, root, "settings", changed.get(ObjectKey.SETTINGS), SETTINGS_ORDER);
        edit(editor, root, "spawn", changed.get(ObjectKey.SPAWN), SPAWN_ORDER);
        JsonSpan.Member entities = root.find("entities");
        if (entities != null && entities.value() instanceof JsonSpan.Elements array) {
            Set<Integer> gone = new HashSet<>();
            Set<String> done = new HashSet<>();
            for (int i = 0; i < array.items().size(); i++) {
                String id = document.path("entities").path(i).path("id").asText("");
                if (removed.contains(id)) {
                    gone.add(i);
                    continue;
                }
                Map<String, JsonNode> changes = id.isEmpty() ? null : changed.get(ObjectKey.entity(id));
                boolean meant =
                        changes != null && isMeant(id, document.path("entities").path(i), done);
                if (changes != null && meant && array.items().get(i) instanceof JsonSpan.Members row) {
                    editor.edit(row, changes, ENTITY_ORDER);
                }
            }
            editor.edit(array, gone, appended);
        }
        return editor.finish().getBytes(StandardCharsets.UTF_8);
    }

    /** Of several rows with one id only the one that is the entity is edited. */
    private boolean isMeant(String id, JsonNode row, Set<String> done) {
        WorldView.Row known = world.rows().get(ObjectKey.entity(id));
        boolean contested = world.contested().contains(ObjectKey.entity(id));
        return !contested || (known != null && row.equals(known.raw()) && done.add(id));
    }

    /** Whether a new file can be made of this: one without settings or spawn is invalid (PROTOCOL 7.4). */
    boolean isWhole() {
        return sections.containsKey("settings") && sections.containsKey("spawn");
    }

    private static void edit(
            JsonTextEditor editor,
            JsonSpan.Members root,
            String section,
            @Nullable Map<String, JsonNode> changes,
            List<String> order) {
        JsonSpan.Member member = root.find(section);
        if (changes != null && member != null && member.value() instanceof JsonSpan.Members object) {
            editor.edit(object, changes, order);
        }
    }
}
