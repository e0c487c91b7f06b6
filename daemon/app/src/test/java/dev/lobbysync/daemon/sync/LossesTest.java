package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.port.Telemetry;
import dev.lobbysync.daemon.state.FileTrash;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import dev.lobbysync.daemon.testing.TestClock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a step takes away lies in the trash first (DESIGN 3). */
class LossesTest {
    private final Bench bench = Harbour.running();

    /** What lies in the trash, each after the reason that its folder tells. */
    private List<String> kept() throws IOException {
        List<String> kept = new ArrayList<>();
        FileTrash.open(bench.disk(), Bench.ROOT, new TestClock()).list().forEach(batch -> batch.items()
                .forEach(item -> kept.add(batch.reason() + " " + item.file())));
        return kept;
    }

    @Test
    void anAppThatTheFilesNoLongerHaveIsKeptWithItsScriptsHoweverOftenItsRemovalIsTried() throws IOException {
        bench.remote().faults().loseRequest("blueprint_remove");
        bench.remote().faults().loseRequest("blueprint_remove");
        bench.removeRow("lamp");
        bench.erase("apps/Lantern");
        bench.settle();
        bench.assertInSync();
        assertThat(bench.world().hasBlueprint("Lantern")).isFalse();
        assertThat(kept())
                .containsOnlyOnce(
                        "removed values/blueprint-Lantern.remote.json",
                        "removed scripts/index.js",
                        "removed scripts/lib/glow.js")
                .noneMatch(item -> item.contains("~"));
        assertThat(bench.lies(".lobby/trash", "const middle = 2")).isTrue();
    }

    @Test
    void aRowThatGoesBecauseTheWorldRemovedItsEntityIsKept() throws IOException {
        bench.layoutRow("stool", row -> row.withObject("/props").put("color", "SEEN"));
        bench.settle();
        bench.world().remove("stool");
        bench.settle();
        bench.assertInSync();
        assertThat(kept()).containsExactly("removed values/entity-stool.local.json");
        assertThat(bench.lies(".lobby/trash", "SEEN")).isTrue();
    }

    @Test
    void theScriptsThatAQuestionShowedAreKeptWhenTheWorldRemovesTheirApp() {
        String script = bench.read(Harbour.LANTERN_SCRIPT);
        bench.apart();
        bench.replace(Harbour.LANTERN_SCRIPT, "middle = 2", "middle = 'LOCAL'");
        bench.world().script("Lantern", "index.js", script.replace("middle = 2", "middle = 'REMOTE'"));
        bench.reunite();
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Lantern");
        bench.world().remove("lamp");
        bench.world().removeApp("Lantern");
        bench.settle();
        assertThat(bench.lies(".lobby/trash", "middle = 'REMOTE'"))
                .as(bench.log())
                .isTrue();
    }

    @Test
    void whatAPolicyDecidesIsCountedAndWhatLosesIsKeptApartFromWhatIsRemoved() throws IOException {
        bench.policy("{\"blueprints\": {\"props.color\": \"local\"}}");
        bench.restart();
        bench.apart();
        bench.replace(Harbour.LANTERN, "amber", "LOCAL");
        bench.world().editProp("Lantern", "color", "REMOTE");
        bench.world().remove("stool");
        bench.reunite();
        bench.assertInSync();
        assertThat(bench.telemetry().counted(Telemetry.Counter.CONFLICTS_AUTO_RESOLVED))
                .isEqualTo(1);
        assertThat(kept())
                .contains("replaced values/blueprint-Lantern.remote.json", "removed values/entity-stool.local.json")
                .doesNotContain("replaced values/entity-stool.local.json");
    }
}
