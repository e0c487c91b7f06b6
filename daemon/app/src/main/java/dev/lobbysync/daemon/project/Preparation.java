package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.jsontext.JsonSpan;
import dev.lobbysync.daemon.jsontext.JsonTextEditor;
import dev.lobbysync.daemon.model.FileChange;
import dev.lobbysync.daemon.model.LocalEdit;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Project.Prepared;
import dev.lobbysync.daemon.port.Project.WorldFile;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns one batch of edits into file changes. Nothing on the disk changes here. */
final class Preparation {
    private final LocalTree tree;
    private final FileTable table;
    private final ContentSource source;
    private final Map<ObjectKey, Set<String>> bases;
    private final Drafts drafts;
    private final BlueprintEdits blueprints;
    private final FolderSplit split;
    private final WorldEdits world;
    private final ScriptEdits scripts;
    private final Set<ObjectKey> stale = new LinkedHashSet<>();
    private final Set<String> moved = new LinkedHashSet<>();
    private final Map<ObjectKey, String> failed = new LinkedHashMap<>();

    Preparation(
            LocalTree tree,
            FileTable table,
            AssetShelf shelf,
            ContentSource source,
            Map<String, byte[]> contents,
            Map<ObjectKey, Set<String>> bases) {
        this.tree = tree;
        this.table = table;
        this.source = source;
        this.bases = bases;
        this.drafts = new Drafts(table);
        AssetLocaliser assets = new AssetLocaliser(tree, table, shelf, source, contents, bases);
        this.scripts = new ScriptEdits(table, source, contents, bases);
        Placement placement = new Placement(tree, table);
        this.blueprints = new BlueprintEdits(tree, table, scripts, assets, placement);
        this.split = new FolderSplit(tree, table, source, scripts, blueprints, placement);
        this.world = new WorldEdits(assets, tree.world());
    }

    Prepared run(List<LocalEdit> edits) throws IOException {
        List<LocalEdit> ordered = new ArrayList<>(edits);
        ordered.sort(Comparator.comparingInt(Preparation::rank));
        split.plan(ordered.stream().filter(edit -> !isStale(edit)).toList());
        for (LocalEdit edit : ordered) {
            if (isStale(edit)) {
                stale.add(edit.key());
                continue;
            }
            Drafts.Stage stage = drafts.stage(edit.key());
            try {
                draft(edit, stage);
                stage.commit();
            } catch (ProjectionException e) {
                failed.put(edit.key(), e.getMessage());
            }
        }
        try {
            blueprints.removeScriptsOfEmptied(drafts, bases);
        } catch (ProjectionException e) {
            throw new IllegalStateException("a script of a removed app is written in the same batch", e);
        }
        renderBlueprints();
        renderWorld();
        List<FileChange> changes = drafts.changes().stream()
                .filter(change -> !stale.containsAll(change.objects()))
                .toList();
        return new Prepared(changes, Set.copyOf(stale), Map.copyOf(failed));
    }

    /** New roots before the variants that join their folder. */
    private static int rank(LocalEdit edit) {
        if (!(edit instanceof LocalEdit.Create create) || create.key().kind() != ObjectKind.BLUEPRINT) {
            return 2;
        }
        return create.wire().path("scriptFiles").isEmpty() ? 1 : 0;
    }

    private boolean isStale(LocalEdit edit) {
        LocalState state = tree.state(edit.key());
        String seen = edit.seen();
        if (seen == null) {
            return !(state instanceof LocalState.Absent);
        }
        return !(state instanceof LocalState.Present present)
                || !present.fingerprint().equals(seen);
    }

    private void draft(LocalEdit edit, Drafts.Stage stage) throws IOException, ProjectionException {
        switch (edit.key().kind()) {
            case BLUEPRINT -> {
                if (edit instanceof LocalEdit.Create create) {
                    blueprints.create(create, stage);
                } else if (edit instanceof LocalEdit.Change change) {
                    change(change, stage);
                } else if (edit instanceof LocalEdit.Remove remove) {
                    blueprints.remove(remove, stage);
                }
            }
            case MODULE -> draftModule(edit, stage);
            case ENTITY, SETTINGS, SPAWN -> {
                if (tree.world().file() == WorldFile.INVALID) {
                    throw new ProjectionException(String.valueOf(tree.world().uncertain()));
                }
                world.add(edit, stage);
            }
        }
    }

