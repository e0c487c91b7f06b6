package dev.lobbysync.daemon.state;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ObjectKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code .lobby/sync-state.json} says (PROTOCOL 7.7), values not yet parsed. Ours adds three things that upstream's
 * tool does not look at: {@code objects.modules} (shape of the other tables), members of each entry (see {@link
 * StoredEntry}), and at top level
 *
 * <pre>"daemon":{"format":1,"agreed":true,"opIdAtCursor":"…","reflected":118,"policy":"…64 hex…","instanceId":"…","projectPath":"/home/ann/harbour",
 * "rootInode":4711,"aliases":{"asset://Lamp.glb":"asset://…64 hex….glb"},"unsettled":[{"opId":"…", …}],
 * "settled":{"newer":["…"],"older":["…"]}}</pre>
 *
 * @param worldId whose bases these are
 * @param cursor null if unknown yet
 * @param snapshots {@code lastConflictSnapshots}
 * @param updatedAt ISO time, or null
 * @param daemon our part; null if upstream's tool wrote the file
 */
record Checkpoint(
        String worldId,
        @Nullable Long cursor,
        List<Row> rows,
        ArrayNode snapshots,
        @Nullable String updatedAt,
        @Nullable ObjectNode daemon) {
    static final int FORMAT = 1;
    static final int DAEMON_FORMAT = 1;

    /**
     * One entry.
     *
     * @param members all of it but {@code value}
     */
    record Row(ObjectKey key, ObjectNode members, ValueSlice value) {}
}
