package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.daemon.model.FileChange;
import dev.lobbysync.daemon.model.ObjectKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files that a batch of edits will change, before anything is changed. An edit that fails half-way leaves no trace:
 * it works on a {@link #stage} that is only kept if it succeeds.
 */
final class Drafts {
    private final FileTable table;
    private final Map<String, FileChange> files = new LinkedHashMap<>();
    private final Map<String, Members> members = new LinkedHashMap<>();
    private final Map<String, String> assets = new HashMap<>();
    private final Set<String> names = new HashSet<>();

    /** Changed members of a JSON file; rendered together at the end. */
    record Members(Map<String, JsonNode> changes, Set<ObjectKey> objects) {}

    Drafts(FileTable table) {
        this.table = table;
    }

    /** What one edit adds, seen together with what was there before it. */
    final class Stage {
        private final Map<String, FileChange> staged = new LinkedHashMap<>();
        private final Map<String, Map<String, JsonNode>> stagedMembers = new LinkedHashMap<>();
        private final Map<String, String> stagedAssets = new HashMap<>();
        private final ObjectKey key;

        private Stage(ObjectKey key) {
            this.key = key;
        }

        @Nullable
        FileChange find(String path) {
            FileChange own = staged.get(path);
            return own == null ? files.get(path) : own;
        }

        /** The drafted asset with that content and extension, or null. */
        @Nullable
        String asset(String hash, String extension) {
            String own = stagedAssets.get(hash + "." + extension);
            return own == null ? assets.get(hash + "." + extension) : own;
        }

        /** Whether a path is drafted that differs from the given one in case at most. */
        boolean takes(String path) {
            return names.contains(FileNames.folded(path))
                    || staged.keySet().stream()
                            .anyMatch(other -> FileNames.folded(other).equals(FileNames.folded(path)));
        }

        void writeAsset(String path, byte[] content, String hash, String reason) throws ProjectionException {
            write(path, content, reason, false);
            stagedAssets.put(hash + "." + Layout.extension(path), path);
        }

        void write(String path, byte[] content, String reason, boolean trashOld) throws ProjectionException {
            FileFact fact = table.fact(path);
            add(new FileChange(path, fact == null ? null : fact.sha256(), content, Set.of(key), reason, trashOld));
        }

        void delete(String path, String reason) throws ProjectionException {
            FileFact fact = table.fact(path);
            if (fact != null && fact.sha256() != null) {
                add(new FileChange(path, fact.sha256(), null, Set.of(key), reason, true));
            }
        }

        void members(String path, Map<String, JsonNode> changes) {
            stagedMembers.computeIfAbsent(path, p -> new LinkedHashMap<>()).putAll(changes);
        }

        private void add(FileChange change) throws ProjectionException {
            FileChange other = find(change.path());
            if (other != null && !Arrays.equals(other.content(), change.content())) {
                throw new ProjectionException(change.path() + " would get two contents at once, for " + key
                        + " and for " + other.objects() + "; it is tried again when one of them is settled");
            }
            staged.put(change.path(), other == null ? change : joined(other, change.objects()));
        }

        void commit() {
            files.putAll(staged);
            assets.putAll(stagedAssets);
            staged.keySet().forEach(path -> names.add(FileNames.folded(path)));
            stagedMembers.forEach((path, changes) -> {
                Members all = members.computeIfAbsent(path, p -> new Members(new LinkedHashMap<>(), new HashSet<>()));
                all.changes().putAll(changes);
                all.objects().add(key);
            });
        }
    }

    Stage stage(ObjectKey key) {
        return new Stage(key);
    }

    Map<String, Members> members() {
        return members;
    }

    Set<String> deletions() {
        Set<String> paths = new HashSet<>();
        files.values().stream().filter(change -> change.content() == null).forEach(change -> paths.add(change.path()));
        return paths;
    }

    Set<String> writes() {
        Set<String> paths = new HashSet<>();
        files.values().stream().filter(change -> change.content() != null).forEach(change -> paths.add(change.path()));
        return paths;
    }

    void put(FileChange change) {
        files.put(change.path(), change);
    }

    private static FileChange joined(FileChange change, Set<ObjectKey> more) {
        Set<ObjectKey> objects = new HashSet<>(change.objects());
        objects.addAll(more);
        return new FileChange(
                change.path(), change.expectedSha256(), change.content(), objects, change.reason(), change.trashOld());
    }

    /**
     * The changes in the order that keeps the project valid: what is referred to first, what refers to it last, and the
     * other way round for deletions.
     */
    List<FileChange> changes() {
        List<FileChange> changes = new ArrayList<>(files.values());
        changes.sort(Comparator.comparingInt(Drafts::rank));
        return changes;
    }

    private static int rank(FileChange change) {
        Layout.Role role = Layout.role(change.path());
        int place =
                switch (role) {
                    case ASSET -> 0;
                    case MODULE -> 1;
                    case SCRIPT -> 2;
                    case BLUEPRINT, NONE -> 3;
                    case WORLD -> 4;
                };
        return change.content() == null ? 10 - place : place;
    }
}
