package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lobbysync.daemon.jsontext.JsonSpan;
import dev.lobbysync.daemon.jsontext.JsonTextEditor;
import dev.lobbysync.daemon.model.LocalEdit;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Two blueprints with sets of their own may share a folder while the sets are the same. When they part in the world, each
 * gets a folder of its own (ENGINE S8): else the new scripts of the one would read as an edit of the other.
 */
final class FolderSplit {
    private final LocalTree tree;
    private final FileTable table;
    private final ContentSource source;
    private final ScriptEdits scripts;
    private final BlueprintEdits blueprints;
    private final Placement placement;
    private final Map<String, LocalEdit> edits = new HashMap<>();
    private final Set<String> leaving = new HashSet<>();

    FolderSplit(
            LocalTree tree,
            FileTable table,
            ContentSource source,
            ScriptEdits scripts,
            BlueprintEdits blueprints,
            Placement placement) {
        this.tree = tree;
        this.table = table;
        this.source = source;
        this.scripts = scripts;
        this.blueprints = blueprints;
        this.placement = placement;
    }

    /** Finds out who has to leave because of the edits of a batch. */
    void plan(Collection<LocalEdit> batch) {
        for (LocalEdit edit : batch) {
            if (edit.key().kind() == ObjectKind.BLUEPRINT) {
                edits.put(edit.key().id(), edit);
            }
        }
        for (LocalEdit edit : edits.values()) {
            Map<String, Optional<String>> files = ownFiles(edit);
            AppView view = tree.view(edit.key().id());
            if (!files.isEmpty() && view != null && view.root() != null && view.scripts() instanceof ScriptSet.Ready) {
                plan(edit.key().id(), files, view, view.root().id());
            }
        }
    }

    private void plan(String id, Map<String, Optional<String>> files, AppView view, String root) {
        if (id.equals(root)) {
            for (String other : view.owners()) {
                LocalEdit edit = edits.get(other);
                boolean alike = other.equals(root) || files.equals(ownFiles(edit));
                if (!alike && !(edit instanceof LocalEdit.Remove)) {
                    leaving.add(other);
                }
            }
        } else if (!view.owners().contains(id) || !files.equals(ownFiles(edits.get(root)))) {
            leaving.add(id);
        }
    }

    /** The app's own script files that an edit changes. */
    private static Map<String, Optional<String>> ownFiles(@Nullable LocalEdit edit) {
        Map<String, Optional<String>> files = new TreeMap<>();
        if (edit instanceof LocalEdit.Change change) {
            change.scriptFiles().forEach((key, url) -> {
                if (!Layout.isModuleKey(key)) {
                    files.put(key, url);
                }
            });
        }
        return files;
    }

    boolean leaves(String id) {
        return leaving.contains(id);
    }

    /** Those of the folder that leave because of the edit of its root, and that nothing else is to be done with. */
    List<String> crowdedOut(String root) {
        AppView view = tree.view(root);
        return view == null || view.root() == null || !view.root().id().equals(root)
                ? List.of()
                : view.owners().stream()
                        .filter(id -> leaving.contains(id) && !edits.containsKey(id))
                        .sorted()
                        .toList();
    }

    /** Moves a blueprint to a folder of its own, with the scripts that it has as its own. */
    void leave(String id, LocalEdit.@Nullable Change edit, Drafts.Stage stage) throws IOException, ProjectionException {
        AppView view = tree.view(id);
        LocalState state = tree.state(ObjectKey.blueprint(id));
        if (view == null || !(state instanceof LocalState.Present present)) {
            return;
        }
        String path = present.path();
        String directory = Layout.appPath(view.app()) + "/";
        Map<String, byte[]> own = new TreeMap<>();
        if (view.owners().contains(id) && view.scripts() instanceof ScriptSet.Ready set) {
            for (String key : set.files().keySet()) {
                if (!Layout.isModuleKey(key)) {
                    own.put(key, current(directory + key));
                }
            }
        }
        Map<String, Optional<String>> changed = edit == null ? Map.of() : new LinkedHashMap<>(edit.scriptFiles());
        Map<String, String> hashes = new HashMap<>();
        own.keySet().removeAll(changed.keySet());
        changed.values().removeIf(Optional::isEmpty);
        own.forEach((key, bytes) -> hashes.put(key, Sha256.hex(bytes)));
        changed.keySet().forEach(key -> hashes.put(key, ""));
        hashes.keySet().removeIf(Layout::isModuleKey);
        Placement.Place place = placement.apart(id, Layout.fileBase(path), hashes);
        scripts.write(place.app(), own, ObjectKey.blueprint(id), stage);
        scripts.change(place.app(), changed, ObjectKey.blueprint(id), stage);

        JsonTextEditor editor = new JsonTextEditor(JsonFile.text(current(path)));
        editor.edit(
                (JsonSpan.Members) editor.root(),
                members(id, edit, view, present, hashes.keySet(), stage),
                BlueprintEdits.ORDER);
        stage.write(
                place.path(),
                editor.finish().getBytes(StandardCharsets.UTF_8),
                "blueprint " + id + " has other scripts in the world than its folder",
                false);
        stage.delete(path, "blueprint " + id + " moved to " + place.path());
    }

    private Map<String, JsonNode> members(
            String id,
            LocalEdit.@Nullable Change edit,
            AppView view,
            LocalState.Present present,
            Set<String> keys,
            Drafts.Stage stage)
            throws IOException, ProjectionException {
        ObjectNode document = view.files().stream()
                .filter(file -> file.id().equals(id))
                .map(BlueprintFile::document)
                .findFirst()
                .orElseThrow();
        Map<String, JsonNode> members = new LinkedHashMap<>();
        if (!document.has("id")) {
            members.put("id", TextNode.valueOf(id));
        }
        if (edit != null) {
            members.putAll(blueprints.fields(edit, document, view.app(), stage));
        }
        if (document.has("scriptRef")) {
            members.put("scriptRef", NullNode.getInstance());
        }
        JsonNode changed = edit == null ? null : edit.fields().get("scriptEntry");
        String entry = (changed == null ? present.value().path("scriptEntry") : changed).textValue();
        boolean implied = entry == null || (entry.equals("index.js") && !keys.contains("index.ts"));
        if (entry != null && (!implied || document.has("scriptEntry"))) {
            members.put("scriptEntry", TextNode.valueOf(entry));
        }
        return members;
    }

    private byte[] current(String path) throws IOException, ProjectionException {
        FileFact fact = table.fact(path);
        byte[] bytes = source.read(path);
        if (fact == null || bytes == null || !Sha256.hex(bytes).equals(fact.sha256())) {
            throw new ProjectionException(path + " is being changed; it is tried again");
        }
        return bytes;
    }
}
