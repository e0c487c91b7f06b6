package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lobbysync.daemon.model.AgreedScripts;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Project;
import dev.lobbysync.daemon.port.Project.Problem;
import dev.lobbysync.daemon.port.Project.WorldFile;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.Json;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The objects of the project, kept up to date from changed paths: only the app folders are read again that a path lies in
 * or that depend on it.
 */
final class LocalTree {
    private final FileTable table;
    private final AssetShelf shelf;
    private final BlueprintIds ids;
    private final ScriptShapes shapes = new ScriptShapes();
    private final AppReader reader;
    private final LocalStates states;
    private final Map<String, AppView> apps = new TreeMap<>();
    private final Map<String, List<Problem>> problemsByApp = new TreeMap<>();
    private final Map<String, Set<String>> appsByModule = new HashMap<>();
    private final Map<String, Set<String>> appsByAsset = new HashMap<>();
    private final Set<ObjectKey> worldKeys = new HashSet<>();

    /** Objects that no file describes, and that were asked for while a file could not be read. */
    private final Set<ObjectKey> doubted = new HashSet<>();

    private WorldView world = WorldView.missing();

    LocalTree(FileTable table, AssetShelf shelf, PathIndex index, LocalStates states) {
        this.table = table;
        this.shelf = shelf;
        this.states = states;
        this.ids = new BlueprintIds(table, index);
        this.reader = new AppReader(table, shelf, shapes);
    }

    /** Brings the objects up to date with files that changed. */
    void update(Collection<String> changed) {
        Set<String> dirty = new LinkedHashSet<>();
        Set<String> modules = new LinkedHashSet<>();
        boolean worldChanged = false;
        Set<String> assets = new LinkedHashSet<>();
        for (String path : changed) {
            String app = Layout.appOf(path);
            if (app != null) {
                dirty.add(app);
            } else if (path.equals(Layout.APPS)) {
                dirty.addAll(apps.keySet());
            } else if (path.equals(Layout.SHARED) || path.equals(Layout.ASSETS)) {
                dirty.addAll(apps.keySet());
                modules.addAll(appsByModule.keySet());
                world.rows().values().forEach(row -> assets.addAll(row.assets()));
            } else if (path.startsWith(Layout.SHARED + "/")) {
                modules.add(path);
                dirty.addAll(appsByModule.getOrDefault(path, Set.of()));
            } else if (path.startsWith(Layout.ASSETS + "/")) {
                dirty.addAll(appsByAsset.getOrDefault(path, Set.of()));
                assets.add(path);
            } else {
                worldChanged |= path.equals(Layout.WORLD);
            }
        }
        modules.forEach(this::readModule);
        readApps(dirty);
        boolean rowsTouched = !assets.isEmpty()
                && world.rows().values().stream().anyMatch(row -> !Collections.disjoint(row.assets(), assets));
        if (worldChanged || rowsTouched) {
            readWorld(!rowsTouched);
        }
        settleDoubts();
    }

    /** What no file describes was unknown because of a file, and is no more: that is news, too. */
    private void settleDoubts() {
        doubted.removeIf(key -> {
            boolean settled = !(look(key) instanceof LocalState.Unknown);
            if (settled) {
                states.touched(key);
            }
            return settled;
        });
    }

    private void readApps(Set<String> dirty) {
        for (String app : ids.settle(dirty)) {
            AppView before = apps.get(app);
            Map<String, LocalState> found = new LinkedHashMap<>();
            AppView view = reader.read(app, ids.files(app), found);
            Set<String> gone = before == null ? new HashSet<>() : new HashSet<>(before.ids());
            found.forEach((id, state) -> states.put(ObjectKey.blueprint(id), state));
            gone.removeAll(found.keySet());
            gone.removeIf(id -> ids.appOf(id) != null);
            gone.forEach(id -> states.remove(ObjectKey.blueprint(id)));
            depend(
                    appsByModule,
                    app,
                    before == null ? Set.of() : before.scripts().modules(),
                    view.scripts().modules());
            depend(appsByAsset, app, before == null ? Set.of() : before.assets(), view.assets());
            if (view.files().isEmpty() && view.scripts() instanceof ScriptSet.None) {
                apps.remove(app);
            } else {
                apps.put(app, view);
            }
            if (view.problems().isEmpty() || !apps.containsKey(app)) {
                problemsByApp.remove(app);
            } else {
                problemsByApp.put(app, view.problems());
            }
        }
    }

