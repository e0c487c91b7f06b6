package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import dev.lobbysync.protocol.json.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An entity's state is the runtime's, unless a policy says otherwise (PROTOCOL 7.9, ENGINE S11). */
class EntityStateTest {
    private final Bench bench = Harbour.running();

    /** Restarts with a policy for entity state. */
    private void owner(String who) {
        bench.policy("{\"entities\":{\"state\":\"" + who + "\"}}");
        bench.restart();
        bench.takeMutations();
    }

    private void here(String id, String member, int value) {
        bench.layoutRow(id, row -> row.withObject("/state").put(member, value));
    }

    private void there(String id, String member, int value) {
        bench.world().set(id, "state", Map.of(member, value));
    }

    private void reset(String id) {
        bench.runtime().resetStateQuietly(id);
    }

    private String fileState(String id) {
        ObjectNode row = bench.row(id);
        return row == null ? "no row" : row.path("state").toString();
    }

    private String worldState(String id) {
        JsonNode state = bench.world().entity(id).path("state");
        return Json.text(state);
    }

    @Test
    void byDefaultAChangeOfStateMovesNothingOnEitherSide() {
        here("lamp", "open", 1);
        there("boat", "fuel", 7);
        String file = bench.read("world.json");
        bench.settle();
        bench.restart();
        assertThat(bench.read("world.json")).isEqualTo(file);
        assertThat(worldState("lamp")).isEqualTo("{}");
        assertThat(bench.takeMutations()).isEmpty();
        bench.assertInSync();
    }

    @Test
    void byDefaultAPulledEntityHasAnEmptyState() {
        bench.world().place("crate", "Seat");
        there("crate", "full", 1);
        bench.settle();
        assertThat(fileState("crate")).isEqualTo("{}");
        bench.assertInSync();
    }

    @Test
    void byDefaultAPushOfAnotherFieldLeavesTheStateAlone() {
        there("lamp", "open", 1);
        bench.settle();
        bench.layoutRow("lamp", row -> row.put("pinned", true));
        bench.settle();
        assertThat(worldState("lamp")).isEqualTo("{\"open\":1}");
        assertThat(fileState("lamp")).isEqualTo("{}");
        bench.assertInSync();
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "shared"})
    void byPolicyAnEditOfOneSideGoesToTheOther(String who) {
        owner(who);
        here("lamp", "open", 1);
        there("boat", "fuel", 7);
        bench.settle();
        assertThat(worldState("lamp")).isEqualTo("{\"open\":1}");
        assertThat(fileState("boat")).isEqualTo("{\"fuel\":7}");
        bench.takeMutations();
        bench.restart();
        assertThat(bench.takeMutations()).isEmpty();
        bench.assertInSync();
    }

    @Test
    void sharedStateThatBothSidesEditedInDifferentPlacesMerges() {
        owner("shared");
        bench.apart();
        here("lamp", "open", 1);
        there("lamp", "heat", 2);
        bench.reunite();
        assertThat(worldState("lamp")).isIn("{\"open\":1,\"heat\":2}", "{\"heat\":2,\"open\":1}");
        assertThat(fileState("lamp")).contains("open").contains("heat");
        bench.assertInSync();
    }

    @ParameterizedTest
    @EnumSource(Use.class)
    void sharedStateThatBothSidesEditedDifferentlyIsAConflict(Use use) {
        owner("shared");
        bench.apart();
        here("lamp", "open", 1);
        there("lamp", "open", 2);
        bench.reunite();
        assertThat(bench.conflictFields("entity lamp")).containsExactly("state.open");
        assertThat(fileState("lamp")).isEqualTo("{\"open\":1}");
        assertThat(worldState("lamp")).isEqualTo("{\"open\":2}");
        assertThat(bench.resolve("entity lamp", use).kind()).isEqualTo(SyncEngine.Resolution.Kind.RESOLVED);
        String wanted = use == Use.REMOTE ? "{\"open\":2}" : "{\"open\":1}";
        assertThat(fileState("lamp")).isEqualTo(wanted);
        assertThat(worldState("lamp")).isEqualTo(wanted);
        bench.assertInSync();
    }

    @Test
    void localStateWinsWhereBothSidesEditedIt() {
        owner("local");
        bench.apart();
        here("lamp", "open", 1);
        there("lamp", "open", 2);
        bench.reunite();
        assertThat(fileState("lamp")).isEqualTo("{\"open\":1}");
        assertThat(worldState("lamp")).isEqualTo("{\"open\":1}");
        assertThat(bench.lies(".lobby/trash", "\"open\"")).isTrue();
        bench.assertInSync();
    }

    @Test
    void aRowMayOwnItsStateOtherwiseThanTheProject() {
        bench.layoutRow("lamp", row -> row.put("stateOwnership", "local"));
        bench.layoutRow("boat", row -> row.putObject("sync").put("state", "shared"));
        bench.settle();
        for (String id : new String[] {"lamp", "boat", "stool"}) {
            here(id, "open", 1);
        }
        bench.settle();
        assertThat(worldState("lamp")).isEqualTo("{\"open\":1}");
        assertThat(worldState("boat")).isEqualTo("{\"open\":1}");
        assertThat(worldState("stool")).isEqualTo("{}");
        assertThat(bench.read("world.json")).contains("stateOwnership");
        bench.assertInSync();
    }

    @Test
    void aChangedPolicyIsNoEdit() {
        there("lamp", "open", 1);
        bench.settle();
        bench.world().move("lamp", 3, 0, 0);
        bench.settle();
        owner("shared");
        assertThat(worldState("lamp")).isEqualTo("{\"open\":1}");
        assertThat(fileState("lamp")).isEqualTo("{\"open\":1}");
        bench.assertInSync();
    }

    @Test
    void stateThatTheRuntimeEmptiedWithoutAWordIsPutBack() {
        owner("shared");
        here("lamp", "open", 1);
        bench.settle();
        bench.apart();
        reset("lamp");
        bench.reunite();
        assertThat(fileState("lamp")).isEqualTo("{\"open\":1}");
        assertThat(worldState("lamp")).isEqualTo("{\"open\":1}");
        bench.apart();
        reset("lamp");
        bench.world().move("lamp", 3, 0, 0);
        bench.reunite();
        assertThat(fileState("lamp")).isEqualTo("{\"open\":1}");
        assertThat(worldState("lamp")).isEqualTo("{\"open\":1}");
        bench.assertInSync();
    }

    @Test
    void stateThatAnOperationEmptiedIsEmptiedHereToo() {
        owner("shared");
        here("lamp", "open", 1);
        bench.settle();
        bench.world().set("lamp", "state", Map.of());
        bench.settle();
        assertThat(fileState("lamp")).isEqualTo("{}");
        bench.assertInSync();
    }

    @Test
    void byPolicyAPulledEntityBringsItsState() {
        owner("shared");
        bench.world().place("crate", "Seat");
        there("crate", "full", 1);
        bench.settle();
        assertThat(fileState("crate")).isEqualTo("{\"full\":1}");
        bench.takeMutations();
        bench.restart();
        assertThat(bench.takeMutations()).isEmpty();
        bench.assertInSync();
    }
}
