package dev.lobbysync.daemon.sync;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories of two to five people with a daemon each in one world ({@link TeamSimulation}).
 *
 * <p>To repeat a failure run with {@code -Dteam.seed=<seed>}; for a long run {@code -Dteam.seeds=<how many>}.
 */
class TeamSimulationTest {
    static LongStream seeds() {
        Long one = Long.getLong("team.seed");
        return one != null ? LongStream.of(one) : LongStream.range(0, Long.getLong("team.seeds", 40));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingIsLostAndNothingPingPongs(long seed) {
        TeamSimulation simulation = new TeamSimulation(seed);
        try {
            simulation.run();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "seed " + seed + " (-Dteam.seed=" + seed + ")\n" + e.getMessage() + "\n\nwhat happened:\n"
                            + String.join("\n", simulation.trace()) + "\n\nwhat the daemons said:\n"
                            + simulation.log(),
                    e);
        }
    }
}
