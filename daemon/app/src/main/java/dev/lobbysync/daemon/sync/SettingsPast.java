package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.api.FeedOp;
import dev.lobbysync.protocol.doc.BuiltinWorld;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Replays what the settings of the world were. Their ops carry no snapshot (PROTOCOL 4.2),
 * only one key with its new value: what a key was before its first op is its default, if the feed was read from its
 * beginning, else unknown.
 */
final class SettingsPast {
    private SettingsPast() {}

    /** Receives what the settings were after an op, in wire form. */
    interface Visitor {
        void visit(FeedOp op, ObjectNode then);
    }

    /**
     * What the settings were before these ops.
     *
     * @param served the settings as the world has them now
     * @param ops every op about settings since the world began
     */
    static ObjectNode beginning(ObjectNode served, List<FeedOp> ops) {
        ObjectNode then = served.deepCopy();
        for (FeedOp op : updates(ops)) {
            JsonNode standard = BuiltinWorld.settings().get(key(op));
            if (standard == null) {
                then.remove(key(op));
            } else {
                then.set(key(op), standard);
            }
        }
        return then;
    }

    /**
     * Shows each moment of which all is known, the oldest first.
     *
     * @param served the settings as the world has them now
     * @param ops every op about settings, oldest first
     * @param whole whether there are none before the first
     */
    static void replay(ObjectNode served, List<FeedOp> ops, boolean whole, Visitor visitor) {
        Set<String> unknown = new HashSet<>();
        if (!whole) {
            updates(ops).forEach(op -> unknown.add(key(op)));
        }
        ObjectNode then = whole ? beginning(served, ops) : served.deepCopy();
        for (FeedOp op : updates(ops)) {
            JsonNode value = op.patch() == null ? null : op.patch().get("value");
            then = then.deepCopy();
            if (value == null) {
                then.remove(key(op));
            } else {
                then.set(key(op), value);
            }
            unknown.remove(key(op));
            if (unknown.isEmpty()) {
                visitor.visit(op, then);
            }
        }
    }

    private static List<FeedOp> updates(List<FeedOp> ops) {
        return ops.stream()
                .filter(op -> op.patch() != null && op.patch().path("key").isTextual())
                .toList();
    }

    private static String key(FeedOp op) {
        return op.patch() == null ? "" : op.patch().path("key").asText("");
    }
}
