package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is decided about one object because of another: apps, their variants, and those who stand in the world. */
class TiesTest {
    private final Bench bench = Harbour.running();

    private void apart(Runnable work) {
        bench.apart();
        work.run();
        bench.reunite();
    }

    private void addRow(String row) {
        bench.replace("world.json", "\"entities\": [", "\"entities\": [" + row + ",");
    }

    private String heldBecause(String object) {
        return bench.status().held().stream()
                .filter(held -> held.key().toString().equals(object))
                .map(held -> held.reason())
                .findFirst()
                .orElse("");
    }

    @Test
    void anAppThatTheWorldRemovedIsAQuestionWhereTheFilesPlaceItMeanwhile() {
        apart(() -> {
            bench.world().remove("stool");
            bench.world().removeApp("Seat");
            addRow(Harbour.row("stool2", "Seat"));
        });
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Seat");
        assertThat(bench.has(Harbour.SEAT)).isTrue();
        assertThat(bench.row("stool2")).isNotNull();
        bench.resolve("blueprint Seat", Use.LOCAL);
        bench.settle();
        bench.assertInSync();
        assertThat(bench.world().hasBlueprint("Seat")).isTrue();
        assertThat(bench.world().hasEntity("stool2")).isTrue();
    }

    @Test
    void anAppThatTheWorldRemovedGoesWithItsRowsWhereTheFilesLeftThemAlone() {
        apart(() -> {
            bench.world().remove("stool");
            bench.world().removeApp("Seat");
            bench.layoutRow("lamp", row -> row.put("pinned", true));
        });
        bench.assertInSync();
        assertThat(bench.has(Harbour.SEAT)).isFalse();
        assertThat(bench.row("stool")).isNull();
    }

    @Test
    void anAppStaysWhileARowOfItCannotBeRead() {
        String before = bench.read("world.json");
        bench.erase("apps/Seat");
        bench.layoutRow("stool", row -> row.put("position", "nowhere"));
        bench.settle();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(heldBecause("blueprint Seat")).contains("world.json still places entity stool with it");
        bench.write("world.json", before);
        bench.settle();
        bench.assertInSync();
        assertThat(bench.world().hasBlueprint("Seat")).isFalse();
        assertThat(bench.row("stool")).isNull();
    }

    @Test
    void whoChoosesTheDeletionOfAnAppChoosesThatOfItsRows() {
        apart(() -> {
            bench.erase("apps/Seat");
            bench.world().edit("Seat", "desc", "REMOTE");
        });
        bench.pass(60_000);
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Seat");
        bench.resolve("blueprint Seat", Use.LOCAL);
        bench.settle();
        bench.assertInSync();
        assertThat(bench.world().hasBlueprint("Seat")).isFalse();
        assertThat(bench.world().hasEntity("stool")).isFalse();
        assertThat(bench.row("stool")).isNull();
    }

    @Test
    void aRowWaitsForAnAppThatNeitherSideHas() {
        addRow(Harbour.row("buoy", "Buoy"));
        bench.settle();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(heldBecause("entity buoy")).contains("it needs blueprint Buoy, which neither side has");
        bench.write("apps/Buoy/Buoy.json", "{ \"name\": \"Buoy\" }\n");
        bench.settle();
        bench.assertInSync();
        assertThat(bench.takeMutations()).containsExactly("blueprint_add Buoy", "entity_add buoy");
    }

    // --- a variant repeats its root's script ---

    private String script(String app) {
        return bench.world().blueprint(app).path("script").asText();
    }

    private void variant() {
        bench.world().variant("Lantern__Dim", "Lantern");
        bench.settle();
        bench.assertInSync();
        bench.takeMutations();
    }

    @Test
    void theScriptOfAVariantFollowsThatOfItsRoot() {
        variant();
        bench.replace(Harbour.LANTERN_SCRIPT, "first = 1", "first = 11");
        bench.settle();
        bench.assertInSync();
        assertThat(script("Lantern__Dim")).isEqualTo(script("Lantern")).isNotEmpty();
        assertThat(bench.world().blueprint("Lantern__Dim").path("scriptRef").asText())
                .isEqualTo("Lantern");
        assertThat(bench.takeMutations())
                .containsExactlyInAnyOrder("blueprint_modify Lantern", "blueprint_modify Lantern__Dim");
        bench.restart();
        assertThat(bench.takeMutations()).isEmpty();
    }

    @Test
    void soItDoesWhereTheScriptsOfTheRootWereMerged() {
        variant();
        String there = bench.read(Harbour.LANTERN_SCRIPT).replace("last = 3", "last = 33");
        apart(() -> {
            bench.replace(Harbour.LANTERN_SCRIPT, "first = 1", "first = 11");
            bench.world().script("Lantern", "index.js", there);
        });
        bench.assertInSync();
        assertThat(bench.read(Harbour.LANTERN_SCRIPT)).contains("first = 11", "last = 33");
        assertThat(script("Lantern__Dim")).isEqualTo(script("Lantern")).isNotEmpty();
    }

