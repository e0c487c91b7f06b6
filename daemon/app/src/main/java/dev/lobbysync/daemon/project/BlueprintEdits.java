package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lobbysync.daemon.jsontext.JsonStyle;
import dev.lobbysync.daemon.model.LocalEdit;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.doc.KnownFields;
import dev.lobbysync.protocol.doc.ScriptPath;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Drafts the files of blueprint edits (PROTOCOL 7.2). */
final class BlueprintEdits {
    /** The order in which members stand in a file. */
    static final List<String> ORDER = List.of(
            "id",
            "uid",
            "name",
            "scope",
            "script",
            "scriptRef",
            "createdAt",
            "author",
            "url",
            "desc",
            "preload",
            "public",
            "locked",
            "frozen",
            "unique",
            "disabled",
            "scene",
            "keep",
            "scriptFormat",
            "scriptEntry",
            "model",
            "image",
            "props");

    private static final Set<String> FORMATS = Set.of("module", "legacy-body");

    private final LocalTree tree;
    private final FileTable table;
    private final ScriptEdits scripts;
    private final AssetLocaliser assets;
    private final Placement placement;
    private final Set<String> removed = new HashSet<>();

    BlueprintEdits(LocalTree tree, FileTable table, ScriptEdits scripts, AssetLocaliser assets, Placement placement) {
        this.tree = tree;
        this.table = table;
        this.scripts = scripts;
        this.assets = assets;
        this.placement = placement;
    }

    void create(LocalEdit.Create edit, Drafts.Stage stage) throws IOException, ProjectionException {
        ObjectNode wire = edit.wire();
        Map<String, byte[]> files = scripts.ofWire(wire);
        boolean legacy = ScriptEdits.isLegacy(wire);
        Map<String, String> own = new LinkedHashMap<>();
        files.forEach((key, bytes) -> {
            if (!Layout.isModuleKey(key)) {
                own.put(key, Sha256.hex(bytes));
            }
        });
        Placement.Place place = placement.place(edit.key().id(), wire, own, legacy);
        if (!legacy || !place.joined()) {
            scripts.write(place.app(), files, edit.key(), stage);
        }
        ObjectNode document = Json.object();
        for (String field : ORDER) {
            JsonNode value = written(field, wire, files.keySet(), place);
            if (value != null) {
                document.set(field, localised(field, value, null, wire, place.app(), edit.key(), stage));
            }
        }
        String text = JsonStyle.NEW_FILE.render(document, "") + "\n";
        stage.write(place.path(), text.getBytes(StandardCharsets.UTF_8), edit.key() + " is new in the world", false);
    }

    /** What a new file says about a field, or null if nothing. */
    private @Nullable JsonNode written(String field, ObjectNode wire, Set<String> files, Placement.Place place) {
        JsonNode value = wire.get(field);
        String text = value == null ? null : value.textValue();
        return switch (field) {
            case "id" -> TextNode.valueOf(wire.path("id").asText());
            case "script" -> text == null || text.isEmpty() ? null : value;
            case "scriptFormat" -> text != null && FORMATS.contains(text) ? value : null;
            case "scriptEntry" ->
                text == null || !ScriptPath.isValid(text) || (text.equals("index.js") && !files.contains("index.ts"))
                        ? null
                        : value;
            case "scriptRef" -> text == null || text.isEmpty() || place.joined() ? null : value;
            case "props" -> value == null || value.isObject() ? value : Json.object();
            default -> value;
        };
    }

    private JsonNode localised(
            String field,
            JsonNode value,
            @Nullable ObjectNode current,
            ObjectNode named,
            String app,
            ObjectKey key,
            Drafts.Stage stage)
            throws IOException, ProjectionException {
        String name = named.path("name").asText("");
        return assets.localise(field, value, current, name.isBlank() ? app : name, app, key, stage);
    }

    void change(LocalEdit.Change edit, Drafts.Stage stage) throws IOException, ProjectionException {
        AppView view = Objects.requireNonNull(tree.view(edit.key().id()));
        BlueprintFile file = view.files().stream()
                .filter(candidate -> candidate.id().equals(edit.key().id()))
                .findFirst()
                .orElseThrow();
        ObjectNode document = Objects.requireNonNull(file.document());
        Map<String, JsonNode> members = fields(edit, document, view.app(), stage);
        Map<String, Optional<String>> files = files(edit, view, file);
        scripts.change(view.app(), files, edit.key(), stage);
        changeScriptMembers(edit, view, document, files, members, stage);
        if (!members.isEmpty()) {
            stage.members(file.path(), members);
        }
    }

