package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.api.OpKind;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the feed says about one object since its base (DESIGN 3). The feed is a hint of what changed, not a log from which
 * state can be rebuilt (PROTOCOL 4.4), so it explains a difference; it does not make one.
 *
 * @param lastKind the last op's kind, or null if no op came after the base's cursor
 * @param lastOpId its id
 * @param lastSnapshot the object after it, null if the op has none
 * @param stateSet whether an op after the base's cursor set the state of an entity, whatever else it did
 * @param opIds ids of all ops after the base's cursor
 * @param olderOpIds ids known to lie at or before the base's cursor
 * @param instead what counts in place of what is served, because a write of ours or a runtime that forgot covered it, or
 *     null
 */
record Evidence(
        @Nullable OpKind lastKind,
        @Nullable String lastOpId,
        @Nullable ObjectNode lastSnapshot,
        boolean stateSet,
        Set<String> opIds,
        Set<String> olderOpIds,
        @Nullable Judgement instead) {
    static final Evidence NONE = new Evidence(null, null, null, false, Set.of(), Set.of(), null);

    Evidence {
        opIds = Set.copyOf(opIds);
        olderOpIds = Set.copyOf(olderOpIds);
    }

    boolean saysRemoved() {
        return lastKind != null && lastKind.isRemove();
    }
}
