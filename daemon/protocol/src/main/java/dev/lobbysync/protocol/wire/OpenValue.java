package dev.lobbysync.protocol.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value whose parts are still being read. The decoder keeps these on a stack of its own, so that the depth of a packet
 * never becomes the depth of a thread's stack.
 */
abstract sealed class OpenValue {

    /** Whether all parts have been read. */
    abstract boolean isComplete();

    /** Takes the next part; undefined is a missing node. */
    abstract void add(JsonNode part) throws MalformedPacketException;

    /** Whether this is an array or object, and so a level of nesting. */
    boolean isLevel() {
        return true;
    }

    static final class OfArray extends OpenValue {

        private static final int MAX_INITIAL_CAPACITY = 1_024;

        final ArrayNode array;
        private final long size;

        OfArray(long size) {
            this.size = size;
            this.array = JsonNodeFactory.instance.arrayNode((int) Math.min(size, MAX_INITIAL_CAPACITY));
        }

        @Override
        boolean isComplete() {
            return array.size() == size;
        }

        @Override
        void add(JsonNode part) {
            array.add(ValueDecoder.orNull(part));
        }
    }

    /** An object written as a record: the values of a known key list. */
    static final class OfRecord extends OpenValue {

        final ObjectNode object = JsonNodeFactory.instance.objectNode();
        private final List<String> keys;
        private int next;

        OfRecord(List<String> keys) {
            this.keys = keys;
        }

        @Override
        boolean isComplete() {
            return next == keys.size();
        }

        @Override
        void add(JsonNode part) {
            set(object, keys.get(next), part);
            next++;
        }
    }

    /** An object written as a map: keys and values in turn. */
    static final class OfMap extends OpenValue {

        final ObjectNode object = JsonNodeFactory.instance.objectNode();
        private final ByteReader in;
        private long pairsLeft;
        private @Nullable String key;

        OfMap(long pairs, ByteReader in) {
            this.pairsLeft = pairs;
            this.in = in;
        }

        @Override
        boolean isComplete() {
            return pairsLeft == 0;
        }

        @Override
        void add(JsonNode part) throws MalformedPacketException {
            if (key != null) {
                set(object, key, part);
                key = null;
                pairsLeft--;
            } else if (part.isTextual() || part.isIntegralNumber()) {
                key = Shape.safeKey(part.asText());
            } else {
                throw in.malformed("a key of a map is neither a string nor an integer");
            }
        }
    }

    /** The definition of a record: one part, its key list. */
    static final class OfShape extends OpenValue {

        final int id;
        private final ByteReader in;

        @Nullable
        Shape shape;

        OfShape(int id, ByteReader in) {
            this.id = id;
            this.in = in;
        }

        @Override
        boolean isComplete() {
            return shape != null;
        }

        @Override
        void add(JsonNode part) throws MalformedPacketException {
            shape = Shape.of(part, in);
        }

        @Override
        boolean isLevel() {
            return false;
        }
    }

    /** The declaration of a shared value: one part, the value itself. */
    static final class OfShared extends OpenValue {

        final int number;
        final long nodesBefore;
        final int outerHeight;

        @Nullable
        JsonNode value;

        OfShared(int number, long nodesBefore, int outerHeight) {
            this.number = number;
            this.nodesBefore = nodesBefore;
            this.outerHeight = outerHeight;
        }

        @Override
        boolean isComplete() {
            return value != null;
        }

        @Override
        void add(JsonNode part) {
            value = part;
        }

        @Override
        boolean isLevel() {
            return false;
        }
    }

    private static void set(ObjectNode object, String key, JsonNode value) {
        if (value.isMissingNode()) {
            object.remove(key);
        } else {
            object.set(key, value);
        }
    }
}