    private static void depend(Map<String, Set<String>> table, String app, Set<String> before, Set<String> now) {
        for (String path : before) {
            if (!now.contains(path)) {
                table.computeIfPresent(path, (key, dependents) -> {
                    dependents.remove(app);
                    return dependents.isEmpty() ? null : dependents;
                });
            }
        }
        now.forEach(path ->
                table.computeIfAbsent(path, key -> new LinkedHashSet<>()).add(app));
    }

    private void readModule(String path) {
        if (Layout.role(path) != Layout.Role.MODULE || Layout.isDeclaration(path)) {
            return;
        }
        ObjectKey key = Layout.module(path);
        FileTable.Block block = table.blockage(path);
        FileFact fact = table.fact(path);
        if (block != null) {
            states.put(key, new LocalState.Unknown(block.why(), path));
        } else if (fact == null || fact.sha256() == null || fact.script() == null) {
            states.remove(key);
        } else if (fact.script().conflictMarkers()) {
            states.put(key, new LocalState.Unknown(path + " holds conflict markers (<<<<<<<); resolve them", path));
        } else if (fact.emptied()) {
            states.put(key, new LocalState.Unknown(path + " has become empty; restore or delete it", path));
        } else {
            ObjectNode value = Json.object();
            value.set("url", TextNode.valueOf(ScriptSetReader.url(path, fact.sha256())));
            states.put(key, new LocalState.Present(value, Set.of("url"), path, fact.sha256()));
        }
    }

    private void readWorld(boolean reuse) {
        WorldView before = world;
        world = WorldReader.read(table.fact(Layout.WORLD), table.blockage(Layout.WORLD), shelf, before, reuse);
        world.rows().forEach((key, row) -> states.put(key, row.state()));
        worldKeys.addAll(world.rows().keySet());
        Set<ObjectKey> known = new HashSet<>(worldKeys);
        known.removeAll(world.rows().keySet());
        for (ObjectKey key : known) {
            String uncertain = uncertain(key);
            if (uncertain == null) {
                states.remove(key);
                worldKeys.remove(key);
            } else {
                states.put(key, new LocalState.Unknown(uncertain, Layout.WORLD));
            }
        }
    }

    private @Nullable String uncertain(ObjectKey key) {
        return key.kind() == ObjectKind.ENTITY || world.file() != WorldFile.VALID ? world.uncertain() : null;
    }

    LocalState state(ObjectKey key) {
        LocalState state = states.get(key);
        if (state != null) {
            return state;
        }
        LocalState looked = look(key);
        if (looked instanceof LocalState.Unknown) {
            doubted.add(key);
        }
        return looked;
    }

    private LocalState look(ObjectKey key) {
        LocalState state = states.get(key);
        if (state != null) {
            return state;
        }
        String path =
                switch (key.kind()) {
                    case BLUEPRINT -> ids.lastPath(key.id());
                    case MODULE -> Layout.modulePath(key);
                    case ENTITY, SETTINGS, SPAWN -> Layout.WORLD;
                };
        FileTable.Block block = table.blockage(path);
        String uncertain = path.equals(Layout.WORLD) ? uncertain(key) : block == null ? null : block.why();
        if (uncertain != null) {
            return new LocalState.Unknown(uncertain, path);
        }
        List<String> deep = key.kind() == ObjectKind.BLUEPRINT ? table.tooDeep(path) : List.of();
        return deep.isEmpty()
                ? states.absent(key)
                : new LocalState.Unknown(
                        deep.get(0) + " lies too deep to be a blueprint; move its folder back into apps/, or delete it",
                        deep.get(0));
    }

    void expect(String id, @Nullable AgreedScripts scripts) {
        String app = shapes.expect(id, scripts) ? ids.appOf(id) : null;
        if (app != null && matters(app, scripts)) {
            readApps(Set.of(app));
        }
    }

