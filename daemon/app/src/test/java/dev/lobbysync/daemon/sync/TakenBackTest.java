package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import dev.lobbysync.daemon.testing.Loss;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody takes back an edit that the world has already, while the file does not have the world's edit yet (ENGINE T2). */
class TakenBackTest {
    private final Bench bench = Harbour.running();

    @Test
    void whatIsTakenBackAfterItWasPushedIsTakenBackThoughTheFileCouldNotBeWrittenMeanwhile() {
        bench.apart();
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.world().editProp("Lantern", "glow", 0.875);
        bench.disk()
                .failWith((call, path) ->
                        call.startsWith("create") && path.toString().contains("apps/Lantern/")
                                ? new IOException("No space left on device")
                                : null);
        bench.reunite();
        assertThat(bench.world().blueprint("Lantern").path("desc").asText()).isEqualTo("LOCAL");
        assertThat(bench.read(Harbour.LANTERN)).contains("0.5");
        bench.replace(Harbour.LANTERN, "LOCAL", "lights the quay");
        bench.disk().calm();
        bench.pass(120_000);
        bench.assertInSync();
        assertThat(bench.read(Harbour.LANTERN)).as(bench.log()).contains("lights the quay", "0.875");
    }

    /** An edit of a field of its own, and one of the field that the world edited as well. */
    @ParameterizedTest
    @ValueSource(strings = {"lights the quay", "amber"})
    void whatIsTakenBackAfterItWasPushedIsTakenBackThoughTheDaemonDiedMeanwhile(String value) {
        bench.apart();
        bench.replace(Harbour.LANTERN, value, "LOCAL");
        bench.world().editProp("Lantern", "glow", 0.875);
        bench.remote().faults().crashAt(1, true, () -> {});
        bench.reunite();
        bench.revive(Loss.UNFORCED);
        assertThat(bench.world().blueprint("Lantern").toString()).contains("LOCAL", "0.875");
        bench.replace(Harbour.LANTERN, "LOCAL", value);
        bench.start();
        bench.assertInSync();
        assertThat(bench.read(Harbour.LANTERN)).as(bench.log()).contains(value, "0.875");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aScriptThatIsTakenBackBesideOneThatTheWorldAddedIsTakenBackAsWell(boolean pushOnly) {
        int pushed = 0;
        for (long request = 1; request <= 5; request++) {
            pushed += takenBackAfter(request, pushOnly) ? 1 : 0;
        }
        assertThat(pushed).as("deaths after the push").isPositive();
    }

    /** Whether the world had the edit when the daemon died after that request. */
    private static boolean takenBackAfter(long request, boolean pushOnly) {
        Bench bench = Harbour.running();
        bench.bidirectional(!pushOnly);
        bench.restart();
        bench.apart();
        bench.replace(Harbour.LANTERN_SCRIPT, "first = 1", "first = 'LOCAL'");
        bench.world().script("Lantern", "lib/sky.js", "export const sky = 'REMOTE'\n");
        String before = script(bench);
        bench.remote().faults().crashAt(request, true, () -> {});
        bench.reunite();
        bench.time().kill();
        bench.revive(Loss.UNFORCED);
        boolean pushed = !script(bench).equals(before);
        bench.replace(Harbour.LANTERN_SCRIPT, "first = 'LOCAL'", "first = 1");
        bench.bidirectional(true);
        bench.start();
        bench.settle();
        bench.assertInSync();
        assertThat(bench.read(Harbour.LANTERN_SCRIPT)).as(bench.log()).contains("first = 1\n");
        assertThat(bench.read("apps/Lantern/lib/sky.js")).contains("REMOTE");
        return pushed;
    }

    private static String script(Bench bench) {
        return bench.world()
                .blueprint("Lantern")
                .path("scriptFiles")
                .path("index.js")
                .asText();
    }
}
