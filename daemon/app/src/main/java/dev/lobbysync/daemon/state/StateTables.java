package dev.lobbysync.daemon.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.FeedPosition;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.SentOp;
import dev.lobbysync.daemon.model.StateChange;
import dev.lobbysync.protocol.doc.NormalForm;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.CanonicalJson;
import dev.lobbysync.protocol.json.Json;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state of one world in memory: a checkpoint with the journal's records applied to it. The one place that knows what
 * a record means, whether it is replayed at start or has just become durable.
 */
final class StateTables {
    private final String worldId;
    private final Map<ObjectKey, StoredEntry> entries = new LinkedHashMap<>();
    private final Map<ObjectKind, Integer> counts = new EnumMap<>(ObjectKind.class);
    private final Map<String, String> aliases = new LinkedHashMap<>();
    private final Map<String, SentOp> unsettled = new LinkedHashMap<>();
    private final SettledOps settled = new SettledOps();
    private final Map<ObjectKey, Optional<StoredEntry>> expected = new LinkedHashMap<>();
    private FeedPosition position = FeedPosition.START;
    private boolean agreed;
    private @Nullable InstanceIdentity identity;
    private ArrayNode snapshots = Json.array();
    private @Nullable String checkpointedAt;
    private long recordedAtMillis;
    private @Nullable String policy;
    private @Nullable String policyInForce;

    /** Nothing agreed yet. */
    StateTables(String worldId) {
        this.worldId = worldId;
    }

    /**
     * @param foreign written by upstream: its hashes are computed anew, its values are no more than hints
     * @param notices receives the entries that had to be left out
     */
    static StateTables of(Checkpoint checkpoint, boolean foreign, List<String> notices) {
        StateTables tables = new StateTables(checkpoint.worldId());
        JsonNode daemon = checkpoint.daemon() == null ? Json.object() : checkpoint.daemon();
        Long cursor = checkpoint.cursor();
        FeedPosition read = new FeedPosition(
                cursor == null ? 0 : cursor, foreign ? null : StoredEntry.textOrNull(daemon.path("opIdAtCursor")));
        tables.position = read.reflecting(daemon.path("reflected").asLong(read.cursor()));
        tables.agreed = foreign || daemon.path("agreed").asBoolean(true);
        tables.snapshots = checkpoint.snapshots();
        tables.checkpointedAt = checkpoint.updatedAt();
        for (Checkpoint.Row row : checkpoint.rows()) {
            StoredEntry entry = foreign ? recomputed(row, tables.position.cursor(), notices) : stored(row, tables);
            if (entry != null) {
                tables.put(row.key(), entry);
            }
        }
        daemon.path("aliases")
                .properties()
                .forEach(alias ->
                        tables.aliases.put(alias.getKey(), alias.getValue().asText()));
        if (daemon.path("instanceId").isTextual()) {
            tables.identity = new InstanceIdentity(
                    daemon.path("instanceId").textValue(),
                    daemon.path("projectPath").asText(),
                    daemon.path("rootInode").asLong());
        }
        for (JsonNode op : daemon.path("unsettled")) {
            try {
                SentOp sent = JournalCodec.sentOp(op);
                tables.unsettled.put(sent.opId(), sent);
            } catch (IllegalArgumentException e) {
                notices.add("an op in daemon.unsettled of .lobby/sync-state.json makes no sense and is left out: "
                        + e.getMessage());
            }
        }
        tables.settled.load(daemon.path("settled"));
        try {
            tables.expect(JournalCodec.expected(daemon.path("expected")));
        } catch (IllegalArgumentException | ClassCastException e) {
            notices.add("daemon.expected of .lobby/sync-state.json makes no sense and is left out: " + e.getMessage());
        }
        tables.policy = StoredEntry.textOrNull(daemon.path("policy"));
        return tables;
    }

    void apply(JournalRecord record) {
        if (record instanceof JournalRecord.State state) {
            apply(state);
        } else if (record instanceof JournalRecord.Sent sent) {
            sent.ops().forEach(op -> unsettled.put(op.opId(), op));
        } else if (record instanceof JournalRecord.Writing writing) {
            expected.clear();
            expect(writing.then());
        } else if (record instanceof JournalRecord.Instance instance) {
            identity = instance.identity();
        } else if (record instanceof JournalRecord.Reset reset) {
            entries.clear();
            counts.clear();
            position = FeedPosition.START;
            agreed = false;
            policy = null;
            // Their cursors are those of another feed.
            settled.add(unsettled.keySet());
            unsettled.clear();
            expected.clear();
            recordedAtMillis = reset.atMillis();
        }
        // The rest concerns files in flight and the journal itself, not the bases.
    }

    /** The change as a record, reduced to what it changes. */
    JournalRecord.State record(StateChange change, boolean landed, long nowMillis) {
        List<JournalRecord.Put> put = new ArrayList<>();
        for (BaseEntry entry : change.put()) {
            StoredEntry before = change.removed().contains(entry.key()) ? null : entries.get(entry.key());
            if (before != null && before.says(entry)) {
                continue;
            }
            String at = before != null && before.sameContent(entry) ? before.lastSyncedAt() : IsoTime.iso(nowMillis);
            boolean sameValue = before != null && before.base().hash().equals(entry.hash());
            put.add(new JournalRecord.Put(
                    entry.key(), StoredEntry.members(entry, at), sameValue ? null : ValueSlice.of(entry.value())));
        }
        Set<ObjectKey> removed = new LinkedHashSet<>(change.removed());
        removed.retainAll(entries.keySet());
        Set<String> settles = new LinkedHashSet<>(change.settledOps());
        settles.retainAll(unsettled.keySet());
        Map<String, String> learned = new LinkedHashMap<>(change.aliases());
        learned.entrySet().removeIf(alias -> alias.getValue().equals(aliases.get(alias.getKey())));
        FeedPosition to = change.position();
        boolean moves = to != null && (!to.equals(position) || !agreed);
        String under = Objects.equals(policy, policyInForce) ? null : policyInForce;
        return new JournalRecord.State(put, removed, moves ? to : null, settles, learned, under, landed, nowMillis);
    }

