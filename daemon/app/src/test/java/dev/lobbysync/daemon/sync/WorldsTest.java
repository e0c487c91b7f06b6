package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One project and several worlds, or one world that is not what it was (DESIGN 5, PROTOCOL 11 item 31). */
class WorldsTest {
    private static final String STAGING = "staging";

    private final Bench bench = Harbour.running();

    private void switchTo(String world) {
        bench.stop();
        bench.target(world);
        bench.takeMutations();
        bench.start();
    }

    private Map<String, String> project() {
        Map<String, String> files = new TreeMap<>(bench.disk().fingerprint(Bench.ROOT));
        files.keySet().removeIf(path -> path.startsWith(".lobby"));
        return files;
    }

    private void assertNothingRemoved() {
        assertThat(bench.takeMutations()).noneMatch(mutation -> mutation.contains("remove"));
    }

    @Test
    @DisplayName(
            "item 31: switching there and back, without an edit, writes nothing into the project and nothing twice")
    void switchingBackAndForthWithoutAnEditWritesNothing() {
        Map<String, String> before = project();
        switchTo(STAGING);
        bench.assertInSync();
        assertNothingRemoved();
        for (int i = 0; i < 3; i++) {
            switchTo(Bench.WORLD);
            bench.assertInSync();
            assertThat(bench.takeMutations()).isEmpty();
            switchTo(STAGING);
            bench.assertInSync();
            assertThat(bench.takeMutations()).isEmpty();
        }
        assertThat(project()).isEqualTo(before);
    }

    @Test
    void whatBothWorldsAndTheFilesChangedMeanwhileAllArrives() {
        switchTo(STAGING);
        bench.world().edit("Seat", "desc", "STAGING");
        bench.world().app("Crane", Map.of("index.js", "export default () => {}\n"));
        bench.world().place("crane", "Crane");
        bench.settle();
        bench.replace(Harbour.FERRY, "\"speed\": 4", "\"speed\": 5");
        bench.settle();
        bench.assertInSync();
        bench.stop();

        bench.target(Bench.WORLD);
        bench.world().edit("Lantern", "desc", "FIRST");
        bench.world().app("Buoy", Map.of("index.js", "export default () => {}\n"));
        bench.world().place("buoy", "Buoy");
        bench.takeMutations();
        bench.start();
        bench.assertInSync();
        assertNothingRemoved();
        assertThat(bench.read(Harbour.LANTERN)).contains("FIRST");
        assertThat(bench.has("apps/Buoy/Buoy.json")).isTrue();
        assertThat(bench.world().blueprint("Seat").path("desc").asText()).isEqualTo("STAGING");
        assertThat(bench.world().hasBlueprint("Crane")).isTrue();

        switchTo(STAGING);
        bench.assertInSync();
        assertNothingRemoved();
        assertThat(bench.world().hasBlueprint("Buoy")).isTrue();
        assertThat(bench.world().blueprint("Lantern").path("desc").asText()).isEqualTo("FIRST");
    }

    @Test
    void aConflictWithOneWorldWaitsWhileTheProjectIsWithAnother() {
        bench.stop();
        bench.world().edit("Lantern", "desc", "REMOTE");
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.start();
        String open = bench.conflict("blueprint Lantern").id();
        switchTo(STAGING);
        bench.assertInSync();
        assertThat(bench.world().blueprint("Lantern").path("desc").asText()).isEqualTo("LOCAL");
        switchTo(Bench.WORLD);
        assertThat(bench.conflict("blueprint Lantern").id()).isEqualTo(open);
        assertThat(bench.world().blueprint("Lantern").path("desc").asText()).isEqualTo("REMOTE");
        assertThat(bench.read(Harbour.LANTERN)).contains("LOCAL");
    }

    @Test
    void aDatabaseThatWasResetGetsTheProjectAgain() {
        Map<String, String> before = project();
        bench.target("fresh");
        var fresh = bench.runtime().backup();
        bench.target(Bench.WORLD);
        bench.stop();
        bench.runtime().restore(fresh);
        bench.runtime().rename(Bench.WORLD);
        bench.takeMutations();
        bench.start();
        bench.assertInSync();
        assertThat(project()).isEqualTo(before);
        assertThat(bench.world().hasBlueprint("Lantern")).isTrue();
        assertThat(bench.world().hasEntity("lamp")).isTrue();
        assertThat(bench.log()).contains("no longer holds operation");
    }

    @Test
    void aCopyOfTheWorldMadeAfterTheLastSyncGoesOnAsTheWorldItself() {
        bench.stop();
        var copy = bench.runtime().backup();
        bench.world().edit("Seat", "desc", "only in the original");
        bench.runtime().restore(copy);
        bench.world().edit("Ferry", "desc", "only in the copy");
        bench.start();
        bench.assertInSync();
        assertThat(bench.read(Harbour.FERRY)).contains("only in the copy");
        assertThat(bench.read(Harbour.SEAT)).doesNotContain("original");
        assertThat(bench.takeMutations()).isEmpty();
    }

    @Test
    void aCopyMadeBeforeTheLastSyncIsMetAnew() {
        var copy = bench.runtime().backup();
        bench.replace(Harbour.FERRY, "\"speed\": 4", "\"speed\": 5");
        bench.write("apps/Buoy/Buoy.json", "{ \"id\": \"Buoy\", \"name\": \"Buoy\" }\n");
        bench.world().remove("stool");
        bench.settle();
        bench.assertInSync();
        bench.stop();
        bench.runtime().restore(copy);
        for (int i = 0; i < 9; i++) {
            bench.world().edit("Seat", "desc", "in the copy " + i);
        }
        bench.takeMutations();
        bench.start();
        assertNothingRemoved();
        assertThat(bench.has("apps/Buoy/Buoy.json")).isTrue();
        assertThat(bench.world().hasBlueprint("Buoy")).isTrue();
        assertThat(bench.read(Harbour.SEAT)).contains("in the copy 8");
        assertThat(bench.row("stool")).as("nobody removed it in this world").isNotNull();
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Ferry");
        assertThat(bench.differences()).containsOnlyKeys("blueprint Ferry");
    }
}
