package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A text from before our write that git wrote is what somebody asked for; any other is an outdated save (ENGINE S13). */
class SavedByGitTest {
    private static final String LOCK = ".git/index.lock";

    private Bench bench = new Bench();
    private String before = "";

    /** Somebody sets a field in the world, which the daemon writes into the file. */
    @BeforeEach
    void begin() {
        bench = Harbour.running();
        before = bench.read(Harbour.LANTERN);
        bench.world().edit("Lantern", "desc", "lights the pier");
        bench.settle();
        assertThat(bench.read(Harbour.LANTERN)).contains("lights the pier");
        bench.assertInSync();
    }

    private void assertTakenBack() {
        assertThat(bench.conflicts()).as(bench.log()).isEmpty();
        bench.assertInSync();
        assertThat(bench.world().blueprint("Lantern").path("desc").asText()).isEqualTo("lights the quay");
    }

    private void assertHeld() {
        assertThat(bench.conflicts()).as(bench.log()).containsOnlyKeys("blueprint Lantern");
        assertThat(bench.world().blueprint("Lantern").path("desc").asText()).isEqualTo("lights the pier");
    }

    private void install(String path, String text) {
        bench.disk().install(Bench.ROOT.resolve(path), text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatACheckoutTakesBackIsAnEdit(boolean live) {
        if (!live) {
            bench.stop();
        }
        bench.write(Harbour.LANTERN, before);
        bench.index(Harbour.LANTERN);
        if (!live) {
            bench.start();
        }
        bench.settle();
        assertTakenBack();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anOutdatedSaveOfACommittedFileIsHeldAndStaysSoWhateverGitLooksAt(boolean live) {
        bench.index(Harbour.LANTERN);
        if (live) {
            bench.write(Harbour.LANTERN, before);
            bench.settle();
        } else {
            bench.stop();
            bench.write(Harbour.LANTERN, before);
            bench.start();
        }
        assertHeld();
        bench.index(Harbour.LANTERN);
        bench.restart();
        bench.settle();
        assertHeld();
    }

    @Test
    void aSaveOfTheSameTextThatACheckoutBroughtBeforeOurWriteIsHeld() {
        bench.write(Harbour.LANTERN, before);
        bench.index(Harbour.LANTERN);
        bench.settle();
        assertTakenBack();
        bench.world().edit("Lantern", "desc", "lights the pier");
        bench.settle();
        bench.write(Harbour.LANTERN, before);
        bench.settle();
        assertHeld();
    }

    @Test
    void aTextThatIsSeenBeforeGitIsDoneIsJudgedAfterwards() {
        install(LOCK, "");
        bench.git().busy("git is writing (index.lock)");
        bench.write(Harbour.LANTERN, before);
        bench.pass(2_000);
        bench.index(Harbour.LANTERN);
        bench.erase(LOCK);
        bench.git().busy(null);
        bench.settle();
        assertTakenBack();
    }

    @Test
    void aQuestionThatWasAskedTooEarlyClosesByItself() {
        install(LOCK, "");
        bench.write(Harbour.LANTERN, before);
        bench.settle();
        assertHeld();
        bench.index(Harbour.LANTERN);
        bench.erase(LOCK);
        bench.replace("world.json", "\"title\": \"Harbour\"", "\"title\": \"Port\"");
        bench.settle();
        assertTakenBack();
    }

    @Test
    void aCheckoutOfAnotherTextSettlesWhatWasHeld() {
        bench.write(Harbour.LANTERN, before);
        bench.settle();
        assertHeld();
        bench.write(Harbour.LANTERN, before.replace("\"id\"", " \"id\""));
        bench.index(Harbour.LANTERN);
        bench.settle();
        assertTakenBack();
    }

    @Test
    void anIndexThatCannotBeReadIsNone() {
        install(".git/index", "garbage");
        bench.write(Harbour.LANTERN, before);
        bench.settle();
        assertHeld();
    }
}