    private void apply(JournalRecord.State state) {
        if (state.landed()) {
            expected.clear();
        }
        // Removed first: a key in both was removed and came back.
        state.removed().forEach(this::remove);
        state.removed().forEach(expected::remove);
        for (JournalRecord.Put put : state.put()) {
            StoredEntry entry = entry(put);
            if (entry != null) {
                put(put.key(), entry);
            }
            expected.remove(put.key());
        }
        FeedPosition to = state.position();
        if (to != null) {
            position = to;
        }
        aliases.putAll(state.aliases());
        settled.add(state.settled());
        state.settled().forEach(unsettled::remove);
        agreed |= to != null || !state.put().isEmpty();
        policy = state.policy() != null ? state.policy() : policy;
        recordedAtMillis = state.atMillis();
    }

    private void expect(JournalRecord.Expected then) {
        for (JournalRecord.Put put : then.put()) {
            StoredEntry entry = entry(put);
            if (entry != null) {
                expected.put(put.key(), Optional.of(entry));
            }
        }
        then.removed().forEach(key -> expected.put(key, Optional.empty()));
    }

    /** The entry with the value that it had if it is given none; null if it has none. */
    private @Nullable StoredEntry entry(JournalRecord.Put put) {
        StoredEntry before = entries.get(put.key());
        ValueSlice value = put.value() != null ? put.value() : before == null ? null : before.value();
        return value == null ? null : StoredEntry.of(put.key(), put.members(), value, position.cursor());
    }

    private static StoredEntry stored(Checkpoint.Row row, StateTables tables) {
        return StoredEntry.of(row.key(), row.members(), row.value(), tables.position.cursor());
    }

    private static @Nullable StoredEntry recomputed(Checkpoint.Row row, long cursor, List<String> notices) {
        ObjectNode normal;
        try {
            normal = NormalForm.of(row.key().kind(), row.value().get());
        } catch (UncheckedIOException e) {
            notices.add("the base of " + row.key() + " in .lobby/sync-state.json cannot be used and is left out: "
                    + e.getMessage());
            return null;
        }
        ObjectNode members = row.members().deepCopy();
        members.remove(List.of("cursor", "silent"));
        members.put("hash", CanonicalJson.sha256(normal));
        members.put("origin", "upstream");
        return StoredEntry.of(row.key(), members, ValueSlice.of(normal), cursor);
    }

    String worldId() {
        return worldId;
    }

    /** Whether anything was ever agreed with this world. */
    boolean agreed() {
        return agreed;
    }

    int count(ObjectKind kind) {
        return counts.getOrDefault(kind, 0);
    }

    private void put(ObjectKey key, StoredEntry entry) {
        if (entries.put(key, entry) == null) {
            counts.merge(key.kind(), 1, Integer::sum);
        }
    }

    private void remove(ObjectKey key) {
        if (entries.remove(key) != null) {
            counts.merge(key.kind(), -1, Integer::sum);
        }
    }

    Collection<StoredEntry> entries() {
        return Collections.unmodifiableCollection(entries.values());
    }

    @Nullable
    BaseEntry base(ObjectKey key) {
        StoredEntry entry = entries.get(key);
        return entry == null ? null : entry.base();
    }

    FeedPosition position() {
        return position;
    }

    Map<String, String> aliases() {
        return Collections.unmodifiableMap(aliases);
    }

    Map<String, SentOp> unsettled() {
        return Collections.unmodifiableMap(unsettled);
    }

    /** What is expected of the file writes announced last. */
    Map<ObjectKey, Optional<BaseEntry>> expected() {
        Map<ObjectKey, Optional<BaseEntry>> bases = new LinkedHashMap<>();
        expected.forEach((key, entry) -> bases.put(key, entry.map(StoredEntry::base)));
        return Collections.unmodifiableMap(bases);
    }

    /** The same as a record. */
    JournalRecord.Expected stillExpected() {
        List<JournalRecord.Put> put = new ArrayList<>();
        Set<ObjectKey> removed = new LinkedHashSet<>();
        expected.forEach((key, expectation) -> expectation.ifPresentOrElse(
                entry -> put.add(new JournalRecord.Put(key, entry.members(), entry.value())), () -> removed.add(key)));
        return new JournalRecord.Expected(put, removed);
    }

    SettledOps settled() {
        return settled;
    }

    @Nullable
    InstanceIdentity identity() {
        return identity;
    }

    void identity(@Nullable InstanceIdentity current) {
        identity = current;
    }

    /** The merge policy under which the tables last changed, or null. */
    @Nullable
    String policy() {
        return policy;
    }

    /** The next record will say that this policy is in force. */
    void agreeUnder(String version) {
        policyInForce = version;
    }

    ArrayNode snapshots() {
        return snapshots;
    }

    void snapshots(ArrayNode merged) {
        snapshots = merged;
    }

    /** ISO time of the last change, or null if there was none. */
    @Nullable
    String updatedAt() {
        return recordedAtMillis == 0 ? checkpointedAt : IsoTime.iso(recordedAtMillis);
    }
}
