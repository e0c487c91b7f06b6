package dev.lobbysync.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** {@code sync log} reads what the daemon wrote, whether or not one is running. */
class LogCommandTest extends CliRig {
    private void log(String... lines) throws IOException {
        Files.createDirectories(project.resolve(".lobby/logs"));
        Files.writeString(project.resolve(".lobby/logs/daemon.log"), String.join("\n", lines) + "\n");
    }

    private static final String MERGE = """
            {"@timestamp":"2026-03-02T08:00:00.123Z","message":"merge blueprint Lamp: both sides changed","worldId":"harbour",
            "kind":"blueprint","object":"Lamp","uid":"u","opId":"i:1","mode":"merge","fields":["desc","props"],
            "explained":[{"path":"desc","won":"local","rule":"only-local-changed","sentence":"only the files changed it"}]}
            """.replace("\n", "");
    private static final String HOLD = """
            {"@timestamp":"2026-03-02T09:00:00.123Z","message":"hold entity a\\u001bb: no position","worldId":"harbour",
            "kind":"entity","object":"a\\u001bb","uid":null,"opId":null,"mode":"hold"}
            """.replace("\n", "");

    @Test
    void decisionsAreToldNewestFirstWithTheirReasons() throws IOException {
        log(MERGE, "{\"message\":\"watching\",\"phase\":\"watching\"}", HOLD);

        assertThat(gamedev("sync", "log")).isEqualTo(0);
        assertThat(out).isEqualTo("""
                        2026-03-02 09:00:00  hold          entity a\\u001bb
                            hold entity a\\u001bb: no position
                        2026-03-02 08:00:00  merge         blueprint Lamp
                            both sides changed
                            fields: desc, props
                              desc  only the files changed it
                            op: i:1
                        """);
        assertThat(gamedev("sync", "log", "-n", "1", "Lamp")).isEqualTo(0);
        assertThat(out).contains("blueprint Lamp").doesNotContain("entity");
        assertThat(gamedev("sync", "log", "blueprint Lamp")).isEqualTo(0);
        assertThat(out).contains("merge");
        assertThat(gamedev("sync", "log", "-n", "0")).isEqualTo(64);
    }

    @Test
    void programsGetTheMembersOfTheSchema() throws IOException {
        log(MERGE);
        assertThat(gamedev("sync", "log", "--json")).isEqualTo(0);
        JsonNode decision = Json.parse(out).path("decisions").path(0);
        try (InputStream schema = LogCommand.class.getResourceAsStream("/schema/log.schema.json")) {
            assertThat(schema).isNotNull();
            for (JsonNode name : Json.parse(schema.readAllBytes()).at("/properties/decisions/items/required")) {
                assertThat(decision.has(name.asText())).as(name.asText()).isTrue();
            }
        }
        assertThat(decision.at("/explained/0/rule").asText()).isEqualTo("only-local-changed");
    }

    @Test
    void withoutALogItSaysSo() {
        assertThat(gamedev("sync", "log")).isEqualTo(0);
        assertThat(out).startsWith("Nothing was decided yet");
    }
}
