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
        CompletableFuture<Flushed> flush = bench.engine().flush();
        bench.pass(1);
        assertThat(flush).isCompletedWithValue(Flushed.SETTLED);
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

    @Test
    void aFlushWhilePausedIsAnsweredAtOnce() {
        bench.engine().pause();
        bench.pass(1);
        bench.replace(Harbour.LANTERN, "amber", "teal");
        assertFlushTells(Flushed.STOPPED, "paused");
    }

    @Test
    void aFlushThatAPauseOvertakesIsAnswered() {
        bench.git().busy("a commit is being written");
        bench.replace(Harbour.LANTERN, "amber", "teal");
        CompletableFuture<Flushed> flush = bench.engine().flush();
        bench.pass(1);
        assertThat(flush).isNotCompleted();
        bench.engine().pause();
        bench.pass(1);
        assertThat(flush).isCompletedWithValue(Flushed.STOPPED);
    }

    @Test
    void aFlushWhileHaltedIsAnsweredAtOnce() {
        bench.runtime().rename("local-other");
        bench.settle();
        assertFlushTells(Flushed.STOPPED, "halted");
    }

    @Test
    void aHaltAnswersWhoeverWaits() {
        bench.remote().away(true);
        bench.remote().dropConnection();
        bench.pass(100);
        CompletableFuture<Flushed> flush = bench.engine().flush();
        bench.pass(1);
        assertThat(flush).as("an outage ends by itself").isNotCompleted();
        bench.runtime().rename("local-other");
        bench.reunite();
        assertThat(flush).isCompletedWithValue(Flushed.STOPPED);
    }

    @Test
    void aFlushWaitsForAGitCommandThatEndsInAMoment() {
        bench.git().busy("a commit is being written");
        bench.replace(Harbour.LANTERN, "amber", "teal");
        CompletableFuture<Flushed> flush = bench.engine().flush();
        bench.pass(300);
        assertThat(flush).isNotCompleted();
        bench.git().busy(null);
        bench.pass(300);
        assertThat(flush).isCompletedWithValue(Flushed.SETTLED);
        bench.assertInSync();
    }

    @Test
    void aFlushDoesNotWaitUntilAMergeIsFinished() {
        bench.git().busy("a merge is not finished");
        bench.replace(Harbour.LANTERN, "amber", "teal");
        CompletableFuture<Flushed> flush = bench.engine().flush();
        bench.pass(1_000);
        assertThat(flush).isCompletedWithValue(Flushed.STOPPED);
        assertFlushTells(Flushed.STOPPED, "waiting-for-git");
        bench.git().busy(null);
        bench.settle();
        bench.assertInSync();
    }

    @Test
    void anEntityInMotionIsAnEditInFlightThatNobodyWaitsFor() {
        bench.world().drag("lamp", 4, 0, 0);
        assertFlushTells(Flushed.SETTLED, "watching");
        assertThat(bench.status().held()).isEmpty();
        assertThat(bench.status().pending()).isOne();
        assertThat(bench.status().moving())
                .singleElement()
                .satisfies(moving -> assertThat(moving.key()).hasToString("entity lamp"))
                .satisfies(moving -> assertThat(moving.reason()).contains("moving"));
        bench.world().drop("lamp", 5, 0, 0);
        assertFlushTells(Flushed.SETTLED, "watching");
        bench.assertInSync();
    }

    private void assertFlushTells(Flushed how, String phase) {
        CompletableFuture<String> told = bench.engine()
                .flush()
                .thenApply(flushed -> flushed + " " + bench.status().phase().word());
        bench.pass(10);
        assertThat(told).isCompletedWithValue(how + " " + phase);
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
        bench.reunite();
        bench.assertInSync();
    }
}
