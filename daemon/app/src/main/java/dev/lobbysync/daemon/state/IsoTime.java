package dev.lobbysync.daemon.state;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalLong;

/** Times as they stand in files and file names: always UTC, always with milliseconds (PROTOCOL 0). */
final class IsoTime {
    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss-SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int STAMP_LENGTH = 19;

    private IsoTime() {}

    static String iso(long wallMillis) {
        return ISO.format(Instant.ofEpochMilli(wallMillis));
    }

    /** The time that an ISO text names, or empty if it names none. */
    static OptionalLong millis(String iso) {
        try {
            return OptionalLong.of(Instant.parse(iso).toEpochMilli());
        } catch (DateTimeException notATime) {
            return OptionalLong.empty();
        }
    }

    /** Sorts like the time and is safe in a file name: {@code 20260302-080000-000}. */
    static String stamp(long wallMillis) {
        return STAMP.format(Instant.ofEpochMilli(wallMillis));
    }

    /** The time in a name that begins with a stamp, or empty if it does not. */
    static OptionalLong ofStamp(String name) {
        if (name.length() < STAMP_LENGTH) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(LocalDateTime.parse(name.substring(0, STAMP_LENGTH), STAMP)
                    .toInstant(ZoneOffset.UTC)
                    .toEpochMilli());
        } catch (DateTimeException notOurs) {
            return OptionalLong.empty();
        }
    }
}
