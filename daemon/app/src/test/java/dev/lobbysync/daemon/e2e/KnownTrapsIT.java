package dev.lobbysync.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.control.ControlClient;
import dev.lobbysync.protocol.api.FeedOp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Traps that the upstream pair of tools fell into (PROTOCOL 11), met with a running daemon. All tests share it, and leave
 * both sides in step with nothing held.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KnownTrapsIT {
    private Rig rig;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        rig = Rig.running(directory);
    }

    @AfterEach
    void nobodyIsNeeded() {
        rig.assertInStep();
        rig.eventually(() -> assertThat(rig.status().path("held")).isEmpty());
        assertThat(rig.conflicts()).isEmpty();
    }

    @AfterAll
    void close() throws Exception {
        rig.close();
    }

    /** Runs edits of both sides so that they meet for certain. */
    private void meeting(Runnable edits) {
        rig.post("/pause", Map.of(), 0);
        rig.awaitPhase("paused");
        edits.run();
        rig.post("/resume", Map.of(), 0);
    }

    @Test
    void aDragReachesTheFileOnceWithItsLastPose() {
        rig.flush();
        long before =
                rig.status().path("counters").path("sync.ops.remote_to_local").asLong();
        for (int step = 1; step <= 60; step++) {
            rig.editor().modifyEntity("lamp-b", "{'mover':'mira','position':[" + step + ",0,0]}");
        }
        // The feed is read in order: once this is here, so was the drag.
        rig.editor().prop("Lamp", "after", "the drag");
        rig.assertInStep("lamp-b");
        assertThat(rig.project.entity("lamp-b").path("position").path(0).asInt())
                .isEqualTo(2);
        // An edit in flight: named, but neither waited for nor a matter for a person.
        ControlClient.Reply flushed = rig.post("/flush", Map.of(), 0);
        assertThat(Editor.node(flushed.body()).path("notes").toString())
                .contains("entity lamp-b: somebody is moving it");
        rig.editor().modifyEntity("lamp-b", "{'mover':null,'position':[61,0,0]}");
        rig.assertInStep();
        assertThat(rig.project.entity("lamp-b").path("position").path(0).asInt())
                .isEqualTo(61);
        rig.eventually(() -> assertThat(rig.status()
                        .path("counters")
                        .path("sync.ops.remote_to_local")
                        .asLong())
                .isEqualTo(before + 2));
    }

    @Test
    void theRuntimeIsNeverAskedToClean() {
        rig.project.edit("apps/Sign/notes.txt", "notes", "old notes");
        rig.flush();
        assertThat(rig.link.requests()).isNotEmpty().noneMatch(request -> request.contains("/admin/clean"));
    }

    @Test
    void aFlushWhilePausedIsAnsweredAtOnce() {
        rig.post("/pause", Map.of(), 0);
        rig.project.edit("apps/Lamp/Lamp.json", "\"size\": 2", "\"size\": 4");
        // With a timeout beyond the patience of the test.
        DaemonProcess flush = rig.cli("sync", "flush", "--timeout=3600");
        assertThat(flush.awaitExit()).as(flush.toString()).isEqualTo(1);
        assertThat(flush.out()).startsWith("Not synced: the daemon is paused. Go on with: gamedev sync resume");
        rig.post("/resume", Map.of(), 0);
        rig.assertInStep();
    }

    @Test
    void aBurstOfRemoteChangesOfOneObjectEndsWithTheLast() {
        for (int i = 0; i <= 40; i++) {
            rig.editor().prop("Lamp", "burst", i);
        }
        rig.assertInStep();
        assertThat(rig.project
                        .json("apps/Lamp/Lamp.json")
                        .path("props")
                        .path("burst")
                        .asInt())
                .isEqualTo(40);
    }

    @Test
    void theSameNewIdOnBothSidesIsNeverSilentlyReplaced() {
        meeting(() -> {
            rig.project.write("apps/Twin/Twin.json", "{\n  \"id\": \"Twin\",\n  \"desc\": \"from the files\"\n}\n");
            rig.editor().addBlueprint("{'id':'Twin','name':'Twin','scope':'Twin','desc':'from the world'}");
        });
        rig.eventually(() -> assertThat(rig.conflicts()).containsOnlyKeys("Twin"));
        assertThat(rig.project.read("apps/Twin/Twin.json")).contains("from the files");
        assertThat(rig.editor().blueprint("Twin").path("desc").asText()).isEqualTo("from the world");
        String uid = rig.editor().blueprint("Twin").path("uid").asText();
        rig.resolve(rig.conflictOf("Twin"), "local", 0);
        rig.assertInStep();
        assertThat(rig.editor().blueprint("Twin").path("uid").asText()).isEqualTo(uid);
    }

    @Test
    void anAddedBlueprintHasAnIntegerVersionAndCanBeChanged() {
        rig.project.write("apps/Whole/Whole.json", "{\n  \"name\": \"Whole\"\n}\n");
        rig.assertInStep();
        assertThat(rig.editor().blueprint("Whole").path("version").isInt()).isTrue();
        rig.editor().modifyBlueprint("Whole", "{'desc':'changed'}");
        rig.assertInStep();
    }

    @Test
    void aRowWithoutItsBlueprintWaitsAndIsSentAfterIt() {
        long head = rig.head();
        rig.project.addEntity("{'id':'early','blueprint':'Late'}");
        rig.eventually(() -> assertThat(rig.status().path("held").toString()).contains("early"));
        assertThat(rig.newsAfter(head)).isEmpty();
        rig.project.write("apps/Late/Late.json", "{\n  \"name\": \"Late\"\n}\n");
        rig.assertInStep();
        assertThat(rig.newsAfter(head)).containsExactly("blueprint.add Late", "entity.add early");
    }

    @Test
    void stateOfEntitiesNeverMovesAFile() throws Exception {
        Stamps before = Stamps.ofProject(rig.project.root()).without("apps/Bell/Bell.json");
        rig.editor().modifyEntity("bell-a", "{'state':{'rung':7}}");
        rig.editor().prop("Bell", "tone", "g");
        rig.assertInStep();
        rig.flush();
        assertThat(Stamps.ofProject(rig.project.root()).without("apps/Bell/Bell.json"))
                .isEqualTo(before);
        assertThat(rig.project.entity("bell-a").path("state")).isEqualTo(Editor.node("{}"));
    }

    @Test
    void anAssetInAnEntitysPropsIsTheSameUnderBothItsNames() throws Exception {
        rig.project.editEntity(
                "lamp-a", row -> row.set("props", Editor.node("{'icon':{'type':'model','url':'assets/lamp.glb'}}")));
        rig.assertInStep();
        assertThat(rig.editor()
                        .entity("lamp-a")
                        .path("props")
                        .path("icon")
                        .path("url")
                        .asText())
                .startsWith("asset://");
        long head = rig.head();
        Stamps before = Stamps.ofProject(rig.project.root());
        rig.restart();
        rig.flush();
        assertThat(rig.head()).isEqualTo(head);
        assertThat(Stamps.ofProject(rig.project.root())).isEqualTo(before);
    }

    @Test
    void aSettingThatWasPushedIsTheBaseOfTheNextRemoteEdit() {
        rig.project.editWorld(world -> world.withObject("/settings").put("desc", "pushed"));
        rig.project.editWorld(
                world -> world.withObject("/spawn").withArray("position").set(0, 30));
        rig.assertInStep();
        rig.editor().setting("desc", "and answered");
        rig.editor().spawn("[31,0,0]");
        rig.assertInStep();
        assertThat(rig.project.read("world.json")).contains("and answered");
    }

    @Test
    void aLockOfSomebodyElseDelaysTheScriptsOnlyAndIsSaid() {
        String token = rig.editor()
                .http("POST", "/admin/deploy-lock", "{\"owner\":\"mira\",\"scope\":\"Bell\"}")
                .path("token")
                .asText();
        long head = rig.head();
        rig.project.edit("apps/Bell/index.js", "export default", "// locked out\nexport default");
        rig.eventually(() -> assertThat(rig.status().toString()).contains("mira"));
        rig.project.editJson("apps/Sign/Sign.json", json -> json.put("desc", "meanwhile"));
        rig.eventually(() -> assertThat(rig.newsAfter(head)).containsExactly("blueprint.update Sign"));
        rig.editor().http("DELETE", "/admin/deploy-lock", "{\"token\":\"" + token + "\"}");
        rig.assertInStep();
        assertThat(rig.newsAfter(head)).contains("blueprint.update Bell");
    }

    @Test
    void aRowThatNamesAMissingAssetWaitsInsteadOfSendingThePath() {
        long head = rig.head();
        rig.project.write("apps/Torn/Torn.json", "{\n  \"name\": \"Torn\",\n  \"model\": \"assets/torn.glb\"\n}\n");
        rig.eventually(() -> assertThat(rig.status().path("held").toString()).contains("assets/torn.glb"));
        assertThat(rig.newsAfter(head)).isEmpty();
        rig.project.write("assets/torn.glb", new byte[] {4, 4, 4});
        rig.assertInStep();
        assertThat(rig.newsAfter(head)).containsExactly("blueprint.add Torn");
    }

    @Test
    void anEmptyScriptIsNoScript() {
        rig.editor().addBlueprint("{'id':'Mute','name':'Mute','scope':'Mute','keep':true,'script':''}");
        rig.assertInStep();
        assertThat(rig.project.has("apps/Mute/Mute.json")).isTrue();
        assertThat(rig.project.has("apps/Mute/index.js")).isFalse();
    }

    @Test
    void aSaveRightAfterOurOwnWriteOfThatFileIsPushed() {
        for (int round = 0; round < 5; round++) {
            int number = round;
            rig.editor().prop("Sign", "echo", number);
            rig.eventually(() -> assertThat(rig.project
                            .json("apps/Sign/Sign.json")
                            .path("props")
                            .path("echo")
                            .asInt(-1))
                    .isEqualTo(number));
            rig.project.editJson("apps/Sign/Sign.json", json -> json.put("author", "round " + number));
            rig.eventually(() -> assertThat(
                            rig.editor().blueprint("Sign").path("author").asText())
                    .isEqualTo("round " + number));
        }
    }

    @Test
    void aSaveOfTheWorldFileRemovesNothingThatTheFileNeverHad() {
        meeting(() -> {
            rig.editor().addEntity("{'id':'unseen','blueprint':'Sign'}");
            rig.project.editEntity("lamp-b", row -> row.put("pinned", true));
        });
        rig.assertInStep();
        assertThat(rig.editor().has("entities", "unseen")).isTrue();
        assertThat(rig.project.hasEntity("unseen")).isTrue();
        assertThat(rig.editor().entity("lamp-b").path("pinned").asBoolean()).isTrue();
    }

    @Test
    void keysThatNobodyKnowsStayInTheFile() {
        rig.project.edit("apps/Bell/Bell.json", "{\n", "{\n  \"x-mine\": {\"a\": [1, 2]},\n");
        rig.editor().modifyBlueprint("Bell", "{'url':'https://example.org/'}");
        rig.assertInStep();
        assertThat(rig.project.read("apps/Bell/Bell.json"))
                .contains("\"x-mine\": {\"a\": [1, 2]}")
                .contains("\"sound\"")
                .contains("https://example.org/");
    }

    @Test
    void anAppRemovedWhileStoppedTakesItsRowsAlongInOneDecision() {
        rig.project.write("apps/Gone/Gone.json", "{\n  \"name\": \"Gone\"\n}\n");
        rig.project.addEntity("{'id':'gone-a','blueprint':'Gone'}");
        rig.assertInStep();
        rig.stop();
        rig.project.delete("apps/Gone");
        rig.start().awaitReady();
        rig.eventually(() -> assertThat(rig.editor().has("blueprints", "Gone")).isFalse());
        rig.assertInStep();
        assertThat(rig.project.hasEntity("gone-a")).isFalse();
        long head = rig.head();
        rig.restart();
        rig.flush();
        assertThat(rig.head()).isEqualTo(head);
    }

    @Test
    void aWorldFileWrittenInStepsAddsEachEntityOnce() {
        long head = rig.head();
        String before = rig.project.read("world.json");
        rig.project.addEntity("{'id':'step-1','blueprint':'Sign'}");
        rig.project.addEntity("{'id':'step-2','blueprint':'Sign'}");
        String whole = rig.project.read("world.json");
        for (int part = 1; part <= 4; part++) {
            rig.project.write("world.json", whole.substring(0, whole.length() * part / 5));
        }
        rig.project.write("world.json", before);
        rig.project.write("world.json", whole);
        rig.assertInStep();
        rig.flush();
        assertThat(rig.opsAfter(head).stream().map(FeedOp::objectId)).containsExactlyInAnyOrder("step-1", "step-2");
    }

    @Test
    void anEditWritesAFewBytesOfStateAndNeverTheWholeOfIt() throws Exception {
        rig.flush();
        Path journal = rig.project.path(".lobby/sync-state.journal");
        Stamps checkpoint = Stamps.of(rig.project.path(".lobby"), "sync-state.json"::equals);
        long before = Files.size(journal);
        rig.project.editJson("apps/Sign/Sign.json", json -> json.put("url", "https://example.org/"));
        rig.assertInStep();
        rig.flush();
        assertThat(Stamps.of(rig.project.path(".lobby"), "sync-state.json"::equals))
                .isEqualTo(checkpoint);
        assertThat(Files.size(journal) - before).isBetween(1L, 8L * 1024);
    }

    @Test
    void theSocketAsksForNoSubscription() {
        rig.link.forget();
        rig.restart();
        assertThat(rig.link.subscriptions()).isNotEmpty().allMatch(wanted -> wanted.equals("[]"));
    }
}
