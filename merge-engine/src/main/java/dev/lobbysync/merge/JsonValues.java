package dev.lobbysync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;

/** Equality of JSON values as ENGINE S1 defines it. */
final class JsonValues {
    private JsonValues() {}

    /**
     * Whether two values mean the same: numbers as IEEE doubles however they are spelled, strings by code points,
     * objects whatever their key order. Absent equals absent only, never null.
     */
    static boolean equal(JsonNode a, JsonNode b) {
        if (same(a, b)) {
            return true;
        }
        if (a.isNumber()) {
            return b.isNumber() && equal(a.doubleValue(), b.doubleValue());
        }
        if (a.isObject()) {
            return b.isObject() && equalMembers(a, b);
        }
        if (a.isArray()) {
            return b.isArray() && equalElements(a, b);
        }
        return a.equals(b);
    }

    /** Whether all three versions of a value mean the same, so that there is nothing to merge. */
    static boolean isUntouched(JsonNode base, JsonNode local, JsonNode remote) {
        return equal(local, remote) && equal(base, local);
    }

    /** Whether two variables hold the very same node, a shortcut that spares comparing shared subtrees. */
    @SuppressWarnings("ReferenceEquality")
    static boolean same(JsonNode a, JsonNode b) {
        return a == b;
    }

    private static boolean equal(double a, double b) {
        // NaN is no JSON, but a merge is total: a node that holds it must at least equal itself.
        return a == b || (Double.isNaN(a) && Double.isNaN(b));
    }

    private static boolean equalMembers(JsonNode a, JsonNode b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (Map.Entry<String, JsonNode> member : a.properties()) {
            if (!equal(member.getValue(), b.path(member.getKey()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean equalElements(JsonNode a, JsonNode b) {
        if (a.size() != b.size()) {
            return false;
        }
        Iterator<JsonNode> others = b.iterator();
        for (JsonNode element : a) {
            if (!equal(element, others.next())) {
                return false;
            }
        }
        return true;
    }
}
