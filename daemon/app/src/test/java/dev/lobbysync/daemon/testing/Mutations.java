package dev.lobbysync.daemon.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Files as a bad sector, a careless editor, a merge tool or an enemy leaves them. The same seed makes the same damage, so a
 * failure that names its seed can be repeated with {@code -Dfuzz.seed=}; {@code -Dfuzz.times=} multiplies the cases.
 */
public final class Mutations {
    private static final List<String> NASTY = List.of(
            "null",
            "0",
            "-1",
            "1e999",
            "99999999999999999999",
            "-9223372036854775809",
            "true",
            "\"\"",
            "\"../../evil\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "{}",
            "[]",
            "[[]]",
            "{\"\":{}}",
            "\"__proto__\"",
            "NaN",
            ",",
            "}",
            "]",
            "\n",
            "\r\n",
            "\ufeff",
            "\u0000",
            "\u2028",
            "/* */",
            "<<<<<<< ours\n",
            "=");

    private final Random random;

    public Mutations(long seed) {
        random = new Random(seed * 0x9E3779B97F4A7C15L);
    }

    /** The seeds to run: so many, times {@code fuzz.times}; or the one of {@code fuzz.seed}. */
    public static java.util.stream.LongStream seeds(long cases) {
        Long one = Long.getLong("fuzz.seed");
        return one != null
                ? java.util.stream.LongStream.of(one)
                : java.util.stream.LongStream.range(0, cases * Long.getLong("fuzz.times", 1));
    }

    /** One to three damages. */
    public byte[] of(byte[] original) {
        byte[] damaged = original;
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            damaged = once(damaged);
        }
        return damaged;
    }

    /** One of so many. */
    public int choice(int bound) {
        return random.nextInt(bound);
    }

    private byte[] once(byte[] bytes) {
        int at = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
        int span = Math.min(bytes.length - at, 1 + random.nextInt(random.nextInt(8) == 0 ? 4_096 : 16));
        return switch (random.nextInt(14)) {
            case 0 -> flipped(bytes, at);
            case 1, 2 -> replaced(bytes, at, Math.min(1, span), new byte[] {(byte) random.nextInt(256)});
            case 3, 4 -> replaced(bytes, at, Math.min(1, span), new byte[] {(byte) (' ' + random.nextInt(95))});
            case 5 -> replaced(bytes, at, 0, new byte[] {(byte) random.nextInt(256)});
            case 6 -> replaced(bytes, at, span, new byte[0]);
            case 7 -> Arrays.copyOf(bytes, at);
            case 8 -> replaced(bytes, at, span, new byte[span]);
            case 9 -> replaced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + span));
            case 10 -> replaced(bytes, at, random.nextInt(2) * span, nasty());
            case 11 -> lines(bytes);
            case 12 -> value(bytes);
            default -> random.nextInt(50) == 0 ? replaced(bytes, at, 0, deep()) : value(bytes);
        };
    }

    private byte[] nasty() {
        return NASTY.get(random.nextInt(NASTY.size())).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] deep() {
        String opening = random.nextBoolean() ? "[" : "{\"a\":";
        return opening.repeat(2_000 + random.nextInt(20_000)).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] copy = bytes.clone();
        if (copy.length > 0) {
            copy[at] ^= (byte) (1 << at % 8);
        }
        return copy;
    }

    /** Two lines change places, or one goes, or comes twice. */
    private byte[] lines(byte[] bytes) {
        List<String> lines =
                new ArrayList<>(Arrays.asList(new String(bytes, StandardCharsets.ISO_8859_1).split("(?<=\n)")));
        int one = random.nextInt(lines.size());
        switch (random.nextInt(3)) {
            case 0 -> Collections.swap(lines, one, random.nextInt(lines.size()));
            case 1 -> lines.remove(one);
            default -> lines.add(one, lines.get(one));
        }
        return String.join("", lines).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What stands after a colon becomes something else: still JSON, most of the time. */
    private byte[] value(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int colon = text.indexOf(':', bytes.length == 0 ? 0 : random.nextInt(bytes.length));
        if (colon < 0) {
            return bytes;
        }
        int end = colon + 1;
        while (end < text.length() && ",}]\n".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return replaced(bytes, colon + 1, end - colon - 1, nasty());
    }

    private static byte[] replaced(byte[] bytes, int at, int length, byte[] by) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + by.length);
        out.write(bytes, 0, at);
        out.writeBytes(by);
        out.write(bytes, at + length, bytes.length - at - length);
        return out.toByteArray();
    }
}
