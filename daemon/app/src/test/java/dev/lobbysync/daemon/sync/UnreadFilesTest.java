package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A restart does not read files that are known to agree with the base, and never decides wrongly because of it. */
class UnreadFilesTest {
    private static final String CACHE = ".lobby/stat-cache";

    private final Bench bench = Harbour.running();
    private final List<String> read = new ArrayList<>();

    @BeforeEach
    void stopLongAfterTheFilesWereWritten() {
        bench.pass(60_000);
        bench.restart();
        bench.stop();
        bench.takeMutations();
    }

    private void start() {
        bench.disk().failWith((call, path) -> {
            if (call.equals("read")) {
                read.add(Bench.ROOT.relativize(path).toString());
            }
            return null;
        });
        bench.start();
        bench.disk().failWith(null);
    }

    @Test
    void unchangedBlueprintsAreNotReadAtARestart() {
        start();
        bench.assertInSync();
        assertThat(read).doesNotContain(Harbour.LANTERN, Harbour.FERRY, Harbour.SEAT);
        assertThat(bench.takeMutations()).isEmpty();
    }

    @Test
    void aFileThatWasEditedMeanwhileIsReadAndPushed() {
        bench.replace(Harbour.LANTERN, "amber", "green");
        start();
        bench.assertInSync();
        assertThat(read).contains(Harbour.LANTERN).doesNotContain(Harbour.FERRY);
        assertThat(bench.world().blueprint("Lantern").at("/props/color").asText())
                .isEqualTo("green");
    }

    @Test
    void anUnreadFileTakesInWhatTheWorldChangedMeanwhile() {
        bench.world().edit("Lantern", "desc", "dark");
        start();
        bench.assertInSync();
        assertThat(bench.json(Harbour.LANTERN).path("desc").asText()).isEqualTo("dark");
        assertThat(bench.json(Harbour.LANTERN).at("/props/color").asText()).isEqualTo("amber");
    }

    @Test
    void anUnreadFileTakesInWhatTheWorldChangesLater() {
        start();
        bench.world().edit("Lantern", "desc", "dark");
        bench.settle();
        bench.assertInSync();
        assertThat(bench.json(Harbour.LANTERN).path("desc").asText()).isEqualTo("dark");
    }

    @Test
    void anUnreadFileIsEditedLaterAsEver() {
        start();
        bench.replace(Harbour.LANTERN, "amber", "green");
        bench.settle();
        bench.assertInSync();
        assertThat(bench.world().blueprint("Lantern").at("/props/color").asText())
                .isEqualTo("green");
    }

    @Test
    void aModuleEditedMeanwhileReachesTheImportersThatWereNotEdited() {
        bench.replace(Harbour.MATH, "high = 1", "high = 2");
        start();
        bench.assertInSync();
        assertThat(bench.takeMutations()).isNotEmpty();
    }

    @Test
    void staleEntriesAreIgnoredWhenTheBaseMoved() {
        String cache = bench.read(CACHE);
        bench.write(CACHE, cache.replaceAll("\"[0-9a-f]{64}( [^\"]*)?\",\"(?=[a-z])", "\"another base\",\""));
        assertThat(bench.read(CACHE)).contains("another base");
        start();
        bench.assertInSync();
        assertThat(read).contains(Harbour.LANTERN, Harbour.FERRY, Harbour.SEAT);
        bench.stop();
        assertThat(bench.read(CACHE)).isEqualTo(cache);
    }

    @Test
    void aLostCacheMeansThatEverythingIsReadAgain() {
        bench.erase(CACHE);
        start();
        bench.assertInSync();
        assertThat(read).contains(Harbour.LANTERN, Harbour.FERRY, Harbour.SEAT);
        assertThat(bench.takeMutations()).isEmpty();
    }

    @Test
    void aLostStateMakesAnUnreadFileBeRead() {
        bench.erase(".lobby/sync-state.json");
        start();
        bench.assertInSync();
        assertThat(read).contains(Harbour.LANTERN, Harbour.FERRY, Harbour.SEAT);
    }

    @Test
    void aFileThatCannotBeReadWhenItIsNeededIsTriedAgain() {
        bench.world().edit("Lantern", "desc", "dark");
        List<String> failed = new ArrayList<>();
        bench.disk().failWith((call, path) -> {
            boolean first = call.equals("read") && path.endsWith("Lantern.json") && failed.isEmpty();
            if (first) {
                failed.add(path.toString());
            }
            return first ? new IOException("the disk hiccuped") : null;
        });
        bench.start();
        bench.disk().failWith(null);
        bench.pass(60_000);
        assertThat(failed).hasSize(1);
        bench.assertInSync();
        assertThat(bench.json(Harbour.LANTERN).path("desc").asText()).isEqualTo("dark");
        assertThat(bench.conflicts()).isEmpty();
    }
}
