package dev.lobbysync.daemon.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.protocol.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code lastConflictSnapshots} of the checkpoint, made from the artifacts: those of the same reason and cursor met in one
 * round and make one snapshot. What upstream's tool wrote there before stays, with the outcome noted at what has been
 * resolved since.
 */
public final class ConflictHistory implements ConflictSnapshots {
    private static final int MOST = 25;

    private final FileConflictStore conflicts;

    public ConflictHistory(FileConflictStore conflicts) {
        this.conflicts = conflicts;
    }

    @Override
    public ArrayNode merged(ArrayNode previous) {
        Map<String, ObjectNode> byId = new LinkedHashMap<>();
        for (ObjectNode snapshot : fromArtifacts()) {
            byId.put(snapshot.path("id").asText(), snapshot);
        }
        for (JsonNode old : previous) {
            if (old instanceof ObjectNode snapshot) {
                byId.computeIfAbsent(snapshot.path("id").asText(), id -> annotated(snapshot));
            }
        }
        List<ObjectNode> newestFirst = new ArrayList<>(byId.values());
        newestFirst.sort(Comparator.comparing(
                        (ObjectNode snapshot) -> snapshot.path("at").asText())
                .reversed());
        ArrayNode merged = Json.array();
        newestFirst.stream().limit(MOST).forEach(merged::add);
        return merged;
    }

    private List<ObjectNode> fromArtifacts() {
        Map<String, List<ConflictArtifact>> rounds = new LinkedHashMap<>();
        List<ConflictArtifact> oldestFirst = new ArrayList<>(conflicts.all());
        java.util.Collections.reverse(oldestFirst);
        for (ConflictArtifact artifact : oldestFirst) {
            String round = artifact.document().path("reason").asText() + " "
                    + artifact.document().path("cursor").asText();
            rounds.computeIfAbsent(round, r -> new ArrayList<>()).add(artifact);
        }
        return rounds.values().stream().map(ConflictHistory::snapshot).toList();
    }

    private static ObjectNode snapshot(List<ConflictArtifact> round) {
        ConflictArtifact first = round.get(0);
        ObjectNode snapshot = Json.object().put("id", first.id()).put("at", first.createdAt());
        snapshot.set("reason", first.document().path("reason"));
        snapshot.set("cursor", first.document().path("cursor"));
        ArrayNode entries = snapshot.putArray("conflicts");
        for (ConflictArtifact artifact : round) {
            ObjectNode document = artifact.document();
            ObjectNode entry = entries.addObject()
                    .put("artifactId", artifact.id())
                    .put("kind", document.path("kind").asText())
                    .put("id", artifact.key().id());
            entry.put("uid", StoredEntry.textOrNull(document.path("objectUid")));
            entry.put("baselineHash", StoredEntry.textOrNull(document.path("baselineHash")));
            entry.put("localHash", artifact.localHash());
            entry.put("remoteHash", artifact.remoteHash());
            entry.put("unresolvedCount", document.path("unresolvedFields").size());
            entry.put("autoResolvedCount", document.path("autoResolvedFields").size());
            noteOutcome(entry, artifact);
        }
        return snapshot;
    }

    private ObjectNode annotated(ObjectNode snapshot) {
        ObjectNode copy = snapshot.deepCopy();
        for (JsonNode entry : copy.path("conflicts")) {
            if (entry instanceof ObjectNode conflict) {
                conflicts
                        .find(conflict.path("artifactId").asText())
                        .ifPresent(artifact -> noteOutcome(conflict, artifact));
            }
        }
        return copy;
    }

    private static void noteOutcome(ObjectNode entry, ConflictArtifact artifact) {
        if (!artifact.open()) {
            entry.put("status", "resolved");
            entry.set("resolvedAt", artifact.document().path("resolvedAt"));
            entry.set("resolvedWith", artifact.document().path("resolvedWith"));
        }
    }
}
