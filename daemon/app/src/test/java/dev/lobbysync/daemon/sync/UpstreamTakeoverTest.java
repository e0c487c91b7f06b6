package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.UpstreamAppServer;
import dev.lobbysync.daemon.testing.UpstreamForm;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.runtime.world.WorldState;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A project that upstream's app-server synced last comes over to this daemon (DESIGN 5, PROTOCOL 7 and 11). */
class UpstreamTakeoverTest {
    private static final String LANTERN = "apps/Lantern/Lantern.json";
    private static final String SCRIPT = "apps/Lantern/index.js";

    private final Bench bench = new Bench();

    @BeforeEach
    void someWorld() {
        bench.world()
                .app(
                        "Lantern",
                        Map.of(
                                "index.js",
                                "import { low } from '@shared/math.js'\nexport default () => low\n",
                                "lib/glow.js",
                                "export const glow = 1\n",
                                "@shared/math.js",
                                "export const low = 0\n"));
        bench.world().edit("Lantern", "model", bench.world().asset("lantern model", "lantern.glb"));
        bench.world().edit("Lantern", "author", "mira");
        ObjectNode icon = Json.object().put("type", "image").put("name", "icon.png");
        bench.world().editProp("Lantern", "icon", icon.put("url", bench.world().asset("icon", "icon.png")));
        bench.world().editProp("Lantern", "glow", 0.5);
        bench.world().app("Crate", Map.of());
        bench.world().app("Market__stall", Map.of("index.js", "export default () => 'stall'\n"));
        bench.world().place("lamp", "Lantern");
        bench.world().move("lamp", 1, 0.25, -2);
        ObjectNode sign = Json.object().put("type", "image").put("name", "sign.png");
        bench.world().prop("lamp", "sign", sign.put("url", bench.world().asset("sign", "sign.png")));
        bench.world().place("box", "Crate");
        bench.world().move("box", 2, 2, 2);
        bench.world().place("stall", "Market__stall");
        bench.world().setting("title", "Harbour");
        bench.world().spawn(1, 2, 3);
    }

    // --- nothing differs ---

    @ParameterizedTest
    @EnumSource(UpstreamForm.class)
    void aProjectThatIsInSyncStartsWithoutARequestOrAChangedByte(UpstreamForm form) {
        upstream(form).leavesProject();
        assertStartsUntouched();
    }

    @ParameterizedTest
    @EnumSource(UpstreamForm.class)
    void theOtherSpellingOfTheSceneIsAsGood(UpstreamForm form) {
        upstream(form).withPlainScene().leavesProject();
        assertStartsUntouched();
    }

    @ParameterizedTest
    @EnumSource(UpstreamForm.class)
    void aLayoutThatUpstreamMergedIsTakenAsItIs(UpstreamForm form) {
        upstream(form).afterMerge().leavesProject();
        assertStartsUntouched();
    }

    @Test
    void uidsThatChangedSinceSayNothing() {
        upstream(UpstreamForm.R1).leavesProject();
        bench.replace(LANTERN, bench.world().blueprint("Lantern").path("uid").asText(), "an-older-uid");
        ObjectNode baseline = bench.json(".lobby/sync-state.json");
        for (String table : new String[] {"blueprints", "entities"}) {
            ObjectNode aged = Json.object();
            baseline.path("objects").path(table).forEach(entry -> {
                String older = "older-" + entry.path("id").asText();
                aged.set(older, ((ObjectNode) entry).put("uid", older));
            });
            ((ObjectNode) baseline.get("objects")).set(table, aged);
        }
        bench.write(".lobby/sync-state.json", baseline.toString());
        assertStartsUntouched();
    }

    @Test
    void aWorldWithoutACursorYetIsKnownByItsId() {
        upstream(UpstreamForm.R1).leavesProject();
        upstream(UpstreamForm.R1).writesBaseline(false);
        assertStartsUntouched();
    }

