package dev.lobbysync.protocol.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of one packet. Containers wait on a stack of their own rather than in recursion, and nothing is allocated
 * for a declared length that the frame cannot hold. {@code undefined} is a {@link MissingNode} until its container is known.
 */
final class ValueDecoder {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final double MAX_EXACT = 9_007_199_254_740_992d;

    private final ByteReader in;
    private final Budget budget;
    private final SharedValues shared;
    private final Deque<OpenValue> open = new ArrayDeque<>();
    private final @Nullable Shape[] shapes = new Shape[Dialect.LAST_RECORD - Dialect.FIRST_RECORD + 1];

    ValueDecoder(ByteReader in, CodecLimits limits) {
        this.in = in;
        this.budget = new Budget(limits, in);
        this.shared = new SharedValues(budget, in);
    }

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

    /** Reads one complete value. */
    JsonNode value() throws MalformedPacketException {
        while (true) {
            JsonNode value = head();
            while (value == null || !open.isEmpty()) {
                OpenValue top = open.element();
                if (value != null) {
                    top.add(value);
                }
                if (!top.isComplete()) {
                    break;
                }
                value = close(top);
            }
            if (value != null && open.isEmpty()) {
                return value;
            }
        }
    }

    /** Reads one head: a complete scalar, or null if it opened a value. */
    private @Nullable JsonNode head() throws MalformedPacketException {
        budget.charge(1);
        int head = in.u8();
        if (head < Dialect.FIRST_RECORD) {
            return NODES.numberNode(head);
        }
        if (head <= Dialect.LAST_RECORD) {
            Shape shape = shapes[head - Dialect.FIRST_RECORD];
            return shape == null ? NODES.numberNode(head) : openRecord(shape);
        }
        if (head <= 0x8F) {
            return openMap(head & 0x0F);
        }
        if (head <= 0x9F) {
            return openArray(head & 0x0F);
        }
        if (head <= 0xBF) {
            return string(head & 0x1F);
        }
        if (head >= 0xE0) {
            return NODES.numberNode((int) (byte) head);
        }
        return headed(head);
    }

    private @Nullable JsonNode headed(int head) throws MalformedPacketException {
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
            case 0xDC -> openArray(in.u16());
            case 0xDD -> openArray(in.u32());
            case 0xDE -> openMap(in.u16());
            case 0xDF -> openMap(in.u32());
            default -> throw in.malformed("byte 0x" + Integer.toHexString(head) + " starts no value");
        };
    }

    private @Nullable JsonNode extension(long length) throws MalformedPacketException {
        int type = in.u8();
        in.need(length);
        if (length == 1 && type == Dialect.RECORD) {
            return openShape(in.u8());
        }
        if (length == 1 && type == Dialect.UNDEFINED) {
            in.u8();
            return MissingNode.getInstance();
        }
        if (length == 4 && type == Dialect.DECLARE) {
            return openShared(in.i32());
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

    private @Nullable JsonNode openArray(long size) throws MalformedPacketException {
        in.need(size);
        return push(new OpenValue.OfArray(size));
    }

    private @Nullable JsonNode openMap(long pairs) throws MalformedPacketException {
        in.need(2 * pairs);
        return push(new OpenValue.OfMap(pairs, in));
    }

    private @Nullable JsonNode openRecord(Shape shape) throws MalformedPacketException {
        in.need(shape.keys().size());
        budget.chargeText(shape.keyChars());
        return push(new OpenValue.OfRecord(shape.keys()));
    }

    private @Nullable JsonNode openShape(int id) throws MalformedPacketException {
        if (id < Dialect.FIRST_RECORD || id > Dialect.LAST_RECORD) {
            throw in.malformed("record id 0x" + Integer.toHexString(id) + " is outside 0x40 to 0x7f");
        }
        return push(new OpenValue.OfShape(id, in));
    }

    private @Nullable JsonNode openShared(int number) throws MalformedPacketException {
        shared.begin(number);
        return push(new OpenValue.OfShared(number, budget.nodes(), budget.beginHeight()));
    }

    private @Nullable JsonNode push(OpenValue value) throws MalformedPacketException {
        if (value.isLevel()) {
            budget.enter();
        }
        open.push(value);
        return null;
    }

    /** Takes a complete value off the stack; null if another one took its place. */
    private @Nullable JsonNode close(OpenValue value) throws MalformedPacketException {
        open.pop();
        if (value.isLevel()) {
            budget.leave();
        }
        if (value instanceof OpenValue.OfArray array) {
            return array.array;
        }
        if (value instanceof OpenValue.OfRecord record) {
            return record.object;
        }
        if (value instanceof OpenValue.OfMap map) {
            return map.object;
        }
        if (value instanceof OpenValue.OfShape definition && definition.shape != null) {
            shapes[definition.id - Dialect.FIRST_RECORD] = definition.shape;
            return openRecord(definition.shape);
        }
        if (value instanceof OpenValue.OfShared declaration && declaration.value != null) {
            long nodes = budget.nodes() - declaration.nodesBefore;
            shared.complete(declaration.number, declaration.value, nodes, budget.endHeight(declaration.outerHeight));
            return declaration.value;
        }
        throw new IllegalStateException("closed before it was complete: " + value);
    }

    private JsonNode string(long length) throws MalformedPacketException {
        in.need(length);
        budget.chargeText(length);
        return NODES.textNode(in.utf8(length));
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
