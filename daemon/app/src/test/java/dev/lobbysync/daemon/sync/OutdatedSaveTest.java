package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An editor that still showed the text from before our write saves it: what that takes back is held (ENGINE S13). */
class OutdatedSaveTest {
    private Bench bench = new Bench();

    @BeforeEach
    void begin() {
        bench = Harbour.running();
    }

    private void save(boolean live, String path, String text) {
        if (live) {
            bench.write(path, text);
            bench.settle();
        } else {
            bench.stop();
            bench.write(path, text);
            bench.start();
        }
    }

    /** Somebody places an entity in the world, which the daemon writes into the file; the text before that. */
    private String placed() {
        String before = bench.read("world.json");
        bench.world().place("buoy", "Seat");
        bench.settle();
        assertThat(bench.row("buoy")).isNotNull();
        bench.assertInSync();
        bench.takeMutations();
        return before;
    }

    private void held(String object) {
        assertThat(bench.conflicts()).as(bench.log()).containsOnlyKeys(object);
        assertThat(bench.takeMutations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRowThatCameAndIsMissingInTheNextSaveIsHeld(boolean live) {
        String before = placed();
        save(live, "world.json", before);
        held("entity buoy");
        assertThat(bench.world().hasEntity("buoy")).isTrue();
        assertThat(bench.log()).contains("saved from a text older than");
        bench.restart();
        held("entity buoy");
        bench.resolve("entity buoy", Use.REMOTE);
        assertThat(bench.row("buoy")).isNotNull();
        bench.assertInSync();
        assertThat(bench.takeMutations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatElseTheEditorChangedGoesOnItsWay(boolean live) {
        String before = placed();
        save(live, "world.json", before.replace("\"title\": \"Harbour\"", "\"title\": \"Port\""));
        assertThat(bench.conflicts()).containsOnlyKeys("entity buoy");
        assertThat(bench.takeMutations()).singleElement().asString().contains("title");
        save(live, "world.json", before.replace("\"title\": \"Harbour\"", "\"title\": \"Quay\""));
        assertThat(bench.conflicts()).containsOnlyKeys("entity buoy");
        assertThat(bench.world().hasEntity("buoy")).isTrue();
    }

    @Test
    void whatAChoiceReplacedCanBeBroughtBackFromTheTrash() {
        bench.apart();
        bench.replace(Harbour.LANTERN_SCRIPT, "middle = 2", "middle = 'MINE'");
        String mine = bench.read(Harbour.LANTERN_SCRIPT);
        bench.world().script("Lantern", "index.js", mine.replace("MINE", "THEIRS"));
        bench.reunite();
        bench.resolve("blueprint Lantern", Use.REMOTE);
        assertThat(bench.read(Harbour.LANTERN_SCRIPT)).contains("THEIRS");
        bench.write(Harbour.LANTERN_SCRIPT, mine);
        bench.settle();
        assertThat(bench.conflicts()).as(bench.log()).isEmpty();
        assertThat(bench.read(Harbour.LANTERN_SCRIPT)).isEqualTo(mine);
        bench.assertInSync();
    }

    @Test
    void theDeletionCanBeMeant() {
        save(true, "world.json", placed());
        bench.resolve("entity buoy", Use.LOCAL);
        bench.assertInSync();
        assertThat(bench.takeMutations()).containsExactly("entity_remove buoy");
    }

    @Test
    void onceTheRowIsBackItsDeletionCounts() {
        String before = placed();
        String after = bench.read("world.json");
        save(true, "world.json", before);
        held("entity buoy");
        save(true, "world.json", after.replace("\"title\": \"Harbour\"", "\"title\": \"Port\""));
        bench.assertInSync();
        bench.takeMutations();
        bench.removeRow("buoy");
        bench.settle();
        bench.assertInSync();
        assertThat(bench.takeMutations()).containsExactly("entity_remove buoy");
    }

    @Test
    void aDeletionLongAfterwardsCounts() {
        String before = placed();
        bench.pass(11 * 60_000);
        save(true, "world.json", before);
        bench.assertInSync();
        assertThat(bench.takeMutations()).containsExactly("entity_remove buoy");
    }

    @Test
    void whoKeepsSomeOfWhatCameHasSeenItAll() {
        bench.world().place("reef", "Seat");
        placed();
        bench.removeRow("buoy");
        bench.settle();
        bench.assertInSync();
        assertThat(bench.takeMutations()).containsExactly("entity_remove buoy");
    }

    @Test
    void rowsThatCameOneAfterTheOtherAreEachJudged() {
        placed();
        String between = bench.read("world.json");
        bench.world().place("reef", "Seat");
        bench.settle();
        save(true, "world.json", between);
        held("entity reef");
        assertThat(bench.world().hasEntity("buoy")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEntityThatWentIsNotBroughtBack(boolean live) {
        String before = bench.read("world.json");
        bench.world().remove("stool");
        bench.settle();
        bench.assertInSync();
        bench.takeMutations();
        save(live, "world.json", before);
        held("entity stool");
        assertThat(bench.world().hasEntity("stool")).isFalse();
        bench.resolve("entity stool", Use.REMOTE);
        bench.assertInSync();
        assertThat(bench.row("stool")).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFieldThatCameIntoABlueprintFileIsNotSetBack(boolean live) {
        String before = bench.read(Harbour.LANTERN);
        bench.world().edit("Lantern", "desc", "lights the pier");
        bench.settle();
        save(live, Harbour.LANTERN, before);
        held("blueprint Lantern");
        bench.resolve("blueprint Lantern", Use.REMOTE);
        bench.assertInSync();
        assertThat(bench.read(Harbour.LANTERN)).contains("lights the pier");
        save(live, Harbour.LANTERN, before);
        held("blueprint Lantern");
        bench.resolve("blueprint Lantern", Use.LOCAL);
        bench.assertInSync();
        assertThat(bench.world().blueprint("Lantern").path("desc").asText()).isEqualTo("lights the quay");
        bench.replace(Harbour.LANTERN, "lights the quay", "lights it all");
        bench.settle();
        bench.assertInSync();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aScriptThatCameIsNotSetBack(boolean live) {
        String before = bench.read(Harbour.GLOW);
        bench.world().script("Lantern", "lib/glow.js", "export const glow = () => 7\n");
        bench.settle();
        bench.assertInSync();
        save(live, Harbour.GLOW, before);
        held("blueprint Lantern");
        bench.resolve("blueprint Lantern", Use.REMOTE);
        bench.assertInSync();
        assertThat(bench.read(Harbour.GLOW)).contains("7");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aModuleThatCameIsNotSetBack(boolean live) {
        String before = bench.read(Harbour.MATH);
        bench.world().script("Lantern", "@shared/math.js", before + "export const more = 1\n");
        bench.settle();
        bench.assertInSync();
        bench.takeMutations();
        save(live, Harbour.MATH, before);
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.status().held()).anyMatch(held -> held.reason().contains("shared/math.js was saved"));
        bench.write(Harbour.MATH, before + "export const more = 1\n");
        bench.settle();
        bench.assertInSync();
        assertThat(bench.takeMutations()).isEmpty();
    }

    @Test
    void aModuleThatTheWorldSetBackAsWellIsNotHeld() {
        String before = bench.read(Harbour.MATH);
        String after = before + "export const more = 1\n";
        bench.world().script("Lantern", "@shared/math.js", after);
        bench.settle();
        save(true, Harbour.MATH, before);
        assertThat(bench.status().held()).anyMatch(held -> held.reason().contains("shared/math.js was saved"));
        bench.world().script("Lantern", "@shared/math.js", before);
        bench.world().script("Ferry", "@shared/math.js", before);
        bench.settle();
        assertThat(bench.status().held()).as(bench.log()).isEmpty();
        bench.assertInSync();
        assertThat(bench.read(Harbour.MATH)).isEqualTo(before);
    }

    @Test
    void anAppThatWentIsNotBroughtBack() {
        String before = bench.read(Harbour.SEAT);
        bench.world().remove("stool");
        bench.world().removeApp("Seat");
        bench.settle();
        bench.assertInSync();
        bench.takeMutations();
        save(true, Harbour.SEAT, before);
        held("blueprint Seat");
        bench.resolve("blueprint Seat", Use.LOCAL);
        bench.assertInSync();
        assertThat(bench.takeMutations()).containsExactly("blueprint_add Seat");
    }

    @Test
    void whatIsKeptForItIsWrittenOnceAndARestartLeavesItAlone() {
        placed();
        bench.stop();
        var files = bench.disk().fingerprint(Bench.ROOT.resolve(".lobby"));
        assertThat(files).containsKey("recent-writes.json");
        bench.start();
        bench.stop();
        assertThat(bench.disk().fingerprint(Bench.ROOT.resolve(".lobby"))).isEqualTo(files);
    }

    /** So many entities change, come and go while the daemon is away, and come in one write; the text before that. */
    private String caughtUp(int rows) {
        for (int i = 0; i < 4 * rows; i++) {
            bench.world().place("post" + i, "Seat");
        }
        bench.settle();
        bench.assertInSync();
        bench.stop();
        String before = bench.read("world.json");
        for (int i = 0; i < rows; i++) {
            bench.world().move("post" + i, 1, 2, i);
            bench.world().remove("post" + (rows + i));
            bench.world().place("pier" + i, "Seat");
        }
        bench.start();
        bench.assertInSync();
        bench.takeMutations();
        return before;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void hundredsOfRowsThatCameAtOnceAreAllHeld(boolean live) {
        String before = caughtUp(80);
        assertThat(bench.disk().fingerprint(Bench.ROOT.resolve(".lobby"))).containsKey("recent-writes.json");
        save(live, "world.json", before.replace("\"title\": \"Harbour\"", "\"title\": \"Port\""));
        assertThat(bench.conflicts()).hasSize(240);
        assertThat(bench.takeMutations()).singleElement().asString().contains("title");
        bench.restart();
        save(live, "world.json", before.replace("\"title\": \"Harbour\"", "\"title\": \"Quay\""));
        assertThat(bench.conflicts()).hasSize(240);
        assertThat(bench.takeMutations()).singleElement().asString().contains("title");
    }

    @Test
    void whatIsKeptOfManyRowsIsWhatChangedInThem() {
        caughtUp(80);
        bench.stop();
        assertThat(bench.read(".lobby/recent-writes.json").length())
                .isLessThan(2 * bench.read("world.json").length());
    }

    @Test
    void whatIsTooBigToBeKeptIsHeldWithTheRestUntilItIsChanged() {
        for (int i = 0; i < 3; i++) {
            bench.world().place("big" + i, "Seat");
            bench.world().prop("big" + i, "note", "a".repeat(2_500_000));
        }
        bench.settle();
        bench.assertInSync();
        bench.stop();
        String before = bench.read("world.json");
        for (int i = 0; i < 3; i++) {
            bench.world().prop("big" + i, "note", "b".repeat(2_500_000));
        }
        bench.start();
        bench.assertInSync();
        bench.takeMutations();
        save(true, "world.json", before.replace("\"title\": \"Harbour\"", "\"title\": \"Port\""));
        assertThat(bench.conflicts()).containsOnlyKeys("entity big0", "entity big1", "entity big2");
        assertThat(bench.takeMutations()).singleElement().asString().contains("title");
        bench.pass(11 * 60_000);
        save(false, "world.json", before.replace("\"title\": \"Harbour\"", "\"title\": \"Quay\""));
        assertThat(bench.conflicts()).containsOnlyKeys("entity big0", "entity big1", "entity big2");
        assertThat(bench.takeMutations()).singleElement().asString().contains("title");
        for (int i = 0; i < 3; i++) {
            bench.layoutRow("big" + i, row -> row.putObject("props").put("note", "c"));
        }
        bench.settle();
        assertThat(bench.conflicts()).hasSize(1);
        assertThat(bench.takeMutations()).hasSize(2);
    }
}
