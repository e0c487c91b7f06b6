package dev.lobbysync.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edits of the same thing on both sides become artifacts; only their objects wait, and {@code resolve} ends them. */
class ConflictIT {
    @TempDir
    private Path directory;

    /** Four overlapping edits, on objects of four kinds. */
    private static void editTheSameThings(Rig rig) {
        Editor editor = rig.editor();
        rig.project.edit("apps/Sign/Sign.json", "\"Welcome\"", "\"Hello\"");
        editor.prop("Sign", "text", "Bonjour");
        rig.project.edit("apps/Bell/index.js", "wind('bell')", "wind('local')");
        editor.script(
                "Bell", "index.js", rig.project.read("apps/Bell/index.js").replace("wind('local')", "wind('remote')"));
        rig.project.editEntity("lamp-a", row -> row.withArray("position").set(0, 11));
        editor.modifyEntity("lamp-a", "{'position':[22,0,0]}");
        rig.project.editWorld(world -> world.withObject("/settings").put("title", "Here"));
        editor.setting("title", "There");
    }

    private static void assertFrozen(Rig rig) {
        rig.eventually(() -> assertThat(rig.conflicts().keySet())
                .containsExactlyInAnyOrder("Sign", "Bell", "lamp-a", "$world.settings"));
        assertThat(rig.editor().blueprint("Sign").path("props").path("text").asText())
                .isEqualTo("Bonjour");
        assertThat(rig.project.read("apps/Sign/Sign.json")).contains("Hello");
        assertThat(rig.project.read("apps/Bell/index.js")).contains("wind('local')");
        assertThat(rig.project.entity("lamp-a").path("position").path(0).asInt())
                .isEqualTo(11);
        assertThat(rig.editor().entity("lamp-a").path("position").path(0).asInt())
                .isEqualTo(22);
    }

    @Test
    void overlappingEditsFreezeTheirObjectsWhileTheRestFlowsAndResolveEndsThemOneByOne() throws Exception {
        try (Rig rig = Rig.running(directory)) {
            rig.post("/pause", Map.of(), 0);
            rig.awaitPhase("paused");
            editTheSameThings(rig);
            rig.post("/resume", Map.of(), 0);
            assertFrozen(rig);

            rig.project.edit("apps/Lamp/Lamp.json", "\"size\": 2", "\"size\": 4");
            rig.editor().modifyEntity("lamp-b", "{'position':[7,7,7]}");
            rig.assertInStep("Sign", "Bell", "lamp-a", "settings");
            rig.eventually(
                    () -> assertThat(rig.status().path("work").path("conflicts").asInt())
                            .isEqualTo(4));

            rig.resolve(rig.conflictOf("Sign"), "local", 0);
            rig.assertInStep("Bell", "lamp-a", "settings");
            assertThat(rig.editor().blueprint("Sign").path("props").path("text").asText())
                    .isEqualTo("Hello");
            assertThat(rig.trash()).anyMatch(text -> text.contains("Bonjour"));
            assertThat(rig.conflicts().keySet()).containsExactlyInAnyOrder("Bell", "lamp-a", "$world.settings");

            rig.resolve(rig.conflictOf("lamp-a"), "remote", 0);
            rig.assertInStep("Bell", "settings");
            assertThat(rig.project.entity("lamp-a").path("position").path(0).asInt())
                    .isEqualTo(22);
            rig.resolve(rig.conflictOf("$world.settings"), "remote", 0);
            assertThat(rig.project.read("world.json")).contains("There");

            mergeScriptByHand(rig);
            rig.assertInStep();
            assertThat(rig.conflicts()).isEmpty();
            assertThat(rig.project.read("apps/Bell/index.js")).contains("wind('local and remote')");
        }
    }

    /** The merged file beside the artifact has markers; it is refused until a person has removed them. */
    private static void mergeScriptByHand(Rig rig) throws Exception {
        String id = rig.conflictOf("Bell");
        Path merged;
        try (var files = Files.walk(rig.project.path(".lobby/conflicts"))) {
            merged = files.filter(file ->
                            file.toString().contains(id) && file.toString().endsWith("index.js.merged"))
                    .findFirst()
                    .orElseThrow();
        }
        assertThat(merged)
                .content()
                .contains("<<<<<<<")
                .contains("wind('local')")
                .contains("wind('remote')");
        assertThat(rig.post("/resolve", Map.of("id", id, "use", "merged"), -1).exitCode())
                .isNotZero();
        String text = Files.readString(merged);
        int from = text.indexOf("<<<<<<<");
        int to = text.indexOf('\n', text.indexOf(">>>>>>>"));
        Files.writeString(
                merged,
                text.substring(0, from) + "export default app => wind('local and remote')" + text.substring(to));
        rig.resolve(id, "merged", 0);
    }

