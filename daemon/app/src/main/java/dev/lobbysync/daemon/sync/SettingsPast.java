package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.api.FeedOp;
import dev.lobbysync.protocol.doc.BuiltinWorld;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the moment at which the settings of the world were as the files say. Their ops carry no snapshot (PROTOCOL 4.2),
 * only one key with its new value: what a key was before its first op is its default, if the feed was read from its
 * beginning, else unknown.
 */
final class SettingsPast {
    private SettingsPast() {}

    /**
     * The newest such moment.
     *
     * @param now the settings as both sides have them now
     * @param updates every op about settings, oldest first
     * @param whole whether there are none before the first
     */
    static Optional<MeetingBases.Explained> explain(
            ObjectView now, List<FeedOp> updates, boolean whole, AssetNames names) {
        ObjectNode served = now.served();
        if (served == null) {
            return Optional.empty();
        }
        Set<String> unknown = new HashSet<>();
        ObjectNode then = served.deepCopy();
        for (FeedOp op : updates) {
            String key = key(op);
            JsonNode standard = BuiltinWorld.settings().get(key);
            if (whole && standard != null) {
                then.set(key, standard);
            } else if (whole) {
                then.remove(key);
            } else {
                unknown.add(key);
            }
        }
        Optional<MeetingBases.Explained> found = Optional.empty();
        for (FeedOp op : updates) {
            JsonNode value = op.patch() == null ? null : op.patch().get("value");
            then = then.deepCopy();
            if (value == null) {
                then.remove(key(op));
            } else {
                then.set(key(op), value);
            }
            unknown.remove(key(op));
            ObjectView view = now.inThePast(now.local(), then);
            if (unknown.isEmpty() && MeetingBases.same(view, names)) {
                found = Optional.of(new MeetingBases.Explained(
                        "operation " + op.opId() + " at cursor " + op.cursor(),
                        then,
                        MeetingBases.silent(view, names),
                        op.cursor()));
            }
        }
        return found;
    }

    private static String key(FeedOp op) {
        return op.patch() == null ? "" : op.patch().path("key").asText("");
    }
}
