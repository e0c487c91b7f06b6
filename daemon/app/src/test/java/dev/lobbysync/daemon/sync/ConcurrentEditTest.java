package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both sides edit before they hear of each other. */
class ConcurrentEditTest {
    private final Bench bench = Harbour.running();

    private void clash() {
        bench.apart();
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.world().edit("Lantern", "desc", "REMOTE");
        bench.reunite();
    }

    @Test
    void differentFieldsMerge() {
        bench.apart();
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.world().editProp("Lantern", "glow", 0.875);
        bench.reunite();
        bench.assertInSync();
        assertThat(bench.read(Harbour.LANTERN)).contains("LOCAL").contains("0.875");
        assertThat(bench.log())
                .contains("both sides changed since the base, in different places")
                .doesNotContain("adopt blueprint Lantern");
        bench.telemetry().forget();
        bench.restart();
        assertThat(bench.log()).as("what is agreed on is known").doesNotContain("Lantern");
    }

    @Test
    void differentPropsMerge() {
        bench.apart();
        bench.replace(Harbour.LANTERN, "amber", "LOCAL");
        bench.world().editProp("Lantern", "glow", 0.875);
        bench.layoutRow("lamp", row -> ((ObjectNode) row.get("props")).put("mine", 1));
        bench.world().prop("lamp", "theirs", 2);
        bench.layout(world -> ((ObjectNode) world.get("settings")).put("desc", "LOCAL"));
        bench.world().setting("title", "REMOTE");
        bench.reunite();
        bench.assertInSync();
        assertThat(bench.world().entity("lamp").path("props").toString()).isEqualTo("{\"mine\":1,\"theirs\":2}");
    }

    @Test
    void positionAndPropsOfOneEntityMerge() {
        bench.apart();
        bench.layoutRow("lamp", row -> row.putArray("position").add(7).add(7).add(7));
        bench.world().prop("lamp", "theirs", 2);
        bench.reunite();
        bench.assertInSync();
    }

    @Test
    void scriptOfTheWorldAndMetadataOfTheFileMerge() {
        bench.apart();
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.world().script("Lantern", "lib/glow.js", "export const glow = () => 'REMOTE'\n");
        bench.reunite();
        bench.assertInSync();
        assertThat(bench.read(Harbour.GLOW)).contains("REMOTE");
    }

    @Test
    void metadataOfTheWorldAndScriptOfTheFileMerge() {
        bench.apart();
        bench.write(Harbour.GLOW, "export const glow = () => 'LOCAL'\n");
        bench.world().edit("Lantern", "desc", "REMOTE");
        bench.reunite();
        bench.assertInSync();
    }

    @Test
    void differentLinesOfOneScriptMerge() {
        bench.apart();
        bench.replace(Harbour.LANTERN_SCRIPT, "first = 1", "first = 'LOCAL'");
        bench.world()
                .script(
                        "Lantern",
                        "index.js",
                        bench.read(Harbour.LANTERN_SCRIPT)
                                .replace("first = 'LOCAL'", "first = 1")
                                .replace("last = 3", "last = 'REMOTE'"));
        bench.reunite();
        bench.assertInSync();
        assertThat(bench.read(Harbour.LANTERN_SCRIPT)).contains("'LOCAL'").contains("'REMOTE'");
    }

    @Test
    void differentLinesOfOneModuleMerge() {
        String before = bench.read(Harbour.MATH);
        bench.apart();
        bench.replace(Harbour.MATH, "low = 0", "low = 'LOCAL'");
        bench.world().script("Ferry", "@shared/math.js", before.replace("n => Math", "m => Math"));
        bench.reunite();
        bench.assertInSync();
        assertThat(bench.read(Harbour.MATH)).contains("'LOCAL'").contains("m => Math");
    }

    @Test
    void addedScriptsOfBothSidesMerge() {
        bench.apart();
        bench.write("apps/Lantern/lib/mine.js", "export const mine = 1\n");
        bench.world().script("Lantern", "lib/theirs.js", "export const theirs = 1\n");
        bench.reunite();
        bench.assertInSync();
        assertThat(bench.has("apps/Lantern/lib/theirs.js")).isTrue();
    }

    @Test
    void sameFieldIsOneConflictAndNothingIsLost() {
        clash();
        assertThat(bench.conflictFields("blueprint Lantern")).containsExactly("desc");
        assertThat(bench.read(Harbour.LANTERN)).contains("LOCAL");
        assertThat(bench.world().blueprint("Lantern").path("desc").asText()).isEqualTo("REMOTE");
        String id = bench.conflict("blueprint Lantern").id();
        var files = bench.disk().fingerprint(Bench.ROOT.resolve(".lobby/conflicts"));
        bench.pass(30 * 60_000);
        bench.restart();
        bench.remote().dropConnection();
        bench.settle();
        assertThat(bench.conflict("blueprint Lantern").id()).isEqualTo(id);
        assertThat(bench.disk().fingerprint(Bench.ROOT.resolve(".lobby/conflicts")))
                .isEqualTo(files);
    }

