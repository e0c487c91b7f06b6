package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What looks rather like an accident than like work waits for a person, and everything else flows (DESIGN 6, ENGINE T8). */
class GuardTest {
    private final Bench bench = Harbour.running();

    private void nothingWasRemoved() {
        assertThat(bench.takeMutations()).noneMatch(mutation -> mutation.contains("remove"));
        assertThat(bench.world().hasBlueprint("Lantern")).isTrue();
        assertThat(bench.world().hasEntity("lamp")).isTrue();
    }

    @Test
    void emptiedAppsAreHeldUntilTheyAreBack() {
        var files = bench.disk().files(Bench.ROOT.resolve("apps"));
        bench.erase("apps");
        bench.pass(10 * 60_000);
        nothingWasRemoved();
        assertThat(bench.status().guard()).contains("apps/");
        assertThat(bench.status().held()).isNotEmpty();
        bench.world().setting("title", "flows");
        bench.settle();
        assertThat(bench.json("world.json").path("settings").path("title").asText())
                .isEqualTo("flows");
        files.forEach((path, bytes) -> bench.write("apps/" + path, bytes));
        bench.settle();
        bench.assertInSync();
        assertThat(bench.status().guard()).isNull();
    }

    @Test
    void missingWorldFileIsHeldUntilItIsBack() {
        String text = bench.read("world.json");
        bench.erase("world.json");
        bench.pass(10 * 60_000);
        nothingWasRemoved();
        bench.restart();
        nothingWasRemoved();
        assertThat(bench.status().held()).isNotEmpty();
        bench.write("world.json", text);
        bench.settle();
        bench.assertInSync();
    }

    @Test
    void worldFileWithoutEntitiesIsHeld() {
        bench.layout(world -> ((ArrayNode) world.get("entities")).removeAll());
        bench.settle();
        nothingWasRemoved();
        assertThat(bench.status().guard()).contains("--accept-deletes");
    }

    @Test
    void emptiedProjectRemovesNothing() {
        bench.erase("apps");
        bench.erase("shared");
        bench.erase("assets");
        bench.erase("world.json");
        bench.pass(60_000);
        nothingWasRemoved();
        bench.restart();
        bench.pass(60_000);
        nothingWasRemoved();
    }

    @Test
    void massDeletionWaitsAndGoesOnWhenAccepted() {
        for (int i = 0; i < 10; i++) {
            bench.write("apps/Post" + i + "/Post" + i + ".json", "{ \"name\": \"Post" + i + "\" }\n");
        }
        bench.settle();
        bench.assertInSync();
        bench.takeMutations();
        for (int i = 0; i < 9; i++) {
            bench.erase("apps/Post" + i);
        }
        bench.settle();
        nothingWasRemoved();
        assertThat(bench.status().held()).hasSize(9);
        assertThat(bench.status().guard()).contains("9 of 14 blueprints");
        var accepted = bench.engine().resume(true);
        bench.settle();
        assertThat(accepted.join()).isEqualTo(9);
        bench.assertInSync();
        assertThat(bench.world().hasBlueprint("Post0")).isFalse();
        assertThat(bench.world().hasBlueprint("Post9")).isTrue();
        assertThat(bench.status().guard()).isNull();
    }

    @Test
    void slowDisasterCountsAsWell() {
        for (int i = 0; i < 10; i++) {
            bench.write("apps/Post" + i + "/Post" + i + ".json", "{ \"name\": \"Post" + i + "\" }\n");
        }
        bench.settle();
        bench.takeMutations();
        for (int i = 0; i < 9; i++) {
            bench.erase("apps/Post" + i);
            bench.pass(200);
        }
        bench.settle();
        assertThat(bench.takeMutations().stream().filter(mutation -> mutation.startsWith("blueprint_remove")))
                .hasSizeLessThan(5);
    }

    @Test
    void massDeletionInTheWorldIsHeldToo() {
        for (int i = 0; i < 10; i++) {
            bench.write("apps/Post" + i + "/Post" + i + ".json", "{ \"name\": \"Post" + i + "\" }\n");
        }
        bench.settle();
        bench.remote().away(true);
        bench.settle();
        for (int i = 0; i < 9; i++) {
            bench.world().removeApp("Post" + i);
        }
        bench.remote().away(false);
        bench.settle();
        assertThat(bench.has("apps/Post0/Post0.json")).isTrue();
        assertThat(bench.status().held()).hasSize(9);
        bench.engine().resume(true);
        bench.settle();
        bench.assertInSync();
    }