    @Test
    void theBasesCountFromThenOnAsOurs() {
        upstream(UpstreamForm.R1).leavesProject();
        bench.start();
        bench.restart();
        bench.takeMutations();
        Map<String, String> before = bench.disk().fingerprint(Bench.ROOT);
        bench.restart();
        bench.stop();
        assertThat(bench.disk().fingerprint(Bench.ROOT)).isEqualTo(before);
        assertThat(bench.takeMutations()).isEmpty();
        ObjectNode state = bench.json(".lobby/sync-state.json");
        state.path("objects")
                .path("blueprints")
                .forEach(entry -> assertThat(entry.path("origin").asText()).isEqualTo("synced"));
    }

    // --- one side was edited while no daemon ran ---

    @ParameterizedTest
    @EnumSource(UpstreamForm.class)
    void whatOnlyTheFilesChangedIsPushed(UpstreamForm form) {
        upstream(form).leavesProject();
        bench.replace(LANTERN, "0.5", "0.75");
        bench.write(SCRIPT, "export default () => 'mine'\n");
        bench.layoutRow("box", row -> row.put("pinned", true));
        bench.layout(world -> ((ObjectNode) world.get("settings")).put("desc", "of files"));
        bench.start();
        bench.assertInSync();
        assertThat(bench.world().blueprint("Lantern").path("props").path("glow").asDouble())
                .isEqualTo(0.75);
        assertThat(bench.world().entity("box").path("pinned").asBoolean()).isTrue();
        assertThat(bench.runtime().world().settings().path("desc").asText()).isEqualTo("of files");
        assertThat(bench.read(SCRIPT)).contains("mine");
    }

