package dev.lobbysync.daemon.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.FileChange;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files of an app that go together, its blueprints first. Dying in between would leave scripts of which nobody knows
 * any more whose they are.
 *
 * <pre>[{"path":"apps/Lamp/Lamp.json","sha256":"…"},{"path":"apps/Lamp/index.js","sha256":"…"}]</pre>
 */
record AppRemoval(List<Gone> files) {
    private static final String APPS = "apps/";

    /** A file to be deleted, and its content when that was decided. */
    record Gone(String path, String sha256) {
        boolean isBlueprint() {
            return AppRemoval.isBlueprint(path);
        }
    }

    AppRemoval {
        files = List.copyOf(files);
    }

    /** The removals among a batch of changes: deletions of blueprints with those of scripts that serve the same ones. */
    static List<AppRemoval> of(List<FileChange> changes) {
        Map<String, List<FileChange>> byFolder = new LinkedHashMap<>();
        for (FileChange change : changes) {
            if (change.content() == null && change.expectedSha256() != null && folder(change.path()) != null) {
                byFolder.computeIfAbsent(folder(change.path()), folder -> new ArrayList<>())
                        .add(change);
            }
        }
        List<AppRemoval> removals = new ArrayList<>();
        byFolder.values().forEach(gone -> {
            Set<ObjectKey> removed = new HashSet<>();
            gone.stream()
                    .filter(change -> isBlueprint(change.path()))
                    .forEach(change -> removed.addAll(change.objects()));
            List<Gone> files = gone.stream()
                    .filter(change -> removed.containsAll(change.objects()))
                    .map(change -> new Gone(change.path(), Objects.requireNonNull(change.expectedSha256())))
                    .toList();
            if (!files.isEmpty()
                    && files.get(0).isBlueprint()
                    && !files.get(files.size() - 1).isBlueprint()) {
                removals.add(new AppRemoval(files));
            }
        });
        return removals;
    }

    private static boolean isBlueprint(String path) {
        return path.endsWith(".json");
    }

    private static @Nullable String folder(String path) {
        int end = path.indexOf('/', APPS.length());
        return path.startsWith(APPS) && end > 0 ? path.substring(0, end) : null;
    }

    ArrayNode toJson() {
        ArrayNode array = Json.array();
        files.forEach(file -> array.addObject().put("path", file.path()).put("sha256", file.sha256()));
        return array;
    }

    static AppRemoval from(JsonNode node) {
        List<Gone> files = new ArrayList<>();
        for (JsonNode file : node) {
            if (file instanceof ObjectNode known) {
                files.add(new Gone(
                        known.path("path").asText(), known.path("sha256").asText()));
            }
        }
        return new AppRemoval(files);
    }
}
