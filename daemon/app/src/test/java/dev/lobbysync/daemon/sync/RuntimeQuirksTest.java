package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Peculiarities of runtimes that a client must not walk into (PROTOCOL 11). */
class RuntimeQuirksTest {
    private final Bench bench = Harbour.running();

    @Test
    @DisplayName("item 17: settings that no runtime knows stay in the file")
    void settingsThatTheRuntimeDoesNotKnowAreNeverSent() {
        bench.layout(world -> ((ObjectNode) world.get("settings")).put("gravity", 3));
        bench.settle();
        assertThat(bench.takeMutations()).isEmpty();
        bench.world().setting("title", "REMOTE");
        bench.settle();
        assertThat(bench.json("world.json").path("settings").path("gravity").asInt())
                .isEqualTo(3);
        assertThat(bench.world().entity("lamp")).isNotNull();
        bench.assertInSync();
    }

    @Test
    @DisplayName("item 20: an entity that is gone already is not removed once more")
    void anEntityThatBothSidesRemovedIsNotRemovedAgain() {
        bench.engine().pause();
        bench.pass(1);
        bench.world().remove("boat");
        bench.removeRow("boat");
        bench.engine().resume(false);
        bench.settle();
        bench.assertInSync();
        assertThat(bench.takeMutations()).isEmpty();
    }

    @Test
    @DisplayName("item 21: a variant is sent with the scope of its root")
    void aVariantNamesItsScope() {
        bench.write("apps/Lantern/Small.json", "{ \"id\": \"Lantern__Small\", \"name\": \"Small\" }\n");
        bench.settle();
        bench.assertInSync();
        ObjectNode variant = bench.world().blueprint("Lantern__Small");
        assertThat(variant.path("scriptRef").asText()).isEqualTo("Lantern");
        assertThat(variant.path("scope").asText()).isEqualTo("Lantern");
    }

    @Test
    @DisplayName("item 26: the deploy snapshot of a script change can be found again")
    void theIdOfADeploySnapshotIsOnRecord() {
        bench.replace(Harbour.FERRY_SCRIPT, "app.speed", "app.pace");
        bench.settle();
        bench.assertInSync();
        assertThat(bench.log()).containsPattern("deploy snapshot \\S+ keeps Ferry as the world had it");
    }

    @Test
    @DisplayName("item 25: a removal and a spawn, whose ops bear no name, are recognised by what the world says")
    void opsThatCannotBeNamedAreNoStrangers() {
        bench.remote().faults().loseReply("blueprint_remove");
        bench.remote().faults().loseReply("spawn_set");
        bench.erase("apps/Seat");
        bench.removeRow("stool");
        bench.layout(world -> ((ObjectNode) world.get("spawn"))
                .putArray("position")
                .add(5)
                .add(0)
                .add(5));
        bench.settle();
        bench.pass(60_000);
        bench.assertInSync();
        assertThat(bench.world().hasBlueprint("Seat")).isFalse();
        assertThat(bench.takeMutations().stream()
                        .filter(mutation ->
                                mutation.startsWith("spawn_set") || mutation.startsWith("blueprint_remove")))
                .hasSize(2);
    }
}