    @Test
    void otherObjectsFlowBesideAConflict() {
        clash();
        bench.replace(Harbour.FERRY, "\"speed\": 4", "\"speed\": 5");
        bench.world().move("lamp", 8, 8, 8);
        bench.replace(Harbour.MATH, "high = 1", "high = 2");
        bench.settle();
        assertThat(bench.differences()).containsOnlyKeys("blueprint Lantern");
        assertThat(bench.world().blueprint("Ferry").path("props").path("speed").asInt())
                .isEqualTo(5);
    }

    @Test
    void resolvedWithLocal() {
        clash();
        assertThat(bench.resolve("blueprint Lantern", Use.LOCAL).kind()).isEqualTo(SyncEngine.Resolution.Kind.RESOLVED);
        bench.assertInSync();
        assertThat(bench.world().blueprint("Lantern").path("desc").asText()).isEqualTo("LOCAL");
        assertThat(bench.lies(".lobby/trash", "REMOTE")).isTrue();
    }

    @Test
    void resolvedWithRemote() {
        clash();
        assertThat(bench.resolve("blueprint Lantern", Use.REMOTE).kind())
                .isEqualTo(SyncEngine.Resolution.Kind.RESOLVED);
        bench.assertInSync();
        assertThat(bench.read(Harbour.LANTERN)).contains("REMOTE");
        assertThat(bench.lies(".lobby/trash", "LOCAL")).isTrue();
    }

    @Test
    void resolvedWithMergedKeepsWhatDidNotClash() {
        bench.apart();
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.world().edit("Lantern", "desc", "REMOTE");
        bench.world().edit("Lantern", "author", "theirs");
        bench.reunite();
        assertThat(bench.resolve("blueprint Lantern", Use.MERGED).kind())
                .isEqualTo(SyncEngine.Resolution.Kind.RESOLVED);
        bench.assertInSync();
        assertThat(bench.read(Harbour.LANTERN)).contains("LOCAL").contains("theirs");
    }

    @Test
    void resolvingOneLeavesTheOthersOpen() {
        bench.apart();
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.world().edit("Lantern", "desc", "REMOTE");
        bench.replace(Harbour.FERRY, "\"speed\": 4", "\"speed\": 5");
        bench.world().editProp("Ferry", "speed", 6);
        bench.layoutRow("lamp", row -> row.put("pinned", true)
                .putArray("position")
                .add(1)
                .add(1)
                .add(1));
        bench.world().move("lamp", 2, 2, 2);
        bench.reunite();
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Ferry", "blueprint Lantern", "entity lamp");
        bench.resolve("blueprint Lantern", Use.REMOTE);
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Ferry", "entity lamp");
        bench.restart();
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Ferry", "entity lamp");
        assertThat(bench.json(Harbour.FERRY).path("props").path("speed").asInt())
                .isEqualTo(5);
        assertThat(bench.world().blueprint("Ferry").path("props").path("speed").asInt())
                .isEqualTo(6);
        bench.resolve("entity lamp", Use.LOCAL);
        bench.resolve("blueprint Ferry", Use.MERGED);
        bench.assertInSync();
    }

    @Test
    void conflictClosesByItselfWhenTheSidesAgree() {
        clash();
        bench.replace(Harbour.LANTERN, "LOCAL", "REMOTE");
        bench.settle();
        bench.assertInSync();
    }

    @Test
    void conflictClosesByItselfWhenOneSideReturnsToTheBase() {
        clash();
        bench.world().edit("Lantern", "desc", "lights the quay");
        bench.settle();
        bench.assertInSync();
        assertThat(bench.read(Harbour.LANTERN)).contains("LOCAL");
    }

    @Test
    void artifactFollowsTheSidesAndAStaleChoiceIsNotApplied() {
        clash();
        String id = bench.conflict("blueprint Lantern").id();
        bench.remote().hinting(false);
        bench.world().edit("Lantern", "desc", "REMOTE 2");
        var resolution = bench.engine().resolve(id, Use.LOCAL);
        bench.pass(10);
        assertThat(resolution.join().kind()).isEqualTo(SyncEngine.Resolution.Kind.MOVED_ON);
        bench.settle();
        assertThat(bench.conflict("blueprint Lantern").id()).isEqualTo(id);
        assertThat(bench.conflict("blueprint Lantern")
                        .document()
                        .path("remote")
                        .path("desc")
                        .asText())
                .isEqualTo("REMOTE 2");
        assertThat(bench.world().blueprint("Lantern").path("desc").asText()).isEqualTo("REMOTE 2");
        assertThat(bench.read(Harbour.LANTERN)).contains("LOCAL");
    }

