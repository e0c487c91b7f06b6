package dev.lobbysync.daemon.state;

import static dev.lobbysync.daemon.state.StateFixture.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.daemon.state.BlueprintIndexFile.Indexed;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlueprintIndexFileTest {
    private final StateFixture project = new StateFixture();
    private final BlueprintIndexFile index = new BlueprintIndexFile(project.disk, ROOT, project.clock);

    @Test
    void isWrittenOnlyWhenSomethingChanged() throws IOException {
        List<Indexed> blueprints = List.of(
                new Indexed("Lantern", "u-1", "apps/Lantern/Lantern.json", "createdAt:2026"),
                new Indexed("Pier", null, "apps/Pier/Pier.json", null));
        assertThat(index.write(blueprints)).isTrue();
        assertThat(index.write(blueprints)).isFalse();
        JsonNode tables =
                Json.parse(project.disk.bytes(project.paths.blueprintIndex())).path("blueprints");
        assertThat(tables.at("/byUid/u-1/path").asText()).isEqualTo("apps/Lantern/Lantern.json");
        assertThat(tables.path("bySignature")).hasSize(1);
        assertThat(tables.at("/byId/Pier/uid").isNull()).isTrue();
    }

    @Test
    void pathsAreThoseOfTodayAndTheRestOnlyGrows() throws IOException {
        index.write(List.of(new Indexed("Lantern", "u-1", "apps/A/Lantern.json", "hash:1")));
        index.write(List.of(new Indexed("Pier", "u-2", "apps/B/Pier.json", "hash:2")));
        JsonNode tables =
                Json.parse(project.disk.bytes(project.paths.blueprintIndex())).path("blueprints");
        assertThat(tables.path("byPath").has("apps/A/Lantern.json")).isFalse();
        assertThat(tables.path("byPath").has("apps/B/Pier.json")).isTrue();
        assertThat(tables.path("byId")).hasSize(2);
        assertThat(tables.path("byUid")).hasSize(2);
        assertThat(tables.path("bySignature")).hasSize(2);
    }
}
