package dev.lobbysync.daemon.model;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One journal record: base entries and cursor of a batch move together or not at all (DESIGN 3).
 *
 * @param put entries that replace those of the same key
 * @param removed objects that no longer have a base
 * @param position the new feed position, or null to leave it
 * @param settledOps sent ops whose outcome is now reflected in the bases
 * @param aliases content hashes learned for assets with plain names: {@code asset://Model.glb} to {@code
 *     asset://<sha256>.glb}
 */
public record StateChange(
        List<BaseEntry> put,
        Set<ObjectKey> removed,
        @Nullable FeedPosition position,
        Set<String> settledOps,
        Map<String, String> aliases) {
    /** Nothing changes. */
    public static final StateChange NONE = new StateChange(List.of(), Set.of(), null, Set.of(), Map.of());

    public StateChange {
        put = List.copyOf(put);
        removed = Set.copyOf(removed);
        settledOps = Set.copyOf(settledOps);
        aliases = Map.copyOf(aliases);
    }

    public static StateChange moveTo(FeedPosition position) {
        return new StateChange(List.of(), Set.of(), position, Set.of(), Map.of());
    }

    public boolean isEmpty() {
        return put.isEmpty() && removed.isEmpty() && position == null && settledOps.isEmpty() && aliases.isEmpty();
    }
}