    /** The changed members that are no script fields. */
    Map<String, JsonNode> fields(LocalEdit.Change edit, ObjectNode document, String app, Drafts.Stage stage)
            throws IOException, ProjectionException {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : edit.fields().entrySet()) {
            if (!KnownFields.SCRIPT.contains(field.getKey())) {
                members.put(
                        field.getKey(),
                        localised(field.getKey(), field.getValue(), document, document, app, edit.key(), stage));
            }
        }
        return members;
    }

    private static Map<String, Optional<String>> files(LocalEdit.Change edit, AppView view, BlueprintFile file) {
        boolean root = file.equals(view.root());
        JsonNode script = edit.fields().get("script");
        boolean noSet = edit.fields()
                .getOrDefault("scriptFiles", NullNode.getInstance())
                .isEmpty();
        if (root
                && edit.scriptFiles().isEmpty()
                && noSet
                && script != null
                && script.asText("").startsWith("asset://")
                && view.scripts() instanceof ScriptSet.Ready ready
                && ready.entry() != null
                && !script.asText().equals(ready.files().get(ready.entry()))) {
            return Map.of(ready.entry(), Optional.of(script.asText()));
        }
        return edit.scriptFiles();
    }

    /** Keys of the script files that the folder will have. */
    private Set<String> remaining(AppView view, Map<String, Optional<String>> files) {
        String directory = Layout.appPath(view.app());
        Set<String> keys = new HashSet<>();
        table.below(directory).forEach((path, fact) -> {
            if (fact.script() != null) {
                keys.add(path.substring(directory.length() + 1));
            }
        });
        files.forEach((key, url) -> {
            if (url.isEmpty()) {
                keys.remove(key);
            } else if (!Layout.isModuleKey(key)) {
                keys.add(key);
            }
        });
        return keys;
    }

    private void changeScriptMembers(
            LocalEdit.Change edit,
            AppView view,
            ObjectNode document,
            Map<String, Optional<String>> files,
            Map<String, JsonNode> members,
            Drafts.Stage stage) {
        Map<String, JsonNode> fields = edit.fields();
        Set<String> remaining = remaining(view, files);
        boolean computed = !remaining.isEmpty();
        JsonNode script = fields.get("script");
        if (!computed
                && script != null
                && (document.has("script") || !script.asText("").isEmpty())) {
            members.put("script", script);
        }
        if (!computed && script == null && files.containsValue(Optional.<String>empty()) && document.has("script")) {
            members.put("script", NullNode.getInstance()); // else what was for information would become the script
        }
        JsonNode ref = fields.get("scriptRef");
        if (ref != null) {
            boolean foreign = !ref.asText("").isEmpty() && !view.ids().contains(ref.asText());
            String written = BlueprintFile.text(document, "scriptRef");
            boolean stale = written != null && !written.equals(ref.asText(""));
            if (foreign || (!computed && !ref.asText("").isEmpty()) || stale) {
                members.put("scriptRef", computed && !foreign ? NullNode.getInstance() : ref);
            }
        }
        JsonNode format = fields.get("scriptFormat");
        if (format != null
                && (document.has("scriptFormat") || !computed)
                && (format.isNull() ? document.has("scriptFormat") : FORMATS.contains(format.asText()))) {
            members.put("scriptFormat", format);
        }
        JsonNode entry = fields.get("scriptEntry");
        if (entry == null) {
            return;
        }
        boolean implied = entry.isNull() || (entry.asText().equals("index.js") && !remaining.contains("index.ts"));
        if (document.has("scriptEntry") || !implied) {
            members.put("scriptEntry", entry);
        }
        // The file of the app's own name goes first when the entry is looked for.
        String main = Layout.appPath(view.app()) + "/" + view.app() + ".json";
        for (BlueprintFile other : view.files()) {
            boolean goesFirst =
                    other.path().equals(main) && !other.id().equals(edit.key().id());
            if (goesFirst && !entry.isNull() && other.text("scriptEntry") != null) {
                stage.members(main, Map.of("scriptEntry", entry));
            }
        }
    }

    void remove(LocalEdit.Remove edit, Drafts.Stage stage) throws ProjectionException {
        String path = tree.ids().path(edit.key().id());
        if (path != null) {
            removed.add(path);
            stage.delete(path, edit.key() + " was removed in the world");
        }
    }

    /**
     * With the last blueprint of a folder its scripts go: all that the plan saw as a part of the removed ones, and those
     * that the base knew; everything else in the folder stays (items 58 and 62).
     *
     * @param drafts what the whole batch does
     */
    void removeScriptsOfEmptied(Drafts drafts, Map<ObjectKey, Set<String>> bases) throws ProjectionException {
        Set<String> deleted = drafts.deletions();
        if (deleted.isEmpty()) {
            return;
        }
        Set<String> written = drafts.writes();
        for (AppView view : tree.apps().values()) {
            Set<String> gone = new HashSet<>();
            Set<String> known = new HashSet<>();
            boolean all = true;
            for (BlueprintFile file : view.files()) {
                if (deleted.contains(file.path())) {
                    gone.add(file.path());
                    Set<String> base = bases.get(ObjectKey.blueprint(file.id()));
                    all &= base == null;
                    known.addAll(base == null ? Set.of() : base);
                }
            }
            String directory = Layout.appPath(view.app());
            boolean joined = written.stream()
                    .anyMatch(path -> path.startsWith(directory + "/") && Layout.role(path) == Layout.Role.BLUEPRINT);
            if (gone.isEmpty()
                    || gone.size() < view.files().size()
                    || joined
                    || !(view.scripts() instanceof ScriptSet.Ready set)) {
                continue;
            }
            boolean seen = removed.containsAll(gone) && !view.owners().isEmpty();
            for (BlueprintFile file : view.files()) {
                // Of all of them, so that the scripts stay if one of them does.
                Drafts.Stage stage = drafts.stage(ObjectKey.blueprint(file.id()));
                for (Map.Entry<String, String> script : set.files().entrySet()) {
                    if (!Layout.isModuleKey(script.getKey()) && (seen || all || known.contains(script.getValue()))) {
                        stage.delete(directory + "/" + script.getKey(), "the last blueprint of its app was removed");
                    }
                }
                stage.commit();
            }
        }
    }
}
