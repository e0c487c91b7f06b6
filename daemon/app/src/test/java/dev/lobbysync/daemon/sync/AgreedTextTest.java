package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import org.junit.jupiter.api.Test;

/** Scripts are merged by lines from the text that was agreed on, though neither side has it any more (ENGINE S8). */
class AgreedTextTest {
    private final Bench bench = Harbour.running();

    private String served(String app, String path) {
        return bench.world().blueprint(app).path("scriptFiles").path(path).asText();
    }

    @Test
    void aScriptMergesByLinesThoughItsOldTextIsOnNeitherSideAnyMore() {
        bench.replace(Harbour.LANTERN_SCRIPT, "middle = 2", "middle = 'AGREED'");
        bench.settle();
        String agreed = bench.read(Harbour.LANTERN_SCRIPT);
        String url = served("Lantern", "index.js");
        bench.stop();
        bench.replace(Harbour.LANTERN_SCRIPT, "first = 1", "first = 'LOCAL'");
        bench.world().script("Lantern", "index.js", agreed.replace("last = 3", "last = 'REMOTE'"));
        assertThat(bench.runtime().assets().remove(url)).isNotNull();
        bench.start();
        bench.assertInSync();
        assertThat(bench.read(Harbour.LANTERN_SCRIPT)).contains("'LOCAL'", "'AGREED'", "'REMOTE'");
    }

    @Test
    void aModuleMergesByLinesThoughItsOldTextIsOnNeitherSideAnyMore() {
        bench.replace(Harbour.MATH, "low = 0", "low = 'AGREED'");
        bench.settle();
        String agreed = bench.read(Harbour.MATH);
        String url = served("Ferry", "@shared/math.js");
        bench.stop();
        bench.replace(Harbour.MATH, "high = 1", "high = 'LOCAL'");
        String theirs = agreed.replace("n => Math", "n => 'REMOTE' && Math");
        bench.world().script("Ferry", "@shared/math.js", theirs);
        bench.world().script("Lantern", "@shared/math.js", theirs);
        assertThat(bench.runtime().assets().remove(url)).isNotNull();
        bench.start();
        bench.assertInSync();
        assertThat(bench.read(Harbour.MATH)).contains("'LOCAL'", "'AGREED'", "'REMOTE'");
    }

    @Test
    void whatBothSidesSayAlikeBesideAQuestionIsTheTextThatLaterEditsAreMergedFrom() {
        bench.apart();
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.world().edit("Lantern", "desc", "REMOTE");
        bench.replace(Harbour.LANTERN_SCRIPT, "middle = 2", "middle = 'AGREED'");
        String agreed = bench.read(Harbour.LANTERN_SCRIPT);
        bench.world().script("Lantern", "index.js", agreed);
        bench.reunite();
        assertThat(bench.conflictFields("blueprint Lantern")).containsExactly("desc");
        String url = served("Lantern", "index.js");
        bench.stop();
        bench.replace(Harbour.LANTERN_SCRIPT, "first = 1", "first = 'MINE'");
        bench.world().script("Lantern", "index.js", agreed.replace("last = 3", "last = 'THEIRS'"));
        assertThat(bench.runtime().assets().remove(url)).isNotNull();
        bench.start();
        assertThat(bench.conflictFields("blueprint Lantern")).as(bench.log()).containsExactly("desc");
    }
}
