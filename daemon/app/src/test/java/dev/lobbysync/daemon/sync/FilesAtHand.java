package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.testing.Bench;
import java.util.List;
import java.util.Random;

/** The files of a simulated project as its people find them, and the dice that say which one they take. */
final class FilesAtHand {
    private final Bench bench;
    private final Random dice;

    FilesAtHand(Bench bench, Random dice) {
        this.bench = bench;
        this.dice = dice;
    }

    /** The paths that match, in their order; nobody touches the files of the scene. */
    List<String> files(String pattern) {
        return bench.disk().files(Bench.ROOT).keySet().stream()
                .filter(path -> path.matches(pattern) && !path.contains("$scene"))
                .toList();
    }

    /** One of these; one throw. */
    String pick(List<String> from) {
        return from.get(dice.nextInt(from.size()));
    }
}
