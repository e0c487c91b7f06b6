package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.GitRepo;
import dev.lobbysync.daemon.testing.Harbour;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sync plan} tells what a start would do, and does nothing (DESIGN 7). */
class PlanTest {
    private static final String GLOW = "\"glow\": 0.5";

    private final Bench bench = Harbour.running();

    /** The plan by object, checked to have changed nothing on either side. */
    private Map<String, Forecast.Group> plan(Use prefer) {
        Forecast forecast = forecast(prefer);
        return forecast.items().stream()
                .collect(Collectors.toMap(item -> item.key().toString(), Forecast.Item::group));
    }

    private Forecast forecast(Use prefer) {
        var before = bench.disk().fingerprint(Bench.ROOT);
        long calls = bench.disk().calls();
        bench.takeMutations();
        Forecast forecast = bench.plan(prefer);
        assertThat(bench.disk().fingerprint(Bench.ROOT)).isEqualTo(before);
        assertThat(bench.disk().calls()).isEqualTo(calls);
        assertThat(bench.takeMutations()).isEmpty();
        return forecast;
    }

    @Test
    void inSyncThereIsNothingToDo() {
        bench.stop();
        assertThat(plan(null)).isEmpty();
        assertThat(forecast(null).firstMeeting()).isFalse();
    }

    @Test
    void whatAStartWouldDoIsToldInGroups() {
        bench.stop();
        bench.replace(Harbour.LANTERN, GLOW, "\"glow\": 0.7");
        bench.world().editProp("Ferry", "speed", 6);
        bench.replace(Harbour.SEAT, "\"props\": {}", "\"props\": { \"soft\": true }");
        bench.world().editProp("Seat", "tall", true);
        bench.layoutRow("lamp", row -> row.put("pinned", true));
        bench.world().set("lamp", "pinned", true);
        bench.world().move("boat", 3, 3, 3);
        bench.layoutRow("boat", row -> row.putArray("position").add(4).add(4).add(4));
        bench.removeRow("stool");
        assertThat(plan(null))
                .containsOnly(
                        Map.entry("blueprint Lantern", Forecast.Group.PUSH),
                        Map.entry("blueprint Ferry", Forecast.Group.PULL),
                        Map.entry("blueprint Seat", Forecast.Group.MERGE),
                        Map.entry("entity boat", Forecast.Group.CONFLICT),
                        Map.entry("entity stool", Forecast.Group.DELETION));
        bench.start();
        assertThat(bench.conflicts().keySet()).containsExactly("entity boat");
        assertThat(bench.world().hasEntity("stool")).isFalse();
    }

    @Test
    void aProjectWithoutStateIsPlannedInMemory(@TempDir Path directory) {
        GitRepo repo = new GitRepo(directory);
        repo.commit(bench);
        bench.history(repo.history(bench));
        bench.stop();
        bench.erase(".lobby");
        bench.replace(Harbour.LANTERN, GLOW, "\"glow\": 0.7");
        bench.world().editProp("Ferry", "speed", 6);
        Forecast forecast = forecast(null);
        assertThat(bench.has(".lobby")).isFalse();
        assertThat(forecast.firstMeeting()).isTrue();
        assertThat(plan(null))
                .containsOnly(
                        Map.entry("blueprint Lantern", Forecast.Group.PUSH),
                        Map.entry("blueprint Ferry", Forecast.Group.PULL));
    }

    @Test
    void aPreferenceIsShownInThePlan() {
        bench.stop();
        bench.erase(".lobby");
        bench.replace(Harbour.LANTERN, GLOW, "\"glow\": 0.7");
        assertThat(plan(null)).containsEntry("blueprint Lantern", Forecast.Group.CONFLICT);
        assertThat(plan(Use.LOCAL)).containsEntry("blueprint Lantern", Forecast.Group.PUSH);
        assertThat(plan(Use.REMOTE)).containsEntry("blueprint Lantern", Forecast.Group.PULL);
    }

    @Test
    void aModuleThatTheWorldChangedIsTold() {
        bench.stop();
        bench.world().script("Lantern", "@shared/math.js", "export const clamp = n => n\n");
        assertThat(plan(null)).containsEntry("module @shared/math.js", Forecast.Group.PULL);
    }

    @Test
    void heldDeletionsAreTold() {
        bench.stop();
        bench.erase("world.json");
        Forecast forecast = forecast(null);
        assertThat(forecast.items()).anySatisfy(item -> {
            assertThat(item.key()).isEqualTo(ObjectKey.entity("lamp"));
            assertThat(item.group()).isEqualTo(Forecast.Group.HELD);
            assertThat(item.needsPerson()).isTrue();
        });
    }

    @Test
    void aRunningDaemonTellsWhatWaits() {
        bench.engine().pause();
        bench.settle();
        bench.replace(Harbour.LANTERN, GLOW, "\"glow\": 0.7");
        bench.world().editProp("Ferry", "speed", 6);
        var answer = bench.engine().forecast(null);
        bench.settle();
        assertThat(answer.join().items())
                .extracting(item -> item.key() + " " + item.group())
                .containsExactlyInAnyOrder("blueprint Lantern PUSH", "blueprint Ferry PULL");
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.json(Harbour.FERRY).at("/props/speed").asInt()).isEqualTo(4);
        bench.engine().resume(false);
        bench.settle();
        bench.assertInSync();
    }
}