    @Test
    void conflictsMetAtStartPrintReadyAndAreResolvedWithoutADaemon() throws Exception {
        try (Rig rig = Rig.stopped(directory)) {
            editTheSameThings(rig);
            rig.start().awaitReady();
            rig.daemon().awaitPrinted("conflicts are open");
            assertThat(rig.daemon().out()).containsPattern("(?m)^ready .*\\n(.*\\n)*?.*conflict");
            assertFrozen(rig);
            rig.stop();
            Map<String, JsonNode> before = rig.conflicts();
            Stamps artifacts = Stamps.of(rig.project.path(".lobby/conflicts"), name -> true);

            // Restarting refreshes nothing and writes no second artifact.
            rig.start().awaitReady();
            rig.flush();
            rig.stop();
            assertThat(Stamps.of(rig.project.path(".lobby/conflicts"), name -> true))
                    .isEqualTo(artifacts);

            // Without a daemon, resolving moves just that object, although another one has news.
            rig.editor().prop("Lamp", "glow", 9);
            DaemonProcess resolve =
                    rig.cli("sync", "resolve", before.get("Sign").path("id").asText(), "--use", "remote");
            assertThat(resolve.awaitExit()).as(resolve.toString()).isZero();
            assertThat(rig.project.read("apps/Sign/Sign.json")).contains("Bonjour");
            assertThat(rig.project
                            .json("apps/Lamp/Lamp.json")
                            .path("props")
                            .path("glow")
                            .asInt())
                    .isEqualTo(1);
            assertThat(rig.conflicts().keySet()).containsExactlyInAnyOrder("Bell", "lamp-a", "$world.settings");
            assertThat(rig.trash()).anyMatch(text -> text.contains("Hello"));

            // The remaining ones are neither pushed nor pulled at the next start; the other's news arrive.
            rig.start().awaitReady();
            rig.assertInStep("Bell", "lamp-a", "settings");
            assertThat(rig.conflicts().keySet()).containsExactlyInAnyOrder("Bell", "lamp-a", "$world.settings");
            assertThat(rig.project
                            .json("apps/Lamp/Lamp.json")
                            .path("props")
                            .path("glow")
                            .asInt())
                    .isEqualTo(9);
            assertThat(rig.editor().entity("lamp-a").path("position").path(0).asInt())
                    .isEqualTo(22);
        }
    }

    @Test
    void aStrictStartWithConflictsAppliesNothingAndExitsWith1() throws Exception {
        try (Rig rig = Rig.stopped(directory)) {
            editTheSameThings(rig);
            rig.project.edit("apps/Lamp/Lamp.json", "\"size\": 2", "\"size\": 4");
            rig.editor().modifyEntity("lamp-b", "{'position':[7,7,7]}");
            long head = rig.head();
            Stamps files = Stamps.ofProject(rig.project.root());
            rig.environment("SYNC_STRICT_CONFLICTS", "true");
            rig.link.forget();

            assertThat(rig.start().awaitExit()).as(rig.daemon().toString()).isEqualTo(1);

            assertThat(rig.daemon().out())
                    .contains("Sync conflict detected")
                    .contains("gamedev sync resolve")
                    .doesNotContainPattern("(?m)^ready");
            assertThat(Stamps.ofProject(rig.project.root())).isEqualTo(files);
            assertThat(rig.head()).isEqualTo(head);
            assertThat(rig.link.mutations()).isEmpty();
            assertThat(rig.conflicts()).hasSize(4);
            List<JsonNode> artifacts = rig.artifacts();

            // Another failing start refreshes the same artifacts.
            assertThat(rig.start().awaitExit()).isEqualTo(1);
            assertThat(rig.artifacts()).containsExactlyInAnyOrderElementsOf(artifacts);
        }
    }

    @Test
    void aResolveIsUndoneFromTheTrashAndDeletionAgainstEditIsAConflictWhoseBothVersionsSurvive() throws Exception {
        try (Rig rig = Rig.running(directory)) {
            rig.post("/pause", Map.of(), 0);
            rig.awaitPhase("paused");
            String mine = rig.project.read("apps/Lamp/index.js").replace("const b = 2", "const b = 'mine'");
            rig.project.write("apps/Lamp/index.js", mine);
            rig.editor()
                    .script("Lamp", "index.js", TinyProject.LAMP_SCRIPT.replace("const b = 2", "const b = 'theirs'"));
            rig.project.removeEntity("sign-a");
            rig.editor().modifyEntity("sign-a", "{'position':[0,5,0]}");
            rig.post("/resume", Map.of(), 0);
            rig.eventually(() -> assertThat(rig.conflicts().keySet()).containsExactlyInAnyOrder("Lamp", "sign-a"));
            rig.resolve(rig.conflictOf("sign-a"), "remote", 0);
            assertThat(rig.project.hasEntity("sign-a")).isTrue();

            rig.resolve(rig.conflictOf("Lamp"), "remote", 0);
            rig.assertInStep();
            assertThat(rig.project.read("apps/Lamp/index.js")).contains("'theirs'");
            assertThat(rig.trash()).contains(mine);

            rig.project.write("apps/Lamp/index.js", mine);
            rig.assertInStep();
            assertThat(rig.conflicts()).isEmpty();
            String url = rig.editor().blueprint("Lamp").path("script").asText();
            assertThat(rig.editor().asset(url)).asString().isEqualTo(mine);
        }
    }

    @Test
    void aConflictMetOnReconnectFreezesTheObjectOnceAndGoesOn() throws Exception {
        try (Rig rig = Rig.running(directory)) {
            rig.link.cut();
            rig.awaitPhase("offline");
            rig.project.edit("apps/Sign/Sign.json", "\"Welcome\"", "\"Hello\"");
            rig.editor().prop("Sign", "text", "Bonjour");
            rig.project.edit("apps/Lamp/Lamp.json", "\"size\": 2", "\"size\": 4");
            for (int reconnect = 0; reconnect < 3; reconnect++) {
                rig.link.leadTo(rig.runtime().port());
                rig.assertInStep("Sign");
                rig.awaitPhase("watching");
                rig.link.dropAll();
            }
            rig.eventually(() -> assertThat(rig.artifacts()).hasSize(1));
            rig.eventually(() -> assertThat(rig.status()
                            .path("counters")
                            .path("sync.conflicts.total")
                            .asInt())
                    .isEqualTo(1));
        }
    }
}
