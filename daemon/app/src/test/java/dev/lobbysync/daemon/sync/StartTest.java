package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How the first meeting of a project and a world goes (PROTOCOL 8.2). */
class StartTest {
    private final Bench bench = new Bench();

    @Test
    void emptyProjectBecomesACloneOfTheWorld() {
        bench.world()
                .app(
                        "Lantern",
                        Map.of(
                                "index.js",
                                "import '@shared/math.js'\nexport default () => {}\n",
                                "@shared/math.js",
                                "export const a = 1\n"));
        bench.world().edit("Lantern", "model", bench.world().asset("lantern model", "lantern.glb"));
        bench.world().place("lamp", "Lantern");
        bench.world().prop("lamp", "glow", 0.25);
        bench.world().setting("title", "Harbour");
        bench.world().spawn(1, 2, 3);
        bench.start();
        bench.assertInSync();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.has("shared/math.js")).isTrue();
        assertThat(bench.row("lamp")).isNotNull();
    }

    @Test
    void projectFillsAFreshWorld() {
        Harbour.project(bench);
        bench.start();
        bench.assertInSync();
        assertThat(bench.world().blueprint("Lantern").path("scriptFiles").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("index.js", "lib/glow.js", "@shared/math.js");
        assertThat(bench.conflicts()).isEmpty();
    }

    @Test
    void projectsOwnSceneReplacesTheBuiltInOneWithoutDoubling() {
        Harbour.project(bench);
        bench.write("apps/$scene/$scene.json", """
                { "name": "Scene", "createdAt": "2026-03-01T08:00:00.000Z", "model": "assets/quay.glb", "scene": true,
                  "unique": true, "preload": true, "keep": true, "props": { "hour": 7 } }
                """);
        bench.write("apps/$scene/index.js", "export default () => { 'my scene' }\n");
        bench.write("assets/quay.glb", "quay");
        bench.replace("world.json", "\"entities\": [", "\"entities\": [" + Harbour.row("ground", "$scene") + ",");
        bench.start();
        bench.assertInSync();
        assertThat(bench.runtime().world().state().entities().values())
                .filteredOn(entity -> entity.path("blueprint").asText().equals("$scene"))
                .hasSize(1);
        assertThat(bench.world().blueprint("$scene").path("props").path("hour").asInt())
                .isEqualTo(7);
    }

    @Test
    void builtInContentGivesWayHoweverFewDeletionsAreMany() {
        bench.guards(1, 0);
        projectsOwnSceneReplacesTheBuiltInOneWithoutDoubling();
        assertThat(bench.status().guard()).isNull();
        assertThat(bench.takeMutations()).anyMatch(mutation -> mutation.contains("remove"));
    }

    @Test
    void emptyProjectAndDefaultWorldLayOutAProject() {
        bench.start();
        bench.assertInSync();
        assertThat(bench.has("world.json")).isTrue();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.disk().files(Bench.ROOT).keySet()).anyMatch(path -> path.startsWith("apps/$scene/"));
    }

    @Test
    void restartWithUnchangedStateTouchesNothing() {
        Harbour.project(bench);
        bench.start();
        bench.assertInSync();
        bench.stop();
        bench.start();
        bench.stop();
        bench.takeMutations();
        var before = bench.disk().fingerprint(Bench.ROOT);
        long calls = bench.disk().calls();
        long remoteCalls = bench.remote().faults().mutations();
        bench.start();
        bench.assertInSync();
        bench.pass(120_000);
        bench.stop();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.disk().fingerprint(Bench.ROOT)).isEqualTo(before);
        assertThat(bench.disk().calls()).isEqualTo(calls);
        assertThat(bench.remote().faults().mutations()).isEqualTo(remoteCalls);
    }

    @Test
    void firstRestartWritesNothingEither() {
        Harbour.project(bench);
        bench.start();
        bench.stop();
        bench.takeMutations();
        var before = bench.disk().fingerprint(Bench.ROOT);
        bench.start();
        bench.stop();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.disk().fingerprint(Bench.ROOT)).isEqualTo(before);
    }

    @Test
    void whatWasAgreedBeforeIsStillAgreedWhenTheRuntimeIsAwayAtTheNextStart() {
        Harbour.project(bench);
        bench.start();
        bench.stop();
        List<SyncStatus> seen = new ArrayList<>();
        bench.remote().faults().before("connect", () -> seen.add(bench.status()));
        bench.start();
        assertThat(seen).singleElement().satisfies(status -> assertThat(status.lastSuccessWallMillis())
                .isPositive()
                .isLessThan(bench.time().wallMillis()));
    }
}
