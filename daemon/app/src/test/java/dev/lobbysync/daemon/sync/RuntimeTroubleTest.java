package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The runtime cleans up, is replaced, loses replies or is away (PROTOCOL 4.4, ENGINE T4 and T6). */
class RuntimeTroubleTest {
    private final Bench bench = Harbour.running();

    @Test
    void blueprintThatTheCleanerTookIsHeldNotDeleted() {
        bench.write("apps/Spare/Spare.json", "{ \"name\": \"Spare\", \"desc\": \"unused\" }\n");
        bench.settle();
        bench.assertInSync();
        bench.runtime().cleanAtBoot("Spare");
        bench.settle();
        bench.pass(60 * 60_000);
        assertThat(bench.has("apps/Spare/Spare.json")).isTrue();
        assertThat(bench.status().held())
                .extracting(waiting -> waiting.key().id())
                .containsExactly("Spare");
        bench.restart();
        assertThat(bench.has("apps/Spare/Spare.json")).isTrue();
        assertThat(bench.status().held())
                .extracting(waiting -> waiting.key().id())
                .containsExactly("Spare");
    }

    @Test
    void blueprintThatTheCleanerTookComesBackWhenEdited() {
        bench.write("apps/Spare/Spare.json", "{ \"name\": \"Spare\", \"desc\": \"unused\" }\n");
        bench.settle();
        bench.runtime().cleanAtBoot("Spare");
        bench.settle();
        bench.replace("apps/Spare/Spare.json", "unused", "wanted");
        bench.settle();
        bench.assertInSync();
        assertThat(bench.world().hasBlueprint("Spare")).isTrue();
    }

    @Test
    void blueprintThatTheCleanerTookGoesWhenItsFilesGo() {
        bench.write("apps/Spare/Spare.json", "{ \"name\": \"Spare\", \"desc\": \"unused\" }\n");
        bench.settle();
        bench.runtime().cleanAtBoot("Spare");
        bench.settle();
        bench.erase("apps/Spare");
        bench.settle();
        bench.assertInSync();
    }

    @Test
    void emptyWorldHaltsAndGoesOnWhenItIsBack() {
        var backup = bench.runtime().backup();
        bench.runtime().empty();
        bench.settle();
        assertThat(bench.status().phase().word()).isEqualTo("halted");
        assertThat(bench.has(Harbour.LANTERN)).isTrue();
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.pass(60_000);
        assertThat(bench.takeMutations()).isEmpty();
        bench.runtime().restore(backup);
        bench.engine().resume(false);
        bench.settle();
        bench.assertInSync();
    }

