package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The runtime forgets, restarts, is replaced, loses replies or is away (PROTOCOL 4.4, ENGINE T4 and T6). */
class RuntimeTroubleTest {
    private final Bench bench = Harbour.running();

    @Test
    void whatTheWorldForgotLiesInTheTrashAsSoonAsAQuestionShowsIt() {
        bench.apart();
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.world().edit("Lantern", "desc", "REMOTE");
        bench.runtime().restartForgetting(1);
        bench.reunite();
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Lantern");
        assertThat(bench.world().blueprint("Lantern").path("desc").asText()).doesNotContain("REMOTE");
        assertThat(bench.lies(".lobby/trash", "REMOTE")).as(bench.log()).isTrue();
    }

    @Test
    void forgottenPushIsPushedAgain() {
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.settle();
        bench.takeMutations();
        bench.runtime().restartForgetting(1);
        bench.settle();
        bench.assertInSync();
        assertThat(bench.read(Harbour.LANTERN)).contains("LOCAL");
        assertThat(bench.takeMutations()).containsExactly("blueprint_modify Lantern");
    }

    @Test
    void forgottenEditOfSomebodyElseIsPushedAgain() {
        bench.world().edit("Lantern", "desc", "REMOTE");
        bench.world().move("lamp", 3, 3, 3);
        bench.settle();
        bench.runtime().restartForgetting(2);
        bench.settle();
        bench.assertInSync();
        assertThat(bench.world().blueprint("Lantern").path("desc").asText()).isEqualTo("REMOTE");
        assertThat(bench.world().entity("lamp").path("position").path(0).asInt())
                .isEqualTo(3);
    }

    @Test
    void editForgottenBeforeWeReadItIsPushedAgain() {
        bench.apart();
        bench.world().edit("Lantern", "desc", "REMOTE");
        bench.runtime().restartForgetting(1);
        bench.reunite();
        bench.assertInSync();
        assertThat(bench.world().blueprint("Lantern").path("desc").asText()).isEqualTo("REMOTE");
    }

    @Test
    void forgottenPushOfASharedModuleIsPushedAgainAndTheFileStays() {
        bench.replace(Harbour.MATH, "high = 1", "high = 'LOCAL'");
        bench.settle();
        bench.runtime().restartForgetting(2);
        bench.settle();
        bench.assertInSync();
        assertThat(bench.read(Harbour.MATH)).as(bench.log()).contains("LOCAL");
    }

