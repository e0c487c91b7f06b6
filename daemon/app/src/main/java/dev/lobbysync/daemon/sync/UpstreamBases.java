package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.StateChange;
import dev.lobbysync.daemon.port.ConflictStore;
import dev.lobbysync.daemon.port.Remote;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.StateStore;
import dev.lobbysync.protocol.doc.KnownFields;
import dev.lobbysync.protocol.doc.NormalForm;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.CanonicalJson;
import dev.lobbysync.protocol.json.JsonEquality;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sorts out a checkpoint that upstream's app-server wrote last, which is often false: its commands rebase what nobody
 * reconciled (PROTOCOL 11, items 30, 32, 34, 39; DESIGN 5).
 *
 * <p>An entry explains an object only where the files still say the same. Where the files differ and the runtime is as
 * the entry says, it counts unless the files may be as old as the runtime once was ({@link OlderFile}): then the entry was
 * moved behind their back. Whatever does not count is a first meeting. The base of an open conflict, or that it had none,
 * beats the entry.
 */
final class UpstreamBases {
    private final StateStore state;
    private final ConflictStore conflicts;
    private final Trees trees;
    private final EarlierStates earlier;
    private final Set<ObjectKey> removed = new HashSet<>();
    private final Map<ObjectKey, OlderFile> doubtful = new HashMap<>();
    private final Map<ObjectKey, ObjectNode> disputed = new HashMap<>();

    UpstreamBases(StateStore state, ConflictStore conflicts, Remote remote, Trees trees) {
        this.state = state;
        this.conflicts = conflicts;
        this.trees = trees;
        this.earlier = new EarlierStates(remote, trees);
    }

    /** What to change in the bases before anything is planned; empty if every entry counts. */
    StateChange sort() throws RemoteException {
        for (ConflictArtifact artifact : conflicts.open()) {
            BaseEntry entry = state.base(artifact.key());
            if (entry == null || entry.origin() == BaseEntry.Origin.UPSTREAM) {
                sort(artifact);
            }
        }
        for (BaseEntry entry : state.bases()) {
            ObjectKey key = entry.key();
            if (entry.origin() == BaseEntry.Origin.UPSTREAM && !disputed.containsKey(key) && !removed.contains(key)) {
                sort(entry);
            }
        }
        return look();
    }

    private void sort(ConflictArtifact artifact) {
        if (artifact.key().kind() == ObjectKind.MODULE) {
            return;
        }
        if (artifact.document().path("base") instanceof ObjectNode base) {
            disputed.put(artifact.key(), NormalForm.of(artifact.key().kind(), base));
        } else {
            removed.add(artifact.key());
        }
    }

    private void sort(BaseEntry entry) {
        ObjectKey key = entry.key();
        ObjectView view = trees.view(key);
        Sides sides = Sides.of(view, trees.names());
        if (JsonEquality.equal(sides.local(), sides.base())) {
            return;
        }
        ObjectNode base = sides.base();
        ObjectNode local = sides.local();
        if (base != null
                && local != null
                && view.local() instanceof LocalState.Present present
                && JsonEquality.equal(sides.served(), base)) {
            doubtful.put(key, new OlderFile(base, local, unsaid(key.kind(), present)));
        } else {
            removed.add(key);
        }
    }

    private static Set<String> unsaid(ObjectKind kind, LocalState.Present present) {
        Set<String> unsaid = new HashSet<>(KnownFields.withState(kind));
        unsaid.removeAll(present.present());
        unsaid.removeAll(KnownFields.SCRIPT);
        return unsaid;
    }

    private StateChange look() throws RemoteException {
        Set<ObjectKey> sought = new HashSet<>(doubtful.keySet());
        sought.addAll(disputed.keySet());
        Map<ObjectKey, Long> agreedAt = new HashMap<>();
        earlier.show(sought, (key, form, cursor) -> {
            OlderFile file = doubtful.get(key);
            if (file != null && file.mayBeFrom(form)) {
                removed.add(key);
            }
            ObjectNode base = disputed.get(key);
            if (base != null && JsonEquality.equal(form, trees.form(key, base))) {
                agreedAt.put(key, cursor);
            }
        });
        List<BaseEntry> put = new ArrayList<>();
        disputed.forEach((key, base) -> put.add(entry(key, base, agreedAt.getOrDefault(key, 0L))));
        return new StateChange(put, removed, null, Set.of(), Map.of());
    }

    /**
     * The base of a conflict as an entry. What has been since it was agreed must lie after its cursor, else the runtime
     * would seem to have forgotten something.
     */
    private BaseEntry entry(ObjectKey key, ObjectNode base, long cursor) {
        BaseEntry rebased = state.base(key);
        @Nullable String uid = rebased == null ? null : rebased.uid();
        return new BaseEntry(
                key,
                uid,
                CanonicalJson.sha256(base),
                () -> base,
                rebased == null ? Set.of() : rebased.silent(),
                null,
                null,
                cursor,
                BaseEntry.Origin.UPSTREAM);
    }
}
