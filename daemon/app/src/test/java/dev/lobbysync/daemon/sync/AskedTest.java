package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a person asks a running daemon for, and what they are told. */
class AskedTest {
    private static final long LONG_IDLE = 30_000;

    private final Bench bench = Harbour.running();

    @Test
    void flushCoversWhatTheWorldHasEvenIfNobodyHintedAtIt() {
        bench.pass(LONG_IDLE);
        bench.remote().hinting(false);
        bench.world().editProp("Lantern", "glow", 0.125);
        CompletableFuture<Boolean> flush = bench.engine().flush();
        bench.pass(1);
        assertThat(flush).isCompletedWithValue(true);
        assertThat(bench.json(Harbour.LANTERN).path("props").path("glow").asDouble())
                .isEqualTo(0.125);
    }

    @Test
    void theStatusAfterAFlushIsThatOfNow() {
        bench.replace(Harbour.LANTERN, "\"props\": {", "\"props\": { \"new\": 1,");
        CompletableFuture<SyncStatus> seen = bench.engine().flush().thenApply(drained -> bench.status());
        bench.settle();
        assertThat(seen.join().pending()).isZero();
        assertThat(seen.join().phase().word()).isEqualTo("watching");
    }

    @ParameterizedTest
    @EnumSource(Use.class)
    void aChoiceIsNotedInTheArtifact(Use use) {
        bench.engine().pause();
        bench.pass(1);
        bench.replace(Harbour.LANTERN, "\"props\": {", "\"props\": { \"hue\": 1,");
        bench.world().editProp("Lantern", "hue", 2);
        assertThat(bench.engine().resume(false)).isNotCompleted();
        bench.settle();
        String artifact = bench.conflict("blueprint Lantern").id();
        assertThat(bench.resolve("blueprint Lantern", use).kind()).isEqualTo(SyncEngine.Resolution.Kind.RESOLVED);
        assertThat(bench.read(".lobby/conflicts/" + artifact + ".json"))
                .contains("\"resolvedWith\": \"" + use.word() + "\"");
        assertThat(bench.log()).doesNotContain("closed by itself");
    }

    @Test
    void anOutageIsOneMatterHoweverOftenItIsTriedAgain() {
        bench.remote().away(true);
        bench.remote().dropConnection();
        bench.pass(10 * 60_000);
        assertThat(bench.status().phase().word()).isEqualTo("offline");
        assertThat(bench.log().lines().filter(line -> line.contains("handshake")))
                .hasSizeLessThan(3);
        bench.remote().away(false);
        bench.settle();
        bench.assertInSync();
    }
}
