package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.port.Project.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which file holds which blueprint (PROTOCOL 7.2, ENGINE S9). Of two files that claim one id the known path keeps it; the
 * other is inert and reported.
 */
final class BlueprintIds {
    private final FileTable table;
    private final PathIndex index;
    private final Map<String, List<BlueprintFile>> claimsByApp = new HashMap<>();
    private final Map<String, TreeSet<String>> pathsById = new HashMap<>();
    private final Set<String> contested = new TreeSet<>();
    private boolean moved;

    BlueprintIds(FileTable table, PathIndex index) {
        this.table = table;
        this.index = index;
    }

    /**
     * Reads the ids of app folders again.
     *
     * @return the folders to be read, those included that won or lost an id by it
     */
    Set<String> settle(Collection<String> dirty) {
        Set<String> ids = new LinkedHashSet<>();
        Map<String, List<BlueprintFile>> anonymous = new HashMap<>();
        for (String app : dirty) {
            release(app, ids);
            List<BlueprintFile> files = new ArrayList<>();
            List<BlueprintFile> open = new ArrayList<>();
            claims(app, files, open);
            claimsByApp.put(app, files);
            files.forEach(file -> claim(file, ids));
            if (!open.isEmpty()) {
                anonymous.put(app, open);
            }
        }
        if (!anonymous.isEmpty()) {
            nameAnonymous(anonymous, ids);
        }
        Set<String> affected = new LinkedHashSet<>(dirty);
        for (String id : ids) {
            for (String path : pathsById.getOrDefault(id, new TreeSet<>())) {
                affected.add(Objects.requireNonNull(Layout.appOf(path)));
            }
            remember(id);
        }
        dirty.forEach(app -> claimsByApp.computeIfPresent(app, (key, files) -> files.isEmpty() ? null : files));
        return affected;
    }

    /**
     * App folders that are to be looked at again before new files are named: where a new file without id has what another file
     * had, that one may just have been moved there, and the news of its end is still on its way.
     *
     * @param changed files that are new or have changed
     */
    Set<String> doubtful(Collection<String> changed) {
        Map<String, String> fresh = new HashMap<>();
        for (String path : changed) {
            FileFact fact = Layout.role(path) == Layout.Role.BLUEPRINT ? table.fact(path) : null;
            ObjectNode document =
                    fact == null || fact.json() == null || fact.json().known() != null
                            ? null
                            : fact.json().document();
            if (document != null && BlueprintFile.text(document, "id") == null) {
                fresh.put(PathIndex.signature(document), path);
                String uid = BlueprintFile.text(document, "uid");
                if (uid != null) {
                    fresh.put(uid, path);
                }
            }
        }
        Set<String> doubtful = new LinkedHashSet<>();
        if (!fresh.isEmpty()) {
            for (PathIndex.Entry entry : index.entries()) {
                boolean same = fresh.containsKey(entry.signature()) || fresh.containsKey(entry.uid());
                if (same
                        && entry.path() != null
                        && !changed.contains(entry.path())
                        && table.fact(entry.path()) != null) {
                    doubtful.add(Layout.appPath(Objects.requireNonNull(Layout.appOf(entry.path()))));
                }
            }
        }
        return doubtful;
    }

    private void release(String app, Set<String> ids) {
        for (BlueprintFile file : claimsByApp.getOrDefault(app, List.of())) {
            ids.add(file.id());
            pathsById.computeIfPresent(file.id(), (id, paths) -> {
                paths.remove(file.path());
                if (paths.size() < 2) {
                    contested.remove(id);
                }
                return paths.isEmpty() ? null : paths;
            });
        }
    }

    private void claim(BlueprintFile file, Set<String> ids) {
        ids.add(file.id());
        TreeSet<String> paths = pathsById.computeIfAbsent(file.id(), id -> new TreeSet<>());
        paths.add(file.path());
        if (paths.size() > 1) {
            contested.add(file.id());
        }
    }