    @Test
    void forgottenEditOfASharedModuleIsPushedAgain() {
        String edited = bench.read(Harbour.MATH).replace("high = 1", "high = 'REMOTE'");
        bench.world().script("Ferry", "@shared/math.js", edited);
        bench.pass(20);
        bench.runtime().restartForgetting(1);
        bench.settle();
        bench.assertInSync();
        assertThat(bench.read(Harbour.MATH)).as(bench.log()).isEqualTo(edited);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsInConflictStaysSoWhenTheRuntimeForgets(boolean restart) {
        bench.removeRow("lamp");
        bench.world().prop("lamp", "theirs", "REMOTE");
        bench.settle();
        assertThat(bench.conflicts()).containsOnlyKeys("entity lamp");
        if (restart) {
            bench.stop();
        }
        bench.runtime().restartForgetting(1);
        if (restart) {
            bench.start();
        }
        bench.settle();
        assertThat(bench.conflicts()).as(bench.log()).containsOnlyKeys("entity lamp");
        bench.resolve("entity lamp", Use.LOCAL);
        bench.assertInSync();
        assertThat(bench.lies(".lobby/trash", "REMOTE")).isTrue();
    }

    @Test
    void whatAQuestionShowedBeforeTheRuntimeForgotItIsInTheTrashWhenSomebodyGoesOn() {
        bench.removeRow("lamp");
        bench.world().prop("lamp", "theirs", "REMOTE");
        bench.settle();
        bench.runtime().restartForgetting(1);
        bench.settle();
        bench.world().prop("lamp", "other", "LATER");
        bench.settle();
        assertThat(bench.conflicts()).as(bench.log()).containsOnlyKeys("entity lamp");
        assertThat(bench.lies(".lobby/trash", "REMOTE")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDragThatNoBaseReflectsYetSurvivesWhenTheRuntimeForgetsIt(boolean restart) {
        bench.world().drag("lamp", 5, 5, 5);
        bench.world().drag("lamp", 6, 6, 6);
        bench.pass(5_000);
        if (restart) {
            bench.stop();
        }
        bench.runtime().restartForgetting(2);
        if (restart) {
            bench.start();
        }
        bench.pass(60_000);
        bench.assertInSync();
        assertThat(bench.world().entity("lamp").path("position").path(0).asInt())
                .as(bench.log())
                .isEqualTo(6);
    }

    @Test
    void aRuntimeThatForgetsHalfOfADragIsToldTheRest() {
        bench.world().drag("lamp", 5, 5, 5);
        bench.world().drop("lamp", 6, 6, 6);
        bench.runtime().restartForgetting(1);
        bench.pass(120_000);
        bench.assertInSync();
        assertThat(bench.world().entity("lamp").path("position").path(0).asInt())
                .as(bench.log())
                .isEqualTo(6);
    }

    @Test
    void anEntityThatIsAddedAgainIsAddedWithTheDragThatNoFileHasYet() {
        bench.replace("world.json", "\"entities\": [", "\"entities\": [" + Harbour.row("lamp2", "Lantern") + ",");
        bench.settle();
        bench.world().drag("lamp2", 5, 5, 5);
        bench.world().drag("lamp2", 6, 6, 6);
        bench.pass(5_000);
        bench.runtime().restartForgetting(3);
        bench.pass(60_000);
        bench.assertInSync();
        assertThat(bench.row("lamp2").path("position").path(0).asInt())
                .as(bench.log())
                .isEqualTo(6);
    }

    @Test
    void forgottenEntityIsAddedAgain() {
        bench.replace("world.json", "\"entities\": [", "\"entities\": [" + Harbour.row("lamp2", "Lantern") + ",");
        bench.settle();
        bench.runtime().restartForgetting(1);
        bench.settle();
        bench.assertInSync();
        assertThat(bench.world().hasEntity("lamp2")).isTrue();
    }

    @Test
    void forgottenWhileTheDaemonIsStoppedIsPushedAgain() {
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.settle();
        bench.stop();
        bench.runtime().restartForgetting(1);
        bench.start();
        bench.assertInSync();
        assertThat(bench.world().blueprint("Lantern").path("desc").asText()).isEqualTo("LOCAL");
    }

    @Test
    void forgottenRemovalIsRemovedAgain() {
        bench.removeRow("stool");
        bench.settle();
        bench.runtime().restartForgetting(1);
        bench.settle();
        // Nobody can tell a forgotten removal from a new object; but nothing may be lost.
        assertThat(bench.differences()).isEmpty();
    }

    @Test
    void vanishedEntityIsAddedAgain() {
        bench.runtime().loseEntity("lamp");
        bench.settle();
        bench.assertInSync();
        assertThat(bench.world().hasEntity("lamp")).isTrue();
    }

    @Test
    void blueprintThatTheCleanerTookIsHeldNotDeleted() {
        bench.write("apps/Spare/Spare.json", "{ \"name\": \"Spare\", \"desc\": \"unused\" }\n");
        bench.settle();
        bench.assertInSync();
        bench.runtime().cleanAtBoot("Spare");
        bench.settle();
        bench.pass(60 * 60_000);
        assertThat(bench.has("apps/Spare/Spare.json")).isTrue();
        assertThat(bench.status().held())
                .extracting(waiting -> waiting.key().id())
                .containsExactly("Spare");
        bench.restart();
        assertThat(bench.has("apps/Spare/Spare.json")).isTrue();
        assertThat(bench.status().held())
                .extracting(waiting -> waiting.key().id())
                .containsExactly("Spare");
    }

    @Test
    void blueprintThatTheCleanerTookComesBackWhenEdited() {
        bench.write("apps/Spare/Spare.json", "{ \"name\": \"Spare\", \"desc\": \"unused\" }\n");
        bench.settle();
        bench.runtime().cleanAtBoot("Spare");
        bench.settle();
        bench.replace("apps/Spare/Spare.json", "unused", "wanted");
        bench.settle();
        bench.assertInSync();
        assertThat(bench.world().hasBlueprint("Spare")).isTrue();
    }

    @Test
    void blueprintThatTheCleanerTookGoesWhenItsFilesGo() {
        bench.write("apps/Spare/Spare.json", "{ \"name\": \"Spare\", \"desc\": \"unused\" }\n");
        bench.settle();
        bench.runtime().cleanAtBoot("Spare");
        bench.settle();
        bench.erase("apps/Spare");
        bench.settle();
        bench.assertInSync();
    }

    @Test
    void usedBlueprintThatVanishedIsAddedAgain() {
        bench.runtime().cleanAtBoot("Ferry");
        bench.settle();
        bench.assertInSync();
        assertThat(bench.world().hasBlueprint("Ferry")).isTrue();
    }

    @Test
    void whoGoesOnFromWhatTheRuntimeWentBackToTakesNothingAway() {
        bench.world().edit("Ferry", "desc", "ACCEPTED");
        bench.settle();
        String file = bench.read(Harbour.FERRY);
        assertThat(file).contains("ACCEPTED");
        bench.erase(Harbour.FERRY);
        bench.runtime().restartForgetting(1);
        bench.pass(2_000);
        bench.world().edit("Ferry", "author", "mira");
        bench.pass(1_000);
        bench.write(Harbour.FERRY, file);
        bench.settle();
        assertThat(bench.read(Harbour.FERRY)).as(bench.log()).contains("ACCEPTED", "mira");
        bench.assertInSync();
    }

    @Test
    void newFeedUnderTheSameIdDeletesNothing() {
        bench.runtime().resetFeed();
        bench.settle();
        bench.assertInSync();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.has(Harbour.SEAT)).isTrue();
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.settle();
        bench.assertInSync();
    }

    @Test
    void restoredBackupDeletesNothingAndBecomesAQuestion() {
        var backup = bench.runtime().backup();
        bench.write("apps/Buoy/Buoy.json", "{ \"name\": \"Buoy\", \"desc\": \"LOCAL\" }\n");
        bench.replace(Harbour.LANTERN, "lights the quay", "lights the pier");
        bench.settle();
        bench.assertInSync();
        bench.runtime().restore(backup);
        bench.world().edit("Seat", "desc", "other op");
        bench.world().edit("Seat", "desc", "other op 2");
        bench.world().edit("Seat", "desc", "other op 3");
        bench.settle();
        assertThat(bench.has("apps/Buoy/Buoy.json")).isTrue();
        assertThat(bench.world().hasBlueprint("Buoy")).isTrue();
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Lantern");
        assertThat(bench.read(Harbour.LANTERN)).contains("lights the pier");
        assertThat(bench.read(Harbour.SEAT)).contains("other op 3");
    }

    @Test
    void runtimeRestoredWhileWeAreConnectedIsNoticed() {
        var backup = bench.runtime().backup();
        bench.replace(Harbour.LANTERN, "lights the quay", "lights the pier");
        bench.settle();
        bench.stop();
        bench.runtime().restore(backup);
        bench.start();
        assertThat(bench.read(Harbour.LANTERN)).contains("lights the pier");
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Lantern");
    }

    @Test
    void emptyWorldHaltsAndGoesOnWhenItIsBack() {
        var backup = bench.runtime().backup();
        bench.runtime().empty();
        bench.settle();
        assertThat(bench.status().phase().word()).isEqualTo("halted");
        assertThat(bench.has(Harbour.LANTERN)).isTrue();
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.pass(60_000);
        assertThat(bench.takeMutations()).isEmpty();
        bench.runtime().restore(backup);
        bench.engine().resume(false);
        bench.settle();
        bench.assertInSync();
    }

    @Test
    void emptyWorldAtStartHalts() {
        bench.stop();
        bench.runtime().empty();
        bench.start();
        assertThat(bench.status().phase().word()).isEqualTo("halted");
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.has(Harbour.LANTERN)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "blueprint_modify",
                "entity_modify",
                "entity_add",
                "entity_remove",
                "settings_modify",
                "spawn_set",
                "blueprint_remove",
                "blueprint_add"
            })
    void lostReplyHasOneEffect(String call) {
        bench.remote().faults().loseReply(call);
        long head = bench.runtime().world().head();
        workload();
        bench.settle();
        bench.settle();
        bench.assertInSync();
        assertThat(bench.runtime().world().head() - head)
                .as("ops\n" + bench.log())
                .isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "blueprint_modify",
                "entity_modify",
                "entity_add",
                "entity_remove",
                "settings_modify",
                "spawn_set",
                "blueprint_remove",
                "blueprint_add",
                "upload",
                "lock",
                "deploy_snapshot",
                "changes",
                "blueprint",
                "connect"
            })
    void lostRequestIsRepeated(String call) {
        bench.remote().faults().loseRequest(call);
        long head = bench.runtime().world().head();
        workload();
        bench.settle();
        bench.settle();
        bench.settle();
        bench.assertInSync();
        assertThat(bench.runtime().world().head() - head)
                .as("ops\n" + bench.log())
                .isEqualTo(9);
    }

