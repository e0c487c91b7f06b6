package dev.lobbysync.merge;

import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Tries a law on many seeded cases of any kind and, where it fails, on ever smaller ones; {@code -Dmerge.seed} and
 * {@code -Dmerge.cases} as in {@link Law}.
 */
final class SeededLaw<C> {
    private static final long SEED = Long.getLong("merge.seed", 1);

    private final int cases;
    private final Function<Random, C> generator;
    private final Function<C, List<C>> smaller;

    /**
     * Laws about one kind of case.
     *
     * @param cases how many are tried unless a property says otherwise
     * @param smaller cases that are simpler by a step
     */
    SeededLaw(int cases, Function<Random, C> generator, Function<C, List<C>> smaller) {
        this.cases = Integer.getInteger("merge.cases", cases);
        this.generator = generator;
        this.smaller = smaller;
    }

    void holds(Consumer<C> law) {
        for (long seed = SEED; seed < SEED + cases; seed++) {
            C instance = generator.apply(new Random(seed * 0x9E3779B97F4A7C15L));
            if (failure(law, instance) != null) {
                C shrunk = shrunk(law, instance);
                throw new AssertionError(
                        "the law fails for seed " + seed + ", in small:\n" + shrunk, failure(law, shrunk));
            }
        }
    }

    private C shrunk(Consumer<C> law, C failing) {
        C smallest = failing;
        boolean found = true;
        while (found) {
            found = false;
            for (C candidate : smaller.apply(smallest)) {
                if (failure(law, candidate) != null) {
                    smallest = candidate;
                    found = true;
                    break;
                }
            }
        }
        return smallest;
    }

    private Throwable failure(Consumer<C> law, C instance) {
        try {
            law.accept(instance);
            return null;
        } catch (AssertionError | RuntimeException e) {
            return e;
        }
    }
}
