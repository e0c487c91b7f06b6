package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Project.Problem;
import dev.lobbysync.protocol.doc.KnownFields;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the objects of one app folder once it is settled which file holds which id (PROTOCOL 7.2 and 7.3). */
final class AppReader {
    private final FileTable table;
    private final AssetShelf shelf;
    private final ScriptShapes shapes;

    AppReader(FileTable table, AssetShelf shelf, ScriptShapes shapes) {
        this.table = table;
        this.shelf = shelf;
        this.shapes = shapes;
    }

    /**
     * Reads one folder.
     *
     * @param found its files that hold their id
     * @param states receives the state of each blueprint by id
     */
    AppView read(String app, List<BlueprintFile> found, Map<String, LocalState> states) {
        Set<String> ids =
                new LinkedHashSet<>(found.stream().map(BlueprintFile::id).toList());
        List<BlueprintFile> candidates =
                found.stream().filter(file -> foreignRef(file, ids) == null).toList();
        BlueprintFile root = shapes.root(candidates, ids, app, table);
        List<BlueprintFile> files = new ArrayList<>(found);
        files.sort(BlueprintFile.AGE);
        if (root != null) {
            files.remove(root);
            files.add(0, root);
        }
        ScriptSet scripts = ScriptSetReader.read(table, app, entries(app, files), shapes.keys(ids));
        Set<String> assets = new TreeSet<>();
        Set<String> owners = new LinkedHashSet<>();
        for (BlueprintFile file : files) {
            ScriptShapes.Shape shape = shape(file, root, ids, app, scripts);
            if (shape instanceof ScriptShapes.Shape.Own) {
                owners.add(file.id());
            }
            KnownBlueprint known = found.size() == 1 ? known(file, scripts) : null;
            if (known == null) {
                states.put(file.id(), state(file, shape, root, ids, scripts, assets));
            } else {
                assets.addAll(known.assets().keySet());
                states.put(
                        file.id(),
                        LocalState.Present.unread(
                                () -> value(file, state(file, shape, root, ids, scripts, new TreeSet<>())),
                                known.present(),
                                file.path(),
                                known.agreement()));
            }
        }
        return new AppView(
                app,
                List.copyOf(files),
                root,
                Set.copyOf(owners),
                scripts,
                Set.copyOf(assets),
                problems(app, root, files, scripts));
    }

    /** What is known of a file that is alone in its folder, if it still holds: then the file need not be read. */
    private @Nullable KnownBlueprint known(BlueprintFile file, ScriptSet scripts) {
        KnownBlueprint known = file.content().known();
        if (known == null
                || !known.id().equals(file.id())
                || !known.scripts().equals(KnownBlueprint.scripts(scripts))) {
            return null;
        }
        for (Map.Entry<String, String> asset : known.assets().entrySet()) {
            if (!asset.getValue().equals(found(asset.getKey()))) {
                return null;
            }
        }
        return known;
    }

