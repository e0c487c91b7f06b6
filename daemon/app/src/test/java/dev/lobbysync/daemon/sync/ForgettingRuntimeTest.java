package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import dev.lobbysync.daemon.testing.Loss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The runtime forgets what it had accepted, or is restored from a backup (PROTOCOL 4.4, ENGINE T6). */
class ForgettingRuntimeTest {
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
        assertThat(bench.log())
                .contains("the runtime lost work that it had accepted; what was agreed on goes there again");
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

    /** It comes between our look and our write, is read with what came of that, and is forgotten while the daemon is dead. */
    @Test
    void editForgottenBetweenALookAndTheNextIsPushedAgain() {
        int read = 0;
        for (long call = 1; call <= 40; call++) {
            Bench bench = Harbour.running();
            bench.apart();
            bench.world().move("lamp", 3, 3, 3);
            bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
            bench.remote().faults().before("blueprint_modify", () -> bench.world()
                    .move("lamp", 4711.5, 3, 3));
            bench.disk().crashAfter(call);
            bench.reunite();
            if (bench.time().isAlive()) {
                break;
            }
            bench.revive(Loss.UNFORCED);
            if (!bench.world().entity("lamp").toString().contains("4711.5")) {
                continue;
            }
            read += bench.read("world.json").contains("[3") ? 1 : 0;
            bench.runtime().restartForgetting(2);
            bench.start();
            bench.settle();
            bench.assertInSync();
            assertThat(bench.read("world.json"))
                    .as("death after call " + call + "\n" + bench.log())
                    .contains("4711.5");
        }
        assertThat(read).as("deaths after the first edit had reached the file").isPositive();
    }

    /** What it goes back to says the same as the base, which is later: only the op that made it tells that. */
    @Test
    void whatSomebodyHoldsInHandWhenTheRuntimeForgetsIsNotForgottenThoughItGoesBackToWhatTheBaseSays() {
        String before = bench.read("world.json");
        bench.layoutRow("lamp", row -> ((ObjectNode) row.get("props")).put("mine", "LOCAL"));
        bench.settle();
        bench.write("world.json", before);
        bench.settle();
        bench.world().drag("lamp", 4711.5, 3, 3);
        bench.pass(50);
        bench.runtime().restartForgetting(3);
        bench.pass(600_000);
        bench.assertInSync();
        assertThat(bench.read("world.json")).as(bench.log()).contains("4711.5");
    }

    @Test
    void aBackupIsNoticedThoughOnlyOurOwnWriteIsLaterThanIt() {
        int unknown = 0;
        for (long call = 1; call <= 30; call++) {
            Bench bench = Harbour.running();
            var backup = bench.runtime().backup();
            bench.remote().faults().loseReply("spawn_set");
            bench.layout(world -> ((ObjectNode) world.get("spawn"))
                    .putArray("position")
                    .add(4711.5)
                    .add(0)
                    .add(0));
            bench.disk().crashAfter(call);
            bench.settle();
            if (bench.time().isAlive()) {
                break;
            }
            bench.revive(Loss.UNFORCED);
            unknown++;
            bench.runtime().restore(backup);
            bench.start();
            bench.settle();
            boolean kept = bench.read("world.json").contains("4711.5") || bench.lies(".lobby/trash", "4711.5");
            assertThat(kept).as("death after call " + call + "\n" + bench.log()).isTrue();
        }
        assertThat(unknown).isPositive();
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
        assertThat(bench.lies(".lobby/trash", "ACCEPTED")).as(bench.log()).isTrue();
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
}
