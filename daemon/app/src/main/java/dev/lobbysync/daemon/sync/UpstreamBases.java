package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.StateChange;
import dev.lobbysync.daemon.port.ConflictStore;
import dev.lobbysync.daemon.port.Remote;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.StateStore;
import dev.lobbysync.protocol.api.ChangePage;
import dev.lobbysync.protocol.api.FeedOp;
import dev.lobbysync.protocol.json.CanonicalJson;
import dev.lobbysync.protocol.json.JsonEquality;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sorts out a checkpoint that upstream's app-server wrote last, which is often false: its commands rebase what nobody
 * reconciled (PROTOCOL 11, items 30, 32, 34, 39; DESIGN 5).
 *
 * <p>An entry explains an object only where the files still say the same. Where the files differ and the runtime is as
 * the entry says, it counts unless the feed shows that the runtime once was as the files are: then the files are older,
 * and the entry was moved behind their back. Whatever does not count is a first meeting. The base of an open conflict
 * beats the entry.
 */
final class UpstreamBases {
    private final StateStore state;
    private final ConflictStore conflicts;
    private final Remote remote;
    private final Trees trees;

    UpstreamBases(StateStore state, ConflictStore conflicts, Remote remote, Trees trees) {
        this.state = state;
        this.conflicts = conflicts;
        this.remote = remote;
        this.trees = trees;
    }

    /** What to change in the bases before anything is planned; empty if every entry counts. */
    StateChange sort() throws RemoteException {
        List<BaseEntry> put = new ArrayList<>();
        Set<ObjectKey> removed = new HashSet<>();
        Map<ObjectKey, ObjectNode> doubtful = new HashMap<>();
        for (BaseEntry entry : state.bases()) {
            if (entry.origin() == BaseEntry.Origin.UPSTREAM) {
                sort(entry, put, removed, doubtful);
            }
        }
        removed.addAll(onceServed(doubtful));
        return new StateChange(put, removed, null, Set.of(), Map.of());
    }

    private void sort(
            BaseEntry entry, List<BaseEntry> put, Set<ObjectKey> removed, Map<ObjectKey, ObjectNode> doubtful) {
        ObjectKey key = entry.key();
        ConflictArtifact open = conflicts.openFor(key).orElse(null);
        if (open != null && open.document().path("base") instanceof ObjectNode base) {
            put.add(with(entry, base));
            return;
        }
        Sides sides = Sides.of(trees.view(key), trees.names());
        if (JsonEquality.equal(sides.local(), sides.base())) {
            return;
        }
        ObjectNode local = sides.local();
        if (local != null && JsonEquality.equal(sides.served(), sides.base())) {
            doubtful.put(key, local);
        } else {
            removed.add(key);
        }
    }

    /** Objects that the feed shows to have been in the runtime as the files say them. */
    private Set<ObjectKey> onceServed(Map<ObjectKey, ObjectNode> local) throws RemoteException {
        Set<ObjectKey> once = new HashSet<>();
        long cursor = 0;
        while (!local.isEmpty()) {
            ChangePage page = remote.changes(cursor, FeedReader.PAGE);
            for (FeedOp op : page.operations()) {
                op.kind().objectKind().ifPresent(kind -> {
                    ObjectKey key = Mirror.keyOf(op, kind);
                    ObjectNode said = local.get(key);
                    if (said != null
                            && op.snapshot() instanceof ObjectNode snapshot
                            && JsonEquality.equal(said, MergeForm.of(kind, snapshot, trees.names()))) {
                        once.add(key);
                    }
                });
            }
            if (page.operations().size() < FeedReader.PAGE || page.cursor() <= cursor) {
                break;
            }
            cursor = page.cursor();
        }
        return once;
    }

    private static BaseEntry with(BaseEntry entry, ObjectNode base) {
        return new BaseEntry(
                entry.key(),
                entry.uid(),
                CanonicalJson.sha256(base),
                () -> base,
                entry.silent(),
                entry.revision(),
                entry.lastOpId(),
                entry.cursor(),
                BaseEntry.Origin.UPSTREAM);
    }
}
