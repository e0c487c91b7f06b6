package dev.lobbysync.protocol.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/** MessagePack timestamps to the ISO text that JavaScript's {@code Date} gives in JSON (PROTOCOL 0, 3.3). */
final class Timestamps {

    /** JavaScript's dates reach this many milliseconds from the epoch, in both directions. */
    private static final long MAX_MILLIS = 8_640_000_000_000_000L;

    private static final int NANOS_PER_MILLI = 1_000_000;

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
        int year = time.getYear();
        // Outside four digits JavaScript writes a sign and six digits.
        String yearText = year >= 0 && year <= 9_999
                ? String.format(Locale.ROOT, "%04d", year)
                : String.format(Locale.ROOT, "%c%06d", year < 0 ? '-' : '+', Math.abs(year));
        return JsonNodeFactory.instance.textNode(String.format(
                Locale.ROOT,
                "%s-%02d-%02dT%02d:%02d:%02d.%03dZ",
                yearText,
                time.getMonthValue(),
                time.getDayOfMonth(),
                time.getHour(),
                time.getMinute(),
                time.getSecond(),
                time.getNano() / NANOS_PER_MILLI));
    }
}
