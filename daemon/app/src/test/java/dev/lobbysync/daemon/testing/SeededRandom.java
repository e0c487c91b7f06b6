package dev.lobbysync.daemon.testing;

import dev.lobbysync.daemon.port.Random;
import java.util.UUID;

/** Randomness that repeats with its seed. */
public final class SeededRandom implements Random {
    private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private final java.util.Random source;

    public SeededRandom(long seed) {
        source = new java.util.Random(seed);
    }

    @Override
    public long below(long bound) {
        return Math.floorMod(source.nextLong(), bound);
    }

    @Override
    public String uuid() {
        return new UUID(source.nextLong(), source.nextLong()).toString();
    }

    @Override
    public String shortId() {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            id.append(ALPHABET.charAt(source.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
