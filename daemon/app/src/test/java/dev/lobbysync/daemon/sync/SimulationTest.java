package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories of worlds that are kept in step ({@link Simulation}), on virtual time. Unlike the scenarios nobody
 * thought of them.
 *
 * <p>To repeat a failure run with {@code -Dsim.seed=<seed>}, and {@code -Dsim.steps=<comma separated>} for the few steps
 * that it was shrunk to; for a long run {@code -Dsim.seeds=<how many>}, {@code -Dsim.from=<first seed>}.
 */
class SimulationTest {
    private static final int BLOCK = 250;

    private static final long FIRST = Long.getLong("sim.from", 0);
    private static final long END = FIRST + Long.getLong("sim.seeds", 5_000);

    static LongStream blocks() {
        return Long.getLong("sim.seed") != null
                ? LongStream.of(0)
                : LongStream.iterate(FIRST, seed -> seed < END, seed -> seed + BLOCK);
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void nothingIsLostWhateverHappens(long from) throws InterruptedException {
        Long one = Long.getLong("sim.seed");
        if (one == null) {
            checkAll(LongStream.range(from, Math.min(from + BLOCK, END)));
        } else {
            check(one);
        }
    }

    /** As many histories at once as there are processors; they have nothing in common. */
    private static void checkAll(LongStream seeds) throws InterruptedException {
        ExecutorService players =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Callable<Void>> histories = seeds.<Callable<Void>>mapToObj(seed -> () -> {
                        check(seed);
                        return null;
                    })
                    .toList();
            for (Future<Void> history : players.invokeAll(histories)) {
                history.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof AssertionError failure ? failure : new AssertionError(e.getCause());
        } finally {
            players.shutdownNow();
        }
    }

    private static void check(long seed) {
        String chosen = System.getProperty("sim.steps");
        List<Integer> steps = chosen == null
                ? Simulation.STEPS
                : Arrays.stream(chosen.split(",")).map(Integer::valueOf).toList();
        Simulation simulation = new Simulation(seed, steps);
        try {
            simulation.run();
        } catch (AssertionError | RuntimeException e) {
            throw smallest(seed, steps, kind(e));
        }
    }

    /** The failure of the shortest history that still fails in the same way. */
    private static AssertionError smallest(long seed, List<Integer> steps, String kind) {
        List<Integer> few = Shrinking.smallest(
                steps, some -> kind(outcome(new Simulation(seed, some))).equals(kind));
        Simulation simulation = new Simulation(seed, few);
        Throwable failure = outcome(simulation);
        String replay = "-Dsim.seed=" + seed + " -Dsim.steps="
                + String.join(",", few.stream().map(String::valueOf).toList());
        return new AssertionError(
                "seed " + seed + ", shrunk to " + few.size() + " steps: " + replay + "\n"
                        + (failure == null ? "another run of the same seed does not fail" : failure.getMessage())
                        + "\n\n" + simulation.story(),
                failure);
    }

    @Test
    void sameSeedGivesTheSameHistory() {
        for (long seed = 1_000_000; seed < 1_000_010; seed++) {
            Simulation first = new Simulation(seed);
            Simulation second = new Simulation(seed);
            assertThat(String.valueOf(outcome(second))).isEqualTo(String.valueOf(outcome(first)));
            assertThat(second.story()).isEqualTo(first.story());
        }
    }

    @Test
    void aFailureIsShrunkToTheStepsThatItNeeds() {
        assertThat(Shrinking.smallest(Simulation.STEPS, some -> some.containsAll(List.of(3, 17, 31))))
                .containsExactly(3, 17, 31);
    }

    /** What was found wrong, without the values of this history. */
    private static String kind(Throwable failure) {
        return String.valueOf(failure == null ? null : failure.getMessage())
                .lines()
                .findFirst()
                .orElse("");
    }

    private static Throwable outcome(Simulation simulation) {
        try {
            simulation.run();
            return null;
        } catch (AssertionError | RuntimeException e) {
            return e;
        }
    }
}