    /** One command of each kind: nine in all, blueprint_modify twice. */
    private void workload() {
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.replace(Harbour.FERRY_SCRIPT, "app.speed =", "app.pace =");
        bench.write("apps/Buoy/Buoy.json", "{ \"name\": \"Buoy\" }\n");
        bench.erase("apps/Seat");
        bench.layout(world -> {
            ((ObjectNode) world.get("settings")).put("title", "Port");
            ((ObjectNode) world.get("spawn")).putArray("position").add(1).add(2).add(3);
        });
        bench.replace("world.json", "\"entities\" : [", "\"entities\": [" + Harbour.row("lamp2", "Lantern") + ",");
        bench.layoutRow("lamp", row -> row.put("pinned", true));
    }

    @Test
    void lostReplyIsNotTakenForSomebodysEdit() {
        bench.remote().faults().loseReply("entity_modify");
        bench.layoutRow("lamp", row -> row.putArray("position").add(5).add(5).add(5));
        bench.pass(50);
        bench.layoutRow("lamp", row -> row.putArray("position").add(6).add(6).add(6));
        bench.settle();
        bench.assertInSync();
        assertThat(bench.world().entity("lamp").path("position").path(0).asInt())
                .isEqualTo(6);
    }

    @Test
    void lockOfSomebodyElseDelaysScriptsOnly() {
        bench.world().lock("Lantern", 120);
        bench.replace(Harbour.GLOW, "n.length", "n.length + 1");
        bench.replace(Harbour.FERRY, "\"speed\": 4", "\"speed\": 5");
        bench.layoutRow("lamp", row -> row.put("pinned", true));
        bench.pass(5_000);
        assertThat(bench.world().blueprint("Ferry").path("props").path("speed").asInt())
                .isEqualTo(5);
        assertThat(bench.world().entity("lamp").path("pinned").asBoolean()).isTrue();
        assertThat(bench.status().failing()).extracting(w -> w.key().id()).containsExactly("Lantern");
        assertThat(bench.status().failing().get(0).reason()).contains("lock").contains("mira");
        long attempts = bench.telemetry().lines().stream()
                .filter(line -> line.startsWith("hold blueprint Lantern"))
                .count();
        assertThat(attempts).isBetween(1L, 8L);
        bench.pass(200_000);
        bench.assertInSync();
    }