    @Test
    void emptyWorldAtStartHalts() {
        bench.stop();
        bench.runtime().empty();
        bench.start();
        assertThat(bench.status().phase().word()).isEqualTo("halted");
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.has(Harbour.LANTERN)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "blueprint_modify",
                "entity_modify",
                "entity_add",
                "entity_remove",
                "settings_modify",
                "spawn_set",
                "blueprint_remove",
                "blueprint_add"
            })
    void lostReplyHasOneEffect(String call) {
        bench.remote().faults().loseReply(call);
        long head = bench.runtime().world().head();
        workload();
        bench.settle();
        bench.settle();
        bench.assertInSync();
        assertThat(bench.runtime().world().head() - head)
                .as("ops\n" + bench.log())
                .isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "blueprint_modify",
                "entity_modify",
                "entity_add",
                "entity_remove",
                "settings_modify",
                "spawn_set",
                "blueprint_remove",
                "blueprint_add",
                "upload",
                "lock",
                "deploy_snapshot",
                "changes",
                "blueprint",
                "connect"
            })
    void lostRequestIsRepeated(String call) {
        bench.remote().faults().loseRequest(call);
        long head = bench.runtime().world().head();
        workload();
        bench.settle();
        bench.settle();
        bench.settle();
        bench.assertInSync();
        assertThat(bench.runtime().world().head() - head)
                .as("ops\n" + bench.log())
                .isEqualTo(9);
    }

    /** One command of each kind: nine in all, blueprint_modify twice. */
    private void workload() {
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.replace(Harbour.FERRY_SCRIPT, "app.speed =", "app.pace =");
        bench.write("apps/Buoy/Buoy.json", "{ \"name\": \"Buoy\" }\n");
        bench.erase("apps/Seat");
        bench.layout(world -> {
            ((ObjectNode) world.get("settings")).put("title", "Port");
            ((ObjectNode) world.get("spawn")).putArray("position").add(1).add(2).add(3);
        });
        bench.replace("world.json", "\"entities\" : [", "\"entities\": [" + Harbour.row("lamp2", "Lantern") + ",");
        bench.layoutRow("lamp", row -> row.put("pinned", true));
    }

    @Test
    void lostReplyIsNotTakenForSomebodysEdit() {
        bench.remote().faults().loseReply("entity_modify");
        bench.layoutRow("lamp", row -> row.putArray("position").add(5).add(5).add(5));
        bench.pass(50);
        bench.layoutRow("lamp", row -> row.putArray("position").add(6).add(6).add(6));
        bench.settle();
        bench.assertInSync();
        assertThat(bench.world().entity("lamp").path("position").path(0).asInt())
                .isEqualTo(6);
    }

    @Test
    void lockOfSomebodyElseDelaysScriptsOnly() {
        bench.world().lock("Lantern", 120);
        bench.replace(Harbour.GLOW, "n.length", "n.length + 1");
        bench.replace(Harbour.FERRY, "\"speed\": 4", "\"speed\": 5");
        bench.layoutRow("lamp", row -> row.put("pinned", true));
        bench.pass(5_000);
        assertThat(bench.world().blueprint("Ferry").path("props").path("speed").asInt())
                .isEqualTo(5);
        assertThat(bench.world().entity("lamp").path("pinned").asBoolean()).isTrue();
        assertThat(bench.status().failing()).extracting(w -> w.key().id()).containsExactly("Lantern");
        assertThat(bench.status().failing().get(0).reason()).contains("lock").contains("mira");
        long attempts = bench.telemetry().lines().stream()
                .filter(line -> line.startsWith("hold blueprint Lantern"))
                .count();
        assertThat(attempts).isBetween(1L, 8L);
        bench.pass(200_000);
        bench.assertInSync();
    }

    @Test
    void metadataOfALockedAppIsPushedWhileItsScriptsWait() {
        bench.world().lock("Lantern", 120);
        bench.replace(Harbour.GLOW, "n.length", "n.length + 1");
        bench.settle();
        bench.replace(Harbour.SEAT, "\"props\": {}", "\"props\": { \"legs\": 4 }");
        bench.settle();
        assertThat(bench.world().blueprint("Seat").path("props").has("legs")).isTrue();
        bench.pass(200_000);
        bench.assertInSync();
    }

    @Test
    void editsPileUpWhileTheRuntimeIsAway() {
        bench.apart();
        assertThat(bench.status().phase().word()).isEqualTo("offline");
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.pass(24 * 60 * 60_000L);
        bench.remote().away(false);
        bench.pass(15_000);
        bench.assertInSync();
    }

    @Test
    void aRuntimeThatAsksToWaitIsNotAskedBefore() {
        bench.remote().away(true);
        bench.remote().asksToWait(120_000);
        bench.pass(30_000);
        bench.remote().away(false);
        bench.pass(80_000);
        assertThat(bench.status().phase().word()).isEqualTo("offline");
        bench.pass(30_000);
        bench.assertInSync();
    }

    @Test
    void entityInMotionIsNotWritten() {
        var before = bench.disk().fingerprint(Bench.ROOT).get("world.json");
        for (int i = 0; i < 20; i++) {
            bench.world().drag("lamp", i, 0, 0);
            bench.pass(500);
        }
        assertThat(bench.disk().fingerprint(Bench.ROOT).get("world.json")).isEqualTo(before);
        bench.world().drop("lamp", 21, 0, 0);
        bench.settle();
        bench.assertInSync();
    }

    @Test
    void entityLeftInMotionIsWrittenAfterHalfAMinute() {
        bench.world().drag("lamp", 4, 0, 0);
        bench.pass(29_000);
        assertThat(bench.row("lamp").path("position").path(0).asInt()).isEqualTo(1);
        bench.pass(15_000);
        assertThat(bench.row("lamp").path("position").path(0).asInt()).isEqualTo(4);
    }

    @Test
    void changeThatNoOpTellsOfIsFoundByTheFullCompare() {
        bench.remote().hinting(false);
        bench.runtime().loseEntityQuietly("lamp");
        bench.pass(16 * 60_000);
        bench.assertInSync();
        assertThat(bench.world().hasEntity("lamp")).isTrue();
    }

    @Test
    void otherWorldUnderTheSameAddressHalts() {
        bench.runtime().rename("local-other");
        bench.settle();
        assertThat(bench.status().phase().word()).isEqualTo("halted");
        assertThat(bench.takeMutations()).isEmpty();
    }

    @Test
    void unknownConflictIsSaidToBeUnknown() {
        var answer = bench.engine().resolve("nothing", Use.LOCAL);
        bench.pass(10);
        assertThat(answer.join().kind()).isEqualTo(SyncEngine.Resolution.Kind.UNKNOWN);
        assertThat(List.of()).isEmpty();
    }
}