    @ParameterizedTest
    @EnumSource(UpstreamForm.class)
    void whatOnlyTheWorldChangedIsWritten(UpstreamForm form) {
        upstream(form).leavesProject();
        bench.world().editProp("Lantern", "glow", 0.9);
        bench.world().script("Lantern", "index.js", "export default () => 'theirs'\n");
        bench.world().set("box", "pinned", true);
        bench.world().setting("desc", "of the world");
        bench.world().spawn(4, 5, 6);
        bench.start();
        bench.assertInSync();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.read(LANTERN)).contains("0.9");
        assertThat(bench.read(SCRIPT)).contains("theirs");
        assertThat(bench.json("world.json").path("settings").path("desc").asText())
                .isEqualTo("of the world");
    }

    @Test
    void whatTheWorldRemovedIsRemoved() {
        upstream(UpstreamForm.R1).leavesProject();
        bench.world().remove("box");
        bench.start();
        bench.assertInSync();
        assertThat(bench.row("box")).isNull();
        assertThat(bench.takeMutations()).isEmpty();
    }

    /** A command of upstream's may have put it into the baseline without anybody ever writing the file (item 30). */
    @Test
    void whatTheFilesLackIsWrittenBackAndNotRemovedFromTheWorld() {
        upstream(UpstreamForm.R1).leavesProject();
        bench.removeRow("box");
        bench.erase("apps/Market");
        bench.start();
        assertThat(bench.world().hasEntity("box")).isTrue();
        assertThat(bench.world().hasBlueprint("Market__stall")).isTrue();
        assertThat(bench.row("box")).isNotNull();
        assertThat(bench.takeMutations()).isEmpty();
    }

    // --- false checkpoints ---

    /** Item 30: a command that connects takes the world for the baseline, over older files. */
    @Test
    void aBaselineThatACommandMovedDoesNotLetOlderFilesWin() {
        upstream(UpstreamForm.R1).leavesProject();
        bench.world().editProp("Lantern", "glow", 0.9);
        bench.world().move("box", 7, 7, 7);
        bench.world().setting("title", "Quay");
        bench.world().spawn(9, 9, 9);
        upstream(UpstreamForm.R1).writesBaseline(true);
        bench.start();
        bench.assertInSync();
        assertThatTheWorldKept(bench);
        assertThat(bench.takeMutations()).isEmpty();
    }

    /** Item 30, with an edit of the files in another place of the same object. */
    @Test
    void anEditOfTheFilesDoesNotCarryAnOlderFieldOverANewerOne() {
        upstream(UpstreamForm.R1).leavesProject();
        bench.world().editProp("Lantern", "glow", 0.9);
        upstream(UpstreamForm.R1).writesBaseline(true);
        bench.replace(LANTERN, "\"mira\"", "\"somebody\"");
        bench.start();
        assertThat(bench.world().blueprint("Lantern").path("props").path("glow").asDouble())
                .isEqualTo(0.9);
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Lantern");
        assertThat(bench.conflictFields("blueprint Lantern")).contains("props.glow");
    }

    /** Item 31: the checkpoint of another world is used after a switch of targets. */
    @Test
    void aBaselineOfAnotherWorldDeletesNothing() {
        upstream(UpstreamForm.R1).leavesProject();
        upstream(UpstreamForm.R1)
                .writesBaseline("another-world", 900L, upstream(UpstreamForm.R1).state());
        bench.world().remove("lamp");
        bench.world().removeApp("Lantern");
        bench.start();
        bench.assertInSync();
        assertThat(bench.has(LANTERN)).isTrue();
        assertThat(bench.world().hasBlueprint("Lantern")).isTrue();
        assertThat(bench.world().hasEntity("lamp")).isTrue();
    }

    /** Item 32: resolving one conflict rebases all others to what the world says. */
    @Test
    void anOpenArtifactsBaseBeatsTheBaseline() {
        UpstreamAppServer upstream = upstream(UpstreamForm.R1);
        upstream.leavesProject();
        ObjectNode base = upstream.normal("box");
        bench.world().move("box", 7, 7, 7);
        bench.layoutRow("box", row -> row.putArray("position").add(1).add(1).add(1));
        ObjectNode local = base.deepCopy();
        local.putArray("position").add(1).add(1).add(1);
        upstream.writesBaseline(true);
        upstream.writesConflict("box1", "entity", "box", base, local, upstream.normal("box"), "position");
        bench.start();
        assertThat(bench.world().entity("box").path("position").path(0).asInt()).isEqualTo(7);
        assertThat(bench.conflicts()).containsOnlyKeys("entity box");
        assertThat(bench.conflict("entity box").id()).isEqualTo("box1");
        assertThat(bench.conflictFields("entity box")).containsExactly("position");
        bench.stop();
        assertThat(bench.json(".lobby/sync-state.json").path("lastConflictSnapshots"))
                .anySatisfy(snapshot -> assertThat(snapshot.path("id").asText()).isEqualTo("s-box1"));
    }

    /** Item 32, where the conflict itself was met without a base. */
    @Test
    void anOpenArtifactWithoutABaseBeatsTheBaselineToo() {
        UpstreamAppServer upstream = upstream(UpstreamForm.R1);
        upstream.leavesProject();
        bench.layoutRow("box", row -> row.putArray("position").add(1).add(1).add(1));
        ObjectNode remote = upstream.normal("box");
        ObjectNode local = remote.deepCopy();
        local.putArray("position").add(1).add(1).add(1);
        upstream.writesConflict("box1", "entity", "box", null, local, remote, "position");
        bench.start();
        assertThat(bench.world().entity("box").path("position").path(0).asInt()).isEqualTo(2);
        assertThat(bench.row("box").path("position").path(0).asInt()).isEqualTo(1);
        assertThat(bench.conflicts()).containsOnlyKeys("entity box");
    }

    /** An open artifact about an object that the baseline does not have. */
    @Test
    void anOpenArtifactsBaseCountsWithoutAnEntry() {
        UpstreamAppServer upstream = upstream(UpstreamForm.R1);
        upstream.leavesProject();
        ObjectNode base = upstream.normal("box");
        bench.world().move("box", 7, 7, 7);
        ObjectNode baseline = bench.json(".lobby/sync-state.json");
        ((ObjectNode) baseline.path("objects").path("entities"))
                .remove(bench.world().entity("box").path("uid").asText());
        bench.write(".lobby/sync-state.json", baseline.toString());
        ObjectNode local = base.deepCopy().put("pinned", true);
        bench.layoutRow("box", row -> row.put("pinned", true));
        upstream.writesConflict("box1", "entity", "box", base, local, upstream.normal("box"), "position");
        bench.start();
        bench.assertInSync();
        assertThat(bench.world().entity("box").path("position").path(0).asInt()).isEqualTo(7);
        assertThat(bench.world().entity("box").path("pinned").asBoolean()).isTrue();
    }

    /** Item 34: what was skipped as a conflict was pushed all the same, and marked as synced. */
    @Test
    void aSkippedConflictThatWasPushedStaysKnown() {
        UpstreamAppServer upstream = upstream(UpstreamForm.R1);
        upstream.leavesProject();
        ObjectNode base = upstream.normal("box");
        ObjectNode theirs = base.deepCopy();
        theirs.putArray("position").add(7).add(7).add(7);
        bench.layoutRow("box", row -> row.putArray("position").add(1).add(1).add(1));
        bench.world().move("box", 1, 1, 1);
        ObjectNode local = upstream.normal("box");
        upstream.writesBaseline(true);
        upstream.writesConflict("box1", "entity", "box", base, local, theirs, "position");
        bench.start();
        // Both sides say the same now: there is nothing left to decide, and the artifact keeps what lost.
        bench.assertInSync();
        assertThat(bench.json(".lobby/conflicts/box1.json").path("remote").path("position"))
                .hasToString("[7,7,7]");
    }

    /** Item 39: killed after the baseline was written and before the file was. */
    @Test
    void aBaselineThatIsAheadOfTheFilesDoesNotLetThemWin() {
        upstream(UpstreamForm.R1).leavesProject();
        bench.world().script("Lantern", "index.js", "export default () => 'theirs'\n");
        bench.world().place("new", "Crate");
        upstream(UpstreamForm.R1).writesBaseline(true);
        bench.start();
        assertThat(bench.world()
                        .blueprint("Lantern")
                        .path("scriptFiles")
                        .path("index.js")
                        .asText())
                .isEqualTo(bench.world().asset("export default () => 'theirs'\n", "index.js"));
        assertThat(bench.world().hasEntity("new")).isTrue();
        assertThat(bench.row("new")).isNotNull();
        bench.assertInSync();
        assertThat(bench.read(SCRIPT)).contains("theirs");
        assertThat(bench.takeMutations()).isEmpty();
    }

    @Test
    void aCursorBeyondTheFeedIsAFirstMeetingThatLosesNothing() {
        upstream(UpstreamForm.R1).leavesProject();
        WorldState then = upstream(UpstreamForm.R1).state();
        upstream(UpstreamForm.R1).writesBaseline(Bench.WORLD, 9_000L, then);
        bench.world().remove("box");
        bench.start();
        bench.assertInSync();
        assertThat(bench.world().hasEntity("box")).isTrue();
    }

    /** Items 40 and 41: an edit that came between the snapshot and the cursor of upstream's baseline. */
    @Test
    void anEditBeforeTheCursorThatTheBaselineMissedIsNoForgottenWork() {
        upstream(UpstreamForm.R1).leavesProject();
        WorldState then = upstream(UpstreamForm.R1).state();
        bench.world().move("box", 7, 7, 7);
        bench.world().edit("Crate", "author", "somebody");
        upstream(UpstreamForm.R1)
                .writesBaseline(
                        Bench.WORLD, bench.runtime().world().changes(0, 1).headCursor(), then);
        bench.start();
        bench.assertInSync();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.row("box").path("position").path(0).asInt()).isEqualTo(7);
        assertThat(bench.read("apps/Crate/Crate.json")).contains("somebody");
    }

    @Test
    void aConflictOfUpstreamsIsStillOneAfterTheNextStarts() {
        anOpenArtifactsBaseBeatsTheBaseline();
        bench.start();
        bench.restart();
        assertThat(bench.world().entity("box").path("position").path(0).asInt()).isEqualTo(7);
        assertThat(bench.conflict("entity box").id()).isEqualTo("box1");
        assertThat(bench.takeMutations()).isEmpty();
        bench.resolve("entity box", Use.LOCAL);
        bench.assertInSync();
        assertThat(bench.world().entity("box").path("position").path(0).asInt()).isEqualTo(1);
    }

    /** What is deleted in the files while everything later is known to them is an edit, not an old file. */
    @Test
    void aPropThatTheFilesDropIsDroppedThoughTheWorldOnceHadNone() {
        bench.world().edit("Lantern", "author", "somebody");
        upstream(UpstreamForm.R1).leavesProject();
        ObjectNode file = bench.json(LANTERN);
        ((ObjectNode) file.get("props")).remove("glow");
        bench.write(LANTERN, file.toPrettyString());
        bench.start();
        bench.assertInSync();
        assertThat(bench.world().blueprint("Lantern").path("props").has("glow")).isFalse();
    }

    // --- ids ---

    @Test
    void aFileWithoutIdIsKnownByItsPathInTheIndex() {
        upstream(UpstreamForm.R1).leavesProject();
        ObjectNode file = bench.json("apps/Market/stall.json");
        file.remove("id");
        bench.write("apps/Market/booth.json", file.toPrettyString());
        bench.erase("apps/Market/stall.json");
        ObjectNode entry = Json.object().put("id", "Market__stall").putNull("uid");
        entry.put("path", "apps/Market/booth.json").putNull("signature");
        ObjectNode index = Json.object().put("formatVersion", 1);
        index.putObject("blueprints").putObject("byId").set("Market__stall", entry);
        index.withObjectProperty("blueprints").putObject("byPath").set("apps/Market/booth.json", entry);
        bench.write(".lobby/blueprint-index.json", index.toPrettyString());
        assertStaysUntouched();
    }

    @Test
    void aFileWithoutIdIsKnownByItsSignatureInTheIndex() {
        upstream(UpstreamForm.R1).leavesProject();
        ObjectNode file = bench.json("apps/Market/stall.json");
        file.remove("id");
        file.remove("uid");
        bench.write("apps/Market/booth.json", file.toPrettyString());
        bench.erase("apps/Market/stall.json");
        ObjectNode entry = Json.object().put("id", "Market__stall").putNull("uid");
        entry.put("path", "apps/Market/stall.json");
        entry.put("signature", "createdAt:" + file.path("createdAt").asText());
        ObjectNode index = Json.object().put("formatVersion", 1);
        index.putObject("blueprints").putObject("byId").set("Market__stall", entry);
        bench.write(".lobby/blueprint-index.json", index.toPrettyString());
        assertStaysUntouched();
    }

    private UpstreamAppServer upstream(UpstreamForm form) {
        return new UpstreamAppServer(bench, form);
    }

    private void assertStartsUntouched() {
        bench.takeMutations();
        assertStaysUntouched();
        assertThat(bench.differences()).isEmpty();
    }

    private void assertStaysUntouched() {
        Map<String, String> before = project();
        bench.start();
        assertThat(bench.status().held()).isEmpty();
        assertThat(bench.conflicts()).isEmpty();
        assertThat(bench.takeMutations()).isEmpty();
        bench.pass(120_000);
        bench.stop();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(project()).isEqualTo(before);
        JsonNode state = bench.json(".lobby/sync-state.json");
        assertThat(state.path("objects").path("blueprints")).hasSize(4);
        assertThat(state.path("objects").path("entities")).hasSize(4);
        assertThat(state.path("world")).hasSize(2);
    }

    private Map<String, String> project() {
        Map<String, String> files = new TreeMap<>(bench.disk().fingerprint(Bench.ROOT));
        files.keySet().removeIf(path -> path.contains(".lobby"));
        return files;
    }

    private static void assertThatTheWorldKept(Bench bench) {
        assertThat(bench.world().blueprint("Lantern").path("props").path("glow").asDouble())
                .isEqualTo(0.9);
        assertThat(bench.world().entity("box").path("position").path(0).asInt()).isEqualTo(7);
        assertThat(bench.runtime().world().settings().path("title").asText()).isEqualTo("Quay");
        assertThat(bench.runtime()
                        .world()
                        .state()
                        .spawn()
                        .path("position")
                        .path(0)
                        .asInt())
                .isEqualTo(9);
    }
}
