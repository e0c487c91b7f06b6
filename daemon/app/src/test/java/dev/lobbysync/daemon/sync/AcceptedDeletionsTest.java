package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import org.junit.jupiter.api.Test;

/** What a person accepts of the deletions that were held, and what they do not accept with it (DESIGN 6). */
class AcceptedDeletionsTest {
    private final Bench bench = Harbour.running();

    /** An entity came from the world, and an editor saved the layout without it. */
    private void takenBackBuoy() {
        bench.world().place("buoy", "Seat");
        bench.settle();
        String text = bench.read("world.json");
        bench.removeRow("buoy");
        bench.settle();
        assertThat(bench.conflicts()).containsOnlyKeys("entity buoy");
        assertThat(text).contains("buoy");
        bench.takeMutations();
    }

    private void buoyIsStillAQuestion() {
        bench.engine().resume(true);
        bench.settle();
        assertThat(bench.world().hasEntity("buoy")).isTrue();
        assertThat(bench.conflicts()).containsOnlyKeys("entity buoy");
    }

    @Test
    void acceptedBlueprintsSayNothingAboutAnOutdatedSaveOfTheLayout() {
        for (int i = 0; i < 10; i++) {
            bench.write("apps/Post" + i + "/Post" + i + ".json", "{ \"name\": \"Post" + i + "\" }\n");
        }
        bench.settle();
        takenBackBuoy();
        for (int i = 0; i < 9; i++) {
            bench.erase("apps/Post" + i);
        }
        bench.settle();
        assertThat(bench.status().guard()).contains("9 of 14 blueprints");
        buoyIsStillAQuestion();
        assertThat(bench.world().hasBlueprint("Post0")).isFalse();
        assertThat(bench.world().hasBlueprint("Post9")).isTrue();
    }

    @Test
    void acceptedDeletionsOfTheWorldSayNothingAboutAnOutdatedSave() {
        for (int i = 0; i < 10; i++) {
            bench.world().place("post" + i, "Seat");
        }
        bench.settle();
        takenBackBuoy();
        bench.remote().away(true);
        bench.settle();
        for (int i = 0; i < 10; i++) {
            bench.world().remove("post" + i);
        }
        bench.remote().away(false);
        bench.settle();
        assertThat(bench.status().guard()).contains("entities in the project");
        buoyIsStillAQuestion();
        assertThat(bench.row("post0")).isNull();
    }

    @Test
    void acceptedEntitiesAreAcceptedWithWhatWasCountedAmongThem() {
        takenBackBuoy();
        bench.layout(world -> ((ArrayNode) world.get("entities")).removeAll());
        bench.settle();
        assertThat(bench.status().guard()).contains("entities in the world");
        bench.engine().resume(true);
        bench.settle();
        bench.assertInSync();
        assertThat(bench.world().hasEntity("buoy")).isFalse();
    }
}
