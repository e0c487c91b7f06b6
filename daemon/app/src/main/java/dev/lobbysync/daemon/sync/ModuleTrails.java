package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.api.FeedOp;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What the feed tells of shared modules, importer by importer. The file explains only copies of importers that once had
 * it: the copy of another one did not come from it, and may be what the file was made of.
 */
final class ModuleTrails {
    private final Map<ObjectKey, ObjectView> wanted;
    private final CommitForms commits;
    private final AssetNames names;
    private final Map<ObjectKey, Map<String, Trail>> trails = new HashMap<>();
    private final Map<ObjectKey, MeetingBases.Explained> newest = new HashMap<>();

    ModuleTrails(Map<ObjectKey, ObjectView> wanted, CommitForms commits, AssetNames names) {
        this.wanted = wanted;
        this.commits = commits;
        this.names = names;
    }

    /**
     * One importer's past.
     *
     * @param hadFile whether its copy was once as the file is
     * @param committed whether its copy was, since then if so, as the file was in a commit
     */
    private record Trail(boolean hadFile, boolean committed) {}

    /** Takes in an op about an importer. */
    void look(FeedOp op, ObjectKey importer, ObjectNode snapshot) {
        for (ObjectKey module : Mirror.modulesOf(snapshot)) {
            ObjectView file = wanted.get(module);
            if (file == null || !(file.local() instanceof LocalState.Present present)) {
                continue;
            }
            Map<String, Trail> importers = trails.computeIfAbsent(module, m -> new HashMap<>());
            String url = names.canonical(present.value().path("url").asText());
            String copy = names.canonical(Objects.requireNonNullElse(Mirror.copyOf(snapshot, module), ""));
            if (url.equals(copy)) {
                importers.put(importer.id(), new Trail(true, false));
                newest.put(
                        module,
                        new MeetingBases.Explained(
                                FeedSearch.source(op), MeetingBases.module(url), Set.of(), op.cursor()));
            } else if (commits.hold(module, copy)) {
                Trail before = importers.get(importer.id());
                importers.put(importer.id(), new Trail(before != null && before.hadFile(), true));
            }
        }
    }

    /** Tells what came out. */
    void conclude(Map<ObjectKey, MeetingBases.Explained> found, Set<ObjectKey> contradicted) {
        trails.forEach((module, importers) -> {
            ObjectView file = wanted.get(module);
            MeetingBases.Explained explained = newest.get(module);
            if (file != null && explained != null && explainsEach(file, explained, importers)) {
                found.put(module, explained);
                if (importers.values().stream().anyMatch(trail -> trail.hadFile() && trail.committed())) {
                    contradicted.add(module);
                }
            } else if (!importers.isEmpty()) {
                contradicted.add(module);
            }
        });
    }

    private static boolean explainsEach(
            ObjectView file, MeetingBases.Explained explained, Map<String, Trail> importers) {
        String url = explained.value().path("url").asText();
        return file.copies().stream().filter(copy -> !copy.served().equals(url)).allMatch(copy -> {
            Trail trail = importers.get(copy.blueprintId());
            return trail != null && trail.hadFile();
        });
    }
}