    private void claims(String app, List<BlueprintFile> files, List<BlueprintFile> anonymous) {
        String directory = Layout.appPath(app);
        table.below(directory).forEach((path, fact) -> {
            JsonFile json = fact.json();
            if (json == null) {
                return;
            }
            String known = index.idAt(path);
            KnownBlueprint kept = json.known();
            if (kept != null && kept.id().equals(known)) {
                files.add(new BlueprintFile(path, kept.id(), kept.createdAt(), json));
                return;
            }
            ObjectNode document = json.document();
            if (document == null) {
                String problem = json.problem();
                if (problem != null || known != null) {
                    String why = problem == null ? path + " holds no JSON object; restore it" : problem;
                    files.add(file(path, known == null ? Layout.derivedId(path) : known, JsonFile.broken(why)));
                }
                return;
            }
            if (known == null && !BlueprintFile.looksLikeOne(document)) {
                return;
            }
            String named = BlueprintFile.text(document, "id");
            String id = named == null ? movedHere(path, document) : named;
            if (id == null) {
                anonymous.add(file(path, Layout.derivedId(path), json));
            } else {
                files.add(file(path, id, json));
            }
        });
        if (table.blockage(directory) != null || !table.blocksBelow(directory).isEmpty()) {
            addBlocked(directory, files);
        }
    }

    /**
     * The id of a file without one, as far as it is known: by its uid, then by its path, unless what lies there now is what
     * lay elsewhere before, and does so no more (PROTOCOL 7.2).
     */
    private @Nullable String movedHere(String path, ObjectNode document) {
        String id = index.idOf(path, BlueprintFile.text(document, "uid"));
        PathIndex.Entry known = id == null ? null : index.entry(id);
        String signature = PathIndex.signature(document);
        if (known == null || signature.equals(known.signature())) {
            return id;
        }
        List<PathIndex.Entry> others = index.entries().stream()
                .filter(entry ->
                        signature.equals(entry.signature()) && !entry.id().equals(id))
                .toList();
        if (others.size() != 1 || !hasLeft(others.get(0))) {
            return id;
        }
        moved = true;
        return others.get(0).id();
    }

    /** Whether a blueprint's file is gone, or has become the file of another. */
    private boolean hasLeft(PathIndex.Entry entry) {
        FileFact fact = entry.path() == null ? null : table.fact(entry.path());
        JsonFile json = fact == null ? null : fact.json();
        if (json == null || json.known() != null) {
            return json == null && entry.path() != null && table.blockage(entry.path()) == null;
        }
        ObjectNode document = json.document();
        String named = document == null ? null : BlueprintFile.text(document, "id");
        if (document == null || entry.id().equals(named)) {
            return false;
        }
        String signature = PathIndex.signature(document);
        return !signature.equals(entry.signature())
                && (named != null || index.entries().stream().anyMatch(other -> signature.equals(other.signature())));
    }

    /** What we cannot look at any more keeps the id that it had. */
    private void addBlocked(String directory, List<BlueprintFile> files) {
        Set<String> paths = new TreeSet<>(index.pathsBelow(directory));
        table.blocksBelow(directory).keySet().stream()
                .filter(path -> Layout.role(path) == Layout.Role.BLUEPRINT)
                .forEach(paths::add);
        for (String path : paths) {
            FileTable.Block block = table.blockage(path);
            if (block != null) {
                String known = index.idAt(path);
                files.add(file(path, known == null ? Layout.derivedId(path) : known, JsonFile.broken(block.why())));
            }
        }
    }

    private BlueprintFile file(String path, String id, JsonFile content) {
        return new BlueprintFile(path, id, BlueprintFile.dateOf(content.document(), index.entry(id)), content);
    }

    /** New files without id: continue what vanished, if that is certain; else they are new and named after their path. */
    private void nameAnonymous(Map<String, List<BlueprintFile>> anonymous, Set<String> ids) {
        List<PathIndex.Entry> vanished = index.entries().stream()
                .filter(entry -> entry.path() != null
                        && !pathsById.containsKey(entry.id())
                        && table.fact(entry.path()) == null
                        && table.blockage(entry.path()) == null)
                .toList();
        Map<String, String> found = new HashMap<>();
        Map<String, Integer> taken = new HashMap<>();
        Deque<BlueprintFile> files = new ArrayDeque<>();
        anonymous.values().forEach(files::addAll);
        for (BlueprintFile file : files) {
            ObjectNode document = Objects.requireNonNull(file.document());
            String id = vanished.isEmpty()
                    ? null
                    : PathIndex.vanished(file.text("uid"), PathIndex.signature(document), vanished);
            if (id != null) {
                found.put(file.path(), id);
                taken.merge(id, 1, Integer::sum);
            }
        }
        anonymous.forEach((app, open) -> open.forEach(file -> {
            String id = found.get(file.path());
            BlueprintFile named = id == null || taken.getOrDefault(id, 0) != 1
                    ? file
                    : new BlueprintFile(file.path(), id, file.createdAt(), file.content());
            moved |= !named.id().equals(file.id());
            Objects.requireNonNull(claimsByApp.get(app)).add(named);
            claim(named, ids);
        }));
    }

