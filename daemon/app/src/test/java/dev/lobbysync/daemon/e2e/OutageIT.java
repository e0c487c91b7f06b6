package dev.lobbysync.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.protocol.api.FeedOp;
import dev.lobbysync.protocol.wire.PacketTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections break, runtimes restart, the daemon is killed: both sides end up equal, and nothing happens twice. */
class OutageIT {
    @TempDir
    private Path directory;

    private static void editBothSides(Rig rig, String tag) {
        rig.project.edit(
                "apps/Bell/Bell.json",
                "\"category\": \"sound\"",
                "\"desc\": \"" + tag + "\",\n  \"category\": \"sound\"");
        rig.project.addEntity("{'id':'local-" + tag + "','blueprint':'Sign'}");
        rig.project.edit("apps/Bell/index.js", "bell", "bell " + tag);
        rig.editor().prop("Lamp", "glow", tag);
        rig.editor().addEntity("{'id':'remote-" + tag + "','blueprint':'Sign'}");
        rig.editor().script("Lamp", "lib/blink.js", "export const blink = '" + tag + "'\n");
    }

    @Test
    void editsOnBothSidesWhileTheLinkIsDownMeetOnReconnectExactlyOnce() throws Exception {
        try (Rig rig = Rig.running(directory)) {
            long head = rig.head();
            rig.link.cut();
            rig.awaitPhase("offline");
            editBothSides(rig, "cut");
            rig.link.leadTo(rig.runtime().port());
            rig.assertInStep();
            rig.flush();
            assertThat(rig.conflicts()).isEmpty();
            assertThat(rig.newsAfter(head))
                    .containsExactlyInAnyOrder(
                            "blueprint.update Lamp",
                            "entity.add remote-cut",
                            "blueprint.update Lamp",
                            "blueprint.update Bell",
                            "entity.add local-cut");
        }
    }

    @Test
    void aRestartedRuntimeIsFoundAgainWithEditsOfBothSides() throws Exception {
        try (Rig rig = Rig.running(directory)) {
            rig.stopRuntime();
            rig.awaitPhase("offline");
            rig.project.edit("apps/Sign/Sign.json", "\"Welcome\"", "\"While away\"");
            rig.startRuntime();
            rig.editor().prop("Lamp", "glow", 77);
            rig.assertInStep();
            assertThat(rig.editor().blueprint("Sign").path("props").path("text").asText())
                    .isEqualTo("While away");
            assertThat(rig.project
                            .json("apps/Lamp/Lamp.json")
                            .path("props")
                            .path("glow")
                            .asInt())
                    .isEqualTo(77);
            assertThat(rig.conflicts()).isEmpty();
        }
    }

    @Test
    void aRuntimeThatIsAwayOrNotReadyAtStartIsWaitedFor() throws Exception {
        try (Rig rig = Rig.tiny(directory, PacketTable.R2)) {
            rig.link.cut();
            rig.start().awaitPrinted("the runtime is away");
            rig.awaitPhase("offline");
            assertThat(rig.daemon().out()).doesNotContainPattern("(?m)^ready");
            rig.runtime().setReady(false);
            rig.link.leadTo(rig.runtime().port());
            rig.eventually(() -> assertThat(rig.status().path("why").asText()).contains("503"));
            rig.runtime().setReady(true);
            rig.daemon().awaitReady();
            rig.assertInStep();
        }
    }

    @Test
    void answersLostInABurstAreLookedUpAndNotRepeated() throws Exception {
        try (Rig rig = Rig.running(directory)) {
            long head = rig.head();
            rig.editor();
            rig.link.loseResults();
            for (int i = 0; i < 5; i++) {
                int number = i;
                rig.project.addEntity("{'id':'burst-" + number + "','blueprint':'Sign'}");
            }
            rig.eventually(() -> assertThat(rig.newsAfter(head)).contains("entity.add burst-0"));
            rig.link.cut();
            rig.link.leadTo(rig.runtime().port());
            rig.assertInStep();
            rig.flush();
            assertThat(rig.newsAfter(head))
                    .containsExactlyInAnyOrder(
                            "entity.add burst-0",
                            "entity.add burst-1",
                            "entity.add burst-2",
                            "entity.add burst-3",
                            "entity.add burst-4");
        }
    }

