package dev.lobbysync.protocol.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Equality of JSON values as both ends of the wire can see it: numbers by their IEEE double ({@code 1}, {@code 1.0} and
 * {@code 1e0} are one value), strings by code units, key order irrelevant (ENGINE S1). Null and absent differ.
 */
public final class JsonEquality {

    private JsonEquality() {}

    /** Whether {@code a} and {@code b} mean the same value. */
    @SuppressWarnings("ReferenceEquality") // Documents share subtrees; the same instance need not be walked.
    public static boolean equal(@Nullable JsonNode a, @Nullable JsonNode b) {
        if (a == b) {
            return true;
        }
        if (a == null || b == null || a.getNodeType() != b.getNodeType()) {
            return false;
        }
        return switch (a.getNodeType()) {
            case NUMBER -> sameDouble(a.doubleValue(), b.doubleValue());
            case ARRAY -> sameElements(a, b);
            case OBJECT -> sameMembers(a, b);
            default -> Objects.equals(a, b);
        };
    }

    private static boolean sameDouble(double a, double b) {
        // −0 cannot cross the wire, so it equals 0 here; NaN equals itself to keep this an equivalence.
        return a == b || (Double.isNaN(a) && Double.isNaN(b));
    }

    private static boolean sameElements(JsonNode a, JsonNode b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!equal(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameMembers(JsonNode a, JsonNode b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (Map.Entry<String, JsonNode> member : a.properties()) {
            if (!equal(member.getValue(), b.get(member.getKey()))) {
                return false;
            }
        }
        return true;
    }
}