    /** Whether the expectation can change what the folder says: most confirm what is there. */
    private boolean matters(String app, @Nullable AgreedScripts scripts) {
        AppView view = apps.get(app);
        return scripts == null
                || view == null
                || view.files().size() > 1
                || !(view.scripts() instanceof ScriptSet.Ready ready)
                || (scripts.entry() != null && !scripts.entry().equals(ready.entry()))
                || !ready.files().keySet().containsAll(scripts.files().keySet());
    }

    WorldView world() {
        return world;
    }

    Map<String, AppView> apps() {
        return apps;
    }

    BlueprintIds ids() {
        return ids;
    }

    /** What to keep of the blueprints for the next run, by path; those that are missing are read again then. */
    Map<String, KnownBlueprint> toKeep(Project.Bases bases) {
        Map<String, KnownBlueprint> kept = new HashMap<>();
        for (AppView view : apps.values()) {
            if (view.files().size() != 1 || !view.problems().isEmpty()) {
                continue;
            }
            KnownBlueprint known = toKeep(view, view.files().get(0).id(), bases);
            if (known != null) {
                kept.put(view.files().get(0).path(), known);
            }
        }
        return kept;
    }

    private @Nullable KnownBlueprint toKeep(AppView view, String id, Project.Bases bases) {
        ObjectKey key = ObjectKey.blueprint(id);
        PathIndex.Entry entry = ids.entry(id);
        try {
            String agreement = bases.agreement(key);
            return agreement != null && entry != null && states.get(key) instanceof LocalState.Present present
                    ? reader.toKeep(view, present, entry, agreement)
                    : null;
        } catch (UncheckedIOException e) {
            return null; // somebody is writing it just now: the next look reads it, in this run or the next
        }
    }

    /** Whether no blueprint lives in an app folder, as far as can be seen. */
    boolean isWithoutBlueprint(String folder) {
        AppView view = apps.get(Layout.name(folder));
        return (view == null || view.files().isEmpty())
                && table.blockage(folder) == null
                && table.blocksBelow(folder).isEmpty();
    }

    /** The app folder of a blueprint, or null. */
    @Nullable
    AppView view(String id) {
        String app = ids.appOf(id);
        return app == null ? null : apps.get(app);
    }

    Set<String> importingApps(String modulePath) {
        return appsByModule.getOrDefault(modulePath, Set.of());
    }

    /** Whether some object names the file in {@code assets/}. */
    boolean namesAsset(String path) {
        return appsByAsset.containsKey(path)
                || world.rows().values().stream().anyMatch(row -> row.assets().contains(path));
    }

    /** The bases of these objects moved: which of several rows with one id is meant may have changed. */
    void agreed(Set<ObjectKey> keys) {
        if (!Collections.disjoint(world.contested(), keys)) {
            readWorld(true);
        }
    }

    /** Objects that name the asset: app folders by blueprint, rows by entity. */
    Set<ObjectKey> referrers(String assetPath) {
        Set<ObjectKey> referrers = new LinkedHashSet<>();
        for (String app : appsByAsset.getOrDefault(assetPath, Set.of())) {
            AppView view = apps.get(app);
            if (view != null) {
                view.files().stream()
                        .filter(file -> file.document() != null && AssetPlaces.count(file.document(), assetPath) > 0)
                        .forEach(file -> referrers.add(ObjectKey.blueprint(file.id())));
            }
        }
        world.rows().forEach((key, row) -> {
            if (row.assets().contains(assetPath)) {
                referrers.add(key);
            }
        });
        return referrers;
    }

    List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        for (String top : List.of(Layout.APPS, Layout.SHARED, Layout.ASSETS)) {
            FileTable.Block block = table.blockage(top);
            if (block != null) {
                problems.add(AppReader.problem(top, block.why()));
            }
        }
        if (table.blockage(Layout.APPS) == null && table.below(Layout.APPS).isEmpty()) {
            problems.add(new Problem(Layout.APPS, "apps is missing or empty", "restore it, or let a pull write it"));
        }
        problems.addAll(ids.problems());
        problemsByApp.values().forEach(problems::addAll);
        problems.addAll(world.problems());
        return problems;
    }
}
