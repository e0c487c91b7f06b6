package dev.lobbysync.protocol.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a received object and says which one is wrong. */
final class Fields {

    private static final double MAX_SAFE_INTEGER = 9_007_199_254_740_991d;

    private final ObjectNode object;
    private final String where;

    private Fields(ObjectNode object, String where) {
        this.object = object;
        this.where = where;
    }

    /**
     * @param where what the document is, for messages: {@code snapshot}, {@code operations[3]}
     */
    static Fields of(JsonNode document, String where) {
        if (document instanceof ObjectNode object) {
            return new Fields(object, where);
        }
        throw new ProtocolException(
                where + " must be an object, not " + document.getNodeType().name());
    }

    ObjectNode object() {
        return object;
    }

    /** A string that is not empty. */
    String text(String field) {
        String text = object.path(field).textValue();
        if (text == null || text.isEmpty()) {
            throw wrong(field, "a string that is not empty");
        }
        return text;
    }

    String textOr(String field, String fallback) {
        String text = object.path(field).textValue();
        return text == null ? fallback : text;
    }

    /** A whole number from 0 to 2⁵³−1, in whichever notation. */
    long whole(String field) {
        JsonNode value = object.path(field);
        double number = value.doubleValue();
        if (!value.isNumber() || number < 0 || number > MAX_SAFE_INTEGER || number != Math.rint(number)) {
            throw wrong(field, "a whole number that is not negative");
        }
        return (long) number;
    }

    long wholeOr(String field, long fallback) {
        JsonNode value = object.path(field);
        return value.isMissingNode() || value.isNull() ? fallback : whole(field);
    }

    boolean flag(String field) {
        JsonNode value = object.path(field);
        if (!value.isBoolean()) {
            throw wrong(field, "a boolean");
        }
        return value.booleanValue();
    }

    ObjectNode object(String field) {
        if (object.path(field) instanceof ObjectNode value) {
            return value;
        }
        throw wrong(field, "an object");
    }

    JsonNode array(String field) {
        JsonNode value = object.path(field);
        if (!value.isArray()) {
            throw wrong(field, "an array");
        }
        return value;
    }

    /** An array of exactly {@code length} numbers. */
    JsonNode vector(String field, int length) {
        JsonNode value = object.path(field);
        boolean numbers = value.isArray() && value.size() == length;
        for (JsonNode element : value) {
            numbers &= element.isNumber();
        }
        if (!numbers) {
            throw wrong(field, "an array of " + length + " numbers");
        }
        return value;
    }

    /** Any value; null if it is absent or JSON null. */
    @Nullable
    JsonNode any(String field) {
        JsonNode value = object.path(field);
        return value.isMissingNode() || value.isNull() ? null : value;
    }

    private ProtocolException wrong(String field, String expected) {
        return new ProtocolException(where + "." + field + " must be " + expected);
    }
}
