package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A watcher that cannot watch everything is made up for by looking, and said (DESIGN 4, ENGINE T10). */
class DegradedWatchTest {
    private static final long A_LOOK = 2_100;

    private final Bench bench = Harbour.running();

    /** Saves a file, and nobody is told. */
    private void saveUnnoticed(String from, String to) {
        String text = bench.read(Harbour.FERRY).replace(from, to);
        bench.disk().install(Bench.ROOT.resolve(Harbour.FERRY), text.getBytes(StandardCharsets.UTF_8));
    }

    private int speed() {
        return bench.world().blueprint("Ferry").path("props").path("speed").asInt();
    }

    @Test
    void anEditThatNobodyReportsIsFoundSoonHoweverQuietTheWorldIs() {
        bench.watcher().degrade("raise fs.inotify.max_user_watches");
        bench.pass(300_000);
        for (int speed = 5; speed < 9; speed++) {
            saveUnnoticed("\"speed\": " + (speed - 1), "\"speed\": " + speed);
            bench.pass(A_LOOK);
            assertThat(speed()).isEqualTo(speed);
            bench.pass(120_000);
        }
        assertThat(bench.status().notes()).anyMatch(note -> note.contains("max_user_watches"));
        bench.assertInSync();
    }

    @Test
    void aWatcherThatIsWellAgainIsNotDoubted() {
        bench.watcher().degrade("raise fs.inotify.max_user_watches");
        bench.pass(10_000);
        bench.watcher().degrade(null);
        bench.pass(A_LOOK);
        assertThat(bench.status().notes()).isEmpty();
        bench.replace(Harbour.FERRY, "\"speed\": 4", "\"speed\": 7");
        bench.settle();
        assertThat(speed()).isEqualTo(7);
    }

    @Test
    void lostEventsLeadToALookAtEverything() {
        saveUnnoticed("\"speed\": 4", "\"speed\": 8");
        bench.watcher().overflow();
        bench.pass(100);
        assertThat(speed()).isEqualTo(8);
    }
}
