package dev.lobbysync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** The values that elements are told apart by, in the one form in which equal ones are equal (ENGINE S1). */
final class Identities {
    private static final char MARK = 0;

    private Identities() {}

    /** Fields by name, numbers as doubles; refuses what cannot name an element. */
    static Map<String, JsonNode> normal(Map<String, JsonNode> identity) {
        if (identity.isEmpty()) {
            return Map.of();
        }
        TreeMap<String, JsonNode> sorted = new TreeMap<>();
        identity.forEach((field, value) -> sorted.put(field, normal(field, value)));
        if (sorted.size() == 1) {
            return Map.copyOf(sorted);
        }
        return Collections.unmodifiableMap(sorted);
    }

    private static JsonNode normal(String field, JsonNode value) {
        if (!canName(value)) {
            throw new IllegalArgumentException("the field '" + field + "' of an element is " + value
                    + "; only a string, number or boolean names one");
        }
        // Adding zero makes -0 a 0, which it equals.
        return value.isNumber() ? DoubleNode.valueOf(value.doubleValue() + 0.0) : value;
    }

    /** Whether a value may be part of a key. */
    static boolean canName(JsonNode value) {
        return value.isTextual() || value.isBoolean() || (value.isNumber() && !Double.isNaN(value.doubleValue()));
    }

    /** Whether a value may be an element of a set. */
    static boolean canBeInSet(JsonNode value) {
        return canName(value) || value.isNull();
    }

    /**
     * One text for all spellings of one scalar, another one for any other, and never the empty one. A text stands for
     * itself; what could be taken for one begins with a NUL, and so does a text that does.
     */
    static String text(JsonNode scalar) {
        if (scalar.isTextual()) {
            String text = scalar.textValue();
            return text.isEmpty() || text.charAt(0) == MARK ? MARK + "s" + text : text;
        }
        return MARK + (scalar.isNumber() ? "n" + (scalar.doubleValue() + 0.0) : scalar.asText());
    }
}
