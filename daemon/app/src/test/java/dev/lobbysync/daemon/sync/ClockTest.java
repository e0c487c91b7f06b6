package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody's wall clock decides anything: not ours, not the runtime's, not the one that dated a file (ENGINE T12). */
class ClockTest {
    private static final long HOUR = 3_600_000;
    private static final long DAY = 24 * HOUR;

    private final Bench bench = Harbour.running();

    private void workOnBothSides(String token) {
        bench.replace(Harbour.LANTERN, "lights the quay", token);
        bench.replace(Harbour.LANTERN, token, "lights the quay");
        bench.replace(Harbour.SEAT, "\"name\": \"Seat\"", "\"name\": \"" + token + "\"");
        bench.world().edit("Ferry", "desc", token);
        bench.world().move("lamp", token.length(), 0, 0);
        bench.settle();
        bench.assertInSync();
        assertThat(bench.world().blueprint("Seat").path("name").asText()).isEqualTo(token);
        assertThat(bench.read(Harbour.FERRY)).contains(token);
        bench.replace(Harbour.SEAT, "\"name\": \"" + token + "\"", "\"name\": \"Seat\"");
        bench.settle();
        bench.assertInSync();
    }

    @ParameterizedTest
    @ValueSource(longs = {-3650 * DAY, -DAY, -HOUR, -3_000, 3_000, HOUR, DAY, 3650 * DAY})
    void aWallClockThatJumpsChangesNothing(long jump) {
        workOnBothSides("before");
        bench.time().skew(jump);
        workOnBothSides("right after");
        bench.time().skew(-jump);
        workOnBothSides("and back beyond");
        bench.takeMutations();
        bench.time().skew(0);
        bench.restart();
        assertThat(bench.takeMutations()).isEmpty();
        bench.stop();
        bench.time().skew(jump);
        bench.start();
        bench.assertInSync();
        assertThat(bench.takeMutations()).isEmpty();
        workOnBothSides("after a restart");
    }

    @ParameterizedTest
    @ValueSource(longs = {-3650 * DAY, 3650 * DAY})
    void aFileThatIsDatedWronglyIsReadLikeAnyOther(long off) {
        bench.time().skew(off);
        bench.replace(Harbour.SEAT, "\"name\": \"Seat\"", "\"name\": \"sofa\"");
        bench.time().skew(0);
        bench.settle();
        bench.assertInSync();
        assertThat(bench.world().blueprint("Seat").path("name").asText()).isEqualTo("sofa");
        // The next edit is dated earlier than the one before, and nobody tells of it.
        bench.disk()
                .overwrite(
                        Bench.ROOT.resolve(Harbour.SEAT),
                        bench.read(Harbour.SEAT).replace("sofa", "seat").getBytes(StandardCharsets.UTF_8));
        bench.pass(60_000);
        assertThat(bench.world().blueprint("Seat").path("name").asText()).isEqualTo("seat");
        bench.takeMutations();
        bench.restart();
        bench.assertInSync();
        assertThat(bench.takeMutations()).isEmpty();
    }

    @Test
    void editsWithinTheGrainOfAFileSystemThatCountsSecondsAreAllSeen() {
        bench.time().grain(1_000_000_000L);
        for (int i = 0; i < 20; i++) {
            String name = "seat " + (char) ('a' + i);
            bench.disk()
                    .overwrite(
                            Bench.ROOT.resolve(Harbour.SEAT),
                            bench.read(Harbour.SEAT)
                                    .replaceAll("\"name\": \"[^\"]*\"", "\"name\": \"" + name + "\"")
                                    .getBytes(StandardCharsets.UTF_8));
            if (i % 3 == 0) {
                bench.watcher().report(Harbour.SEAT);
            }
            bench.pass(170);
        }
        bench.pass(60_000);
        bench.assertInSync();
        assertThat(bench.world().blueprint("Seat").path("name").asText()).isEqualTo("seat t");
    }
}
