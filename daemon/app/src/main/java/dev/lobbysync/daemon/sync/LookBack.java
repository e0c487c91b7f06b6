package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Remote;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.StateStore;
import dev.lobbysync.protocol.api.ChangePage;
import dev.lobbysync.protocol.api.FeedOp;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Tells a runtime that forgot accepted work from one in which somebody edited: where an object differs from its base or from
 * what the feed says since, no op after the base explains why, and its own last op lies further back in the feed, the object
 * has gone back in time (DESIGN 3). Entities carry no version that would tell the same.
 *
 * <p>Whoever replaces the mirror asks here afterwards. Reads the feed backwards, and only while such an op is still sought.
 */
final class LookBack {
    private final Remote remote;
    private final StateStore state;
    private final Trees trees;

    LookBack(Remote remote, StateStore state, Trees trees) {
        this.remote = remote;
        this.state = state;
        this.trees = trees;
    }

    /** Looks for the last ops of the given objects, where nothing newer explains them. */
    void explain(Collection<ObjectKey> keys) throws RemoteException {
        Set<String> sought = new HashSet<>();
        long before = 0;
        for (ObjectKey key : keys) {
            BaseEntry base = state.base(key);
            ObjectNode served = trees.mirror().served(key);
            boolean tells = key.kind() == ObjectKind.ENTITY || key.kind() == ObjectKind.BLUEPRINT;
            if (!tells || base == null || served == null) {
                continue;
            }
            Evidence evidence = trees.feed().evidence(key, base.cursor(), null);
            // It may also have gone back to what it once said and says again in the base.
            if (evidence.lastKind() == null && base.hash().equals(trees.mirror().hash(key))) {
                continue;
            }
            String opId = served.path("lastOpId").asText("");
            boolean known = opId.isEmpty()
                    || opId.equals(base.lastOpId())
                    || evidence.opIds().contains(opId)
                    || evidence.olderOpIds().contains(opId);
            if (!known) {
                sought.add(opId);
                before = Math.max(before, base.cursor());
            }
        }
        search(sought, before);
    }

    private void search(Set<String> sought, long before) throws RemoteException {
        Map<String, Long> found = new HashMap<>();
        long high = before;
        while (high > 0 && !sought.isEmpty()) {
            long low = Math.max(0, high - FeedReader.PAGE);
            ChangePage page = remote.changes(low, FeedReader.PAGE);
            for (FeedOp op : page.operations()) {
                if (sought.remove(op.opId())) {
                    found.put(op.opId(), op.cursor());
                }
            }
            high = low;
        }
        trees.feed().lookedBack(found);
    }
}