    @Test
    void killedInABurstTheDaemonConvergesAtTheNextStartWithNothingLostOrDoneTwice() throws Exception {
        try (Rig rig = Rig.running(directory)) {
            long head = rig.head();
            rig.editor();
            for (int round = 0; round < 3; round++) {
                editBothSides(rig, "burst" + round);
                for (int i = 0; i < 6; i++) {
                    String id = round + "-" + i;
                    rig.project.write("apps/New" + id + "/New" + id + ".json", "{\n  \"name\": \"" + id + "\"\n}\n");
                    rig.editor().addEntity("{'id':'r-" + id + "','blueprint':'Sign'}");
                    rig.project.edit("apps/Sign/Sign.json", "\"text\": \"", "\"text\": \"" + i);
                }
                rig.daemon().kill();
                rig.start().awaitReady();
            }
            rig.assertInStep();
            rig.flush();
            assertThat(rig.conflicts()).isEmpty();
            List<String> adds = rig.opsAfter(head).stream()
                    .filter(op -> op.kind().wireName().endsWith(".add"))
                    .map(FeedOp::objectId)
                    .toList();
            assertThat(adds).doesNotHaveDuplicates();
            for (int round = 0; round < 3; round++) {
                assertThat(adds).contains("local-burst" + round, "remote-burst" + round, "New" + round + "-5");
                assertThat(rig.project.hasEntity("r-" + round + "-5")).isTrue();
            }
            assertThat(rig.editor().blueprint("Sign").path("props").path("text").asText())
                    .isEqualTo("543210543210543210Welcome");
        }
    }

    @Test
    void restartFromAnOlderCheckpointReachesTheSameState() throws Exception {
        try (Rig rig = Rig.stopped(directory)) {
            Path lobby = rig.project.path(".lobby");
            Path old = Files.createDirectory(directory.resolve("old"));
            for (String file : List.of("sync-state.json", "sync-state.journal")) {
                if (Files.exists(lobby.resolve(file))) {
                    Files.copy(lobby.resolve(file), old.resolve(file));
                }
            }
            rig.start().awaitReady();
            editBothSides(rig, "later");
            rig.assertInStep();
            rig.project.removeEntity("local-later");
            rig.editor().removeEntity("remote-later");
            rig.assertInStep();
            rig.stop();
            Stamps before = Stamps.ofProject(rig.project.root());
            long head = rig.head();

            for (String file : List.of("sync-state.json", "sync-state.journal")) {
                Files.deleteIfExists(lobby.resolve(file));
                if (Files.exists(old.resolve(file))) {
                    Files.copy(old.resolve(file), lobby.resolve(file), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            rig.start().awaitReady();
            rig.flush();
            rig.assertInStep();
            assertThat(rig.conflicts()).isEmpty();
            assertThat(Stamps.ofProject(rig.project.root())).isEqualTo(before);
            assertThat(rig.head()).isEqualTo(head);
        }
    }

    @Test
    void workThatTheRuntimeForgotIsPushedAgain() throws Exception {
        try (Rig rig = Rig.running(directory)) {
            rig.project.edit("apps/Sign/Sign.json", "\"Welcome\"", "\"Kept\"");
            rig.assertInStep();
            rig.project.editEntity("lamp-a", row -> row.withArray("position").set(1, 6));
            rig.assertInStep();
            rig.stop();
            rig.runtime().forget(2);
            assertThat(rig.editor().blueprint("Sign").path("props").path("text").asText())
                    .isEqualTo("Welcome");
            rig.start().awaitReady();
            rig.assertInStep();
            assertThat(rig.editor().blueprint("Sign").path("props").path("text").asText())
                    .isEqualTo("Kept");
            assertThat(rig.editor().entity("lamp-a").path("position").path(1).asInt())
                    .isEqualTo(6);
        }
    }

    @Test
    void aLockHeldByAKilledDaemonIsReleasedByTheNextStart() throws Exception {
        try (Rig rig = Rig.running(directory)) {
            // The lock is acquired over HTTP; the command's result gets lost, so that it is held when the process dies.
            long head = rig.head();
            rig.link.loseResults();
            rig.project.edit("apps/Bell/index.js", "bell", "first");
            rig.eventually(() -> assertThat(rig.newsAfter(head)).contains("blueprint.update Bell"));
            assertThat(isLocked(rig)).isTrue();
            rig.daemon().kill();
            assertThat(isLocked(rig)).isTrue();
            rig.link.leadTo(rig.runtime().port());

            rig.project.edit("apps/Bell/index.js", "first", "second");
            rig.start().awaitReady();
            rig.assertInStep();
            assertThat(isLocked(rig)).isFalse();
            assertThat(rig.daemon().printed()).doesNotContain("waiting for the deploy lock");
            assertThat(rig.newsAfter(head)).containsExactly("blueprint.update Bell", "blueprint.update Bell");
        }
    }

    private static boolean isLocked(Rig rig) {
        return rig.editor()
                .http("GET", "/admin/deploy-lock?scope=Bell", null)
                .path("locked")
                .asBoolean();
    }
}