    @Test
    void metadataOfALockedAppIsPushedWhileItsScriptsWait() {
        bench.world().lock("Lantern", 120);
        bench.replace(Harbour.GLOW, "n.length", "n.length + 1");
        bench.settle();
        bench.replace(Harbour.SEAT, "\"props\": {}", "\"props\": { \"legs\": 4 }");
        bench.settle();
        assertThat(bench.world().blueprint("Seat").path("props").has("legs")).isTrue();
        bench.pass(200_000);
        bench.assertInSync();
    }

    @Test
    void editsPileUpWhileTheRuntimeIsAway() {
        bench.apart();
        assertThat(bench.status().phase().word()).isEqualTo("offline");
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.pass(24 * 60 * 60_000L);
        bench.remote().away(false);
        bench.pass(15_000);
        bench.assertInSync();
    }

    @Test
    void aRuntimeThatAsksToWaitIsNotAskedBefore() {
        bench.remote().away(true);
        bench.remote().asksToWait(120_000);
        bench.pass(30_000);
        bench.remote().away(false);
        bench.pass(80_000);
        assertThat(bench.status().phase().word()).isEqualTo("offline");
        bench.pass(30_000);
        bench.assertInSync();
    }

    @Test
    void entityInMotionIsNotWritten() {
        var before = bench.disk().fingerprint(Bench.ROOT).get("world.json");
        for (int i = 0; i < 20; i++) {
            bench.world().drag("lamp", i, 0, 0);
            bench.pass(500);
        }
        assertThat(bench.disk().fingerprint(Bench.ROOT).get("world.json")).isEqualTo(before);
        bench.world().drop("lamp", 21, 0, 0);
        bench.settle();
        bench.assertInSync();
    }

