package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.port.Telemetry;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import dev.lobbysync.daemon.testing.Loss;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody edits the world between our look and our write (DESIGN 3, ENGINE T7). */
class UnseenWorkTest {
    private final Bench bench = Harbour.running();

    @Test
    void versionMismatchMergesInsteadOfOverwriting() {
        bench.remote().faults().before("blueprint_modify", () -> bench.world().editProp("Lantern", "glow", 0.125));
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.settle();
        bench.assertInSync();
        assertThat(bench.read(Harbour.LANTERN)).contains("0.125").contains("LOCAL");
        assertThat(bench.telemetry().counted(Telemetry.Counter.VERSION_MISMATCHES))
                .isEqualTo(1);
    }

    @Test
    void versionMismatchOnTheSameFieldIsAConflict() {
        bench.remote().faults().before("blueprint_modify", () -> bench.world().edit("Lantern", "desc", "REMOTE"));
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.settle();
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Lantern");
        assertThat(bench.world().blueprint("Lantern").path("desc").asText()).isEqualTo("REMOTE");
    }

    @Test
    void unseenPropsOfAnEntityArePutBack() {
        bench.remote().faults().before("entity_modify", () -> bench.world().prop("lamp", "theirs", "REMOTE"));
        bench.layoutRow("lamp", row -> ((ObjectNode) row.get("props")).put("mine", "LOCAL"));
        bench.settle();
        bench.assertInSync();
        assertThat(bench.world().entity("lamp").path("props").path("theirs").asText())
                .isEqualTo("REMOTE");
        assertThat(bench.world().entity("lamp").path("props").path("mine").asText())
                .isEqualTo("LOCAL");
        assertThat(bench.telemetry().counted(Telemetry.Counter.OVERWRITES_DETECTED))
                .isEqualTo(1);
    }

    @Test
    void whatIsTakenBackOfAWriteThatCoveredSomethingIsTakenBack() {
        String before = bench.read("world.json");
        bench.remote().faults().before("entity_modify", () -> bench.world().prop("lamp", "theirs", "REMOTE"));
        bench.remote().faults().before("entity_modify", () -> bench.write("world.json", before));
        bench.layoutRow("lamp", row -> {
            row.withArray("position").set(0, 33.5);
            ((ObjectNode) row.get("props")).put("mine", "LOCAL");
        });
        bench.settle();
        bench.assertInSync();
        assertThat(bench.world().entity("lamp").path("position").toString()).doesNotContain("33.5");
        assertThat(bench.world().entity("lamp").path("props").toString())
                .contains("REMOTE")
                .doesNotContain("LOCAL");
    }

    @Test
    void unseenEditOfTheSamePropBecomesAnArtifact() {
        bench.remote().faults().before("entity_modify", () -> bench.world().prop("lamp", "glow", "REMOTE"));
        bench.layoutRow("lamp", row -> ((ObjectNode) row.get("props")).put("glow", "LOCAL"));
        bench.settle();
        assertThat(bench.conflicts()).containsOnlyKeys("entity lamp");
        assertThat(bench.conflict("entity lamp").document().toString())
                .contains("LOCAL")
                .contains("REMOTE");
        assertThat(bench.lies(".lobby/trash", "REMOTE")).as(bench.log()).isTrue();
    }

    @Test
    void whatAPersonChoosesAgainstIsKeptThoughOurWriteHadCoveredItAlready() {
        bench.remote().faults().before("entity_modify", () -> bench.world().prop("lamp", "glow", "REMOTE"));
        bench.layoutRow("lamp", row -> ((ObjectNode) row.get("props")).put("glow", "LOCAL"));
        bench.settle();
        bench.erase(".lobby/trash");
        bench.resolve("entity lamp", Use.LOCAL);
        bench.assertInSync();
        assertThat(bench.lies(".lobby/trash", "REMOTE")).as(bench.log()).isTrue();
    }

