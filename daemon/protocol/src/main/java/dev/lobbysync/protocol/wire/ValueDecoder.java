package dev.lobbysync.protocol.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of one packet. Recursive, its depth bounded by {@link CodecLimits#maxDepth()}; nothing is allocated for a
 * declared length that the frame cannot hold. {@code undefined} is a {@link MissingNode} until its container is known.
 */
final class ValueDecoder {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final double MAX_EXACT = 9_007_199_254_740_992d;
    private static final int MAX_INITIAL_CAPACITY = 1_024;

    private final ByteReader in;
    private final Budget budget;
    private final SharedValues shared;
    private final @Nullable Shape[] shapes = new Shape[Dialect.LAST_RECORD - Dialect.FIRST_RECORD + 1];

    ValueDecoder(ByteReader in, CodecLimits limits) {
        this.in = in;
        this.budget = new Budget(limits, in);
        this.shared = new SharedValues(budget, in);
    }

    /** The key list of a record. */
    private record Shape(List<String> keys, long keyBytes) {}

    /** JSON null in place of undefined. */
    static JsonNode orNull(JsonNode value) {
        return value.isMissingNode() ? NODES.nullNode() : value;
    }

    /** Reads the header of an array and returns its number of elements. */
    int arrayHeader() throws MalformedPacketException {
        int head = in.u8();
        long size;
        if (head >= 0x90 && head <= 0x9F) {
            size = head & 0x0F;
        } else if (head == 0xDC) {
            size = in.u16();
        } else if (head == 0xDD) {
            size = in.u32();
        } else {
            throw in.malformed("a packet is an array, this starts with byte 0x" + Integer.toHexString(head));
        }
        in.need(size);
        return (int) size;
    }

    /** Reads a value that nobody wants; it must be well-formed all the same. */
    void skip() throws MalformedPacketException {
        JsonNode ignored = value();
        budget.charge(ignored.size());
    }

    JsonNode value() throws MalformedPacketException {
        budget.charge(1);
        int head = in.u8();
        if (head < Dialect.FIRST_RECORD) {
            return NODES.numberNode(head);
        }
        if (head <= Dialect.LAST_RECORD) {
            Shape shape = shapes[head - Dialect.FIRST_RECORD];
            return shape == null ? NODES.numberNode(head) : object(shape);
        }
        if (head <= 0x8F) {
            return map(head & 0x0F);
        }
        if (head <= 0x9F) {
            return array(head & 0x0F);
        }
        if (head <= 0xBF) {
            return string(head & 0x1F);
        }
        if (head >= 0xE0) {
            return NODES.numberNode((int) (byte) head);
        }
        return headed(head);
    }

    private JsonNode headed(int head) throws MalformedPacketException {
        return switch (head) {
            case 0xC0 -> NODES.nullNode();
            case 0xC2 -> NODES.booleanNode(false);
            case 0xC3 -> NODES.booleanNode(true);
            case 0xC4, 0xC5, 0xC6 -> throw in.malformed("binary values are not part of the protocol");
            case 0xC7 -> extension(in.u8());
            case 0xC8 -> extension(in.u16());
            case 0xC9 -> extension(in.u32());
            case 0xCA -> real(Float.intBitsToFloat(in.i32()));
            case 0xCB -> real(Double.longBitsToDouble(in.i64()));
            case 0xCC -> NODES.numberNode(in.u8());
            case 0xCD -> NODES.numberNode(in.u16());
            case 0xCE -> whole(in.u32());
            case 0xCF -> unsigned(in.i64());
            case 0xD0 -> NODES.numberNode((int) (byte) in.u8());
            case 0xD1 -> NODES.numberNode((int) (short) in.u16());
            case 0xD2 -> NODES.numberNode(in.i32());
            case 0xD3 -> whole(in.i64());
            case 0xD4 -> extension(1);
            case 0xD5 -> extension(2);
            case 0xD6 -> extension(4);
            case 0xD7 -> extension(8);
            case 0xD8 -> extension(16);
            case 0xD9 -> string(in.u8());
            case 0xDA -> string(in.u16());
            case 0xDB -> string(in.u32());
            case 0xDC -> array(in.u16());
            case 0xDD -> array(in.u32());
            case 0xDE -> map(in.u16());
            case 0xDF -> map(in.u32());
            default -> throw in.malformed("byte 0x" + Integer.toHexString(head) + " starts no value");
        };
    }

    private JsonNode extension(long length) throws MalformedPacketException {
        int type = in.u8();
        in.need(length);
        if (length == 1 && type == Dialect.RECORD) {
            return definedRecord(in.u8());
        }
        if (length == 1 && type == Dialect.UNDEFINED) {
            in.u8();
            return MissingNode.getInstance();
        }
        if (length == 4 && type == Dialect.DECLARE) {
            return declared(in.i32());
        }
        if (length == 4 && type == Dialect.REFER) {
            return shared.refer(in.i32());
        }
        if (length == 4 && type == Dialect.TIMESTAMP) {
            return Timestamps.iso(in.u32(), 0);
        }
        if (length == 8 && type == Dialect.TIMESTAMP) {
            long bits = in.i64();
            return Timestamps.iso(bits & 0x3_FFFF_FFFFL, bits >>> 34);
        }
        if (length == 12 && type == Dialect.TIMESTAMP) {
            long nanos = in.u32();
            return Timestamps.iso(in.i64(), nanos);
        }
        throw in.malformed("extension type " + Dialect.describe(type) + " is not part of the protocol");
    }

    private JsonNode definedRecord(int id) throws MalformedPacketException {
        if (id < Dialect.FIRST_RECORD || id > Dialect.LAST_RECORD) {
            throw in.malformed("record id 0x" + Integer.toHexString(id) + " is outside 0x40 to 0x7f");
        }
        Shape shape = shape(value());
        shapes[id - Dialect.FIRST_RECORD] = shape;
        return object(shape);
    }

    private Shape shape(JsonNode keys) throws MalformedPacketException {
        if (!keys.isArray()) {
            throw in.malformed("the key list of a record is not an array");
        }
        in.need(keys.size());
        List<String> names = new ArrayList<>(keys.size());
        long bytes = 0;
        for (JsonNode key : keys) {
            if (!key.isTextual()) {
                throw in.malformed("a key of a record is not a string");
            }
            String name = safeKey(key.textValue());
            names.add(name);
            bytes += name.length();
        }
        return new Shape(names, bytes);
    }

    private JsonNode declared(int number) throws MalformedPacketException {
        shared.begin(number);
        long nodesBefore = budget.nodes();
        int outer = budget.beginHeight();
        // A level of its own: a chain of declarations must not recurse for free.
        budget.enter();
        JsonNode value = value();
        budget.leave();
        shared.complete(number, value, budget.nodes() - nodesBefore, budget.endHeight(outer));
        return value;
    }

    private JsonNode object(Shape shape) throws MalformedPacketException {
        budget.enter();
        budget.chargeText(shape.keyBytes);
        in.need(shape.keys.size());
        ObjectNode object = NODES.objectNode();
        for (String key : shape.keys) {
            set(object, key, value());
        }
        budget.leave();
        return object;
    }

    private JsonNode map(long size) throws MalformedPacketException {
        budget.enter();
        in.need(2 * size);
        ObjectNode object = NODES.objectNode();
        for (long i = 0; i < size; i++) {
            JsonNode key = value();
            if (!key.isTextual() && !key.isIntegralNumber()) {
                throw in.malformed("a key of a map is neither a string nor an integer");
            }
            set(object, safeKey(key.asText()), value());
        }
        budget.leave();
        return object;
    }

    private JsonNode array(long size) throws MalformedPacketException {
        budget.enter();
        in.need(size);
        ArrayNode array = NODES.arrayNode((int) Math.min(size, MAX_INITIAL_CAPACITY));
        for (long i = 0; i < size; i++) {
            array.add(orNull(value()));
        }
        budget.leave();
        return array;
    }

    private JsonNode string(long length) throws MalformedPacketException {
        budget.chargeText(length);
        return NODES.textNode(in.utf8(length));
    }

    private static void set(ObjectNode object, String key, JsonNode value) {
        if (value.isMissingNode()) {
            object.remove(key);
        } else {
            object.set(key, value);
        }
    }

    private static String safeKey(String key) {
        return key.equals("__proto__") ? "__proto_" : key;
    }

    private static JsonNode whole(long value) {
        return value == (int) value ? NODES.numberNode((int) value) : NODES.numberNode(value);
    }

    private static JsonNode unsigned(long bits) {
        return bits >= 0 ? whole(bits) : NODES.numberNode(new BigInteger(Long.toUnsignedString(bits)));
    }

    private static JsonNode real(double value) {
        if (!Double.isFinite(value)) {
            return NODES.nullNode();
        }
        return value == Math.rint(value) && Math.abs(value) <= MAX_EXACT
                ? whole((long) value)
                : NODES.numberNode(value);
    }
}
