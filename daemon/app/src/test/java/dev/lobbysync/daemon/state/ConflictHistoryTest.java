package dev.lobbysync.daemon.state;

import static dev.lobbysync.daemon.state.ConflictStoreTest.draft;
import static dev.lobbysync.daemon.state.StateFixture.ROOT;
import static dev.lobbysync.daemon.state.StateFixture.entry;
import static dev.lobbysync.daemon.state.StateFixture.put;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the checkpoint tells of recent conflicts (PROTOCOL 7.7). */
class ConflictHistoryTest {
    private final StateFixture project = new StateFixture();

    private FileConflictStore open() throws IOException {
        return FileConflictStore.open(project.disk, ROOT, StateFixture.WORLD, project.clock, project.random);
    }

    @Test
    void theCheckpointListsRecentConflictsWithTheirOutcome() throws IOException {
        FileConflictStore conflicts = open();
        try (FileStateStore state = project.open()) {
            state.recordConflictsOf(new ConflictHistory(conflicts));
            String first = conflicts
                    .report(draft("Lantern", "mine", Map.of()), "startup", 12)
                    .artifact()
                    .id();
            conflicts.report(draft("Pier", "mine", Map.of()), "startup", 12);
            state.commit(put(12, entry("Crane", "x", 12)));
            state.compact();
            conflicts.close(first, Use.REMOTE);
            for (int i = 0; i < 30; i++) {
                project.clock.advance(1000);
                conflicts.report(draft("Object" + i, "mine", Map.of()), "live", 20 + i);
                if (i == 0) {
                    state.commit(put(13, entry("Crane", "y", 13)));
                    state.compact();
                    JsonNode list = Json.parse(project.disk.bytes(project.paths.checkpoint()))
                            .path("lastConflictSnapshots");
                    assertThat(list).hasSize(2);
                    assertThat(list.at("/1/conflicts")).hasSize(2);
                    for (JsonNode entry : list.at("/1/conflicts")) {
                        boolean closed = entry.path("artifactId").asText().equals(first);
                        assertThat(entry.path("status").asText()).isEqualTo(closed ? "resolved" : "");
                        assertThat(entry.path("resolvedWith").asText()).isEqualTo(closed ? "remote" : "");
                    }
                }
            }
            state.commit(put(14, entry("Crane", "z", 14)));
            state.compact();
        }
        JsonNode list =
                Json.parse(project.disk.bytes(project.paths.checkpoint())).path("lastConflictSnapshots");
        assertThat(list).hasSize(25);
        assertThat(list.at("/0/cursor").asLong()).isEqualTo(49);
    }

    @Test
    void aRoundIsKnownByItsOldestConflict() throws IOException {
        FileConflictStore conflicts = open();
        String oldest = conflicts
                .report(draft("Lantern", "mine", Map.of()), "startup", 12)
                .artifact()
                .id();
        for (String id : new String[] {"Pier", "Mole", "Crane"}) {
            project.clock.advance(1000);
            conflicts.report(draft(id, "mine", Map.of()), "startup", 12);
        }
        ArrayNode list = new ConflictHistory(conflicts).merged(Json.array());
        assertThat(list).hasSize(1);
        assertThat(list.at("/0/id").asText()).isEqualTo(oldest);
        assertThat(list.at("/0/at").asText()).isEqualTo("2026-03-02T08:00:00.000Z");
        assertThat(list.at("/0/conflicts"))
                .extracting(entry -> entry.path("id").asText())
                .containsExactly("Lantern", "Pier", "Mole", "Crane");
    }

    @Test
    void whatUpstreamsToolWroteStaysWithTheOutcomeNoted() throws IOException {
        FileConflictStore conflicts = open();
        String closed = conflicts
                .report(draft("Lantern", "mine", Map.of()), "startup", 12)
                .artifact()
                .id();
        String open = conflicts
                .report(draft("Pier", "mine", Map.of()), "startup", 12)
                .artifact()
                .id();
        conflicts.close(closed, Use.LOCAL);
        ArrayNode previous = Json.array();
        previous.add("no snapshot");
        ArrayNode entries = previous.addObject()
                .put("id", "upstreams1")
                .put("at", "2026-01-01T00:00:00.000Z")
                .putArray("conflicts");
        entries.addObject().put("artifactId", closed);
        entries.addObject().put("artifactId", open);
        entries.addObject().put("artifactId", "gone");
        entries.add(7);
        ArrayNode untouched = previous.deepCopy();

        ArrayNode list = new ConflictHistory(conflicts).merged(previous);
        assertThat(previous).isEqualTo(untouched);
        assertThat(list).hasSize(2);
        JsonNode kept = list.path(1);
        assertThat(kept.path("id").asText()).isEqualTo("upstreams1");
        assertThat(kept.path("conflicts")).hasSize(4);
        assertThat(kept.at("/conflicts/0/status").asText()).isEqualTo("resolved");
        assertThat(kept.at("/conflicts/0/resolvedWith").asText()).isEqualTo("local");
        assertThat(kept.at("/conflicts/0/resolvedAt").asText()).isEqualTo("2026-03-02T08:00:00.000Z");
        assertThat(kept.at("/conflicts/1").has("status")).isFalse();
        assertThat(kept.at("/conflicts/2").has("status")).isFalse();
    }
}
