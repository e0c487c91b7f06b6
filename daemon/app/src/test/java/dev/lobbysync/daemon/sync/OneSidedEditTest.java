package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import dev.lobbysync.daemon.testing.Loss;
import dev.lobbysync.protocol.json.Json;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** An edit of one side reaches the other, and moves nothing but its object (DESIGN 1, promise 2). */
class OneSidedEditTest {
    private final Bench bench = Harbour.running();

    private void settlesWith(String... mutations) {
        bench.settle();
        bench.assertInSync();
        assertThat(bench.takeMutations()).containsExactlyInAnyOrder(mutations);
    }

    /** Only these files changed since the picture was taken. */
    private void touchedOnly(Map<String, String> before, String... paths) {
        Map<String, String> after = bench.disk().fingerprint(Bench.ROOT);
        after.keySet().removeIf(path -> path.startsWith(".lobby") || !path.contains("."));
        Map<String, String> was = new java.util.TreeMap<>(before);
        was.keySet().removeIf(path -> path.startsWith(".lobby") || !path.contains("."));
        java.util.Set<String> changed = new java.util.TreeSet<>(after.keySet());
        changed.addAll(was.keySet());
        changed.removeIf(path -> java.util.Objects.equals(after.get(path), was.get(path)));
        assertThat(changed).containsExactlyInAnyOrder(paths);
    }

    private Map<String, String> files() {
        return bench.disk().fingerprint(Bench.ROOT);
    }

    // --- files to world ---

    @Test
    void fieldOfABlueprintFileIsPushed() {
        var before = files();
        bench.replace(Harbour.LANTERN, "lights the quay", "lights the harbour");
        var edited = files();
        settlesWith("blueprint_modify Lantern");
        assertThat(bench.world().blueprint("Lantern").path("desc").asText()).isEqualTo("lights the harbour");
        touchedOnly(before, Harbour.LANTERN);
        touchedOnly(edited);
    }

    @Test
    void metadataEditNeedsNoLock() {
        bench.world().lock("global", 3_600);
        bench.replace(Harbour.LANTERN, "\"glow\": 0.5", "\"glow\": 0.75");
        settlesWith("blueprint_modify Lantern");
    }

    @Test
    void propOfABlueprintFileIsPushed() {
        bench.replace(Harbour.LANTERN, "\"glow\": 0.5", "\"glow\": 0.75");
        settlesWith("blueprint_modify Lantern");
    }

    @Test
    void removedFieldOfABlueprintFileIsPushedAsItsDefault() {
        bench.replace(Harbour.LANTERN, "  \"author\": \"mira\",\n", "");
        settlesWith("blueprint_modify Lantern");
        assertThat(bench.world().blueprint("Lantern").path("author").isNull()).isTrue();
    }

    @Test
    void removedPropOfABlueprintFileIsPushed() {
        bench.replace(Harbour.LANTERN, "    \"color\": \"amber\",\n", "");
        settlesWith("blueprint_modify Lantern");
        assertThat(bench.world().blueprint("Lantern").path("props").has("color"))
                .isFalse();
    }

    @Test
    void scriptEditIsPushedWithOneCommand() {
        bench.replace(Harbour.GLOW, "n.length", "n.length + 1");
        settlesWith("blueprint_modify Lantern");
    }

    @Test
    void addedAndRemovedScriptsArePushed() {
        bench.write("apps/Lantern/lib/new.js", "export const n = 1\n");
        settlesWith("blueprint_modify Lantern");
        bench.erase("apps/Lantern/lib/new.js");
        settlesWith("blueprint_modify Lantern");
        assertThat(bench.world().blueprint("Lantern").path("scriptFiles").has("lib/new.js"))
                .isFalse();
    }

    @Test
    void sharedModuleEditIsPushedToEachImporter() {
        bench.replace(Harbour.MATH, "high = 1", "high = 2");
        settlesWith("blueprint_modify Lantern", "blueprint_modify Ferry");
        assertThat(bench.log()).contains("push blueprint Ferry: a shared module that it imports changed");
    }

    @Test
    void newlyImportedModuleJoinsTheSet() {
        bench.write("shared/wave.js", "export const wave = 1\n");
        bench.replace(Harbour.FERRY_SCRIPT, "export default", "import { wave } from '@shared/wave.js'\nexport default");
        settlesWith("blueprint_modify Ferry");
        assertThat(bench.world().blueprint("Ferry").path("scriptFiles").has("@shared/wave.js"))
                .isTrue();
    }