    @Test
    void whatElseGoesOnWithAVariantComesFirst() {
        variant();
        apart(() -> {
            bench.replace(Harbour.LANTERN_SCRIPT, "first = 1", "first = 11");
            bench.world().edit("Lantern__Dim", "desc", "REMOTE");
        });
        bench.assertInSync();
        assertThat(bench.world().blueprint("Lantern__Dim").path("desc").asText())
                .isEqualTo("REMOTE");
        assertThat(bench.lies("apps/Lantern", "REMOTE")).isTrue();
    }

    // --- a shared module and its importers ---

    @Test
    void aModuleWhoseFileIsGoneLeavesItsImportersAsTheyAre() {
        String text = bench.read(Harbour.MATH);
        bench.erase(Harbour.MATH);
        bench.settle();
        assertThat(bench.status().held()).noneMatch(held -> held.reason().contains("defect"));
        assertThat(bench.takeMutations()).isEmpty();
        bench.write(Harbour.MATH, text);
        bench.settle();
        bench.assertInSync();
        assertThat(bench.takeMutations()).isEmpty();
    }

    @Test
    void aModuleThatNobodyImportedAnyMoreComesBackWithItsImporter() {
        String text = bench.read(Harbour.MATH);
        bench.erase("apps/Lantern");
        bench.erase("apps/Ferry");
        bench.removeRow("lamp");
        bench.removeRow("boat");
        bench.settle();
        bench.erase("shared");
        bench.settle();
        bench.pass(60_000);
        bench.assertInSync();
        bench.world().app("Buoy", Map.of("index.js", "import '@shared/math.js'\n", "@shared/math.js", text));
        bench.settle();
        bench.assertInSync();
        assertThat(bench.read(Harbour.MATH)).isEqualTo(text);
    }

    // --- both sides removed it ---

    @Test
    void whatBothSidesRemovedAndTheWorldBringsBackComesToTheFiles() {
        bench.world().place("bench", "Seat");
        bench.settle();
        apart(() -> {
            bench.world().remove("bench");
            bench.removeRow("bench");
        });
        bench.pass(60_000);
        bench.assertInSync();
        bench.world().place("bench", "Seat");
        bench.settle();
        bench.pass(60_000);
        bench.assertInSync();
        assertThat(bench.world().hasEntity("bench")).isTrue();
        assertThat(bench.row("bench")).isNotNull();
    }

    @Test
    void filesThatWereAwayForAMomentDoNotBringBackWhatTheWorldRemoved() {
        var files = bench.disk().files(Bench.ROOT.resolve("apps/Seat"));
        bench.removeRow("stool");
        bench.settle();
        bench.assertInSync();
        bench.takeMutations();
        bench.erase("apps/Seat");
        bench.world().removeApp("Seat");
        bench.pass(1_500);
        files.forEach((path, bytes) -> bench.write("apps/Seat/" + path, bytes));
        bench.settle();
        bench.pass(60_000);
        bench.assertInSync();
        assertThat(bench.world().hasBlueprint("Seat")).isFalse();
        assertThat(bench.takeMutations()).isEmpty();
    }

    @Test
    void anAppThatTheCleanerTookIsForgottenOnceTheFilesLackItAsWell() {
        bench.write("apps/Spare/Spare.json", "{ \"name\": \"Spare\", \"props\": {} }\n");
        bench.settle();
        bench.runtime().cleanAtBoot("Spare");
        bench.settle();
        assertThat(heldBecause("blueprint Spare")).contains("the files stay");
        String text = bench.read("apps/Spare/Spare.json");
        bench.erase("apps/Spare");
        bench.pass(500);
        bench.write("apps/Spare/Spare.json", text);
        bench.settle();
        assertThat(heldBecause("blueprint Spare"))
                .as("it was away for a moment")
                .contains("the files stay");
        bench.erase("apps/Spare");
        bench.settle();
        bench.assertInSync();
        bench.write("apps/Spare/Spare.json", text);
        bench.settle();
        bench.assertInSync();
        assertThat(bench.world().hasBlueprint("Spare")).isTrue();
    }

    @Test
    void whatIsDraggedIsSyncedAsSoonAsItHasBeenLeftForThatLong() {
        bench.world().drag("lamp", 4, 0, 0);
        bench.pass(10_000);
        bench.layoutRow("lamp", row -> row.put("pinned", true));
        bench.pass(10_000);
        assertThat(heldBecause("entity lamp")).isEmpty();
        assertThat(bench.json("world.json").toString()).doesNotContain("[4,0,0]");
        bench.pass(11_000);
        assertThat(((ArrayNode) bench.row("lamp").get("position")).get(0).asInt())
                .isEqualTo(4);
        assertThat(bench.world().entity("lamp").path("pinned").asBoolean()).isTrue();
    }
}