    @Test
    void entityLeftInMotionIsWrittenAfterHalfAMinute() {
        bench.world().drag("lamp", 4, 0, 0);
        bench.pass(29_000);
        assertThat(bench.row("lamp").path("position").path(0).asInt()).isEqualTo(1);
        bench.pass(15_000);
        assertThat(bench.row("lamp").path("position").path(0).asInt()).isEqualTo(4);
    }

    @Test
    void changeThatNoOpTellsOfIsFoundByTheFullCompare() {
        bench.remote().hinting(false);
        bench.runtime().loseEntityQuietly("lamp");
        bench.pass(16 * 60_000);
        bench.assertInSync();
        assertThat(bench.world().hasEntity("lamp")).isTrue();
    }

    @Test
    void workForgottenWhileAnOpOfOursWasLostIsPushedAgain() {
        ObjectNode before = bench.world().entity("lamp").deepCopy();
        bench.world().prop("lamp", "theirs", "REMOTE");
        bench.settle();
        bench.assertInSync();
        bench.remote().faults().after("entity_modify", () -> bench.runtime().loseLastOpAndForget(before));
        bench.layoutRow("stool", row -> ((ObjectNode) row.get("props")).put("mine", "LOCAL"));
        bench.settle();
        bench.assertInSync();
        assertThat(bench.world().entity("lamp").path("props").path("theirs").asText())
                .isEqualTo("REMOTE");
        assertThat(bench.world().entity("stool").path("props").path("mine").asText())
                .isEqualTo("LOCAL");
    }

    @Test
    void otherWorldUnderTheSameAddressHalts() {
        bench.runtime().rename("local-other");
        bench.settle();
        assertThat(bench.status().phase().word()).isEqualTo("halted");
        assertThat(bench.takeMutations()).isEmpty();
    }

    @Test
    void unknownConflictIsSaidToBeUnknown() {
        var answer = bench.engine().resolve("nothing", Use.LOCAL);
        bench.pass(10);
        assertThat(answer.join().kind()).isEqualTo(SyncEngine.Resolution.Kind.UNKNOWN);
        assertThat(List.of()).isEmpty();
    }
}