    @Test
    void noLongerImportedModuleStaysInTheSet() {
        bench.replace(Harbour.FERRY_SCRIPT, "import { clamp } from '@shared/math.js'\n", "const clamp = n => n\n");
        settlesWith("blueprint_modify Ferry");
        bench.replace(Harbour.MATH, "high = 1", "high = 2");
        settlesWith("blueprint_modify Lantern", "blueprint_modify Ferry");
    }

    @Test
    void replacedAssetIsUploaded() {
        bench.write("assets/lantern.glb", "a better lantern");
        settlesWith("blueprint_modify Lantern");
    }

    @Test
    void newAppIsAddedWithItsEntity() {
        bench.write("apps/Buoy/Buoy.json", "{ \"name\": \"Buoy\", \"props\": { \"red\": true } }\n");
        bench.write("apps/Buoy/index.js", "export default () => {}\n");
        bench.replace("world.json", "\"entities\": [", "\"entities\": [" + Harbour.row("buoy1", "Buoy") + ",");
        settlesWith("blueprint_add Buoy", "entity_add buoy1");
    }

    @Test
    void entityRowsAreAddedChangedAndRemoved() {
        bench.replace("world.json", "\"entities\": [", "\"entities\": [" + Harbour.row("lamp2", "Lantern") + ",");
        settlesWith("entity_add lamp2");
        bench.layoutRow("lamp2", row -> row.putArray("position").add(5).add(0).add(5.5));
        settlesWith("entity_modify lamp2");
        bench.removeRow("lamp2");
        settlesWith("entity_remove lamp2");
        assertThat(bench.world().hasEntity("lamp2")).isFalse();
    }

    @Test
    void entityPropsArePushed() {
        bench.layoutRow("lamp", row -> ((ObjectNode) row.get("props")).put("glow", 1));
        settlesWith("entity_modify lamp");
        bench.layoutRow("lamp", row -> ((ObjectNode) row.get("props")).remove("glow"));
        settlesWith("entity_modify lamp");
    }

    @Test
    void settingsAndSpawnArePushed() {
        bench.layout(world -> {
            ((ObjectNode) world.get("settings")).put("title", "Port").put("voice", "global");
            ((ObjectNode) world.get("spawn")).putArray("position").add(1).add(2).add(3);
        });
        settlesWith("settings_modify title", "settings_modify voice", "spawn_set");
    }

    @Test
    void removedAppTakesItsEntitiesAndTheirRowsAlong() {
        bench.erase("apps/Seat");
        settlesWith("entity_remove stool", "blueprint_remove Seat");
        assertThat(bench.row("stool")).isNull();
        assertThat(bench.world().hasBlueprint("Seat")).isFalse();
    }

    @Test
    void removedAppWithScriptsGoesAway() {
        bench.erase("apps/Ferry");
        settlesWith("entity_remove boat", "blueprint_remove Ferry");
        assertThat(bench.has("apps/Ferry")).isFalse();
        assertThat(bench.row("boat")).isNull();
    }

    @Test
    void renamedAppFolderWritesNothing() {
        String json = bench.read(Harbour.SEAT);
        bench.erase("apps/Seat");
        bench.write("apps/Chair/Seat.json", json);
        settlesWith();
        assertThat(bench.has("apps/Chair/Seat.json")).isTrue();
        bench.world().edit("Seat", "desc", "four legs");
        settlesWith();
        assertThat(bench.read("apps/Chair/Seat.json")).contains("four legs");
        assertThat(bench.has("apps/Seat")).isFalse();
    }

    @Test
    void editThatTheWatcherMissedIsFoundByTheRescan() {
        bench.disk().install(Bench.ROOT.resolve(Harbour.GLOW), "export const glow = () => 9\n");
        bench.pass(61_000);
        settlesWith("blueprint_modify Lantern");
    }

