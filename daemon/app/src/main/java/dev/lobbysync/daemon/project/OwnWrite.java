package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.JsonEquality;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A file as we last changed it.
 *
 * @param path relative to the project root
 * @param before SHA-256 of the text that it replaced
 * @param after SHA-256 of what was written, or null if the file was deleted
 * @param mtimeNanos when, by the clock of the files
 * @param objects what the files said about the objects concerned before and after, as far as it matters
 */
record OwnWrite(String path, String before, @Nullable String after, long mtimeNanos, Map<ObjectKey, Turn> objects) {
    OwnWrite {
        objects = Map.copyOf(objects);
    }

    /** The same but for one object; rows of {@code world.json} are independent, everything else is one with its file. */
    OwnWrite without(ObjectKey key) {
        Map<ObjectKey, Turn> rest = new HashMap<>(path.equals(Layout.WORLD) ? objects : Map.of());
        rest.remove(key);
        return new OwnWrite(path, before, after, mtimeNanos, rest);
    }

    /** What a later text of the file has of a write. */
    enum Trace {
        /** Some of what the write brought is there: whoever saved the text has seen it. */
        KEPT,
        /** What the write changed is as before it. */
        REVERTED,
        /** Nothing can be told. */
        NONE
    }

    /**
     * One object before and after, each null where the files had none; both null if that is not known.
     */
    record Turn(@Nullable ObjectNode before, @Nullable ObjectNode after) {
        static final Turn UNKNOWN = new Turn(null, null);

        /** The turn without what {@link #in} never looks at: what stayed as it was, and what came as a whole. */
        static Turn of(@Nullable ObjectNode before, @Nullable ObjectNode after) {
            if (before == null || after == null) {
                return new Turn(before, after == null ? null : Json.object());
            }
            return new Turn(without(before, after), without(after, before));
        }

        private static ObjectNode without(ObjectNode one, ObjectNode other) {
            ObjectNode rest = Json.object();
            one.properties().forEach(member -> {
                JsonNode is = member.getValue();
                JsonNode there = other.path(member.getKey());
                if (is instanceof ObjectNode object && there instanceof ObjectNode match) {
                    ObjectNode inner = object.isEmpty() || match.isEmpty() ? object : without(object, match);
                    if (!inner.isEmpty() || object.isEmpty() != match.isEmpty()) {
                        rest.set(member.getKey(), inner);
                    }
                } else if (!same(is, there)) {
                    rest.set(member.getKey(), is);
                }
            });
            return rest;
        }

        /** About how much room it takes. */
        long chars() {
            return chars(before) + chars(after);
        }

        private static long chars(@Nullable ObjectNode value) {
            return value == null ? 0 : value.toString().length();
        }

        /** What the object's value now has of the turn. */
        Trace in(@Nullable ObjectNode now) {
            if (before == null) {
                return after == null ? Trace.NONE : now == null ? Trace.REVERTED : Trace.KEPT;
            }
            if (after == null) {
                return now == null ? Trace.KEPT : JsonEquality.equal(now, before) ? Trace.REVERTED : Trace.NONE;
            }
            return now == null ? Trace.NONE : among(leaves(before), leaves(after), leaves(now));
        }

        private static Trace among(
                Map<String, JsonNode> before, Map<String, JsonNode> after, Map<String, JsonNode> now) {
            TreeSet<String> paths = new TreeSet<>(before.keySet());
            paths.addAll(after.keySet());
            Trace trace = Trace.NONE;
            for (String path : paths) {
                JsonNode was = before.getOrDefault(path, MissingNode.getInstance());
                JsonNode became = after.getOrDefault(path, MissingNode.getInstance());
                JsonNode is = now.getOrDefault(path, MissingNode.getInstance());
                if (same(was, became)) {
                    continue;
                }
                if (same(is, became)) {
                    return Trace.KEPT;
                }
                trace = same(is, was) ? Trace.REVERTED : trace;
            }
            return trace;
        }

        private static boolean same(JsonNode one, JsonNode other) {
            boolean both = !one.isMissingNode() && !other.isMissingNode();
            return both ? JsonEquality.equal(one, other) : (one.isMissingNode() && other.isMissingNode());
        }

        /** Every value that is no object, by its path. */
        private static Map<String, JsonNode> leaves(ObjectNode value) {
            Map<String, JsonNode> leaves = new TreeMap<>();
            collect("", value, leaves);
            return leaves;
        }

        private static void collect(String prefix, ObjectNode value, Map<String, JsonNode> leaves) {
            value.properties().forEach(member -> {
                String path = prefix + '\0' + member.getKey();
                if (member.getValue() instanceof ObjectNode object && !object.isEmpty()) {
                    collect(path, object, leaves);
                } else {
                    leaves.put(path, member.getValue());
                }
            });
        }
    }
}
