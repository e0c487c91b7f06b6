package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.jsontext.JsonStyle;
import dev.lobbysync.daemon.model.LocalEdit;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the file of a blueprint that the project does not have yet (PROTOCOL 7.2, items 47, 53 and 68; ENGINE S8, S9,
 * T11): where it lived before; in the folder of the blueprint whose scripts it runs; else in a folder named after its id.
 */
final class Placement {
    private final LocalTree tree;
    private final FileTable table;
    private final Map<String, String> plannedFolders = new HashMap<>();
    private final Map<String, String> plannedScripts = new HashMap<>();
    private final Set<String> plannedApps = new HashSet<>();
    private final Set<String> plannedFiles = new HashSet<>();
    private @Nullable Map<String, String> namesByFold;

    /** Begins a batch. */
    Placement(LocalTree tree, FileTable table) {
        this.tree = tree;
        this.table = table;
    }

    /**
     * The file of a blueprint.
     *
     * @param app the folder
     * @param path of the file
     * @param joined whether the folder holds the scripts that the blueprint runs already
     */
    record Place(String app, String path, boolean joined) {}

    /**
     * Chooses a place and takes it, so that no other blueprint of the batch gets it.
     *
     * @param wire the blueprint
     * @param files the files of its own script set by path in the app folder, with the hash of their content
     * @param legacy whether it has a script text but no set, and so may share the scripts of another
     */
    Place place(String id, ObjectNode wire, Map<String, String> files, boolean legacy)
            throws IOException, ProjectionException {
        if (!FileNames.canProject(id)) {
            throw new ProjectionException("the id " + JsonStyle.quote(ObjectKey.shown(id))
                    + " cannot be made a file name inside the project; give the blueprint another id in the world");
        }
        String shared = legacy || files.isEmpty() ? joined(wire) : null;
        Map<String, String> scripts = shared == null ? files : Map.of();
        String known = tree.ids().lastPath(id);
        String before = Layout.role(known) == Layout.Role.BLUEPRINT ? Layout.appOf(known) : null;
        String app = before != null && accepts(before, id, wire, scripts) ? before : shared;
        if (app == null) {
            app = own(id, wire, scripts);
        }
        String base = Layout.role(known) == Layout.Role.BLUEPRINT && app.equals(before)
                ? Layout.fileBase(known)
                : fileBase(id);
        return take(id, app, base, wire, scripts, app.equals(shared));
    }

    /**
     * Chooses a folder of its own for a blueprint that leaves the one it is in.
     *
     * @param base of its file
     * @param files its script set by path in the app folder, with the hash of their content
     */
    Place apart(String id, String base, Map<String, String> files) throws IOException {
        ObjectNode alone = Json.object();
        return take(id, own(id, alone, files), base, alone, files, false);
    }

    private Place take(String id, String app, String base, ObjectNode wire, Map<String, String> scripts, boolean joined)
            throws IOException {
        String path = "";
        for (int i = 0; path.isEmpty(); i++) {
            String candidate = Layout.appPath(app) + "/" + base + (i == 0 ? "" : "_" + i) + ".json";
            boolean free = Layout.isBlueprintName(Layout.name(candidate))
                    && !plannedFiles.contains(FileNames.folded(candidate))
                    && table.below(Layout.appPath(app)).keySet().stream()
                            .noneMatch(other -> FileNames.folded(other).equals(FileNames.folded(candidate)))
                    && !table.exists(candidate);
            path = free ? candidate : "";
        }
        plannedFiles.add(FileNames.folded(path));
        plannedFolders.put(id, app);
        plannedApps.add(app);
        names().put(FileNames.folded(app), app);
        String script = wire.path("script").asText("");
        if (!scripts.isEmpty() && !script.isEmpty()) {
            plannedScripts.putIfAbsent(script, app);
        }
        return new Place(app, path, joined);
    }

    /** The folder whose scripts it runs, if it has none of its own. */
    private @Nullable String joined(ObjectNode wire) {
        String ref = wire.path("scriptRef").asText("");
        if (!ref.isEmpty()) {
            String local = tree.ids().appOf(ref);
            return local == null ? plannedFolders.get(ref) : local;
        }
        String script = wire.path("script").asText("");
        return script.isEmpty() ? null : folderOf(script);
    }

    private @Nullable String folderOf(String script) {
        for (AppView view : tree.apps().values()) {
            if (view.root() != null
                    && view.scripts() instanceof ScriptSet.Ready ready
                    && ready.entry() != null
                    && script.equals(ready.files().get(ready.entry()))) {
                return view.app();
            }
        }
        return plannedScripts.get(script);
    }

    /** App folders by their name without case: two that differ in case only would be one on some file systems. */
    private Map<String, String> names() {
        Map<String, String> names = namesByFold;
        if (names == null) {
            names = new HashMap<>();
            for (String app : tree.apps().keySet()) {
                names.put(FileNames.folded(app), app);
            }
            namesByFold = names;
        }
        return names;
    }

    private String own(String id, ObjectNode wire, Map<String, String> scripts) throws IOException {
        int split = id.indexOf("__");
        String part = split > 0 ? id.substring(0, split) : id;
        String name = FileNames.sanitise(part);
        for (int i = 0; ; i++) {
            String candidate = i == 0 ? name : name + "_" + i;
            String there = names().getOrDefault(FileNames.folded(candidate), candidate);
            if (there.equals(candidate) && accepts(candidate, id, wire, scripts)) {
                return candidate;
            }
        }
    }

    /** Whether a folder that is there may take the blueprint without changing what runs in it or what it runs. */
    private boolean accepts(String app, String id, ObjectNode wire, Map<String, String> scripts) throws IOException {
        String directory = Layout.appPath(app);
        if (table.isObstructed(directory) || (plannedApps.contains(app) && !scripts.isEmpty())) {
            return false;
        }
        AppView view = tree.apps().get(app);
        boolean inhabited = (view != null && !view.files().isEmpty()) || plannedApps.contains(app);
        if (inhabited) {
            boolean refers =
                    view != null && view.ids().contains(wire.path("scriptRef").asText(""));
            boolean scripted = view != null && !(view.scripts() instanceof ScriptSet.None);
            boolean variant = id.startsWith(app + "__");
            return refers || (scripts.isEmpty() && (variant || !scripted) && (variant || id.equals(app)));
        }
        for (Map.Entry<String, FileFact> file : table.below(directory).entrySet()) {
            String key = file.getKey().substring(directory.length() + 1);
            boolean same = Objects.equals(scripts.get(key), file.getValue().sha256());
            if (file.getValue().script() != null && !same) {
                return false;
            }
        }
        return true;
    }

    /** The app folders that new blueprints would get if nothing stood in the way. */
    static Set<String> folders(List<LocalEdit> edits) {
        Set<String> folders = new HashSet<>();
        for (LocalEdit edit : edits) {
            String id = edit.key().id();
            if (edit instanceof LocalEdit.Create
                    && edit.key().kind() == ObjectKind.BLUEPRINT
                    && FileNames.canProject(id)) {
                int split = id.indexOf("__");
                folders.add(Layout.appPath(FileNames.sanitise(split > 0 ? id.substring(0, split) : id)));
            }
        }
        return folders;
    }

    private static String fileBase(String id) {
        int split = id.indexOf("__");
        String part = split > 0 && split + 2 < id.length() ? id.substring(split + 2) : id;
        return FileNames.sanitise(part);
    }
}
