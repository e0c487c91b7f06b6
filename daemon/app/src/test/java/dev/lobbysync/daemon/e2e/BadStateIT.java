package dev.lobbysync.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A side that cannot be trusted: nothing is deleted for it, everything else flows, and the status says what to do. */
class BadStateIT {
    @TempDir
    private Path directory;

    private static void assertOthersFlow(Rig rig, String tag, String... except) {
        rig.project.edit("apps/Sign/Sign.json", "\"text\": \"", "\"text\": \"" + tag + " ");
        rig.editor().prop("Lamp", "glow", tag);
        rig.assertInStep(except);
        assertThat(rig.project
                        .json("apps/Lamp/Lamp.json")
                        .path("props")
                        .path("glow")
                        .asText())
                .isEqualTo(tag);
        assertThat(rig.editor().blueprint("Sign").path("props").path("text").asText())
                .startsWith(tag);
    }

    @Test
    void aBadAppFileHoldsOnlyItselfLiveAndAtStartUntilItIsMended() throws Exception {
        try (Rig rig = Rig.running(directory)) {
            String good = rig.project.read("apps/Bell/Bell.json");
            for (String bad :
                    new String[] {"{ \"id\": \"Bell\", ", "", "<<<<<<< ours\n{}\n=======\n{}\n>>>>>>> theirs\n"}) {
                rig.project.write("apps/Bell/Bell.json", bad);
                rig.eventually(
                        () -> assertThat(rig.status().path("held").toString()).contains("apps/Bell/Bell.json"));
            }
            rig.editor().modifyBlueprint("Bell", "{'desc':'Rings.'}");
            assertOthersFlow(rig, "live", "Bell");
            assertThat(rig.project.read("apps/Bell/Bell.json")).startsWith("<<<<<<<");
            assertThat(rig.editor().blueprint("Bell").path("props").path("tone").asText())
                    .isEqualTo("c");

            rig.stop();
            rig.start().awaitReady();
            assertOthersFlow(rig, "started", "Bell");
            DaemonProcess status = rig.cli("sync", "status");
            assertThat(status.awaitExit()).isEqualTo(1);
            assertThat(status.out()).contains("apps/Bell/Bell.json");

            rig.project.write("apps/Bell/Bell.json", good.replace("\"tone\": \"c\"", "\"tone\": \"e\""));
            rig.assertInStep();
            assertThat(rig.editor().blueprint("Bell").path("props").path("tone").asText())
                    .isEqualTo("e");
            assertThat(rig.project.json("apps/Bell/Bell.json").path("desc").asText())
                    .isEqualTo("Rings.");
            rig.eventually(() -> assertThat(rig.status().path("held")).isEmpty());
        }
    }

    @Test
    void anInvalidWorldFileHoldsTheLayoutOnlyAndSaysSo() throws Exception {
        try (Rig rig = Rig.running(directory)) {
            String good = rig.project.read("world.json");
            long head = rig.head();
            rig.project.write("world.json", good.substring(0, good.length() / 2));
            rig.eventually(
                    () -> assertThat(rig.status().path("held").toString()).contains("world.json"));
            rig.editor().addEntity("{'id':'sign-z','blueprint':'Sign'}");
            rig.project.edit("apps/Bell/Bell.json", "\"tone\": \"c\"", "\"tone\": \"f\"");
            rig.eventually(() -> assertThat(rig.newsAfter(head)).contains("blueprint.update Bell"));
            assertThat(rig.newsAfter(head)).containsExactlyInAnyOrder("entity.add sign-z", "blueprint.update Bell");
            assertThat(rig.project.read("world.json")).isEqualTo(good.substring(0, good.length() / 2));

            rig.stop();
            rig.start().awaitReady();
            assertThat(rig.project.read("world.json")).isEqualTo(good.substring(0, good.length() / 2));
            rig.project.write("world.json", good.replace("\"title\": \"Tiny\"", "\"title\": \"Mended\""));
            rig.assertInStep();
            assertThat(rig.project.hasEntity("sign-z")).isTrue();
            assertThat(rig.editor().snapshot().path("settings").path("title").asText())
                    .isEqualTo("Mended");
            assertThat(rig.newsAfter(head))
                    .containsExactlyInAnyOrder(
                            "entity.add sign-z", "blueprint.update Bell", "settings.update $world.settings");
        }
    }