    @Test
    void filesThatAreAwayForTwoSecondsChangeNothing() {
        var files = bench.disk().files(Bench.ROOT.resolve("apps/Ferry"));
        String layout = bench.read("world.json");
        bench.erase("apps/Ferry");
        bench.removeRow("boat");
        bench.pass(2_000);
        files.forEach((path, bytes) -> bench.write("apps/Ferry/" + path, bytes));
        bench.write("world.json", layout);
        bench.settle();
        bench.assertInSync();
        assertThat(bench.takeMutations()).isEmpty();
    }

    @Test
    void invalidFilesAreNoEdits() {
        String json = bench.read(Harbour.LANTERN);
        String layout = bench.read("world.json");
        bench.write(Harbour.LANTERN, "");
        bench.write("world.json", layout.substring(0, layout.length() / 2));
        bench.settle();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.status().held()).isNotEmpty();
        bench.world().editProp("Ferry", "speed", 9);
        bench.settle();
        assertThat(bench.read(Harbour.FERRY)).contains("9");
        bench.restart();
        assertThat(bench.takeMutations()).isEmpty();
        bench.write(Harbour.LANTERN, json);
        bench.write("world.json", layout);
        bench.settle();
        bench.assertInSync();
    }

    private void posts(int count) {
        for (int i = 0; i < count; i++) {
            bench.write("apps/Post" + i + "/Post" + i + ".json", "{ \"name\": \"Post" + i + "\" }\n");
        }
        bench.settle();
        bench.assertInSync();
        bench.takeMutations();
    }

    /** The next start holds deletions from so many on, and from more than such a part on. */
    private void guards(int deletions, int percent) {
        bench.stop();
        bench.guards(deletions, percent);
        bench.start();
        bench.takeMutations();
    }

    @Test
    void theNumberThatWasSetIsTheFirstThatIsHeld() {
        posts(4);
        guards(2, 0);
        bench.erase("apps/Post0");
        bench.settle();
        assertThat(bench.takeMutations()).containsExactly("blueprint_remove Post0");
        bench.erase("apps/Post1");
        bench.erase("apps/Post2");
        bench.settle();
        nothingWasRemoved();
        assertThat(bench.status().guard()).contains("2 of 7 blueprints");
    }

    @Test
    void thePartThatWasSetMayGoAndNothingMore() {
        posts(6);
        guards(1, 50);
        for (int i = 0; i < 5; i++) {
            bench.erase("apps/Post" + i);
        }
        bench.settle();
        assertThat(bench.takeMutations()).hasSize(5).allMatch(mutation -> mutation.startsWith("blueprint_remove"));
        bench.assertInSync();
        posts(5);
        for (int i = 0; i < 6; i++) {
            bench.erase("apps/Post" + i);
        }
        bench.settle();
        nothingWasRemoved();
        assertThat(bench.status().guard()).contains("6 of 10 blueprints");
    }

    @Test
    void allThreeOfAKindAreHeldHoweverFewDeletionsAreMany() {
        guards(100, 100);
        while (bench.status().entities() > 3) {
            bench.removeRow(
                    bench.json("world.json").path("entities").path(0).path("id").asText());
            bench.settle();
        }
        bench.assertInSync();
        bench.takeMutations();
        bench.layout(world -> ((ArrayNode) world.get("entities")).removeAll());
        bench.settle();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.status().guard()).contains("3 of 3 entities");
    }

    @Test
    void anAppIsHeldWithTheRowsThatWereToGoWithIt() {
        for (int i = 0; i < 8; i++) {
            String row = Harbour.row("seat" + i, "Seat");
            bench.replace("world.json", "\"entities\": [", "\"entities\": [" + row + ",");
        }
        bench.settle();
        bench.assertInSync();
        bench.takeMutations();
        bench.erase("apps/Seat");
        bench.settle();
        nothingWasRemoved();
        assertThat(bench.world().hasBlueprint("Seat")).isTrue();
        assertThat(bench.has("world.json")).isTrue();
        assertThat(bench.row("seat0")).isNotNull();
        bench.engine().resume(true);
        bench.settle();
        bench.assertInSync();
        assertThat(bench.world().hasBlueprint("Seat")).isFalse();
        assertThat(bench.row("seat0")).isNull();
    }

    @Test
    void whileTheWorldFileIsGoneNoNewRowMakesItLookWhole() {
        String text = bench.read("world.json");
        bench.erase("world.json");
        bench.world().place("lamp2", "Lantern");
        bench.world().app("Buoy", Map.of("index.js", "export default () => {}\n"));
        bench.settle();
        bench.pass(60_000);
        assertThat(bench.has("world.json")).isFalse();
        assertThat(bench.has("apps/Buoy/Buoy.json"))
                .as("what is no row is not concerned")
                .isTrue();
        assertThat(bench.status().held())
                .anySatisfy(held -> assertThat(held.key()).isEqualTo(ObjectKey.entity("lamp2")));
        nothingWasRemoved();
        bench.write("world.json", text);
        bench.settle();
        bench.assertInSync();
        assertThat(bench.row("lamp2")).isNotNull();
    }

    @Test
    void whileAllAppsAreGoneNoNewOneMakesThemLookWhole() {
        var files = bench.disk().files(Bench.ROOT.resolve("apps"));
        bench.erase("apps");
        bench.world().app("Buoy", Map.of("index.js", "export default () => {}\n"));
        bench.settle();
        bench.pass(60_000);
        assertThat(bench.has("apps/Buoy/Buoy.json")).isFalse();
        nothingWasRemoved();
        files.forEach((path, bytes) -> bench.write("apps/" + path, bytes));
        bench.settle();
        bench.assertInSync();
        assertThat(bench.has("apps/Buoy/Buoy.json")).isTrue();
    }

    @Test
    void conflictMarkersAreNeverPushed() {
        String script = bench.read(Harbour.GLOW);
        bench.write(
                Harbour.GLOW, "<<<<<<< HEAD\nexport const glow = 1\n=======\nexport const glow = 2\n>>>>>>> theirs\n");
        bench.settle();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.status().held()).isNotEmpty();
        bench.write(Harbour.GLOW, script + "// more\n");
        bench.settle();
        bench.assertInSync();
    }

    @Test
    void vanishedScriptsWaitLikeADeletion() {
        bench.erase(Harbour.LANTERN_SCRIPT);
        bench.erase("apps/Lantern/lib");
        bench.settle();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.status().held()).isNotEmpty();
    }

    @Test
    void nothingMovesWhileGitIsBusy() {
        bench.git().busy("a rebase is in progress");
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.world().editProp("Ferry", "speed", 9);
        bench.settle();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.read(Harbour.FERRY)).doesNotContain("9,");
        assertThat(bench.status().phase().word()).isEqualTo("waiting-for-git");
        bench.git().busy(null);
        bench.settle();
        bench.assertInSync();
    }

    @Test
    void pauseHoldsEverythingUntilResumed() {
        bench.engine().pause();
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.world().editProp("Ferry", "speed", 9);
        bench.settle();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.status().phase().word()).isEqualTo("paused");
        bench.engine().resume(false);
        bench.settle();
        bench.assertInSync();
    }

    @Test
    void heldDeletionsAreToldWithTheThingTheCountAndTheRemedy() {
        bench.erase("apps");
        bench.settle();
        assertThat(bench.status().guard())
                .isEqualTo(
                        "apps/ is missing or empty, but 4 blueprints were synced from it; restore it, or run: gamedev"
                                + " sync resume --accept-deletes");
        assertThat(bench.status().held())
                .allSatisfy(held -> assertThat(held.deletion()).isTrue());
        bench.engine().resume(true);
        bench.settle();
        assertThat(bench.world().hasBlueprint("Seat")).isFalse();
    }

    @Test
    void allOfAKindIsToldWithItsNumber() {
        bench.layout(world -> ((ArrayNode) world.get("entities")).removeAll());
        bench.settle();
        int entities = bench.status().entities();
        assertThat(bench.status().guard())
                .isEqualTo("this would delete " + entities + " of " + entities
                        + " entities in the world; bring them back," + " or run: gamedev sync resume --accept-deletes");
        bench.engine().resume(true);
        bench.settle();
        bench.assertInSync();
        assertThat(bench.world().hasEntity("lamp")).isFalse();
    }

    @Test
    void aMissingWorldFileIsToldWithTheRemedy() {
        bench.erase("world.json");
        bench.settle();
        assertThat(bench.status().guard())
                .startsWith("world.json is missing or empty, but ")
                .endsWith(" entities were synced from it; restore it, or run: gamedev sync resume --accept-deletes");
        assertThat(bench.status().held())
                .filteredOn(held -> held.key().equals(ObjectKey.SETTINGS))
                .singleElement()
                .satisfies(
                        held -> assertThat(held.reason()).isEqualTo("world.json no longer tells it; restore the file"));
    }

    @Test
    void howManyDeletionsAreTooManyCanBeSaid() {
        bench.stop();
        bench.guards(1, 20);
        bench.start();
        bench.erase("apps/Seat");
        bench.removeRow("stool");
        bench.settle();
        assertThat(bench.status().guard()).contains("this would delete 1 of 4 blueprints in the world");
        assertThat(bench.world().hasBlueprint("Seat")).isTrue();
        bench.stop();
        bench.guards(5, 30);
        bench.start();
        bench.assertInSync();
        assertThat(bench.world().hasBlueprint("Seat")).isFalse();
    }

    @Test
    void aProjectThatIsGoneHaltsAndGoesOnWhenItIsBack() {
        bench.disk().move(Bench.ROOT, Bench.ROOT.resolveSibling("elsewhere"));
        bench.watcher().overflow();
        bench.settle();
        assertThat(bench.status().phase().word()).isEqualTo("halted");
        assertThat(bench.status().phase().why())
                .isEqualTo("the directory of the project is gone (" + Bench.ROOT
                        + "), and nothing counts as deleted by that; put it back, then run: gamedev sync resume");
        bench.disk().move(Bench.ROOT.resolveSibling("elsewhere"), Bench.ROOT);
        bench.engine().resume(false);
        bench.settle();
        bench.assertInSync();
        assertThat(bench.takeMutations()).isEmpty();
    }

    @Test
    void anotherWorldAfterAReconnectHaltsAndTellsBoth() {
        bench.runtime().rename("local-other");
        bench.settle();
        assertThat(bench.status().phase().word()).isEqualTo("halted");
        assertThat(bench.status().phase().why())
                .contains("local-other")
                .endsWith("; put it right, then run: gamedev sync resume");
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.runtime().rename(Bench.WORLD);
        bench.pass(60_000);
        assertThat(bench.takeMutations()).isEmpty();
        bench.engine().resume(false);
        bench.settle();
        bench.assertInSync();
    }

    @Test
    void aWrongCodeAfterAReconnectHaltsAndSaysSo() {
        bench.remote().refusesCode(true);
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.settle();
        assertThat(bench.status().phase().word()).isEqualTo("halted");
        assertThat(bench.status().phase().why())
                .isEqualTo("the admin code was refused; check ADMIN_CODE; put it right, then run: gamedev sync resume");
        bench.remote().refusesCode(false);
        bench.engine().resume(false);
        bench.settle();
        bench.assertInSync();
    }

    @Test
    void anEmptyWorldIsToldWithTheNumberAndTheRemedy() {
        bench.runtime().empty();
        bench.settle();
        assertThat(bench.status().phase().why())
                .matches("the runtime serves an empty world, but [0-9]+ objects were synced with it; restore the world,"
                        + " or if it is meant to be new, give it another world id.*");
        assertUntouched(bench.has(Harbour.LANTERN));
    }

    private void assertUntouched(boolean file) {
        assertThat(file).isTrue();
        assertThat(bench.takeMutations()).isEmpty();
    }

    @Test
    void strictStartWithConflictsAppliesNothing() {
        bench.stop();
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.world().edit("Lantern", "desc", "REMOTE");
        bench.replace(Harbour.FERRY, "\"speed\": 4", "\"speed\": 5");
        bench.world().move("lamp", 9, 9, 9);
        bench.takeMutations();
        var before = bench.disk().files(Bench.ROOT);
        bench.strict(true);
        bench.start();
        assertThat(bench.ended()).isEqualTo(SyncEngine.Ended.STRICT_CONFLICTS);
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.disk().files(Bench.ROOT)).usingRecursiveComparison().isEqualTo(before);
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Lantern");
        bench.strict(false);
        bench.start();
        assertThat(bench.differences()).containsOnlyKeys("blueprint Lantern");
    }

    @Test
    void poisonObjectBlocksNobodyElse() {
        bench.write("apps/Bad/Bad.json", "{ \"name\": \"Bad\", \"props\": 7 }\n");
        bench.layoutRow("lamp", row -> row.putArray("position").add("x").add(0).add(0));
        bench.replace(Harbour.FERRY, "\"speed\": 4", "\"speed\": 5");
        bench.settle();
        assertThat(bench.world().blueprint("Ferry").path("props").path("speed").asInt())
                .isEqualTo(5);
        assertThat(bench.world().entity("lamp").path("position").path(0).asInt())
                .isEqualTo(1);
        assertThat(bench.status().held().size() + bench.status().conflicts()).isPositive();
    }
}
