package dev.lobbysync.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusReportTest {
    private static StatusReport report(
            String phase, StatusReport.Work work, List<StatusReport.Held> held, String guard) {
        StatusReport plain = FakeDaemon.watching();
        return new StatusReport(
                true,
                phase,
                "",
                plain.world(),
                plain.feed(),
                plain.counts(),
                work,
                null,
                held,
                guard,
                List.of(),
                Map.of());
    }

    @ParameterizedTest(name = "{0}: {1} pending, {2} failing, {3} conflicts, {4} held, synced {5} exits {6}")
    @CsvSource({
        "watching,0,0,0,0,true,0",
        "applying,9,0,0,0,true,0",
        "paused,0,0,0,0,true,0",
        "watching,0,1,0,0,true,2",
        "offline,3,0,0,0,true,2",
        "offline,3,0,1,0,true,1",
        "watching,0,1,1,0,true,1",
        "watching,0,0,0,1,true,1",
        "halted,0,0,0,0,true,1",
        "handshake,0,0,0,0,false,1",
        "stopped,0,0,0,0,false,1",
        "stopped,0,0,0,0,true,0"
    })
    void theExitCodeSaysWhetherAPersonIsNeeded(
            String phase, int pending, int failing, int conflicts, int held, boolean synced, int exitCode) {
        StatusReport.Held one = new StatusReport.Held("blueprint Lamp", "bad JSON; correct it", false);

        assertThat(ExitCodes.of(report(
                        phase,
                        new StatusReport.Work(pending, failing, conflicts, synced ? "2026-03-02T08:00:00Z" : null),
                        held == 0 ? List.of() : List.of(one),
                        null)))
                .isEqualTo(exitCode);
    }

    @Test
    void theTextNamesStateCountsAndTheNextCommand() {
        StatusReport report = report(
                "applying",
                new StatusReport.Work(2, 1, 3, "2026-03-02T08:00:00Z"),
                List.of(
                        new StatusReport.Held(
                                "blueprint La\u001bmp", "apps/La\u001bmp.json line 3: no JSON; correct it", false),
                        new StatusReport.Held("entity x", "gone from world.json", true)),
                "world.json lost 9 of 10 entities");

        assertThat(StatusText.of(report, Style.PLAIN)).isEqualTo("""
                        World harbour at http://localhost:3000
                        Phase applying.

                          212 blueprints, 540 entities, 1 module, cursor 120; 2 edits in flight; 1 object failed, will be tried again
                          last in sync 2026-03-02T08:00:00Z

                        Deletions wait for you: world.json lost 9 of 10 entities
                          (use "gamedev sync resume --accept-deletes" to let them go ahead, or restore the files)

                        3 conflicts are open; everything else goes on.
                          (use "gamedev sync conflicts" to see them)

                        2 objects are held:
                          blueprint La\\u001bmp: apps/La\\u001bmp.json line 3: no JSON; correct it
                          entity x (deletion): gone from world.json

                        Next: gamedev sync conflicts
                        """);
    }
}
