package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.port.Project.Problem;
import dev.lobbysync.protocol.doc.KnownFields;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the objects of one app folder once it is settled which file holds which id (PROTOCOL 7.2 and 7.3). */
final class AppReader {
    private final FileTable table;
    private final AssetShelf shelf;
    private final AppReader.Expectations expectations;

    AppReader(FileTable table, AssetShelf shelf, Expectations expectations) {
        this.table = table;
        this.shelf = shelf;
        this.expectations = expectations;
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
        BlueprintFile root = root(found, ids);
        List<BlueprintFile> files = new ArrayList<>(found);
        files.sort(BlueprintFile.AGE);
        if (root != null) {
            files.remove(root);
            files.add(0, root);
        }
        ScriptSet scripts = ScriptSetReader.read(table, app, entries(app, files), expectations.keys(ids));
        Set<String> assets = new TreeSet<>();
        for (BlueprintFile file : files) {
            states.put(file.id(), state(file, root, ids, scripts, assets));
        }
        return new AppView(app, List.copyOf(files), root, scripts, Set.copyOf(assets), problems(app, files, scripts));
    }

    /** The only blueprint that owns a set in the base, else the oldest; one that runs the scripts of another folder never. */
    private @Nullable BlueprintFile root(List<BlueprintFile> files, Set<String> ids) {
        List<BlueprintFile> candidates =
                files.stream().filter(file -> foreignRef(file, ids) == null).toList();
        List<BlueprintFile> owners = candidates.stream()
                .filter(file -> expectations.ownsScripts(file.id()))
                .toList();
        return owners.size() == 1
                ? owners.get(0)
                : candidates.stream().min(BlueprintFile.AGE).orElse(null);
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
            String entry = expectations.entry(file.id());
            if (entry != null) {
                entries.add(entry);
            }
        }
        return entries;
    }

    private LocalState state(
            BlueprintFile file, @Nullable BlueprintFile root, Set<String> ids, ScriptSet scripts, Set<String> assets) {
        ObjectNode document = file.document();
        if (document == null) {
            String problem = file.problem();
            return new LocalState.Unknown(problem == null ? file.path() + " cannot be read" : problem, file.path());
        }
        DocumentReader reader = new DocumentReader(shelf, file.path());
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
            takeWritten(document, reader, file.text("scriptRef"), file.id());
        } else if (scripts instanceof ScriptSet.Blocked blocked) {
            reader.problem(blocked.problem());
        } else if (scripts instanceof ScriptSet.Ready ready && ready.entry() != null && root != null) {
            takeComputed(reader, ready, ready.entry(), root, file);
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

    private static void takeComputed(
            DocumentReader reader, ScriptSet.Ready set, String entry, BlueprintFile root, BlueprintFile file) {
        String url = set.files().get(entry);
        reader.set("script", TextNode.valueOf(url));
        if (file.equals(root)) {
            ObjectNode files = Json.object();
            set.files().forEach(files::put);
            reader.set("scriptEntry", TextNode.valueOf(entry));
            reader.set("scriptFiles", files);
            reader.set("scriptFormat", TextNode.valueOf(set.format()));
            reader.set("scriptRef", NullNode.getInstance());
        } else {
            reader.set("scriptEntry", NullNode.getInstance());
            reader.set("scriptFiles", NullNode.getInstance());
            reader.set("scriptFormat", NullNode.getInstance());
            reader.set("scriptRef", TextNode.valueOf(root.id()));
        }
    }

    private static List<Problem> problems(String app, List<BlueprintFile> files, ScriptSet scripts) {
        List<Problem> problems = new ArrayList<>();
        for (BlueprintFile file : files) {
            if (file.problem() != null) {
                problems.add(problem(file.path(), file.problem()));
            }
        }
        if (scripts instanceof ScriptSet.Blocked blocked) {
            problems.add(problem(blocked.path(), blocked.problem()));
        } else if (scripts instanceof ScriptSet.Ready ready && ready.entry() == null && !files.isEmpty()) {
            problems.add(new Problem(
                    Layout.appPath(app),
                    "none of the scripts of " + Layout.appPath(app)
                            + " is its entry; the world's scripts stay as they are",
                    "name one index.js, or name it as scriptEntry in "
                            + files.get(0).path()));
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

    /** What the base says about scripts, by blueprint. */
    static final class Expectations {
        private record Expected(Set<String> keys, @Nullable String entry) {}

        private final Map<String, Expected> byId = new LinkedHashMap<>();

        /** Whether this is news. */
        boolean expect(String id, @Nullable Set<String> keys, @Nullable String entry) {
            if (keys == null) {
                return byId.remove(id) != null;
            }
            Expected expected = new Expected(Set.copyOf(keys), entry);
            return !expected.equals(byId.put(id, expected));
        }

        Set<String> keys(Set<String> ids) {
            Set<String> keys = new LinkedHashSet<>();
            for (String id : ids) {
                Expected expected = byId.get(id);
                if (expected != null) {
                    keys.addAll(expected.keys());
                }
            }
            return keys;
        }

        boolean ownsScripts(String id) {
            Expected expected = byId.get(id);
            return expected != null && !expected.keys().isEmpty();
        }

        @Nullable
        String entry(String id) {
            Expected expected = byId.get(id);
            return expected == null ? null : expected.entry();
        }
    }
}
