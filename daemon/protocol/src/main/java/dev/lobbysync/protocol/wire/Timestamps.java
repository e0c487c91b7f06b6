package dev.lobbysync.protocol.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** MessagePack timestamps to the ISO text that JavaScript's {@code Date} gives in JSON (PROTOCOL 0, 3.3). */
final class Timestamps {

    /** JavaScript's dates reach this many milliseconds from the epoch, in both directions. */
    private static final long MAX_MILLIS = 8_640_000_000_000_000L;

    private static final int NANOS_PER_MILLI = 1_000_000;

    private static final DateTimeFormatter REST = DateTimeFormatter.ofPattern("-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT);

    private Timestamps() {}

    /** {@code YYYY-MM-DDTHH:mm:ss.sssZ}, or null where JavaScript has no such date. */
    static JsonNode iso(long seconds, long nanos) {
        if (seconds > MAX_MILLIS / 1_000 || seconds < -MAX_MILLIS / 1_000) {
            return JsonNodeFactory.instance.nullNode();
        }
        long millis = seconds * 1_000 + nanos / NANOS_PER_MILLI;
        if (Math.abs(millis) > MAX_MILLIS) {
            return JsonNodeFactory.instance.nullNode();
        }
        OffsetDateTime time = Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
        return JsonNodeFactory.instance.textNode(year(time.getYear()) + REST.format(time));
    }

    /** Four digits, outside them a sign and six digits, as JavaScript writes it. */
    private static String year(int year) {
        if (year >= 0 && year <= 9_999) {
            return String.format(Locale.ROOT, "%04d", year);
        }
        return String.format(Locale.ROOT, "%c%06d", year < 0 ? '-' : '+', Math.abs(year));
    }
}