    @Test
    void variantFileIsAddedAsAVariant() {
        bench.write("apps/Lantern/Dim.json", """
                { "name": "Dim", "createdAt": "2026-03-03T08:00:00.000Z", "scope": "Lantern", "props": { "glow": 0.1 } }
                """);
        settlesWith("blueprint_add Lantern__Dim");
        assertThat(bench.world().blueprint("Lantern__Dim").path("scriptRef").asText())
                .isEqualTo("Lantern");
        bench.replace(Harbour.GLOW, "n.length", "n.length + 1");
        bench.settle();
        bench.assertInSync();
    }

    // --- world to files ---

    @Test
    void fieldOfABlueprintIsWrittenIntoItsFile() {
        var before = files();
        bench.world().edit("Lantern", "desc", "lights the pier");
        settlesWith();
        assertThat(bench.read(Harbour.LANTERN)).contains("\"desc\": \"lights the pier\"");
        touchedOnly(before, Harbour.LANTERN);
    }

    @Test
    void propOfABlueprintIsWrittenIntoItsFile() {
        bench.world().editProp("Lantern", "glow", 0.125);
        settlesWith();
        assertThat(bench.read(Harbour.LANTERN)).contains("\"glow\": 0.125").contains("\"url\": \"assets/icon.png\"");
    }

    @Test
    void clearedFieldOfABlueprintIsWritten() {
        bench.world().edit("Lantern", "author", Json.mapper().nullNode());
        settlesWith();
    }

    @Test
    void fieldThatTheFileNeverHadIsWritten() {
        bench.world().edit("Lantern", "locked", true);
        bench.world().edit("Lantern", "keep", true);
        settlesWith();
        assertThat(bench.json(Harbour.LANTERN).path("locked").asBoolean()).isTrue();
        bench.world().edit("Lantern", "locked", false);
        bench.world().edit("Lantern", "keep", false);
        settlesWith();
    }

    @Test
    void scriptOfTheWorldIsWritten() {
        var before = files();
        bench.world().script("Lantern", "lib/glow.js", "export const glow = () => 7\n");
        settlesWith();
        assertThat(bench.read(Harbour.GLOW)).isEqualTo("export const glow = () => 7\n");
        touchedOnly(before, Harbour.GLOW);
    }

    @Test
    void addedAndRemovedScriptsOfTheWorldAreWritten() {
        bench.world().script("Lantern", "lib/new.js", "export const n = 1\n");
        settlesWith();
        assertThat(bench.has("apps/Lantern/lib/new.js")).isTrue();
        bench.world().removeScript("Lantern", "lib/new.js");
        settlesWith();
        assertThat(bench.has("apps/Lantern/lib/new.js")).isFalse();
    }

    @Test
    void moduleEditedInOneBlueprintReachesFileAndTheOtherImporter() {
        String text = bench.read(Harbour.MATH).replace("high = 1", "high = 3");
        bench.world().script("Ferry", "@shared/math.js", text);
        settlesWith("blueprint_modify Lantern");
        assertThat(bench.read(Harbour.MATH)).isEqualTo(text);
    }

    @Test
    void replacedModelOfTheWorldIsDownloaded() {
        bench.world().edit("Lantern", "model", bench.world().asset("new lantern", "lantern.glb"));
        settlesWith();
    }

    @Test
    void addedAppOfTheWorldIsWritten() {
        bench.world()
                .app(
                        "Buoy",
                        Map.of("index.js", "import '@shared/math.js'\n", "@shared/math.js", bench.read(Harbour.MATH)));
        bench.world().place("buoy1", "Buoy");
        settlesWith();
        assertThat(bench.has("apps/Buoy/index.js")).isTrue();
    }

    @Test
    void variantOfTheWorldIsWrittenBesideItsRoot() {
        bench.world().variant("Lantern__Dim", "Lantern");
        settlesWith();
        assertThat(bench.has("apps/Lantern/Dim.json")).isTrue();
    }

    @Test
    void variantWithAnotherNameIsWrittenBesideItsRoot() {
        bench.world().variant("Lantern_2", "Lantern");
        settlesWith();
        bench.world().removeApp("Lantern_2");
        settlesWith();
        assertThat(bench.has(Harbour.LANTERN_SCRIPT)).isTrue();
    }

    @Test
    void entitiesOfTheWorldAreWritten() {
        bench.world().place("lamp2", "Lantern");
        settlesWith();
        bench.world().move("lamp2", 3, 0, 4.5);
        bench.world().prop("lamp2", "glow", 1);
        settlesWith();
        bench.world().remove("lamp2");
        settlesWith();
        assertThat(bench.row("lamp2")).isNull();
    }