    private void clashInScript() {
        bench.apart();
        bench.replace(Harbour.LANTERN_SCRIPT, "first = 1", "first = 'LOCAL'");
        bench.world()
                .script(
                        "Lantern",
                        "index.js",
                        bench.read(Harbour.LANTERN_SCRIPT).replace("first = 'LOCAL'", "first = 'REMOTE'"));
        bench.reunite();
    }

    @ParameterizedTest
    @EnumSource(names = {"LOCAL", "REMOTE"})
    void scriptConflictResolvesToEitherSide(Use use) {
        clashInScript();
        assertThat(bench.conflictFields("blueprint Lantern")).containsExactly("scriptFiles/index.js");
        assertThat(bench.resolve("blueprint Lantern", use).kind()).isEqualTo(SyncEngine.Resolution.Kind.RESOLVED);
        bench.assertInSync();
        assertThat(bench.read(Harbour.LANTERN_SCRIPT)).contains(use.name());
    }

    @Test
    void scriptConflictResolvesWithTheEditedMerge() {
        clashInScript();
        String id = bench.conflict("blueprint Lantern").id();
        assertThat(bench.resolve("blueprint Lantern", Use.MERGED).kind()).isEqualTo(SyncEngine.Resolution.Kind.REFUSED);
        String merged = bench.disk().fingerprint(Bench.ROOT.resolve(".lobby/conflicts")).keySet().stream()
                .filter(path -> path.contains(id) && path.endsWith(".merged"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(bench.disk()
                        .fingerprint(Bench.ROOT.resolve(".lobby/conflicts"))
                        .keySet()));
        bench.write(
                ".lobby/conflicts/" + merged,
                bench.read(Harbour.LANTERN_SCRIPT).replace("first = 'LOCAL'", "first = 'BOTH'"));
        assertThat(bench.resolve("blueprint Lantern", Use.MERGED))
                .extracting(SyncEngine.Resolution::kind)
                .isEqualTo(SyncEngine.Resolution.Kind.RESOLVED);
        bench.assertInSync();
        assertThat(bench.read(Harbour.LANTERN_SCRIPT)).contains("first = 'BOTH'");
    }

    @Test
    void moduleConflictFreezesOnlyScriptsOfItsImporters() {
        String before = bench.read(Harbour.MATH);
        bench.apart();
        bench.replace(Harbour.MATH, "high = 1", "high = 'LOCAL'");
        bench.world().script("Ferry", "@shared/math.js", before.replace("high = 1", "high = 'REMOTE'"));
        bench.reunite();
        assertThat(bench.conflicts()).containsOnlyKeys("module @shared/math.js");
        bench.replace(Harbour.FERRY, "\"speed\": 4", "\"speed\": 5");
        bench.world().edit("Lantern", "desc", "flows");
        bench.replace(Harbour.SEAT, "\"props\": {}", "\"props\": { \"legs\": 4 }");
        bench.settle();
        assertThat(bench.world().blueprint("Ferry").path("props").path("speed").asInt())
                .isEqualTo(5);
        assertThat(bench.read(Harbour.LANTERN)).contains("flows");
        assertThat(bench.read(Harbour.MATH)).contains("LOCAL");
    }

    @ParameterizedTest
    @EnumSource(names = {"LOCAL", "REMOTE"})
    void moduleConflictResolvesToEitherSide(Use use) {
        String before = bench.read(Harbour.MATH);
        bench.apart();
        bench.replace(Harbour.MATH, "high = 1", "high = 'LOCAL'");
        bench.world().script("Ferry", "@shared/math.js", before.replace("high = 1", "high = 'REMOTE'"));
        bench.reunite();
        assertThat(bench.resolve("module @shared/math.js", use).message()).startsWith("resolved");
        bench.settle();
        bench.assertInSync();
        assertThat(bench.read(Harbour.MATH)).contains(use.name());
    }

    @Test
    void moduleCopyOfAFrozenBlueprintIsTakenInOnce() {
        clash();
        bench.world()
                .script("Lantern", "@shared/math.js", bench.read(Harbour.MATH).replace("high = 1", "high = 'REMOTE'"));
        bench.settle();
        assertThat(bench.read(Harbour.MATH)).contains("REMOTE");
        bench.replace(Harbour.MATH, "high = 'REMOTE'", "high = 'LOCAL 2'");
        bench.settle();
        bench.restart();
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Lantern");
        assertThat(bench.read(Harbour.MATH)).contains("LOCAL 2");
        bench.resolve("blueprint Lantern", Use.REMOTE);
        bench.assertInSync();
        assertThat(bench.read(Harbour.MATH)).contains("LOCAL 2");
        bench.world()
                .script(
                        "Lantern",
                        "@shared/math.js",
                        bench.read(Harbour.MATH).replace("high = 'LOCAL 2'", "high = 'REMOTE'"));
        bench.settle();
        bench.assertInSync();
        assertThat(bench.read(Harbour.MATH)).contains("REMOTE");
    }

    @Test
    void blueprintIsNotBroughtBackOverAModuleInConflict() {
        String before = bench.read(Harbour.MATH);
        bench.apart();
        bench.erase("apps/Ferry");
        bench.world().edit("Ferry", "desc", "REMOTE");
        bench.replace(Harbour.MATH, "high = 1", "high = 'LOCAL'");
        bench.world().script("Ferry", "@shared/math.js", before.replace("high = 1", "high = 'REMOTE'"));
        bench.reunite();
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Ferry", "module @shared/math.js");
        assertThat(bench.resolve("blueprint Ferry", Use.REMOTE).kind()).isEqualTo(SyncEngine.Resolution.Kind.REFUSED);
        bench.resolve("module @shared/math.js", Use.REMOTE);
        bench.resolve("blueprint Ferry", Use.REMOTE);
        bench.assertInSync();
        assertThat(bench.read(Harbour.MATH)).contains("REMOTE");
    }

    @Test
    void fileDeletedWhileTheWorldEditedItIsAConflict() {
        bench.apart();
        bench.erase("apps/Seat");
        bench.removeRow("stool");
        bench.world().edit("Seat", "desc", "REMOTE");
        bench.reunite();
        assertThat(bench.conflictFields("blueprint Seat")).containsExactly("$object");
        assertThat(bench.world().hasBlueprint("Seat")).isTrue();
        bench.resolve("blueprint Seat", Use.REMOTE);
        bench.assertInSync();
        assertThat(bench.read(Harbour.SEAT)).contains("REMOTE");
    }

    @Test
    void deletionOfTheFileResolvedWithLocalRemovesItFromTheWorld() {
        bench.apart();
        bench.erase("apps/Seat");
        bench.removeRow("stool");
        bench.world().edit("Seat", "desc", "REMOTE");
        bench.reunite();
        bench.resolve("blueprint Seat", Use.LOCAL);
        bench.assertInSync();
        assertThat(bench.world().hasBlueprint("Seat")).isFalse();
        assertThat(bench.lies(".lobby/trash", "REMOTE")).isTrue();
    }

    @Test
    void removedInTheWorldWhileTheFileWasEditedIsAConflict() {
        bench.apart();
        bench.layoutRow("stool", row -> row.put("pinned", true));
        bench.world().remove("stool");
        bench.reunite();
        assertThat(bench.conflictFields("entity stool")).containsExactly("$object");
        assertThat(bench.row("stool")).isNotNull();
        bench.resolve("entity stool", Use.LOCAL);
        bench.assertInSync();
        assertThat(bench.world().hasEntity("stool")).isTrue();
    }

    @Test
    void removedInTheWorldResolvedWithRemoteGoesToTheTrash() {
        bench.apart();
        bench.replace(Harbour.SEAT, "\"props\": {}", "\"props\": { \"legs\": \"LOCAL\" }");
        bench.world().remove("stool");
        bench.world().removeApp("Seat");
        bench.reunite();
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Seat");
        bench.resolve("blueprint Seat", Use.REMOTE);
        bench.assertInSync();
        assertThat(bench.has(Harbour.SEAT)).isFalse();
        assertThat(bench.lies(".lobby/trash", "LOCAL")).isTrue();
    }

    @Test
    void deletedAppWithAnEntityPlacedMeanwhileIsAConflict() {
        bench.apart();
        bench.erase("apps/Seat");
        bench.world().place("stool2", "Seat");
        bench.reunite();
        assertThat(bench.conflicts()).containsKey("blueprint Seat");
        assertThat(bench.world().hasEntity("stool2")).isTrue();
        assertThat(bench.world().hasBlueprint("Seat")).isTrue();
    }

    @Test
    void removalOfAKeptAppIsAConflict() {
        bench.world().edit("Seat", "keep", true);
        bench.settle();
        bench.world().remove("stool");
        bench.world().removeApp("Seat");
        bench.settle();
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Seat");
        assertThat(bench.has(Harbour.SEAT)).isTrue();
    }

    @Test
    void sameObjectRemovedByBothSidesIsAgreed() {
        bench.apart();
        bench.erase("apps/Seat");
        bench.removeRow("stool");
        bench.world().remove("stool");
        bench.world().removeApp("Seat");
        bench.reunite();
        bench.assertInSync();
    }
}
