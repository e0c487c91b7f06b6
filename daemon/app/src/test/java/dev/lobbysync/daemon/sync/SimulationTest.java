package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories of two worlds that are kept in step (ENGINE T1, T2, T4, T7, T15), on virtual time. Unlike the scenarios
 * nobody thought of them.
 *
 * <p>To repeat a failure run with {@code -Dsim.seed=<seed>}; for a long run {@code -Dsim.seeds=<how many>}.
 */
class SimulationTest {
    private static final int BLOCK = 25;

    static LongStream blocks() {
        Long one = Long.getLong("sim.seed");
        return one != null ? LongStream.of(one) : LongStream.range(0, Long.getLong("sim.seeds", 200) / BLOCK);
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void nothingIsLostWhateverHappens(long block) {
        if (Long.getLong("sim.seed") != null) {
            run(block);
            return;
        }
        for (long seed = block * BLOCK; seed < (block + 1) * BLOCK; seed++) {
            run(seed);
        }
    }

    private static void run(long seed) {
        Simulation simulation = new Simulation(seed);
        try {
            simulation.run();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "seed " + seed + " (-Dsim.seed=" + seed + ")\n" + e.getMessage() + "\n\nwhat happened:\n"
                            + String.join("\n", simulation.trace()) + "\n\nwhat the daemon said:\n"
                            + simulation.bench().log(),
                    e);
        }
    }

    @Test
    void sameSeedGivesTheSameHistory() {
        for (long seed = 1_000; seed < 1_003; seed++) {
            Simulation first = new Simulation(seed);
            Simulation second = new Simulation(seed);
            String a = outcome(first);
            String b = outcome(second);
            assertThat(b).isEqualTo(a);
            assertThat(second.trace()).isEqualTo(first.trace());
        }
    }

    private static String outcome(Simulation simulation) {
        try {
            simulation.run();
            return simulation.bench().log();
        } catch (AssertionError e) {
            return simulation.bench().log() + e.getMessage();
        }
    }
}
