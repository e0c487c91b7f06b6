package dev.lobbysync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Map;

/**
 * Equality of JSON values as ENGINE S1 defines it.
 *
 * <p>Versions of one object mostly have its keys in one order, so that they are gone through in step, and a value is looked
 * up only where they are not.
 */
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
        if (a instanceof ObjectNode object) {
            return b instanceof ObjectNode other && equalMembers(object, other);
        }
        if (a instanceof ArrayNode array) {
            return b instanceof ArrayNode other && equalElements(array, other);
        }
        return a.equals(b) || (a.isNumber() && b.isNumber() && equal(a.doubleValue(), b.doubleValue()));
    }

    /**
     * Whether all three versions of a value mean the same, so that there is nothing to merge. One walk, since what this
     * takes in large documents is waiting for memory.
     */
    static boolean isUntouched(JsonNode base, JsonNode local, JsonNode remote) {
        if (same(base, local)) {
            return equal(local, remote);
        }
        if (local instanceof ObjectNode object) {
            return base instanceof ObjectNode before
                    && remote instanceof ObjectNode other
                    && untouchedMembers(before, object, other);
        }
        if (local instanceof ArrayNode array) {
            return base instanceof ArrayNode before
                    && remote instanceof ArrayNode other
                    && untouchedElements(before, array, other);
        }
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

    private static boolean equalMembers(ObjectNode a, ObjectNode b) {
        if (a.size() != b.size()) {
            return false;
        }
        Iterator<Map.Entry<String, JsonNode>> others = b.properties().iterator();
        for (Map.Entry<String, JsonNode> member : a.properties()) {
            if (!equal(member.getValue(), counterpart(member.getKey(), others.next(), b))) {
                return false;
            }
        }
        return true;
    }

    private static boolean untouchedMembers(ObjectNode base, ObjectNode local, ObjectNode remote) {
        if (base.size() != local.size() || remote.size() != local.size()) {
            return false;
        }
        Iterator<Map.Entry<String, JsonNode>> bases = base.properties().iterator();
        Iterator<Map.Entry<String, JsonNode>> remotes = remote.properties().iterator();
        for (Map.Entry<String, JsonNode> member : local.properties()) {
            JsonNode before = counterpart(member.getKey(), bases.next(), base);
            JsonNode there = counterpart(member.getKey(), remotes.next(), remote);
            if (!isUntouched(before, member.getValue(), there)) {
                return false;
            }
        }
        return true;
    }

    /** What an object has under a key, which is probably the key of this member. */
    private static JsonNode counterpart(String key, Map.Entry<String, JsonNode> member, ObjectNode object) {
        return member.getKey().equals(key) ? member.getValue() : object.path(key);
    }

    private static boolean equalElements(ArrayNode a, ArrayNode b) {
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

    private static boolean untouchedElements(ArrayNode base, ArrayNode local, ArrayNode remote) {
        if (base.size() != local.size() || remote.size() != local.size()) {
            return false;
        }
        for (int i = 0; i < local.size(); i++) {
            if (!isUntouched(base.get(i), local.get(i), remote.get(i))) {
                return false;
            }
        }
        return true;
    }
}
