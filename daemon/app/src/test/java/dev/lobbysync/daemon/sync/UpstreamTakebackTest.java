package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import dev.lobbysync.daemon.testing.UpstreamAppServer;
import dev.lobbysync.daemon.testing.UpstreamEyes;
import dev.lobbysync.daemon.testing.UpstreamForm;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Upstream's app-server can go on where this daemon stopped (PROTOCOL 7 and 8.3). */
class UpstreamTakebackTest {
    private final Bench bench = Harbour.running();

    @Test
    void afterTheFirstSyncItFindsNothingToDo() {
        bench.stop();
        assertNothingToDo();
    }

    @Test
    void afterWorkOnBothSidesItFindsNothingToDo() {
        work();
        bench.assertInSync();
        bench.stop();
        assertNothingToDo();
    }

    @Test
    void afterAnExportOfTheWorldItFindsNothingToDo() {
        Bench clone = new Bench();
        clone.world().app("Lantern", Map.of("index.js", "export default () => {}\n", "@shared/a.js", "export {}\n"));
        clone.world().edit("Lantern", "model", clone.world().asset("model", "lantern.glb"));
        clone.world().place("lamp", "Lantern");
        clone.world().setting("title", "Harbour");
        clone.start();
        clone.assertInSync();
        clone.stop();
        UpstreamEyes eyes = UpstreamEyes.on(clone);
        assertThat(eyes.complaints()).isEmpty();
        assertThat(eyes.doings()).isEmpty();
    }

    @Test
    void anOpenConflictIsOneForItTooAndNothingElseIs() {
        conflict("lamp", "boat");
        bench.stop();
        UpstreamEyes eyes = UpstreamEyes.on(bench);
        assertThat(eyes.complaints()).isEmpty();
        assertThat(eyes.doings()).containsOnlyKeys("entity lamp", "settings");
        assertThat(eyes.doings()).containsEntry("entity lamp", "concurrent position");
        assertThat(bench.json(".lobby/sync-state.json").path("lastConflictSnapshots"))
                .isNotEmpty();
    }

    @Test
    void aResolvedConflictIsOneOfThePast() {
        conflict("lamp", "boat");
        bench.resolve("entity lamp", Use.REMOTE);
        bench.resolve("settings", Use.LOCAL);
        bench.assertInSync();
        bench.stop();
        assertNothingToDo();
        assertThat(bench.json(".lobby/sync-state.json")
                        .path("lastConflictSnapshots")
                        .findValuesAsText("resolvedWith"))
                .contains("remote", "local");
    }

    @Test
    void theStateLiesInOneFileAfterACleanStop() {
        work();
        bench.stop();
        String[] journal = bench.read(".lobby/sync-state.journal").strip().split("\n");
        assertThat(journal).hasSize(1);
        ObjectNode state = bench.json(".lobby/sync-state.json");
        assertThat(state.path("cursor").asLong())
                .isEqualTo(bench.runtime().world().changes(0, 1).headCursor());
    }

    /** Ours, then upstream's, then ours again: what upstream synced meanwhile is not undone. */
    @Test
    void whatUpstreamDidMeanwhileIsKnownWhenTheProjectComesBack() {
        work();
        bench.stop();
        bench.world().editProp("Lantern", "glow", 0.9);
        bench.world().move("boat", 8, 8, 8);
        UpstreamAppServer upstream = new UpstreamAppServer(bench, UpstreamForm.R1);
        upstream.writesBlueprint("Lantern");
        upstream.writesLayout();
        upstream.writesBaseline(true);
        bench.takeMutations();
        bench.start();
        bench.assertInSync();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.world().entity("boat").path("position").path(0).asInt())
                .isEqualTo(8);
        bench.stop();
        assertNothingToDo();
    }

    /** Edits, merges, scripts, modules, adds and removals on both sides. */
    private void work() {
        bench.replace(Harbour.LANTERN, "0.5", "0.75");
        bench.world().editProp("Lantern", "color", "blue");
        bench.settle();
        bench.write(Harbour.FERRY_SCRIPT, "export default () => 'ferry'\n");
        bench.world().script("Lantern", "lib/glow.js", "export const glow = () => 3\n");
        bench.settle();
        bench.replace(Harbour.MATH, "low = 0", "low = -1");
        bench.world().move("lamp", 5, 5, 5);
        bench.layoutRow("boat", row -> row.put("pinned", true));
        bench.settle();
        bench.write("apps/Crate/Crate.json", "{ \"name\": \"Crate\", \"props\": {} }\n");
        bench.layout(world -> world.withArrayProperty("entities")
                .add(world.path("entities")
                        .get(0)
                        .<ObjectNode>deepCopy()
                        .put("id", "box")
                        .put("blueprint", "Crate")));
        bench.world().app("Buoy", Map.of("index.js", "export default () => 'buoy'\n"));
        bench.world().place("buoy", "Buoy");
        bench.world().variant("Lantern__tall", "Lantern");
        bench.settle();
        bench.world().setting("desc", "of the world");
        bench.layout(world -> ((ObjectNode) world.get("settings")).put("title", "of files"));
        bench.world().spawn(1, 1, 1);
        bench.settle();
        bench.removeRow("stool");
        bench.erase("apps/Seat");
        bench.world().remove("buoy");
        bench.settle();
    }

    private void conflict(String both, String one) {
        bench.stop();
        bench.layoutRow(both, row -> row.putArray("position").add(1).add(1).add(1));
        bench.world().move(both, 7, 7, 7);
        bench.world().move(one, 3, 3, 3);
        bench.layout(world -> ((ObjectNode) world.get("settings")).put("title", "of files"));
        bench.world().setting("title", "of the world");
        bench.start();
        assertThat(bench.conflicts()).containsOnlyKeys("entity " + both, "settings");
    }

    private void assertNothingToDo() {
        UpstreamEyes eyes = UpstreamEyes.on(bench);
        assertThat(eyes.complaints()).isEmpty();
        assertThat(eyes.doings()).isEmpty();
    }
}