    private void change(LocalEdit.Change change, Drafts.Stage stage) throws IOException, ProjectionException {
        String id = change.key().id();
        if (split.leaves(id)) {
            split.leave(id, change, stage);
            return;
        }
        blueprints.change(change, stage);
        for (String other : split.crowdedOut(id)) {
            split.leave(other, null, stage);
        }
    }

    private void draftModule(LocalEdit edit, Drafts.Stage stage) throws IOException, ProjectionException {
        String key = edit.key().id();
        if (edit instanceof LocalEdit.Remove) {
            stage.delete(Layout.modulePath(edit.key()), "the module was removed in the world");
        } else if (edit instanceof LocalEdit.Create create) {
            scripts.change("", Map.of(key, Optional.of(create.wire().path("url").asText(""))), edit.key(), stage);
        } else if (edit instanceof LocalEdit.Change change) {
            scripts.change("", change.scriptFiles(), edit.key(), stage);
        }
    }

    private void renderBlueprints() throws IOException {
        Set<String> deleted = drafts.deletions();
        for (Map.Entry<String, Drafts.Members> entry : drafts.members().entrySet()) {
            String path = entry.getKey();
            String text = deleted.contains(path) ? null : current(path);
            if (text == null) {
                stale.addAll(entry.getValue().objects());
                continue;
            }
            JsonTextEditor editor = new JsonTextEditor(text);
            editor.edit((JsonSpan.Members) editor.root(), entry.getValue().changes(), BlueprintEdits.ORDER);
            put(
                    path,
                    text,
                    editor.finish().getBytes(StandardCharsets.UTF_8),
                    entry.getValue().objects());
        }
    }

    private void renderWorld() throws IOException {
        if (world.isEmpty()) {
            return;
        }
        if (tree.world().file() == WorldFile.MISSING && !world.isWhole()) {
            world.objects()
                    .forEach(key -> failed.put(key, "world.json is missing; restore it, so that this can go into it"));
            return;
        }
        if (tree.world().file() == WorldFile.MISSING) {
            drafts.put(new FileChange(
                    Layout.WORLD, null, world.create(), world.objects(), "the world's layout is new here", false));
            return;
        }
        String text = current(Layout.WORLD);
        if (text == null) {
            stale.addAll(world.objects());
        } else {
            put(Layout.WORLD, text, world.apply(text), world.objects());
        }
    }

    /** The text that the tree was read from, or null if the file moved on since. */
    private @Nullable String current(String path) throws IOException {
        FileFact fact = table.fact(path);
        byte[] bytes = source.read(path);
        if (fact == null || bytes == null || !Sha256.hex(bytes).equals(fact.sha256())) {
            moved.add(path);
            return null;
        }
        return JsonFile.text(bytes);
    }

    /** Files that are no longer as the tree read them; a new plan needs a new look at them. */
    Set<String> moved() {
        return moved;
    }

    private void put(String path, String before, byte[] after, Set<ObjectKey> objects) {
        FileFact fact = table.fact(path);
        if (fact != null && !new String(after, StandardCharsets.UTF_8).equals(before)) {
            drafts.put(new FileChange(path, fact.sha256(), after, objects, "changed in the world", false));
        }
    }

    /** URLs that edits bring into files. */
    static Set<String> urls(List<LocalEdit> edits) {
        Set<String> urls = new LinkedHashSet<>();
        for (LocalEdit edit : edits) {
            if (edit instanceof LocalEdit.Create create) {
                urls(create.wire(), urls);
                add(create.wire().path("url"), urls);
                if (ScriptEdits.isLegacy(create.wire())) {
                    add(create.wire().path("script"), urls);
                }
                create.wire().path("scriptFiles").forEach(url -> add(url, urls));
            } else if (edit instanceof LocalEdit.Change change) {
                change.fields().forEach((field, value) -> urls(field, value, urls));
                change.scriptFiles().values().forEach(url -> url.ifPresent(urls::add));
                if (change.scriptFiles().isEmpty() && change.fields().containsKey("script")) {
                    add(change.fields().get("script"), urls);
                }
            }
        }
        return urls;
    }

    private static void urls(ObjectNode document, Set<String> urls) {
        document.properties().forEach(member -> urls(member.getKey(), member.getValue(), urls));
    }

    private static void urls(String field, JsonNode value, Set<String> urls) {
        AssetPlaces.rewrite(field, value, (in, key, holder, text) -> {
            if (text.startsWith("asset://")) {
                urls.add(text);
            }
            return null;
        });
    }

    private static void add(@Nullable JsonNode value, Set<String> urls) {
        if (value != null && value.asText("").startsWith("asset://")) {
            urls.add(value.asText());
        }
    }
}
