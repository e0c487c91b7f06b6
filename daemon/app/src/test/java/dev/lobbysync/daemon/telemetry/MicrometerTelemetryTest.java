package dev.lobbysync.daemon.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Telemetry;
import dev.lobbysync.protocol.json.Json;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // the logs are open for as long as the block lasts
class MicrometerTelemetryTest {
    @TempDir
    private Path project;

    private final MicrometerTelemetry telemetry = new MicrometerTelemetry(new SimpleMeterRegistry());

    private List<JsonNode> fileLines() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(project.resolve("logs").resolve("daemon.log"))) {
            lines.add(Json.parse(line));
        }
        return lines;
    }

    @Test
    void everyLineAboutAnObjectCarriesWorldObjectOpAndMode() throws IOException {
        try (Logs logs = Logs.open(project, "harbour", null, false)) {
            telemetry.object(
                    ObjectKey.blueprint("Lamp"),
                    "uid-1",
                    "copy:op-1",
                    Telemetry.Mode.PUSH,
                    "only the files changed it");
        }

        assertThat(fileLines()).singleElement().satisfies(line -> {
            assertThat(line.path("worldId").asText()).isEqualTo("harbour");
            assertThat(line.path("kind").asText()).isEqualTo("blueprint");
            assertThat(line.path("object").asText()).isEqualTo("Lamp");
            assertThat(line.path("uid").asText()).isEqualTo("uid-1");
            assertThat(line.path("opId").asText()).isEqualTo("copy:op-1");
            assertThat(line.path("mode").asText()).isEqualTo("push");
            assertThat(line.path("message").asText()).isEqualTo("push blueprint Lamp: only the files changed it");
        });
    }

    @Test
    void namesOfObjectsCannotForgeLinesOrColoursOnTheConsole() throws IOException {
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        try (Logs logs = Logs.open(project, "harbour", new PrintStream(console, true, StandardCharsets.UTF_8), false)) {
            telemetry.object(ObjectKey.entity("a\n12:00:00 ready\u001b[2J"), null, null, Telemetry.Mode.HOLD, "wäit");
        }

        String text = console.toString(StandardCharsets.UTF_8);
        assertThat(text.lines()).hasSize(1);
        assertThat(text).doesNotContain("\u001b").contains("warning hold entity a\\n12:00:00 ready\\u001b[2J: wäit");
        assertThat(fileLines()).hasSize(1);
    }

    @Test
    void everyMeterIsThereFromTheStartUnderItsPublishedName() {
        telemetry.count(Telemetry.Counter.OPS_LOCAL_TO_REMOTE, 3);
        telemetry.gauge(Telemetry.Gauge.CONFLICTS_OPEN, 2);
        telemetry.phase("handshake", "");
        telemetry.phase("watching", "");

        for (Telemetry.Counter counter : Telemetry.Counter.values()) {
            assertThat(telemetry.counters()).containsKey(counter.published());
        }
        assertThat(telemetry.counters()).containsEntry("sync.ops.local_to_remote", 3L);
        assertThat(telemetry.metrics())
                .contains("# TYPE sync_ops_local_to_remote_total counter\nsync_ops_local_to_remote_total 3\n")
                .contains("sync_conflicts_total 0\n")
                .contains("sync_conflicts_open 2\n")
                .contains("sync_phase{phase=\"handshake\"} 0\n")
                .contains("sync_phase{phase=\"watching\"} 1\n");
    }

    @Test
    void everyMeterIsInStatusAndMetricsAndExplained() throws IOException {
        String page = Files.readString(Path.of("../OPERATIONS.md"));
        List<String> published = new ArrayList<>();
        for (Telemetry.Counter counter : Telemetry.Counter.values()) {
            published.add(counter.published());
        }
        for (Telemetry.Gauge gauge : Telemetry.Gauge.values()) {
            published.add(gauge.published());
        }

        assertThat(telemetry.counters()).containsOnlyKeys(published);
        for (String name : published) {
            assertThat(page).contains("`" + name + "`");
        }
        for (String line : telemetry.metrics().split("\n")) {
            if (!line.startsWith("#")) {
                assertThat(page).contains("`" + line.substring(0, line.indexOf(' ')) + "`");
            }
        }
        for (Telemetry.Mode mode : Telemetry.Mode.values()) {
            assertThat(page).contains("`" + mode.word() + "`");
        }
    }
}
