package dev.lobbysync.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.lobbysync.daemon.model.Choice;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.ScriptVersions;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code conflicts --json} of conflicts of every kind is what its schema says. */
class ConflictsSchemaTest {
    private final Bench bench = Harbour.running();

    private static JsonSchema schema() throws IOException {
        try (InputStream in = ConflictsText.class.getResourceAsStream("/schema/conflicts.schema.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(in);
        }
    }

    private void conflicts() {
        bench.stop();
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.replace(Harbour.LANTERN, "\"author\": \"mira\"", "\"author\": \"LOCAL\"");
        bench.replace(Harbour.LANTERN_SCRIPT, "middle = 2", "middle = 'LOCAL'");
        bench.replace(Harbour.MATH, "low = 0", "low = 'LOCAL'");
        bench.layoutRow("boat", row -> row.put("pinned", true));
        bench.removeRow("lamp");
        bench.layout(world -> world.withObject("/settings").put("title", "LOCAL"));
        bench.world().edit("Lantern", "desc", "REMOTE");
        bench.world().edit("Lantern", "author", "REMOTE");
        bench.world().editProp("Lantern", "color", "teal");
        bench.world()
                .script(
                        "Lantern",
                        "index.js",
                        bench.read(Harbour.LANTERN_SCRIPT).replace("middle = 'LOCAL'", "middle = 'REMOTE'"));
        bench.world().set("lamp", "pinned", true);
        bench.world().setting("title", "REMOTE");
        bench.start();
        bench.resolve("blueprint Lantern", Choice.of("desc", Use.LOCAL));
    }

    @Test
    void openAndSettledConflictsAreAsTheSchemaSays() throws IOException {
        conflicts();
        List<ConflictArtifact> open = List.copyOf(bench.conflicts().values());
        assertThat(open).hasSizeGreaterThan(2);
        assertThat(schema().validate(Json.parse(ConflictsText.json(open)))).isEmpty();
        bench.resolve("settings", Use.REMOTE);
        assertThat(bench.conflicts()).hasSize(open.size() - 1);
    }

    @Test
    void oneConflictComesWithTheRegionsOfItsScripts() throws IOException {
        conflicts();
        ScriptVersions versions = new ScriptVersions(
                "a\n".getBytes(StandardCharsets.UTF_8),
                "b\n".getBytes(StandardCharsets.UTF_8),
                new byte[0],
                "m".getBytes(StandardCharsets.UTF_8));
        ScriptVersions binary = new ScriptVersions(new byte[] {0}, new byte[] {0, 1}, new byte[] {0, 2}, new byte[0]);
        ObjectNode one = (ObjectNode) Json.parse(
                ConflictsText.json(bench.conflict("blueprint Lantern"), Map.of("index.js", versions, "x.js", binary)));
        assertThat(schema().validate(one)).isEmpty();
        ((ObjectNode) one.path("conflicts").path(0)).put("status", "closed").remove("id");
        assertThat(schema().validate(one)).as("the schema does say something").hasSize(2);
    }
}
