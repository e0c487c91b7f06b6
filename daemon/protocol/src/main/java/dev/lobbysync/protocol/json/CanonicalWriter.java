package dev.lobbysync.protocol.json;

import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Streams canonical JSON into a byte buffer that either grows or drains into a digest. Not thread-safe; one value each. */
final class CanonicalWriter {

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    /** Longest run of characters written between two checks of the buffer. */
    private static final int RUN = 2_048;

    private static final int MAX_BYTES_PER_CHAR = 6;
    private static final int MAX_NUMBER_BYTES = 32;
    private static final long MAX_SAFE_INTEGER = 9_007_199_254_740_991L;

    private final @Nullable MessageDigest digest;
    private byte[] buffer;
    private int length;

    CanonicalWriter(int capacity, @Nullable MessageDigest digest) {
        this.buffer = new byte[capacity];
        this.digest = digest;
    }

    byte[] toBytes() {
        return Arrays.copyOf(buffer, length);
    }

    void drain() {
        if (digest != null) {
            digest.update(buffer, 0, length);
            length = 0;
        }
    }

    void write(JsonNode value) {
        switch (value.getNodeType()) {
            case OBJECT -> object((ObjectNode) value);
            case ARRAY -> array(value);
            case STRING -> string(value.textValue());
            case NUMBER -> number(value);
            case BOOLEAN -> ascii(value.booleanValue() ? "true" : "false");
            case NULL, MISSING -> ascii("null");
            case BINARY, POJO -> throw new IllegalArgumentException("not a JSON value: " + value.getNodeType());
        }
    }

    private void object(ObjectNode object) {
        int count = 0;
        String[] keys = new String[object.size()];
        boolean sorted = true;
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!member.getValue().isMissingNode()) {
                keys[count] = member.getKey();
                sorted &= count == 0 || KeyOrder.compare(keys[count - 1], keys[count]) < 0;
                count++;
            }
        }
        if (!sorted) {
            Arrays.sort(keys, 0, count, KeyOrder::compare);
        }
        put('{');
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                put(',');
            }
            string(keys[i]);
            put(':');
            write(object.get(keys[i]));
        }
        put('}');
    }

    private void array(JsonNode array) {
        put('[');
        for (int i = 0; i < array.size(); i++) {
            if (i > 0) {
                put(',');
            }
            write(array.get(i));
        }
        put(']');
    }

    private void number(JsonNode value) {
        if (value.canConvertToExactIntegral() && value.canConvertToLong()) {
            long whole = value.longValue();
            if (Math.abs(whole) <= MAX_SAFE_INTEGER) {
                reserve(MAX_NUMBER_BYTES);
                length = NumberOutput.outputLong(whole, buffer, length);
                return;
            }
        }
        double number = value.doubleValue();
        ascii(Double.isFinite(number) ? EcmaNumber.text(number) : "null");
    }

    private void string(String text) {
        put('"');
        int at = 0;
        while (at < text.length()) {
            int end = Math.min(text.length(), at + RUN);
            if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
                end++;
            }
            reserve((end - at) * MAX_BYTES_PER_CHAR);
            run(text, at, end);
            at = end;
        }
        put('"');
    }

    private void run(String text, int from, int to) {
        byte[] out = buffer;
        int at = length;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
                out[at++] = (byte) c;
            } else if (c < 0x80) {
                at = escape(c, out, at);
            } else if (c < 0x800) {
                out[at++] = (byte) (0xC0 | (c >> 6));
                out[at++] = continuation(c);
            } else if (!Character.isSurrogate(c)) {
                out[at++] = (byte) (0xE0 | (c >> 12));
                out[at++] = continuation(c >> 6);
                out[at++] = continuation(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < to && Character.isLowSurrogate(text.charAt(i + 1))) {
                int point = Character.toCodePoint(c, text.charAt(++i));
                out[at++] = (byte) (0xF0 | (point >> 18));
                out[at++] = continuation(point >> 12);
                out[at++] = continuation(point >> 6);
                out[at++] = continuation(point);
            } else {
                at = unicodeEscape(c, out, at);
            }
        }
        length = at;
    }

    private static byte continuation(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }

    private static int escape(char c, byte[] out, int at) {
        int letter =
                switch (c) {
                    case '"' -> '"';
                    case '\\' -> '\\';
                    case '\b' -> 'b';
                    case '\f' -> 'f';
                    case '\n' -> 'n';
                    case '\r' -> 'r';
                    case '\t' -> 't';
                    default -> 0;
                };
        if (letter == 0) {
            return unicodeEscape(c, out, at);
        }
        out[at] = '\\';
        out[at + 1] = (byte) letter;
        return at + 2;
    }

    private static int unicodeEscape(char c, byte[] out, int at) {
        out[at] = '\\';
        out[at + 1] = 'u';
        out[at + 2] = HEX[c >> 12];
        out[at + 3] = HEX[c >> 8 & 0xF];
        out[at + 4] = HEX[c >> 4 & 0xF];
        out[at + 5] = HEX[c & 0xF];
        return at + 6;
    }

    private void put(char ascii) {
        reserve(1);
        buffer[length++] = (byte) ascii;
    }

    private void ascii(String text) {
        reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            buffer[length++] = (byte) text.charAt(i);
        }
    }

    private void reserve(int bytes) {
        if (buffer.length - length >= bytes) {
            return;
        }
        drain();
        if (buffer.length - length < bytes) {
            buffer = Arrays.copyOf(buffer, Math.max(Math.addExact(length, bytes), (int)
                    Math.min(Integer.MAX_VALUE - 8L, buffer.length * 2L)));
        }
    }
}