    @Test
    void whatAnArtifactShowsOfOtherFieldsTakesNothingBack() {
        String file = bench.read(Harbour.LANTERN);
        bench.apart();
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.world().edit("Lantern", "desc", "REMOTE");
        bench.reunite();
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Lantern");
        bench.stop();
        bench.world().edit("Lantern", "author", "mira");
        String math = bench.read(Harbour.MATH);
        bench.world().script("Ferry", "@shared/math.js", math.replace("high = 1", "high = 'FERRY'"));
        bench.write(Harbour.LANTERN, file.replace("\"name\": \"Lantern\"", "\"name\": \"Lamp\""));
        bench.bidirectional(false);
        bench.start();
        bench.settle();
        bench.stop();
        bench.bidirectional(true);
        bench.start();
        bench.settle();
        assertThat(bench.world().blueprint("Lantern").path("author").asText())
                .as(bench.log())
                .isEqualTo("mira");
        assertThat(bench.world().blueprint("Lantern").path("name").asText()).isEqualTo("Lamp");

        assertThat(bench.read(Harbour.LANTERN)).contains("mira", "REMOTE", "Lamp");
        bench.assertInSync();
    }

    @Test
    void whatAQuestionShowedIsKeptWhenTheWorldRemovesIt() {
        bench.apart();
        bench.layoutRow("lamp", row -> ((ObjectNode) row.get("props")).put("glow", "LOCAL"));
        bench.world().prop("lamp", "glow", "REMOTE");
        bench.reunite();
        assertThat(bench.conflicts()).containsOnlyKeys("entity lamp");
        assertThat(bench.lies(".lobby/trash", "REMOTE")).isFalse();
        bench.world().remove("lamp");
        bench.settle();
        assertThat(bench.conflicts()).containsOnlyKeys("entity lamp");
        assertThat(bench.lies(".lobby/trash", "REMOTE")).as(bench.log()).isTrue();
        bench.resolve("entity lamp", Use.LOCAL);
        bench.assertInSync();
    }

