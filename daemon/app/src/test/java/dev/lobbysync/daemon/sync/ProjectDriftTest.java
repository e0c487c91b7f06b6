package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import dev.lobbysync.daemon.testing.Loss;
import org.junit.jupiter.api.Test;

/** What goes missing from a project comes back, and is never taken for an edit (ENGINE S9, S10; DESIGN 5, 6). */
class ProjectDriftTest {
    private static final String MODEL = "assets/lantern.glb";

    @Test
    void aMissingAssetIsDownloadedAgain() {
        Bench bench = Harbour.running();
        String before = bench.read(MODEL);
        bench.erase(MODEL);
        bench.settle();
        assertThat(bench.read(MODEL)).isEqualTo(before);
        bench.assertInSync();
        assertThat(bench.takeMutations()).isEmpty();
    }

    @Test
    void anAssetThatWentMissingWhileTheDaemonWasDownIsDownloadedAgain() {
        Bench bench = Harbour.running();
        String before = bench.read(MODEL);
        bench.stop();
        bench.erase(MODEL);
        bench.start();
        assertThat(bench.read(MODEL)).isEqualTo(before);
        bench.assertInSync();
        assertThat(bench.takeMutations()).isEmpty();
    }

    @Test
    void withoutAStatCacheTheBaseTellsWhatAMissingAssetHeld() {
        Bench bench = Harbour.running();
        String before = bench.read(MODEL);
        bench.stop();
        bench.erase(MODEL);
        bench.erase(".lobby/stat-cache");
        bench.start();
        assertThat(bench.read(MODEL)).isEqualTo(before);
        bench.assertInSync();
        assertThat(bench.takeMutations()).isEmpty();
    }

    @Test
    void afterAKillAFileWithoutIdThatWasMovedOfflineKeepsItsId() {
        Bench bench = new Bench();
        Harbour.project(bench);
        String buoy = "{ \"name\": \"Buoy\", \"createdAt\": \"2026-03-02T11:00:00.000Z\", \"props\": {} }\n";
        bench.write("apps/Buoy/Buoy.json", buoy);
        bench.start();
        bench.assertInSync();
        bench.takeMutations();
        bench.crash(Loss.NOTHING);
        bench.erase("apps/Buoy/Buoy.json");
        bench.write("apps/Marker/Marker.json", buoy);
        bench.start();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.world().hasBlueprint("Buoy")).isTrue();
        assertThat(bench.world().hasBlueprint("Marker")).isFalse();
    }

    @Test
    void ofTwoRowsWithOneIdTheOneThatIsTheBaseIsIt() {
        Bench bench = Harbour.running();
        bench.replace(
                "world.json",
                "\"entities\": [",
                "\"entities\": [" + Harbour.row("lamp", "Lantern").replace("[1, 0, 2]", "[9, 9, 9]") + ",");
        bench.settle();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.status().held()).isEmpty();
        bench.world().move("lamp", 3, 4, 5);
        bench.settle();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.status().held()).isEmpty();
        assertThat(bench.read("world.json")).contains("[9, 9, 9]").contains("[3, 4, 5]");
    }

    @Test
    void aProjectThatIsGoneHaltsAndGoesOnOnceItIsBack() {
        Bench bench = Harbour.running();
        var files = bench.disk().files(Bench.ROOT);
        bench.disk().remove(Bench.ROOT);
        bench.pass(120_000);
        assertThat(bench.status().phase().word()).isEqualTo("halted");
        assertThat(bench.status().phase().why()).contains("gone").contains("resume");
        assertThat(bench.takeMutations()).isEmpty();
        bench.disk().installDirectory(Bench.ROOT);
        files.forEach((path, bytes) -> bench.disk().install(Bench.ROOT.resolve(path), bytes));
        bench.engine().resume(false);
        bench.settle();
        bench.assertInSync();
        assertThat(bench.takeMutations()).isEmpty();
    }

    @Test
    void aWorldFileWithoutSettingsHoldsAllThatIsInIt() {
        Bench bench = Harbour.running();
        bench.layout(world -> world.remove("settings"));
        bench.settle();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.status().notes()).anyMatch(note -> note.contains("settings") && note.contains("add it"));
        bench.layout(world -> world.putObject("settings").put("title", "Port"));
        bench.settle();
        assertThat(bench.takeMutations()).isNotEmpty();
    }
}