    @Test
    void settingsAndSpawnOfTheWorldAreWritten() {
        var before = files();
        bench.world().setting("title", "Port");
        bench.world().setting("ao", false);
        bench.world().spawn(4, 5, 6);
        settlesWith();
        touchedOnly(before, "world.json");
    }

    @Test
    void appRemovedInTheWorldGoesToTheTrash() {
        bench.write("apps/Ferry/notes.txt", "my notes");
        bench.world().remove("boat");
        bench.world().removeApp("Ferry");
        settlesWith();
        assertThat(bench.has(Harbour.FERRY)).isFalse();
        assertThat(bench.has(Harbour.FERRY_SCRIPT)).isFalse();
        assertThat(bench.has("apps/Ferry/notes.txt")).isTrue();
        assertThat(bench.lies(".lobby/trash", "app.speed = clamp")).isTrue();
    }

    @Test
    void changeThatTheSocketDidNotTellIsFoundByThePoll() {
        bench.remote().hinting(false);
        bench.world().edit("Lantern", "desc", "quiet");
        settlesWith();
    }

    @Test
    void editWhileTheDaemonIsAwayIsSyncedAtTheNextStart() {
        bench.stop();
        bench.write(Harbour.GLOW, "export const glow = () => 9\n");
        bench.world().move("lamp", 9, 9, 9);
        bench.world().edit("Seat", "desc", "from the world");
        bench.start();
        settlesWith("blueprint_modify Lantern");
    }

    @Test
    void whatSaysTheSameInOtherWordsIsNotedNowhere() {
        Map<String, String> before = noted();
        bench.replace(Harbour.SEAT, "\"props\": {}", "\"props\": {\n}");
        bench.settle();
        assertThat(noted()).isEqualTo(before);
    }

    /** An entity has no version; when it was changed is what upstream's tool knows it by (PROTOCOL 7.8). */
    @Test
    void theStateNamesTheRevisionThatWasAgreedOn() {
        bench.world().move("lamp", 3, 0, 0);
        bench.world().editProp("Ferry", "speed", 5);
        bench.settle();
        bench.stop();
        JsonNode objects = bench.json(".lobby/sync-state.json").path("objects");
        assertThat(objects.path("entities").findValuesAsText("lastSyncedRevision"))
                .contains(bench.world().entity("lamp").path("updatedAt").asText());
        assertThat(objects.path("blueprints").findValuesAsText("lastSyncedRevision"))
                .contains(bench.world().blueprint("Ferry").path("version").asText());
    }

    @Test
    void howFarTheFeedWasReadIsNotedNowAndThenAndNotForEachOpThatConcernsNobody() {
        Map<String, String> before = noted();
        bench.world().edit("Ferry", "somethingNew", 0);
        bench.settle();
        assertThat(noted()).isEqualTo(before);
        for (int i = 1; i <= 1_000; i++) {
            bench.world().edit("Ferry", "somethingNew", i);
        }
        bench.settle();
        assertThat(noted()).isNotEqualTo(before);
    }

    private Map<String, String> noted() {
        Map<String, String> files = bench.disk().fingerprint(Bench.ROOT.resolve(".lobby"));
        files.keySet().removeIf(path -> path.startsWith("stat-cache"));
        return files;
    }

    /** The runtime's built-in assets have names that say nothing of their content: what they hold is learned once. */
    @Test
    void anAssetUnderAPlainNameIsTheFileWithItsContentAndIsDownloadedOnce() {
        bench.runtime().assets().put("asset://boat.glb", bench.disk().bytes(Bench.ROOT.resolve("assets/lantern.glb")));
        bench.world().edit("Ferry", "model", "asset://boat.glb");
        bench.settle();
        assertThat(bench.json(Harbour.FERRY).path("model").asText()).isEqualTo("assets/lantern.glb");
        assertThat(bench.has("assets/boat.glb")).isFalse();
        bench.assertInSync();
        AtomicBoolean again = new AtomicBoolean();
        bench.remote().faults().before("download", () -> again.set(true));
        bench.crash(Loss.UNFORCED);
        bench.start();
        bench.world().editProp("Ferry", "speed", 5);
        bench.settle();
        assertThat(again).isFalse();
        bench.assertInSync();
    }
}
