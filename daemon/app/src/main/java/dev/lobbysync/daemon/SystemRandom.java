package dev.lobbysync.daemon;

import dev.lobbysync.daemon.port.Random;
import java.security.SecureRandom;
import java.util.UUID;

/** Real randomness. */
final class SystemRandom implements Random {
    private static final String LETTERS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final int SHORT_ID_LENGTH = 10;

    private final SecureRandom random = new SecureRandom();

    @Override
    public long below(long bound) {
        return random.nextLong(bound);
    }

    @Override
    public String uuid() {
        return UUID.randomUUID().toString();
    }

    @Override
    public String shortId() {
        StringBuilder id = new StringBuilder(SHORT_ID_LENGTH);
        for (int i = 0; i < SHORT_ID_LENGTH; i++) {
            id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return id.toString();
    }
}