    private void remember(String id) {
        String owner = owner(id);
        if (owner == null) {
            return;
        }
        for (BlueprintFile file : claimsByApp.getOrDefault(Objects.requireNonNull(Layout.appOf(owner)), List.of())) {
            if (!file.path().equals(owner)) {
                continue;
            }
            String signature = signature(file);
            if (signature != null) {
                index.put(new PathIndex.Entry(id, file.text("uid"), owner, signature));
            } else if (index.entry(id) == null) {
                index.put(new PathIndex.Entry(id, null, owner, null));
            }
        }
    }

    private static @Nullable String signature(BlueprintFile file) {
        KnownBlueprint kept = file.content().known();
        if (kept != null) {
            return kept.signature();
        }
        ObjectNode document = file.document();
        return document == null ? null : PathIndex.signature(document);
    }

    private @Nullable String owner(String id) {
        TreeSet<String> paths = pathsById.get(id);
        if (paths == null) {
            return null;
        }
        String known = index.pathOf(id);
        if (known == null || !paths.contains(known)) {
            return paths.first();
        }
        return paths.size() == 1 ? known : named(id, known, paths);
    }

    /** The known path, unless another file names the id and what lies at the path now neither does nor is what was there. */
    private String named(String id, String known, Set<String> paths) {
        PathIndex.Entry entry = index.entry(id);
        BlueprintFile there = file(known, id);
        ObjectNode document = there == null ? null : there.document();
        boolean another = entry != null
                && document != null
                && BlueprintFile.text(document, "id") == null
                && !PathIndex.signature(document).equals(entry.signature());
        return another
                ? paths.stream().filter(path -> names(path, id)).findFirst().orElse(known)
                : known;
    }

    private boolean names(String path, String id) {
        BlueprintFile file = file(path, id);
        ObjectNode document = file == null ? null : file.document();
        return document != null && id.equals(BlueprintFile.text(document, "id"));
    }

    private @Nullable BlueprintFile file(String path, String id) {
        return claimsByApp.getOrDefault(Objects.requireNonNull(Layout.appOf(path)), List.of()).stream()
                .filter(file -> file.path().equals(path) && file.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    /** The blueprint files of a folder that hold their id. */
    List<BlueprintFile> files(String app) {
        return claimsByApp.getOrDefault(app, List.of()).stream()
                .filter(file -> file.path().equals(owner(file.id())))
                .toList();
    }

    /** The file of a blueprint, or null. */
    @Nullable
    String path(String id) {
        return owner(id);
    }

    @Nullable
    String appOf(String id) {
        String path = owner(id);
        return path == null ? null : Layout.appOf(path);
    }

    /** What is kept about a blueprint, or null. */
    PathIndex.@Nullable Entry entry(String id) {
        return index.entry(id);
    }

    /** Where the blueprint is, was, or would be. */
    String lastPath(String id) {
        String known = index.pathOf(id);
        return known == null ? Layout.APPS : known;
    }

    /** Whether a file without id has moved since the last call: from now on only the index knows what it is. */
    boolean takeMoved() {
        boolean result = moved;
        moved = false;
        return result;
    }

    boolean isAlive(String id) {
        return pathsById.containsKey(id);
    }

    List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        for (String id : contested) {
            String owner = owner(id);
            for (String path : pathsById.getOrDefault(id, new TreeSet<>())) {
                if (!path.equals(owner)) {
                    problems.add(new Problem(
                            path,
                            path + " claims the id " + id + ", which " + owner + " holds; it is left alone",
                            "give it an id of its own, or remove one of the two files"));
                }
            }
        }
        return problems;
    }
}