    @Test
    void coveredWorkStaysAQuestionAfterARestart() {
        bench.remote().faults().before("entity_modify", () -> bench.world().prop("lamp", "glow", "REMOTE"));
        bench.layoutRow("lamp", row -> ((ObjectNode) row.get("props")).put("glow", "LOCAL"));
        bench.remote().faults().before("settings_modify", () -> bench.world().setting("title", "REMOTE"));
        bench.layout(world -> ((ObjectNode) world.get("settings")).put("title", "LOCAL"));
        bench.remote().faults().before("entity_remove", () -> bench.world().prop("stool", "theirs", "REMOTE"));
        bench.removeRow("stool");
        bench.settle();
        assertThat(bench.conflicts()).containsOnlyKeys("entity lamp", "settings", "entity stool");
        bench.restart();
        assertThat(bench.conflicts()).containsOnlyKeys("entity lamp", "settings", "entity stool");
        bench.crash(Loss.UNFORCED);
        bench.start();
        assertThat(bench.conflicts()).containsOnlyKeys("entity lamp", "settings", "entity stool");
        bench.resolve("entity lamp", Use.REMOTE);
        bench.resolve("settings", Use.REMOTE);
        bench.resolve("entity stool", Use.REMOTE);
        bench.assertInSync();
        assertThat(bench.world().entity("lamp").path("props").path("glow").asText())
                .isEqualTo("REMOTE");
        assertThat(bench.runtime().world().settings().path("title").asText()).isEqualTo("REMOTE");
        assertThat(bench.world().entity("stool").path("props").path("theirs").asText())
                .isEqualTo("REMOTE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"running", "stopped", "dead"})
    void coveredPropStaysAQuestionWhenSomebodyEditsAnotherProp(String daemon) {
        bench.remote().faults().before("entity_modify", () -> bench.world().prop("lamp", "glow", "REMOTE"));
        bench.layoutRow("lamp", row -> ((ObjectNode) row.get("props")).put("glow", "LOCAL"));
        bench.settle();
        assertThat(bench.conflicts()).containsOnlyKeys("entity lamp");
        if (daemon.equals("stopped")) {
            bench.stop();
        } else if (daemon.equals("dead")) {
            bench.crash(Loss.UNFORCED);
        }
        bench.world().prop("lamp", "color", "LATER");
        if (daemon.equals("running")) {
            bench.settle();
        } else {
            bench.start();
        }
        assertThat(bench.conflicts()).containsOnlyKeys("entity lamp");
        bench.resolve("entity lamp", Use.REMOTE);
        bench.assertInSync();
        ObjectNode lamp = bench.world().entity("lamp");
        assertThat(lamp.path("props").path("glow").asText()).isEqualTo("REMOTE");
        assertThat(lamp.path("props").path("color").asText()).isEqualTo("LATER");
    }

    @ParameterizedTest
    @ValueSource(strings = {"running", "dead"})
    void coveredPropSurvivesAnEditOfAnotherPropBeforeWeLook(String daemon) {
        bench.remote().faults().before("entity_modify", () -> bench.world().prop("lamp", "theirs", "REMOTE"));
        bench.remote().faults().after("entity_modify", () -> {
            bench.world().prop("lamp", "color", "LATER");
            if (daemon.equals("dead")) {
                bench.disk().crashBefore(1);
            }
        });
        bench.layoutRow("lamp", row -> ((ObjectNode) row.get("props")).put("mine", "LOCAL"));
        bench.settle();
        if (daemon.equals("dead")) {
            bench.revive(Loss.UNFORCED);
            bench.start();
        }
        bench.assertInSync();
        ObjectNode lamp = bench.world().entity("lamp");
        assertThat(lamp.path("props").path("theirs").asText()).isEqualTo("REMOTE");
        assertThat(lamp.path("props").path("color").asText()).isEqualTo("LATER");
        assertThat(lamp.path("props").path("mine").asText()).isEqualTo("LOCAL");
    }

    /** They never saw what they replace or remove: our write had covered it already. */
    @ParameterizedTest
    @CsvSource({"edit, running", "edit, dead", "remove, running", "remove, dead"})
    void whatOurWriteCoveredIsInTheTrashThoughSomebodyGoesOnBeforeWeLook(String deed, String daemon) {
        bench.remote().faults().before("entity_modify", () -> bench.world().prop("lamp", "theirs", "COVERED"));
        bench.remote().faults().after("entity_modify", () -> {
            if (deed.equals("edit")) {
                bench.world().prop("lamp", "theirs", "LATER");
            } else {
                bench.world().remove("lamp");
            }
            if (daemon.equals("dead")) {
                bench.disk().crashBefore(1);
            }
        });
        bench.layoutRow("lamp", row -> ((ObjectNode) row.get("props")).put("mine", "LOCAL"));
        bench.settle();
        if (daemon.equals("dead")) {
            bench.revive(Loss.UNFORCED);
            bench.start();
            bench.settle();
        }
        assertThat(bench.lies(".lobby/trash", "COVERED")).as(bench.log()).isTrue();
    }

    /** A question shows it, but from then on it shows what somebody made of ours. */
    @ParameterizedTest
    @ValueSource(strings = {"edit before the start", "edit after the start", "remove after the start"})
    void whatALateRequestCoveredOfAQuestionIsInTheTrashThoughSomebodyGoesOn(String deed) {
        bench.remote().faults().delay("entity_modify", 30);
        bench.layoutRow("lamp", row -> ((ObjectNode) row.get("props")).put("theirs", "LOCAL"));
        bench.pass(50);
        bench.world().prop("lamp", "theirs", "COVERED");
        bench.pass(5_000);
        assertThat(bench.conflicts()).as(bench.log()).containsOnlyKeys("entity lamp");
        assertThat(bench.world().entity("lamp").toString()).doesNotContain("LOCAL");
        bench.disk().crashBefore(1);
        bench.pass(300_000);
        assertThat(bench.world().entity("lamp").toString()).contains("LOCAL");
        bench.revive(Loss.UNFORCED);
        if (deed.endsWith("after the start")) {
            bench.start();
            bench.settle();
        }
        if (deed.startsWith("edit")) {
            bench.world().prop("lamp", "theirs", "LATER");
        } else {
            bench.world().remove("lamp");
        }
        if (!bench.time().isAlive()) {
            bench.start();
        }
        bench.settle();
        assertThat(bench.lies(".lobby/trash", "COVERED")).as(bench.log()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"running", "dead"})
    void aScriptThatOurRemovalTookUnseenIsInTheTrash(String daemon) {
        bench.remote().faults().before("blueprint_remove", () -> {
            bench.world().script("Ferry", "index.js", "// UNSEEN\n");
            if (daemon.equals("dead")) {
                bench.disk().crashBefore(1);
            }
        });
        bench.removeRow("boat");
        bench.erase("apps/Ferry");
        bench.settle();
        if (daemon.equals("dead")) {
            bench.revive(Loss.UNFORCED);
            bench.start();
            bench.settle();
        }
        assertThat(bench.lies(".lobby/trash", "UNSEEN")).as(bench.log()).isTrue();
    }

    @Test
    void whatAWriteHadTakenInIsNotTakenBackBecauseItCoveredSomethingElseAndTheDaemonDied() {
        bench.apart();
        bench.world().prop("lamp", "theirs", "SEEN");
        bench.layoutRow("lamp", row -> {
            row.withArray("position").set(0, 33.5);
            ((ObjectNode) row.get("props")).put("mine", "LOCAL");
        });
        bench.remote().faults().before("entity_modify", () -> bench.world().move("lamp", 77.5, 0, 0));
        bench.remote().faults().after("entity_modify", () -> bench.disk().crashBefore(1));
        bench.reunite();
        bench.revive(Loss.UNFORCED);
        bench.start();
        bench.settle();
        assertThat(bench.conflicts()).as(bench.log()).containsOnlyKeys("entity lamp");
        bench.resolve("entity lamp", Use.REMOTE);
        bench.assertInSync();
        assertThat(bench.world().entity("lamp").path("props").toString())
                .as(bench.log())
                .contains("SEEN");
    }

    @Test
    void entityThatOursReplacedKeepsItsPropsWhenSomebodyMovesIt() {
        bench.remote().faults().before("entity_add", () -> {
            bench.world().place("lamp2", "Lantern");
            bench.world().prop("lamp2", "theirs", "REMOTE");
        });
        bench.remote().faults().after("entity_add", () -> bench.world().move("lamp2", 6, 6, 6));
        bench.replace("world.json", "\"entities\": [", "\"entities\": [" + Harbour.row("lamp2", "Lantern") + ",");
        bench.settle();
        boolean inWorld = bench.world().entity("lamp2").path("props").has("theirs");
        boolean asked = bench.conflicts().containsKey("entity lamp2")
                && bench.conflict("entity lamp2").document().toString().contains("REMOTE");
        assertThat(inWorld || asked).as(bench.log()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void aRequestThatArrivesLateTakesNothingAway(int calls) {
        bench.remote().faults().delay("entity_modify", calls);
        bench.layoutRow("lamp", row -> ((ObjectNode) row.get("props")).put("mine", "LOCAL"));
        bench.pass(50);
        bench.world().prop("lamp", "theirs", "REMOTE");
        bench.restart();
        bench.layoutRow("lamp", row -> ((ObjectNode) row.get("props")).put("mine", "LATER"));
        bench.settle();
        bench.pass(60_000);
        bench.assertInSync();
        assertThat(bench.world().entity("lamp").path("props").toString())
                .as(bench.log())
                .contains("LATER", "REMOTE");
    }

    /** It is sent again, and between the answer and the write into the file that row is edited. */
    @Test
    void aRequestThatArrivesLateTakesNothingAwayThoughItsFileCouldNotBeWrittenMeanwhile() {
        int late = 0;
        for (int calls = 1; calls <= 12; calls++) {
            late += arrivedLate(calls) ? 1 : 0;
        }
        assertThat(late).as("requests that arrived twice").isPositive();
    }

    private static boolean arrivedLate(int calls) {
        Bench bench = Harbour.running();
        bench.apart();
        bench.world().prop("lamp", "theirs", "REMOTE");
        bench.layoutRow("lamp", row -> ((ObjectNode) row.get("props")).put("mine", "LOCAL"));
        bench.remote().faults().delay("entity_modify", calls);
        bench.remote()
                .faults()
                .after(
                        "entity_modify",
                        () -> bench.layoutRow(
                                "stool", row -> row.withArray("position").set(0, 33.5)));
        bench.reunite();
        bench.pass(60_000);
        bench.assertInSync();
        assertThat(bench.world().entity("lamp").path("props").toString())
                .as(calls + " calls later\n" + bench.log())
                .contains("LOCAL", "REMOTE");
        return bench.runtime().world().changes(0, 1_000).operations().stream()
                        .filter(op -> String.valueOf(op.patch()).contains("LOCAL"))
                        .count()
                > 1;
    }

    @Test
    void unseenEditThatWasTakenBackIsNoOverwrite() {
        bench.remote().faults().before("entity_modify", () -> {
            bench.world().move("lamp", 6, 6, 6);
            bench.world().move("lamp", 1, 0, 2);
        });
        bench.layoutRow("lamp", row -> row.putArray("position").add(5).add(5).add(5));
        bench.settle();
        bench.assertInSync();
        assertThat(bench.world().entity("lamp").path("position").path(0).asInt())
                .isEqualTo(5);
    }

    @Test
    void unseenEditOfAnotherFieldIsNoOverwrite() {
        bench.remote().faults().before("entity_modify", () -> bench.world().move("lamp", 6, 6, 6));
        bench.layoutRow("lamp", row -> ((ObjectNode) row.get("props")).put("mine", "LOCAL"));
        bench.settle();
        bench.assertInSync();
        assertThat(bench.telemetry().counted(Telemetry.Counter.OVERWRITES_DETECTED))
                .isZero();
    }

    @Test
    void unseenMoveOfAnEntityBecomesAnArtifact() {
        bench.remote().faults().before("entity_modify", () -> bench.world().move("lamp", 6, 6, 6));
        bench.layoutRow("lamp", row -> row.putArray("position").add(5).add(5).add(5));
        bench.settle();
        assertThat(bench.conflicts()).containsOnlyKeys("entity lamp");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatSomebodyDoesOnTopOfOurCoveringWriteStandsEvenAfterAReconnect(boolean restart) {
        bench.remote().faults().before("entity_modify", () -> bench.world().move("lamp", 7, 7, 7));
        bench.layoutRow("lamp", row -> row.putArray("position").add(1).add(2).add(3));
        bench.settle();
        assertThat(bench.conflicts()).containsOnlyKeys("entity lamp");
        bench.apart();
        bench.world().move("lamp", 9, 9, 9);
        bench.remote().away(false);
        if (restart) {
            bench.restart();
        }
        bench.settle();
        assertThat(bench.world().entity("lamp").path("position").path(0).asInt())
                .as(bench.log())
                .isEqualTo(9);
        assertThat(bench.conflicts()).isEmpty();
        bench.assertInSync();
    }

    @Test
    void unseenSettingBecomesAnArtifact() {
        bench.remote().faults().before("settings_modify", () -> bench.world().setting("title", "REMOTE"));
        bench.layout(world -> ((ObjectNode) world.get("settings")).put("title", "LOCAL"));
        bench.settle();
        assertThat(bench.conflicts()).containsOnlyKeys("settings");
        assertThat(bench.conflict("settings").document().toString())
                .contains("LOCAL")
                .contains("REMOTE");
    }

    @Test
    void unseenSpawnIsNotLost() {
        bench.remote().faults().before("spawn_set", () -> bench.world().spawn(77, 0, 0));
        spawnInFile(55);
        bench.settle();
        assertThat(bench.conflicts()).containsOnlyKeys("spawn");
        assertThat(bench.conflict("spawn").document().toString()).contains("55").contains("77");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void unseenSpawnIsNotLostHoweverOftenTheDaemonDies(int call) {
        bench.remote().faults().before("spawn_set", () -> bench.world().spawn(77, 0, 0));
        bench.remote().faults().after("spawn_set", () -> bench.disk().crashBefore(1));
        spawnInFile(55);
        bench.settle();
        bench.revive(Loss.UNFORCED);
        bench.disk().crashBefore(call);
        bench.start();
        if (!bench.time().isAlive()) {
            bench.revive(Loss.UNFORCED);
            bench.start();
        }
        assertThat(bench.conflicts()).as(bench.log()).containsOnlyKeys("spawn");
        assertThat(bench.conflict("spawn").document().toString()).contains("55").contains("77");
    }

    @Test
    void whatSomebodyElseSetsLaterIsTheirsThoughOurRequestForTheSameNeverArrived() {
        String before = bench.read("world.json");
        bench.remote().faults().crashAt(1, false, () -> {});
        spawnInFile(55);
        bench.settle();
        assertThat(bench.time().isAlive()).isFalse();
        bench.revive(Loss.UNFORCED);
        bench.write("world.json", before);
        bench.start();
        bench.assertInSync();
        bench.stop();
        bench.world().spawnOverHttp(55, 0, 0);
        bench.takeMutations();
        bench.start();
        bench.assertInSync();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.json("world.json")
                        .path("spawn")
                        .path("position")
                        .path(0)
                        .asInt())
                .isEqualTo(55);
    }

    private void spawnInFile(int x) {
        bench.layout(world -> ((ObjectNode) world.get("spawn"))
                .putArray("position")
                .add(x)
                .add(0)
                .add(0));
    }

    @Test
    void unseenEditBeforeOurRemovalIsNotLost() {
        bench.remote().faults().before("entity_remove", () -> bench.world().prop("stool", "theirs", "REMOTE"));
        bench.removeRow("stool");
        bench.settle();
        assertThat(bench.conflicts()).containsOnlyKeys("entity stool");
        assertThat(bench.conflict("entity stool").document().toString()).contains("REMOTE");
    }

    @ParameterizedTest
    @EnumSource(
            value = Use.class,
            names = {"LOCAL", "REMOTE"})
    void coveredEditOfAnEntityThatTheFilesRemoveLaterIsWhatRemoteMeans(Use choice) {
        bench.remote().faults().before("entity_modify", () -> bench.world().move("lamp", 6, 6, 6));
        bench.layoutRow("lamp", row -> row.putArray("position").add(5).add(5).add(5));
        bench.settle();
        bench.removeRow("lamp");
        bench.settle();
        assertThat(bench.conflicts()).as(bench.log()).containsOnlyKeys("entity lamp");
        bench.resolve("entity lamp", choice);
        bench.assertInSync();
        assertThat(bench.world().hasEntity("lamp")).isEqualTo(choice == Use.REMOTE);
        if (choice == Use.REMOTE) {
            assertThat(bench.world().entity("lamp").path("position").path(0).asInt())
                    .isEqualTo(6);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Use.class,
            names = {"LOCAL", "REMOTE"})
    void unseenEditOfASharedModuleBeforeOurRemovalOfItsImporterReachesTheFile(Use choice) {
        String edited = bench.read(Harbour.MATH).replace("low = 0", "low = 'REMOTE'");
        bench.remote().faults().before("blueprint_remove", () -> bench.world()
                .script("Ferry", "@shared/math.js", edited));
        bench.removeRow("boat");
        bench.erase("apps/Ferry");
        bench.settle();
        assertThat(bench.conflicts()).as(bench.log()).containsKey("blueprint Ferry");
        bench.restart();
        bench.resolve("blueprint Ferry", choice);
        bench.assertInSync();
        assertThat(bench.read(Harbour.MATH)).as(bench.log()).isEqualTo(edited);
        assertThat(bench.world().hasBlueprint("Ferry")).isEqualTo(choice == Use.REMOTE);
    }

    @Test
    void unseenAddOfTheSameEntityIsNotLost() {
        bench.remote().faults().before("entity_add", () -> {
            bench.world().place("lamp2", "Lantern");
            bench.world().prop("lamp2", "theirs", "REMOTE");
        });
        bench.replace("world.json", "\"entities\": [", "\"entities\": [" + Harbour.row("lamp2", "Lantern") + ",");
        bench.settle();
        boolean inWorld = bench.world().entity("lamp2").path("props").has("theirs");
        boolean inArtifact = bench.conflicts().containsKey("entity lamp2")
                && bench.conflict("entity lamp2").document().toString().contains("REMOTE");
        assertThat(inWorld || inArtifact).as(bench.log()).isTrue();
    }

    @Test
    void appAddedByBothIsNotReplaced() {
        bench.remote().faults().before("blueprint", () -> bench.world().app("Buoy", Map.of("index.js", "REMOTE\n")));
        bench.write("apps/Buoy/Buoy.json", "{ \"name\": \"Buoy\", \"desc\": \"LOCAL\" }\n");
        bench.settle();
        assertThat(bench.world().blueprint("Buoy").path("scriptFiles").has("index.js"))
                .isTrue();
    }

    @Test
    void entityPlacedWhileItsAppIsRemovedKeepsTheApp() {
        bench.remote().faults().before("blueprint_remove", () -> bench.world().place("stool2", "Seat"));
        bench.erase("apps/Seat");
        bench.settle();
        assertThat(bench.world().hasBlueprint("Seat")).isTrue();
        assertThat(bench.world().hasEntity("stool2")).isTrue();
        assertThat(bench.conflicts()).containsKey("blueprint Seat");
    }

    @Test
    void whatHappensToOtherObjectsWhileWePushIsPulledAsWell() {
        String math = bench.read(Harbour.MATH);
        bench.remote().hinting(false);
        bench.remote().faults().before("entity_modify", () -> {
            bench.world().editProp("Seat", "tall", "REMOTE");
            bench.world().script("Ferry", "@shared/math.js", math.replace("low = 0", "low = 'REMOTE'"));
        });
        bench.layoutRow("lamp", row -> row.put("pinned", true));
        bench.pass(5_000);
        assertThat(bench.read(Harbour.SEAT)).as(bench.log()).contains("REMOTE");
        assertThat(bench.read(Harbour.MATH)).contains("REMOTE");
        bench.assertInSync();
    }

    @Test
    void fileEditedBetweenPlanAndWriteIsPlannedAgain() {
        bench.world().edit("Lantern", "model", bench.world().asset("new lantern", "x.glb"));
        bench.remote().faults().before("download", () -> bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL"));
        bench.settle();
        bench.assertInSync();
        assertThat(bench.read(Harbour.LANTERN)).contains("LOCAL");
        assertThat(bench.log()).contains("retry blueprint Lantern: the file changed meanwhile");
    }

    @Test
    void fileRemovedBetweenPlanAndWriteIsNotRecreated() {
        bench.world().edit("Seat", "model", bench.world().asset("new seat", "x.glb"));
        bench.remote().faults().before("download", () -> bench.erase("apps/Seat"));
        bench.settle();
        assertThat(bench.conflicts()).containsKey("blueprint Seat");
    }

    @Test
    void sameEditOnBothSidesIsAdopted() {
        bench.remote().faults().before("blueprint_modify", () -> bench.world().edit("Lantern", "desc", "SAME"));
        bench.replace(Harbour.LANTERN, "lights the quay", "SAME");
        bench.settle();
        bench.assertInSync();
    }
}
