package dev.lobbysync.daemon.world;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** How long a server asks to wait: seconds, or a date. Nonsense is no wish, and nobody waits for ever. */
final class RetryAfter {
    private static final long LONGEST_MILLIS = Duration.ofMinutes(5).toMillis();

    private RetryAfter() {}

    /** Milliseconds from now; 0 if there is nothing to heed. */
    static long millis(@Nullable String header, Instant now) {
        if (header == null || header.isBlank()) {
            return 0;
        }
        String said = header.strip();
        if (said.matches("[0-9]{1,9}")) {
            return Math.min(LONGEST_MILLIS, Long.parseLong(said) * 1_000);
        }
        try {
            Instant until = ZonedDateTime.parse(said, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Math.max(
                    0, Math.min(LONGEST_MILLIS, Duration.between(now, until).toMillis()));
        } catch (DateTimeException | ArithmeticException e) {
            return 0;
        }
    }
}
