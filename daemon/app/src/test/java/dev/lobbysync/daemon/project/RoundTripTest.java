package dev.lobbysync.daemon.project;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.AgreedScripts;
import dev.lobbysync.daemon.model.LocalEdit;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.doc.KnownFields;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.JsonEquality;
import dev.lobbysync.worlds.GeneratedWorld;
import dev.lobbysync.worlds.RemoteWorld;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A world and its project say the same: no pull makes an edit, no look finds one. */
class RoundTripTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aProjectSaysWhatItsWorldSays(long seed) throws IOException {
        GeneratedWorld world = GeneratedWorld.of(seed, 60, 120);
        world.writeProject(directory);
        ProjectRig rig = new ProjectRig(directory);
        rig.scan();
        assertInStep(rig, world.asRemote(), false);
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void aWorldWrittenIntoAnEmptyProjectReadsBackEqual(long seed) {
        RemoteWorld world = GeneratedWorld.of(seed, 20, 60).asRemote();
        ProjectRig rig = new ProjectRig(directory);
        rig.scan();
        world.blueprints().forEach(wire -> expectScripts(rig, wire));
        List<LocalEdit> edits = new ArrayList<>();
        world.entities()
                .forEach(wire -> edits.add(
                        new LocalEdit.Create(ObjectKey.entity(wire.path("id").asText()), wire)));
        world.blueprints()
                .forEach(wire -> edits.add(
                        new LocalEdit.Create(ObjectKey.blueprint(wire.path("id").asText()), wire)));
        edits.add(new LocalEdit.Create(ObjectKey.SETTINGS, world.settings()));
        edits.add(new LocalEdit.Create(ObjectKey.SPAWN, world.spawn()));
        Map<String, byte[]> contents = new LinkedHashMap<>();
        world.assets().forEach((name, bytes) -> contents.put("asset://" + name, bytes));
        assertThat(contents.keySet()).containsAll(rig.project.missingContent(edits));
        rig.apply(contents, Map.of(), edits.toArray(LocalEdit[]::new));
        assertInStep(rig, world, true);
        Map<String, String> before = rig.files();
        rig.reopened();
        world.blueprints().forEach(wire -> expectScripts(rig, wire));
        rig.scan();
        assertInStep(rig, world, true);
        assertThat(rig.files()).isEqualTo(before);
    }

    private static void expectScripts(ProjectRig rig, ObjectNode wire) {
        Map<String, String> files = new LinkedHashMap<>();
        wire.path("scriptFiles")
                .properties()
                .forEach(file -> files.put(file.getKey(), file.getValue().asText()));
        rig.project.expectScripts(
                ObjectKey.blueprint(wire.path("id").asText()),
                new AgreedScripts(
                        wire.path("scriptRef").textValue(),
                        files,
                        wire.path("scriptEntry").textValue(),
                        wire.path("scope").textValue()));
    }

    private static void assertInStep(ProjectRig rig, RemoteWorld world, boolean whole) {
        assertThat(rig.project.problems()).isEmpty();
        TreeSet<ObjectKey> keys = new TreeSet<>(rig.project.keys());
        keys.removeIf(key -> key.kind() == ObjectKind.MODULE);
        TreeSet<ObjectKey> expected = new TreeSet<>(List.of(ObjectKey.SETTINGS, ObjectKey.SPAWN));
        world.blueprints()
                .forEach(
                        wire -> expected.add(ObjectKey.blueprint(wire.path("id").asText())));
        world.entities()
                .forEach(wire -> expected.add(ObjectKey.entity(wire.path("id").asText())));
        assertThat(keys).isEqualTo(expected);
        assertSame(rig, ObjectKey.SETTINGS, world.settings(), whole);
        assertSame(rig, ObjectKey.SPAWN, world.spawn(), whole);
        world.blueprints()
                .forEach(wire ->
                        assertSame(rig, ObjectKey.blueprint(wire.path("id").asText()), wire, whole));
        world.entities()
                .forEach(
                        wire -> assertSame(rig, ObjectKey.entity(wire.path("id").asText()), wire, whole));
    }

    private static void assertSame(ProjectRig rig, ObjectKey key, ObjectNode wire, boolean whole) {
        LocalState.Present local = rig.present(key);
        for (String field : KnownFields.of(key.kind())) {
            if (!whole && !local.present().contains(field)) {
                continue;
            }
            JsonNode mine = orDefault(key.kind(), field, local.value().path(field));
            JsonNode theirs = orDefault(key.kind(), field, wire.path(field));
            assertThat(JsonEquality.equal(mine, theirs))
                    .as("%s %s: local %s remote %s", key, field, mine, theirs)
                    .isTrue();
        }
    }

    private static JsonNode orDefault(ObjectKind kind, String field, JsonNode value) {
        boolean silent = value.isMissingNode() || value.isNull();
        return silent || (field.equals("script") && value.asText().isEmpty())
                ? KnownFields.defaultOf(kind, field)
                : value;
    }
}