    /** The URL of an asset that is there, else null. */
    private @Nullable String found(String asset) {
        try {
            AssetShelf.Resolution resolution = shelf.resolve(asset);
            return resolution.problem() == null ? resolution.url() : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode value(BlueprintFile file, LocalState state) {
        if (state instanceof LocalState.Present present) {
            return present.value();
        }
        throw new UncheckedIOException(
                new IOException(file.path() + " is not what it was a moment ago; it is looked at again"));
    }

    /**
     * What to keep of a folder's blueprint for the next run; null if it must be read again then.
     *
     * @param entry what is known by its id
     * @param agreement names the base with which it agrees
     */
    @Nullable
    KnownBlueprint toKeep(AppView view, LocalState.Present state, PathIndex.Entry entry, String agreement) {
        BlueprintFile file = view.files().get(0);
        KnownBlueprint known = file.content().known();
        if (known != null && agreement.equals(state.agreement())) {
            return known;
        }
        String scripts = KnownBlueprint.scripts(view.scripts());
        String signature = entry.signature();
        if (scripts == null || signature == null || file.text("scriptRef") != null || view.root() == null) {
            return null;
        }
        Map<String, String> assets = new TreeMap<>();
        for (String asset : view.assets()) {
            String url = found(asset);
            if (url == null) {
                return null;
            }
            assets.put(asset, url);
        }
        return new KnownBlueprint(
                file.id(),
                file.text("uid"),
                file.text("createdAt"),
                file.text("scriptEntry"),
                signature,
                state.present(),
                assets,
                scripts,
                agreement);
    }

    private static @Nullable String foreignRef(BlueprintFile file, Set<String> ids) {
        String ref = file.text("scriptRef");
        return ref == null || ids.contains(ref) ? null : ref;
    }

    private List<String> entries(String app, List<BlueprintFile> files) {
        List<String> entries = new ArrayList<>();
        String main = Layout.appPath(app) + "/" + app + ".json";
        for (BlueprintFile file : files) {
            String entry = file.text("scriptEntry");
            if (entry != null) {
                entries.add(file.path().equals(main) ? 0 : entries.size(), entry);
            }
        }
        for (BlueprintFile file : files) {
            String entry = shapes.entry(file.id());
            if (entry != null) {
                entries.add(entry);
            }
        }
        return entries;
    }

    /** How a blueprint says that it runs the folder's set; null if it does not, or none can be told. */
    private ScriptShapes.@Nullable Shape shape(
            BlueprintFile file, @Nullable BlueprintFile root, Set<String> ids, String app, ScriptSet scripts) {
        String entry = scripts instanceof ScriptSet.Ready ready ? ready.entry() : null;
        return root == null || entry == null || foreignRef(file, ids) != null
                ? null
                : shapes.of(file, root, ids, app, (ScriptSet.Ready) scripts, entry);
    }

    private LocalState state(
            BlueprintFile file,
            ScriptShapes.@Nullable Shape shape,
            @Nullable BlueprintFile root,
            Set<String> ids,
            ScriptSet scripts,
            Set<String> assets) {
        ObjectNode document = file.document();
        if (document == null) {
            String problem = file.problem();
            return new LocalState.Unknown(problem == null ? file.path() + " cannot be read" : problem, file.path());
        }
        DocumentReader reader = new DocumentReader(shelf, file.path(), ObjectKey.blueprint(file.id()));
        reader.identify(file.id());
        if (document.has("id") && BlueprintFile.text(document, "id") == null) {
            reader.problem(file.path() + " has an id that is no text; write \"" + file.id() + "\"");
        }
        for (String field : KnownFields.of(ObjectKind.BLUEPRINT)) {
            if (!KnownFields.SCRIPT.contains(field)) {
                reader.take(document, field);
            }
        }
        String ref = foreignRef(file, ids);
        if (ref != null || scripts instanceof ScriptSet.None) {
            String written = file.text("scriptRef");
            boolean silent = written == null && !document.has("scriptRef");
            takeWritten(document, reader, silent ? shapes.refWithin(file.id(), ids) : written, file.id());
        } else if (scripts instanceof ScriptSet.Blocked blocked) {
            reader.problem(blocked.problem());
        } else if (scripts instanceof ScriptSet.Ready ready && shape != null) {
            takeComputed(reader, ready, shape);
            String scope =
                    root != null && shape instanceof ScriptShapes.Shape.Ref to ? shapes.scope(file, root, to) : null;
            if (scope != null) {
                reader.set("scope", TextNode.valueOf(scope));
            }
        }
        assets.addAll(reader.assets());
        return reader.finish();
    }

    /** No script files of its own: what the JSON says. */
    private static void takeWritten(ObjectNode document, DocumentReader reader, @Nullable String ref, String id) {
        if (ref != null && !ref.equals(id)) {
            reader.take(document, "script");
            reader.set("scriptRef", TextNode.valueOf(ref));
            reader.set("scriptEntry", NullNode.getInstance());
            reader.set("scriptFiles", NullNode.getInstance());
            reader.set("scriptFormat", NullNode.getInstance());
            return;
        }
        for (String field : List.of("script", "scriptEntry", "scriptFormat")) {
            reader.take(document, field);
        }
        if (document.has("scriptRef")) {
            reader.set("scriptRef", NullNode.getInstance());
        }
    }

    private static void takeComputed(DocumentReader reader, ScriptSet.Ready set, ScriptShapes.Shape shape) {
        if (shape instanceof ScriptShapes.Shape.Own own) {
            ObjectNode files = Json.object();
            set.files().forEach(files::put);
            reader.set("script", TextNode.valueOf(set.files().get(own.entry())));
            reader.set("scriptEntry", TextNode.valueOf(own.entry()));
            reader.set("scriptFiles", files);
            reader.set("scriptFormat", TextNode.valueOf(set.format()));
            reader.set("scriptRef", NullNode.getInstance());
        } else if (shape instanceof ScriptShapes.Shape.Ref ref) {
            reader.set("script", TextNode.valueOf(set.files().get(set.entry())));
            reader.set("scriptEntry", NullNode.getInstance());
            reader.set("scriptFiles", NullNode.getInstance());
            reader.set("scriptFormat", NullNode.getInstance());
            reader.set("scriptRef", TextNode.valueOf(ref.id()));
        }
    }

    private static List<Problem> problems(
            String app, @Nullable BlueprintFile root, List<BlueprintFile> files, ScriptSet scripts) {
        List<Problem> problems = new ArrayList<>();
        for (BlueprintFile file : files) {
            if (file.problem() != null) {
                problems.add(problem(file.path(), file.problem()));
            }
        }
        if (scripts instanceof ScriptSet.Blocked blocked) {
            problems.add(problem(blocked.path(), blocked.problem()));
        } else if (scripts instanceof ScriptSet.Ready && files.isEmpty()) {
            problems.add(new Problem(
                    Layout.appPath(app),
                    Layout.appPath(app) + " has scripts but no blueprint, so nobody runs them; they stay here",
                    "add " + app + ".json to make an app of them, or move or delete them"));
        } else if (scripts instanceof ScriptSet.Ready ready && ready.entry() == null && !files.isEmpty()) {
            problems.add(new Problem(
                    Layout.appPath(app),
                    "none of the scripts of " + Layout.appPath(app)
                            + " is its entry; the world's scripts stay as they are",
                    "name one index.js, or name it as scriptEntry in "
                            + files.get(0).path()));
        } else if (scripts instanceof ScriptSet.Ready && root == null && !files.isEmpty()) {
            problems.add(new Problem(
                    Layout.appPath(app),
                    "nobody runs the scripts of " + Layout.appPath(app) + ", since its blueprints run those of other"
                            + " apps; they stay here",
                    "remove scriptRef from " + files.get(0).path() + " to run them, or delete them"));
        }
        return problems;
    }

    /** Splits a message of the form {@code what is wrong; what to do}. */
    static Problem problem(String path, String message) {
        int split = message.lastIndexOf("; ");
        return split < 0
                ? new Problem(path, message, "correct the file")
                : new Problem(path, message.substring(0, split), message.substring(split + 2));
    }
}
