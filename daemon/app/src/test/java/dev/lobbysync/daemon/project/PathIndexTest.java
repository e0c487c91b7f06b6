package dev.lobbysync.daemon.project;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code .lobby/blueprint-index.json}, which upstream's tool reads too (PROTOCOL 7.8). */
class PathIndexTest {
    private static final String INDEX = ".lobby/blueprint-index.json";
    private static final String LANTERN = "{\"id\":\"Lantern\",\"uid\":\"u-1\",\"createdAt\":\"2026\"}";

    @TempDir
    private Path directory;

    private ProjectRig rig;

    @BeforeEach
    void open() {
        rig = new ProjectRig(directory);
    }

    /** As a scan leaves it. */
    private JsonNode tables() throws IOException {
        rig.scan();
        rig.project.saveIndex();
        return Json.parse(rig.text(INDEX)).path("blueprints");
    }

    @Test
    void everyTableLeadsToTheFile() throws IOException {
        rig.file("apps/A/Lantern.json", LANTERN).file("apps/B/Pier.json", "{\"id\":\"Pier\",\"name\":\"pier\"}");
        JsonNode tables = tables();
        JsonNode lantern = tables.at("/byId/Lantern");
        assertThat(lantern.path("path").asText()).isEqualTo("apps/A/Lantern.json");
        assertThat(lantern.path("signature").asText()).isEqualTo("createdAt:2026");
        assertThat(tables.at("/byUid/u-1")).isEqualTo(lantern);
        assertThat(tables.at("/byPath/apps~1A~1Lantern.json")).isEqualTo(lantern);
        assertThat(tables.at("/bySignature/createdAt:2026")).isEqualTo(lantern);
        assertThat(tables.at("/byId/Pier/uid").isNull()).isTrue();
        assertThat(tables.at("/byId/Pier/signature").asText()).startsWith("hash:");
        assertThat(tables.path("bySignature")).hasSize(2);
    }

    @Test
    void isWrittenOnlyWhenSomethingChanged() throws IOException {
        rig.file("apps/A/Lantern.json", LANTERN);
        tables();
        FileTime longAgo = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(rig.root.resolve(INDEX), longAgo);
        tables();
        assertThat(Files.getLastModifiedTime(rig.root.resolve(INDEX))).isEqualTo(longAgo);
        rig.file("apps/A/Lantern.json", LANTERN.replace("u-1", "u-2"));
        tables();
        assertThat(Files.getLastModifiedTime(rig.root.resolve(INDEX))).isNotEqualTo(longAgo);
    }

    @Test
    void pathsAreThoseOfTodayAndTheRestOnlyGrows() throws IOException {
        rig.file("apps/A/Lantern.json", LANTERN);
        tables();
        rig.delete("apps/A/Lantern.json")
                .file("apps/B/Pier.json", "{\"id\":\"Pier\",\"uid\":\"u-2\",\"name\":\"pier\"}");
        tables();
        rig.reopened();
        JsonNode tables = tables();
        assertThat(tables.path("byPath")).hasSize(1);
        assertThat(tables.path("byPath").has("apps/B/Pier.json")).isTrue();
        assertThat(tables.path("byId")).hasSize(2);
        assertThat(tables.path("byUid")).hasSize(2);
        assertThat(tables.path("bySignature")).hasSize(2);
        assertThat(tables.at("/byId/Lantern/path").isNull()).isTrue();
        assertThat(tables.at("/byUid/u-1/signature").asText()).isEqualTo("createdAt:2026");
    }

    @Test
    void aBlueprintThatMovedIsFoundUnderWhateverItWasKnownBy() throws IOException {
        rig.file("apps/A/Lantern.json", LANTERN);
        tables();
        rig.delete("apps/A/Lantern.json")
                .file("apps/A/Lamp.json", LANTERN.replace("u-1", "u-9").replace("2026", "2027"));
        JsonNode tables = tables();
        for (String key : new String[] {
            "/byId/Lantern", "/byUid/u-1", "/byUid/u-9", "/bySignature/createdAt:2026", "/bySignature/createdAt:2027"
        }) {
            assertThat(tables.at(key).path("path").asText()).as(key).isEqualTo("apps/A/Lamp.json");
        }
        assertThat(tables.path("byPath")).hasSize(1);
    }

    @Test
    void aFileThatWasAwayAndIsBackIsFoundUnderItsPathAgain() throws IOException {
        rig.file("apps/A/Lantern.json", LANTERN);
        rig.project.consult(key -> Json.object());
        tables();
        rig.delete("apps/A/Lantern.json");
        rig.file("apps/B/Pier.json", "{\"id\":\"Pier\",\"name\":\"pier\"}");
        assertThat(tables().path("byPath").has("apps/A/Lantern.json")).isFalse();
        rig.reopened().file("apps/A/Lantern.json", LANTERN);
        assertThat(tables().path("byPath").has("apps/A/Lantern.json")).isTrue();
    }

    @Test
    void whatIsGoneIsContinuedByNoNewFile() throws IOException {
        rig.file("apps/A/Lantern.json", LANTERN);
        tables();
        rig.delete("apps/A/Lantern.json");
        tables();
        tables();
        rig.reopened().file("apps/Lamp/Lamp.json", "{\"name\":\"lamp\",\"uid\":\"u-1\",\"createdAt\":\"2026\"}");
        rig.scan();
        assertThat(rig.blueprint("Lamp").path("id").asText()).isEqualTo("Lamp");
    }

    @Test
    void aDamagedIndexIsWrittenAnew() throws IOException {
        rig.file("apps/A/Lantern.json", LANTERN);
        rig.file(INDEX, "{\"blueprints\":");
        rig.reopened();
        assertThat(tables().path("byId")).hasSize(1);
    }
}
