package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.model.Decision;
import dev.lobbysync.daemon.model.ObjectKey;
import java.util.List;

/**
 * The emergency brake {@code BIDIRECTIONAL_SYNC=false} (DESIGN 7): nothing is written into the project. What the world
 * changed is left alone and keeps its base, so that switching back syncs it.
 */
final class PushOnly {
    private PushOnly() {}

    /** Replaces every decision that would write into the project. */
    static void apply(Plan plan) {
        for (Decision decision : List.copyOf(plan.all())) {
            boolean writes = decision instanceof Decision.PullToLocal
                    || decision instanceof Decision.MergeBoth
                    || decision instanceof Decision.DeleteLocal
                    || (decision instanceof Decision.DeleteRemote delete && delete.row() != null);
            if (writes) {
                plan.put(leftAlone(decision.key()));
            }
            if (decision instanceof Decision.DeleteRemote delete && delete.row() != null) {
                plan.put(leftAlone(ObjectKey.blueprint(
                        delete.edit().seen().path("blueprint").asText("?"))));
            }
        }
    }

    /** Counted and kept with its base, but nobody has to do anything about it. */
    private static Decision.Hold leftAlone(ObjectKey key) {
        return new Decision.Hold(
                key, "changed in the world; BIDIRECTIONAL_SYNC=false leaves the files alone", false, false, null, null);
    }
}
