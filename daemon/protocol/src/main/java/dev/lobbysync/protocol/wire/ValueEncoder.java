package dev.lobbysync.protocol.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes JSON values in the dialect: every object a fresh record 0x40, integers by the table of PROTOCOL 3.3. */
final class ValueEncoder {

    private static final long MIN_INTEGER = Integer.MIN_VALUE;
    private static final long MAX_INTEGER = 0xFFFF_FFFFL;

    /** What UTF-8 puts in place of a lone surrogate, which it cannot express. */
    private static final char REPLACEMENT = '\uFFFD';

    private final ByteWriter out;
    private final int maxDepth;
    private int depth;

    ValueEncoder(ByteWriter out, int maxDepth) {
        this.out = out;
        this.maxDepth = maxDepth;
    }

    void value(JsonNode value) {
        switch (value.getNodeType()) {
            case OBJECT -> object(value);
            case ARRAY -> array(value);
            case STRING -> string(value.textValue());
            case NUMBER -> number(value);
            case BOOLEAN -> out.u8(value.booleanValue() ? 0xC3 : 0xC2);
            case NULL, MISSING -> out.u8(0xC0);
            case BINARY, POJO -> throw new IllegalArgumentException("not a JSON value: " + value.getNodeType());
        }
    }

    void arrayHeader(int size) {
        if (size < 16) {
            out.u8(0x90 | size);
        } else if (size < 0x1_0000) {
            out.u8(0xDC);
            out.u16(size);
        } else {
            out.u8(0xDD);
            out.u32(size);
        }
    }

    void whole(long value) {
        if (value < MIN_INTEGER || value > MAX_INTEGER) {
            // 64-bit integers would arrive upstream as BigInt, which breaks its JSON.
            out.u8(0xCB);
            out.f64((double) value);
        } else if (value < 0) {
            negative((int) value);
        } else if (value < 0x40) {
            out.u8((int) value);
        } else if (value < 0x100) {
            // 64…127 as a single byte would be a record reference.
            out.u8(0xCC);
            out.u8((int) value);
        } else if (value < 0x1_0000) {
            out.u8(0xCD);
            out.u16((int) value);
        } else {
            out.u8(0xCE);
            out.u32((int) value);
        }
    }

    private void negative(int value) {
        if (value >= -32) {
            out.u8(value);
        } else if (value >= Byte.MIN_VALUE) {
            out.u8(0xD0);
            out.u8(value);
        } else if (value >= Short.MIN_VALUE) {
            out.u8(0xD1);
            out.u16(value);
        } else {
            out.u8(0xD2);
            out.u32(value);
        }
    }

    private void number(JsonNode value) {
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            whole(value.longValue());
            return;
        }
        double number = value.doubleValue();
        if (number == Math.rint(number) && number >= MIN_INTEGER && number <= MAX_INTEGER) {
            whole((long) number);
        } else {
            out.u8(0xCB);
            out.f64(number);
        }
    }

    private void object(JsonNode object) {
        enter();
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>(object.size());
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!member.getValue().isMissingNode()) {
                members.add(member);
            }
        }
        out.u8(0xD4);
        out.u8(Dialect.RECORD);
        out.u8(Dialect.FIRST_RECORD);
        arrayHeader(members.size());
        for (Map.Entry<String, JsonNode> member : members) {
            string(member.getKey());
        }
        for (Map.Entry<String, JsonNode> member : members) {
            value(member.getValue());
        }
        depth--;
    }

    private void array(JsonNode array) {
        enter();
        arrayHeader(array.size());
        for (JsonNode element : array) {
            value(element);
        }
        depth--;
    }

    private void enter() {
        if (++depth > maxDepth) {
            throw new IllegalArgumentException(
                    "the payload is nested deeper than " + maxDepth + " levels; flatten the document");
        }
    }

    private void string(String text) {
        byte[] utf8 = wellFormed(text).getBytes(StandardCharsets.UTF_8);
        int length = utf8.length;
        if (length < 32) {
            out.u8(0xA0 | length);
        } else if (length < 0x100) {
            out.u8(0xD9);
            out.u8(length);
        } else if (length < 0x1_0000) {
            out.u8(0xDA);
            out.u16(length);
        } else {
            out.u8(0xDB);
            out.u32(length);
        }
        out.bytes(utf8);
    }

    private static String wellFormed(String text) {
        StringBuilder repaired = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            repaired = repaired == null ? new StringBuilder(text) : repaired;
            repaired.setCharAt(i, REPLACEMENT);
        }
        return repaired == null ? text : repaired.toString();
    }
}
