package dev.lobbysync.daemon.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.json.Json;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Ids of ops that this project sent and whose outcome is in the bases, so that a late look at the feed still knows them
 * as ours. Three generations: those settled since the last compaction, those before it, and those before the one before.
 * Each compaction forgets the last, and never are more than {@value #LIMIT} kept.
 */
final class SettledOps {
    static final int LIMIT = 10_000;

    private final Set<String> current = new LinkedHashSet<>();
    private final Set<String> newer = new LinkedHashSet<>();
    private final Set<String> older = new LinkedHashSet<>();

    void add(Collection<String> opIds) {
        current.addAll(opIds);
    }

    boolean contains(String opId) {
        return current.contains(opId) || newer.contains(opId) || older.contains(opId);
    }

    /** The generations as the next checkpoint shall hold them. */
    ObjectNode forCheckpoint() {
        ObjectNode node = Json.object();
        int room = LIMIT;
        room -= put(node, "newer", current, room);
        put(node, "older", newer, room);
        return node;
    }

    /** To be called once a checkpoint with {@link #forCheckpoint} is durable. */
    void compacted() {
        older.clear();
        older.addAll(newer);
        newer.clear();
        newer.addAll(current);
        current.clear();
        while (newer.size() + older.size() > LIMIT) {
            Set<String> from = older.isEmpty() ? newer : older;
            from.remove(from.iterator().next());
        }
    }

    void load(JsonNode checkpoint) {
        checkpoint.path("newer").forEach(id -> newer.add(id.asText()));
        checkpoint.path("older").forEach(id -> older.add(id.asText()));
    }

    /** The newest ones, as many as there is room for. */
    private static int put(ObjectNode node, String name, Set<String> ids, int room) {
        var array = node.putArray(name);
        ids.stream().skip(Math.max(0, ids.size() - room)).forEach(array::add);
        return array.size();
    }
}
