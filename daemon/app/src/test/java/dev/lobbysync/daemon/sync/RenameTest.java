package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A path is a projection of an object, never its identity (ENGINE S9): whatever is renamed or moved, the world hears nothing
 * of it.
 */
class RenameTest {
    private static final String TORCH = "apps/Torch/Lantern.json";

    private Bench bench = new Bench();

    /** Whether a look at the files alone tells the ids of the blueprints. */
    private boolean namedByTheirFiles = true;

    @BeforeEach
    void begin() {
        bench = Harbour.running();
    }

    /** Somebody works on the files while the daemon runs or is stopped; then both sides settle. */
    private void work(boolean live, Runnable edits) {
        if (live) {
            edits.run();
            bench.settle();
        } else {
            bench.stop();
            edits.run();
            bench.start();
        }
    }

    private void sent(String... mutations) {
        assertInSync();
        assertThat(bench.takeMutations()).as(bench.log()).containsExactlyInAnyOrder(mutations);
        bench.restart();
        assertInSync();
        assertThat(bench.takeMutations()).as("after a restart").isEmpty();
    }

    private void assertInSync() {
        if (namedByTheirFiles) {
            bench.assertInSync();
        }
        assertThat(bench.status().held()).isEmpty();
        assertThat(bench.status().failing()).isEmpty();
        assertThat(bench.status().pending()).isZero();
        assertThat(bench.conflicts()).isEmpty();
    }

    /** Somebody edits a JSON file. */
    private void json(String path, Bench.Layout edit) {
        var document = bench.json(path);
        edit.edit(document);
        bench.write(path, document.toPrettyString() + "\n");
    }

    /** Takes members out of a JSON file, so that only its path or what is left can tell what it is. */
    private void strip(String path, String... members) {
        json(path, document -> document.remove(List.of(members)));
    }

