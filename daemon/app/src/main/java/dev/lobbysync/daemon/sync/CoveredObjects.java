package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.api.FeedOp;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What our own writes, or a runtime that forgot, covered of others' work: it counts as the remote side until it is merged
 * or a person has chosen (DESIGN 3).
 */
final class CoveredObjects {
    private final Map<ObjectKey, Covered> work = new HashMap<>();
    private final Map<ObjectKey, Long> lateAt = new HashMap<>();
    private final Set<ObjectKey> forgotten = new HashSet<>();

    /** A write of ours covered this. */
    void note(ObjectKey key, Covered covered) {
        work.put(key, covered);
        forgotten.remove(key);
    }

    /** The runtime has forgotten what it had accepted, and somebody is about to go on from what it serves instead. */
    void noteForgotten(ObjectKey key, Covered covered) {
        work.put(key, covered);
        forgotten.add(key);
    }

    /** Our own op came when nobody waited for it any more: what the runtime served until then counts on. */
    void noteLate(ObjectKey key, FeedOp op, ObjectNode before) {
        note(key, new Covered(before, Covered.standing(before, op)));
        lateAt.put(key, op.cursor());
    }

    boolean has(ObjectKey key) {
        return work.containsKey(key);
    }

    Set<ObjectKey> keys() {
        return work.keySet();
    }

    /** What counts in place of what is served; null if nothing covered it. */
    @Nullable
    Judgement instead(ObjectKey key) {
        Covered covered = work.get(key);
        return covered == null
                ? null
                : new Judgement(
                        covered.counts(),
                        forgotten.contains(key) ? Judgement.Why.FORGOTTEN : Judgement.Why.OVERWRITTEN);
    }

    /** The feed went on: what counts goes on with it. */
    void later(ObjectKey key, FeedOp op, boolean ours) {
        Covered covered = work.get(key);
        if (covered == null) {
            return;
        }
        if (ours) {
            work.put(key, covered.beneath(op));
        } else if (op.kind().isAdd() || op.kind().isRemove()) {
            drop(key);
        } else {
            work.put(key, covered.further(op));
        }
    }

    /**
     * The object is settled.
     *
     * @param seen how far the feed had been read then; a late request may have covered it after that
     */
    void settled(ObjectKey key, long seen) {
        if (lateAt.getOrDefault(key, 0L) <= seen) {
            drop(key);
        }
    }

    private void drop(ObjectKey key) {
        work.remove(key);
        lateAt.remove(key);
        forgotten.remove(key);
    }

    /** It is worked out anew, from the feed and from the open artifacts. */
    void clear() {
        work.clear();
        lateAt.clear();
        forgotten.clear();
    }
}
