package dev.lobbysync.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.testing.UpstreamEyes;
import dev.lobbysync.daemon.testing.UpstreamForm;
import dev.lobbysync.protocol.json.CanonicalJson;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.runtime.world.WorldState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From upstream's app-server to the daemon and back, with a real daemon and a real runtime (PROTOCOL 7 and 8.3). */
class UpstreamIT {
    @TempDir
    private Path directory;

    @Test
    void aProjectOfTheAppServerStartsUntouchedAndGoesOn() throws Exception {
        try (Rig rig = Rig.stopped(directory)) {
            leaveAsUpstream(rig);
            long head = rig.head();
            Map<String, String> before = files(rig, Set.of(".lobby"));

            rig.start().awaitReady();
            rig.assertInStep();
            rig.flush();
            assertThat(rig.newsAfter(head)).isEmpty();
            assertThat(files(rig, Set.of(".lobby"))).isEqualTo(before);

            rig.project.edit("apps/Sign/Sign.json", "\"Welcome\"", "\"Hello\"");
            rig.editor().modifyEntity("lamp-b", "{'position':[7,7,7]}");
            rig.assertInStep();
            assertThat(rig.editor().blueprint("Sign").path("props").path("text").asText())
                    .isEqualTo("Hello");
        }
    }

    @Test
    void afterWorkOnBothSidesTheAppServerWouldFindNothingToDoButTheOpenConflict() throws Exception {
        try (Rig rig = Rig.running(directory)) {
            rig.project.edit("apps/Sign/Sign.json", "\"Welcome\"", "\"Hello\"");
            rig.editor().modifyEntity("lamp-b", "{'position':[7,7,7]}");
            rig.assertInStep();
            rig.editor().setting("desc", "of the world");
            rig.project.addEntity("{'id':'lamp-c','blueprint':'Lamp'}");
            rig.assertInStep();
            rig.project.removeEntity("lamp-c");
            rig.assertInStep();
            rig.flush();
            rig.stop();
            UpstreamEyes agreed = eyes(rig);
            assertThat(agreed.complaints()).isEmpty();
            assertThat(agreed.doings()).isEmpty();

            rig.project.editEntity("lamp-a", row -> row.withArray("position").set(0, 11));
            rig.editor().modifyEntity("lamp-a", "{'position':[22,0,0]}");
            rig.start().awaitReady();
            rig.eventually(() -> assertThat(rig.conflicts()).containsOnlyKeys("lamp-a"));
            rig.stop();
            UpstreamEyes disputed = eyes(rig);
            assertThat(disputed.complaints()).isEmpty();
            assertThat(disputed.doings()).containsOnlyKeys("entity lamp-a");
        }
    }

    /** The state as upstream writes it, in place of ours; its files carry their type and the runtime's order of settings. */
    private static void leaveAsUpstream(Rig rig) throws IOException {
        WorldState world = rig.runtime().worldView();
        ObjectNode state = Json.object().put("formatVersion", 1).put("worldId", world.worldId());
        state.put("cursor", rig.head());
        ObjectNode shared = state.putObject("world");
        shared.set("settings", entry(world.settings(), null));
        shared.set("spawn", entry(UpstreamForm.R1.spawn(world.spawn()), null));
        ObjectNode blueprints = state.putObject("objects").putObject("blueprints");
        world.blueprints()
                .values()
                .forEach(wire ->
                        blueprints.set(wire.path("uid").asText(), entry(UpstreamForm.R1.blueprint(wire), wire)));
        ObjectNode entities = state.withObjectProperty("objects").putObject("entities");
        world.entities()
                .values()
                .forEach(wire -> entities.set(wire.path("uid").asText(), entry(UpstreamForm.R1.entity(wire), wire)));
        state.putArray("lastConflictSnapshots");
        state.put("updatedAt", "2026-03-02T08:00:00.000Z");
        try (Stream<Path> ours = Files.walk(rig.project.path(".lobby"))) {
            for (Path file : ours.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        rig.project.write(".lobby/sync-state.json", state.toPrettyString() + "\n");
        rig.project.editWorld(manifest -> {
            manifest.set("settings", world.settings());
            for (JsonNode row : manifest.withArray("entities")) {
                ObjectNode rest = row.deepCopy();
                ObjectNode typed = ((ObjectNode) row).removeAll();
                typed.set("id", rest.remove("id"));
                typed.put("type", "app").setAll(rest);
            }
        });
    }

    private static ObjectNode entry(ObjectNode value, @Nullable ObjectNode wire) {
        ObjectNode entry = Json.object();
        if (wire != null) {
            entry.set("id", wire.get("id"));
            entry.set("uid", wire.get("uid"));
        }
        entry.put("hash", CanonicalJson.sha256(value)).set("value", value);
        if (wire != null) {
            entry.set("lastSyncedRevision", wire.has("version") ? wire.get("version") : wire.get("updatedAt"));
            entry.set("lastOpId", wire.get("lastOpId"));
        }
        return entry.put("lastSyncedAt", "2026-03-02T08:00:00.000Z");
    }

    private static UpstreamEyes eyes(Rig rig) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        for (String path : files(rig, Set.of()).keySet()) {
            files.put(path, Files.readAllBytes(rig.project.path(path)));
        }
        return UpstreamEyes.on(files, rig.runtime().worldView());
    }

    /** Content and time of the files by path. */
    private static Map<String, String> files(Rig rig, Set<String> without) throws IOException {
        Map<String, String> files = new TreeMap<>();
        Path root = rig.project.root();
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                String path = root.relativize(file).toString().replace('\\', '/');
                if (List.of(path.split("/", -1)).stream().noneMatch(without::contains)) {
                    files.put(
                            path,
                            Files.getLastModifiedTime(file) + " " + Files.getAttribute(file, "unix:ino") + " "
                                    + Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
        return files;
    }
}
