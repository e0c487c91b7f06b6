package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.api.FeedOp;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What our own writes, or a runtime that forgot, covered of others' work: it counts as the remote side until it is merged
 * or a person has chosen (DESIGN 3).
 */
final class CoveredObjects {
    private final Map<ObjectKey, Noted> work = new HashMap<>();

    /**
     * What was covered of one object.
     *
     * @param why what covered it
     * @param lateAt the cursor of a late request of ours that covered it, or 0
     */
    private record Noted(Covered covered, Judgement.Why why, long lateAt) {
        Noted with(Covered further) {
            return new Noted(further, why, lateAt);
        }
    }

    /** A write of ours covered this. */
    void note(ObjectKey key, Covered covered) {
        put(key, covered, Judgement.Why.OVERWRITTEN, 0);
    }

    /** The runtime has forgotten what it had accepted, and somebody is about to go on from what it serves instead. */
    void noteForgotten(ObjectKey key, Covered covered) {
        put(key, covered, Judgement.Why.FORGOTTEN, 0);
    }

    /** Our own op came when nobody waited for it any more: what the runtime served until then counts on. */
    void noteLate(ObjectKey key, FeedOp op, ObjectNode before) {
        put(key, new Covered(before, Covered.standing(before, op)), Judgement.Why.OVERWRITTEN, op.cursor());
    }

    private void put(ObjectKey key, Covered covered, Judgement.Why why, long lateAt) {
        Noted before = work.get(key);
        work.put(key, new Noted(covered, why, before == null ? lateAt : Math.max(lateAt, before.lateAt())));
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
        Noted noted = work.get(key);
        return noted == null ? null : new Judgement(noted.covered().counts(), noted.why());
    }

    /** What counts no longer once somebody else's op is taken, because they replace it without having seen it. */
    Optional<ObjectNode> supersededBy(ObjectKey key, FeedOp op) {
        return Optional.ofNullable(work.get(key))
                .map(Noted::covered)
                .filter(covered -> covered.isReplacedBy(op))
                .map(Covered::counts);
    }

    /** The feed went on: what counts goes on with it. */
    void later(ObjectKey key, FeedOp op, boolean ours) {
        Noted noted = work.get(key);
        if (noted == null) {
            return;
        }
        if (ours) {
            work.put(key, noted.with(noted.covered().beneath(op)));
        } else if (op.kind().isAdd() || op.kind().isRemove()) {
            work.remove(key);
        } else {
            work.put(key, noted.with(noted.covered().further(op)));
        }
    }

    /**
     * The object is settled.
     *
     * @param seen how far the feed had been read then; a late request may have covered it after that
     */
    void settled(ObjectKey key, long seen) {
        if (!isLaterThan(key, seen)) {
            work.remove(key);
        }
    }

    /** Whether a late request of ours covered something of the object after that place in the feed. */
    boolean isLaterThan(ObjectKey key, long seen) {
        Noted noted = work.get(key);
        return noted != null && noted.lateAt() > seen;
    }

    /** It is worked out anew, from the feed and from the open artifacts. */
    void clear() {
        work.clear();
    }
}