    @Test
    void emptiedAppsAndAMissingWorldFileDeleteNothingUntilAPersonSaysSo() throws Exception {
        try (Rig rig = Rig.running(directory)) {
            long head = rig.head();
            String world = rig.project.read("world.json");
            rig.project.move("apps", "../aside");
            rig.project.delete("world.json");
            rig.eventually(() -> assertThat(rig.status().path("guard").asText()).isNotEmpty());
            rig.flush();
            rig.eventually(
                    () -> assertThat(rig.status().path("held").toString()).contains("\"deletion\":true"));
            rig.editor().setting("playerLimit", 5);
            rig.stop();
            rig.start().awaitReady();
            rig.flush();
            DaemonProcess status = rig.cli("sync", "status");
            assertThat(status.awaitExit()).isEqualTo(1);
            assertThat(status.out()).contains("sync resume --accept-deletes");
            assertThat(rig.newsAfter(head)).containsExactly("settings.update $world.settings");

            rig.project.write("world.json", world);
            rig.project.move("../aside/Lamp", "apps/Lamp");
            for (String app : new String[] {"Bell", "Sign", "$scene"}) {
                rig.project.move("../aside/" + app, "apps/" + app);
            }
            rig.assertInStep();
            rig.flush();
            assertThat(rig.newsAfter(head)).containsExactly("settings.update $world.settings");
            rig.eventually(() -> assertThat(rig.status().path("guard").isNull()).isTrue());
        }
    }

    @Test
    void aRuntimeThatSuddenlyServesAnEmptyWorldHaltsAndDeletesNothing() throws Exception {
        try (Rig rig = Rig.running(directory)) {
            Stamps before = Stamps.ofProject(rig.project.root());
            rig.stopRuntime();
            rig.awaitPhase("offline");
            rig.startEmptyRuntime();
            rig.eventually(() -> assertThat(rig.status().path("phase").asText()).isIn("halted", "watching"));
            rig.flush();
            Stamps after = Stamps.ofProject(rig.project.root());
            assertThat(after.without("world.json").files().keySet())
                    .containsAll(before.without("world.json").files().keySet());
            for (String id : new String[] {"lamp-a", "bell-a", "sign-a"}) {
                assertThat(rig.project.hasEntity(id)).isTrue();
            }
        }
    }

    @Test
    void acceptedDeletionsGoAhead() throws Exception {
        try (Rig rig = Rig.running(directory)) {
            rig.project.editWorld(world -> world.withArray("entities").removeAll());
            rig.eventually(
                    () -> assertThat(rig.status().path("held").toString()).contains("\"deletion\":true"));
            assertThat(rig.editor().snapshot().path("entities")).hasSize(5);
            DaemonProcess resume = rig.cli("sync", "resume", "--accept-deletes");
            assertThat(resume.awaitExit()).as(resume.toString()).isZero();
            rig.eventually(
                    () -> assertThat(rig.editor().snapshot().path("entities")).isEmpty());
            assertThat(rig.post("/flush", Map.of(), 0).exitCode()).isZero();
        }
    }

    @Test
    void aPolicyThatCannotBeUsedIsRefusedWithItsPlaceBeforeAnythingHappens() throws Exception {
        try (Rig rig = Rig.running(directory)) {
            rig.stop();
            long head = rig.head();
            String good = rig.project.read("apps/Sign/Sign.json");
            rig.project.write(".lobby/sync-policy.json", "{\n  \"blueprints\": { \"colour\": \"local\" }\n}\n");
            rig.project.write("apps/Sign/Sign.json", good.replace("\"text\": \"", "\"text\": \"edited "));
            for (String command : new String[] {"start", "plan"}) {
                DaemonProcess refused = rig.cli("sync", command);
                assertThat(refused.awaitExit()).as(command).isEqualTo(64);
                assertThat(refused.printed()).contains(".lobby/sync-policy.json line 2 column 19: ", "'colour'");
            }
            assertThat(rig.head()).isEqualTo(head);

            rig.project.write(".lobby/sync-policy.json", "{}");
            rig.start().awaitReady();
            rig.assertInStep();
        }
    }
}