    /** Files without an id, as upstream scaffolds them, known to the daemon by their path. */
    private void anonymous(String... members) {
        for (String path : new String[] {Harbour.LANTERN, Harbour.FERRY, Harbour.SEAT}) {
            strip(path, members);
        }
        namedByTheirFiles = false;
        bench.settle();
        bench.assertInSync();
        bench.takeMutations();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFolderIsRenamed(boolean live) {
        work(live, () -> bench.move("apps/Lantern", "apps/Torch"));
        sent();
        bench.world().edit("Lantern", "desc", "lights the pier");
        bench.world().script("Lantern", "lib/more.js", "export const more = 1\n");
        bench.settle();
        sent();
        assertThat(bench.read(TORCH)).contains("lights the pier");
        assertThat(bench.has("apps/Torch/lib/more.js")).isTrue();
        assertThat(bench.has("apps/Lantern")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFolderAndItsFilesAreRenamedWithoutIds(boolean live) {
        anonymous("id", "name", "scope");
        work(live, () -> {
            bench.move("apps/Lantern", "apps/Torch");
            bench.move("apps/Torch/Lantern.json", "apps/Torch/Torch.json");
            bench.move("apps/Seat/Seat.json", "apps/Seat/Chair.json");
        });
        sent();
        assertThat(bench.world().blueprint("Lantern").path("name").asText()).isEqualTo("Lantern");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void equalContentTellsWhatAFileWithoutIdAndDateWas(boolean live) {
        anonymous("id", "createdAt");
        work(live, () -> bench.move("apps/Ferry", "apps/Boat"));
        sent();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileIsKnownByItsUid(boolean live) {
        anonymous("id", "createdAt");
        json(Harbour.SEAT, file -> file.put("uid", "u-seat"));
        json(Harbour.FERRY, file -> file.put("uid", "u-ferry"));
        bench.settle();
        work(live, () -> {
            bench.move("apps/Ferry", "apps/Boat");
            bench.move("apps/Seat", "apps/Ferry");
            bench.move("apps/Ferry/Seat.json", "apps/Ferry/Ferry.json");
            json("apps/Boat/Ferry.json", file -> file.withObject("/props").put("speed", 5));
        });
        sent("blueprint_modify Ferry");
        assertThat(bench.world().blueprint("Ferry").path("props").path("speed").asInt())
                .isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRemoteEditInBetweenSurvives(boolean live) {
        work(live, () -> {
            bench.move("apps/Lantern", "apps/Torch");
            bench.world().edit("Lantern", "desc", "lights the pier");
            bench.world().script("Lantern", "lib/glow.js", "export const glow = () => 7\n");
            bench.world().script("Lantern", "lib/more.js", "export const more = 1\n");
        });
        sent();
        assertThat(bench.read(TORCH)).contains("lights the pier");
        assertThat(bench.read("apps/Torch/lib/glow.js")).contains("7");
        assertThat(bench.has("apps/Torch/lib/more.js")).isTrue();
        assertThat(bench.has("apps/Lantern")).isFalse();
    }

    @Test
    void aScriptOfTheWorldArrivesWhileNobodyHasSeenTheMoveYet() {
        bench.disk().move(Bench.ROOT.resolve("apps/Lantern"), Bench.ROOT.resolve("apps/Torch"));
        bench.world().script("Lantern", "lib/more.js", "export const more = 1\n");
        bench.pass(2_000);
        bench.watcher().report("apps/Torch");
        bench.watcher().report("apps/Lantern");
        bench.settle();
        sent();
        assertThat(bench.has("apps/Torch/lib/more.js")).isTrue();
        assertThat(bench.has("apps/Lantern")).isFalse();
        assertThat(bench.world().blueprint("Lantern").path("scriptFiles").has("lib/more.js"))
                .isTrue();
    }

    @Test
    void theNewPathIsToldBeforeTheOldOneIsMissed() {
        anonymous("id");
        bench.disk().move(Bench.ROOT.resolve("apps/Lantern"), Bench.ROOT.resolve("apps/Torch"));
        bench.watcher().report("apps/Torch");
        bench.pass(500);
        bench.watcher().report("apps/Lantern");
        bench.settle();
        sent();
    }

    @Test
    void theOldPathIsMissedAndTheNewOneNeverTold() {
        bench.disk().move(Bench.ROOT.resolve("apps/Lantern"), Bench.ROOT.resolve("apps/Torch"));
        bench.watcher().report("apps/Lantern");
        bench.settle();
        sent();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRenameAndAnEditInOneGo(boolean live) {
        anonymous("id");
        work(live, () -> {
            bench.move("apps/Ferry", "apps/Boat");
            json("apps/Boat/Ferry.json", file -> file.withObject("/props").put("speed", 5));
            bench.replace("apps/Boat/index.js", "clamp(app", "clamp(2 * app");
        });
        sent("blueprint_modify Ferry");
        assertThat(bench.world().blueprint("Ferry").path("props").path("speed").asInt())
                .isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoFoldersSwapTheirNames(boolean live) {
        work(live, () -> swap("apps/Ferry", "apps/Lantern"));
        sent();
        assertThat(bench.has("apps/Ferry/Lantern.json")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoFoldersWithoutIdsSwapTheirNames(boolean live) {
        anonymous("id");
        work(live, () -> swap("apps/Ferry", "apps/Lantern"));
        sent();
        bench.world().edit("Lantern", "desc", "lights the pier");
        bench.settle();
        assertThat(bench.read("apps/Ferry/Lantern.json")).contains("lights the pier");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoFilesWithIdsSwapTheirPaths(boolean live) {
        work(live, () -> {
            swap("apps/Ferry", "apps/Lantern");
            bench.move("apps/Ferry/Lantern.json", "apps/Ferry/Ferry.json");
            bench.move("apps/Lantern/Ferry.json", "apps/Lantern/Lantern.json");
        });
        sent();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoFilesWithoutIdsSwapTheirPaths(boolean live) {
        anonymous("id");
        work(live, () -> {
            swap("apps/Ferry", "apps/Lantern");
            bench.move("apps/Ferry/Lantern.json", "apps/Ferry/Ferry.json");
            bench.move("apps/Lantern/Ferry.json", "apps/Lantern/Lantern.json");
        });
        sent();
    }

    @Test
    void aSwapIsToldInTwoHalves() {
        anonymous("id");
        var disk = bench.disk();
        disk.move(Bench.ROOT.resolve("apps/Ferry"), Bench.ROOT.resolve("apps/Between"));
        disk.move(Bench.ROOT.resolve("apps/Lantern"), Bench.ROOT.resolve("apps/Ferry"));
        disk.move(Bench.ROOT.resolve("apps/Between"), Bench.ROOT.resolve("apps/Lantern"));
        disk.move(Bench.ROOT.resolve("apps/Ferry/Lantern.json"), Bench.ROOT.resolve("apps/Ferry/Ferry.json"));
        disk.move(Bench.ROOT.resolve("apps/Lantern/Ferry.json"), Bench.ROOT.resolve("apps/Lantern/Lantern.json"));
        bench.watcher().report("apps/Ferry");
        bench.pass(500);
        bench.watcher().report("apps/Lantern");
        bench.settle();
        sent();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anotherFileTakesThePathOfOneThatNamesItself(boolean live) {
        anonymous();
        strip(Harbour.SEAT, "id");
        bench.settle();
        work(live, () -> {
            bench.move("apps/Lantern", "apps/Torch");
            bench.move("apps/Seat", "apps/Lantern");
            bench.move("apps/Lantern/Seat.json", "apps/Lantern/Lantern.json");
        });
        sent();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aNewFileAtThePathOfOneThatNamesItselfIsNotThatOne(boolean live) {
        work(live, () -> {
            bench.move("apps/Lantern", "apps/Torch");
            bench.write(Harbour.LANTERN, "{ \"name\": \"New\", \"props\": {} }\n");
        });
        namedByTheirFiles = false;
        assertThat(bench.status().notes()).anyMatch(note -> note.contains(Harbour.LANTERN) && note.contains("claims"));
        sent();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCopyOverAnotherFileIsAnEditOfThatOne(boolean live) {
        anonymous("id");
        work(live, () -> bench.write(Harbour.SEAT, bench.read(Harbour.FERRY)));
        assertThat(bench.world().hasBlueprint("Seat")).isTrue();
        assertThat(bench.takeMutations()).containsExactly("blueprint_modify Seat");
    }

    private void swap(String one, String other) {
        bench.move(one, "apps/Between");
        bench.move(other, one);
        bench.move("apps/Between", other);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void onlyTheCaseOfAFolderAndItsFileChanges(boolean live) {
        anonymous("id");
        work(live, () -> {
            bench.move("apps/Lantern", "apps/lantern");
            bench.move("apps/lantern/Lantern.json", "apps/lantern/lantern.json");
        });
        sent();
        bench.world().edit("Lantern", "desc", "lights the pier");
        bench.settle();
        sent();
        assertThat(bench.has("apps/Lantern")).isFalse();
    }

    /** A variant in the folder of its root, both without an id in their files if wanted. */
    private void variant(boolean ids) {
        bench.write("apps/Lantern/Dim.json", """
                { "id": "Lantern__Dim", "name": "Dim", "createdAt": "2026-03-03T08:00:00.000Z", "scope": "Lantern",
                  "props": { "glow": 0.1 } }
                """);
        bench.settle();
        if (!ids) {
            anonymous("id");
            strip("apps/Lantern/Dim.json", "id");
            bench.settle();
        }
        assertInSync();
        bench.takeMutations();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theFolderOfVariantsItsRootAndAVariantAreRenamed(boolean ids) {
        variant(ids);
        work(ids, () -> {
            bench.move("apps/Lantern", "apps/Torch");
            bench.move("apps/Torch/Lantern.json", "apps/Torch/Z.json");
            bench.move("apps/Torch/Dim.json", "apps/Torch/Torch.json");
        });
        sent();
        bench.replace("apps/Torch/lib/glow.js", "n.length", "n.length + 1");
        bench.settle();
        assertInSync();
        assertThat(bench.world().blueprint("Lantern__Dim").path("scriptRef").asText())
                .isEqualTo("Lantern");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aVariantsFileMovedAloneBecomesAVariantOfTheOtherApp(boolean ids) {
        variant(ids);
        namedByTheirFiles = false; // its scope is that of its new root, whatever its file says
        work(ids, () -> bench.move("apps/Lantern/Dim.json", "apps/Ferry/Dim.json"));
        sent("blueprint_modify Lantern__Dim", "blueprint_modify Lantern__Dim");
        assertThat(bench.world().blueprint("Lantern__Dim").path("scriptRef").asText())
                .isEqualTo("Ferry");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRootMovedAloneBecomesAVariantAndTheOneItLeftTheRoot(boolean live) {
        variant(true);
        work(live, () -> bench.move(Harbour.LANTERN, "apps/Ferry/Lantern.json"));
        namedByTheirFiles = false; // its scope is that of its new root, whatever its file says
        assertInSync();
        assertThat(bench.takeMutations()).allMatch(sent -> sent.startsWith("blueprint_modify "));
        assertThat(bench.world().blueprint("Lantern").path("scriptRef").asText())
                .isEqualTo("Ferry");
        assertThat(bench.world()
                        .blueprint("Lantern__Dim")
                        .path("scriptFiles")
                        .path("index.js")
                        .asText())
                .isNotEmpty();
        sent();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRootMovedWithItsScriptsTakesNothingElseAlong(boolean live) {
        work(live, () -> {
            bench.move(Harbour.LANTERN, TORCH);
            bench.move("apps/Lantern/index.js", "apps/Torch/index.js");
            bench.move("apps/Lantern/lib", "apps/Torch/lib");
        });
        sent();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFolderThatArrivesByCopyIsInertWhileItsFilesHaveIds(boolean live) {
        work(live, () -> bench.copy("apps/Lantern", "apps/Torch"));
        assertThat(bench.status().notes())
                .anyMatch(note -> note.contains(TORCH)
                        && note.contains(Harbour.LANTERN)
                        && note.contains("give it an id of its own"));
        sent();
        namedByTheirFiles = false;
        bench.replace(TORCH, "\"author\": \"mira\"", "\"author\": \"ben\"");
        bench.settle();
        sent();
        bench.erase("apps/Lantern");
        bench.settle();
        sent("blueprint_modify Lantern");
        assertThat(bench.status().notes()).noneMatch(note -> note.contains("claims"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFolderThatArrivesByCopyIsANewAppIfItsFilesHaveNoId(boolean live) {
        anonymous("id", "scope");
        work(live, () -> {
            bench.copy("apps/Lantern", "apps/Torch");
            bench.move("apps/Torch/Lantern.json", "apps/Torch/Torch.json");
        });
        sent("blueprint_add Torch");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCopyWithAUidOnlyClaimsTheSameBlueprint(boolean live) {
        anonymous("id");
        json(Harbour.LANTERN, file -> file.put("uid", "u-lantern"));
        bench.settle();
        work(live, () -> bench.copy("apps/Lantern", "apps/Torch"));
        assertThat(bench.status().notes()).anyMatch(note -> note.contains(TORCH) && note.contains("claims"));
        sent();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoNewAppsWithEqualContentAreTwo(boolean live) {
        work(live, () -> {
            bench.write("apps/One/One.json", "{ \"props\": {} }\n");
            bench.write("apps/Two/Two.json", "{ \"props\": {} }\n");
        });
        sent("blueprint_add One", "blueprint_add Two");
    }

    @Test
    void aRenameOfTheFolderAndOfTheNameInTheWorldMeet() {
        bench.move("apps/Seat", "apps/Chair");
        bench.world().edit("Seat", "name", "Stool");
        bench.settle();
        sent();
        assertThat(bench.read("apps/Chair/Seat.json")).contains("Stool");
    }

    @Test
    void aFolderIsRenamedWhileTheRuntimeIsAway() {
        bench.apart();
        bench.move("apps/Lantern", "apps/Torch");
        bench.replace("apps/Torch/index.js", "last = 3", "last = 4");
        bench.settle();
        bench.world().edit("Lantern", "desc", "lights the pier");
        bench.remote().away(false);
        bench.pass(60_000);
        sent("blueprint_modify Lantern");
        assertThat(bench.read(TORCH)).contains("lights the pier");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileRenamedOntoAnotherTakesItsPlace(boolean live) {
        work(live, () -> bench.move(Harbour.SEAT, Harbour.FERRY));
        bench.assertInSync();
        assertThat(bench.world().hasBlueprint("Ferry")).isFalse();
        assertThat(bench.takeMutations())
                .containsExactlyInAnyOrder("entity_remove boat", "blueprint_remove Ferry", "blueprint_modify Seat");
    }

    @Test
    void aFolderTakenAwayAndBroughtBackUnderAnotherNameOverARestart() {
        anonymous("id");
        bench.disk().move(Bench.ROOT.resolve("apps/Lantern"), Bench.ROOT.resolve("away"));
        bench.watcher().report("apps/Lantern");
        bench.pass(1_000);
        bench.stop();
        bench.disk().move(Bench.ROOT.resolve("away"), Bench.ROOT.resolve("apps/Torch"));
        bench.start();
        sent();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bothSpellingsOfTheSceneAreTheScene(boolean live) {
        assertThat(bench.world().hasBlueprint("$scene")).isTrue();
        String file = bench.disk().files(Bench.ROOT).keySet().stream()
                .filter(path -> path.startsWith("apps/$scene/") && path.endsWith(".json"))
                .findFirst()
                .orElseThrow();
        assertThat(file).isEqualTo("apps/$scene/$scene.json");
        work(live, () -> bench.move(file, "apps/$scene/-scene.json"));
        sent();
        strip("apps/$scene/-scene.json", "id");
        namedByTheirFiles = false;
        bench.settle();
        sent();
    }

    @Test
    void aSceneWithoutIdInTheOtherSpellingIsTheSceneAtAFirstMeeting() {
        Bench fresh = new Bench();
        fresh.write(
                "apps/$scene/-scene.json", "{ \"name\": \"Scene\", \"scene\": true, \"props\": { \"hour\": 7 } }\n");
        fresh.write(
                "world.json",
                "{ \"formatVersion\": 2, \"settings\": {}, \"spawn\": { \"position\": [0, 0, 0],"
                        + " \"quaternion\": [0, 0, 0, 1] }, \"entities\": [] }\n");
        fresh.write("apps/$scene/index.js", "export default () => { 'my scene' }\n");
        fresh.start();
        assertThat(fresh.world().hasBlueprint("$scene__-scene")).as(fresh.log()).isFalse();
        assertThat(fresh.world().blueprint("$scene").path("props").path("hour").asInt())
                .as(fresh.log())
                .isEqualTo(7);
        assertThat(fresh.has("apps/$scene/$scene.json")).isFalse();
    }

    @Test
    void aFolderMovedIntoAnotherAppIsNoDeletion() {
        bench.move("apps/Seat", "apps/Ferry/Seat");
        bench.settle();
        assertThat(bench.world().hasBlueprint("Seat")).isTrue();
        assertThat(bench.world().hasEntity("stool")).isTrue();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.status().held()).anyMatch(held -> held.reason().contains("apps/Ferry/Seat/Seat.json"));
        bench.move("apps/Ferry/Seat", "apps/Seat");
        bench.settle();
        sent();
    }

    @Test
    void manyAppsUnpackedBeforeTheirWatchesExist() {
        for (int i = 0; i < 5; i++) {
            for (Map.Entry<String, String> file : Map.of(
                            "New" + i + ".json",
                            "{ \"props\": { \"n\": " + i + " } }\n",
                            "index.js",
                            "export default () => { 'new' }\n",
                            "lib/deep/er.js",
                            "export const n = " + i + "\n")
                    .entrySet()) {
                bench.disk().install(Bench.ROOT.resolve("apps/New" + i + "/" + file.getKey()), file.getValue());
            }
        }
        bench.watcher().report("apps/New0");
        bench.settle();
        bench.pass(60_000);
        sent(
                "blueprint_add New0",
                "blueprint_add New1",
                "blueprint_add New2",
                "blueprint_add New3",
                "blueprint_add New4");
    }
}
