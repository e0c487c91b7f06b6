package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.BaseValue;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.ConflictStore;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.JsonEquality;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the world had said and the files had taken in when the daemon died, before it could note that both agree. The bases
 * move there before anything is planned: should the world have gone back since, the files would else be taken for edited.
 *
 * <p>Only where the feed still tells that something happened in the world; what a runtime has forgotten the files alone
 * have now. And not where a question is open: that shows both sides, and a person may have answered a part of it.
 */
final class Arrivals {
    private final ConflictStore conflicts;
    private final Trees trees;
    private final Executor executor;

    Arrivals(Ports ports, Trees trees, Executor executor) {
        this.conflicts = ports.conflicts();
        this.trees = trees;
        this.executor = executor;
    }

    /**
     * To be called once files and feed have been looked at.
     *
     * @param expected what the state expected before anything was done about it
     */
    void settle(Map<ObjectKey, Optional<BaseEntry>> expected) throws IOException {
        if (expected.isEmpty()) {
            return;
        }
        List<BaseEntry> put = new ArrayList<>();
        Set<ObjectKey> removed = new HashSet<>();
        for (Map.Entry<ObjectKey, Optional<BaseEntry>> expectation : expected.entrySet()) {
            ObjectView view = trees.view(expectation.getKey());
            BaseEntry then = expectation.getValue().orElse(null);
            if (!isExplained(view, then) || conflicts.openFor(view.key()).isPresent()) {
                continue;
            }
            if (then == null) {
                if (view.base() != null && view.local() instanceof LocalState.Absent) {
                    removed.add(view.key());
                }
            } else if (view.local() instanceof LocalState.Present present) {
                if (view.base() != null && view.key().kind() != ObjectKind.MODULE) {
                    moved(view, then).ifPresent(put::add);
                } else if (saysTheSame(view, present, then)) {
                    put.add(then);
                }
            }
        }
        executor.landed(put, removed);
    }

    /** Field by field: a part of the files may have been written, or been edited since. */
    private Optional<BaseEntry> moved(ObjectView view, BaseEntry then) {
        Sides now = Sides.of(view, trees.names());
        ObjectNode form = trees.form(view.key(), then.value());
        Judgement judged = new Judgement(then.value(), Judgement.Why.SERVED);
        BaseValue agreed = AgreedParts.of(view, new Sides(now.base(), now.local(), form, form, judged), false);
        return agreed == null
                ? Optional.empty()
                : Optional.of(executor.frozen(Objects.requireNonNull(view.base()), agreed));
    }

    private boolean saysTheSame(ObjectView view, LocalState.Present present, BaseEntry then) {
        Sides met = Sides.of(view.inThePast(present, then.value()), trees.names());
        return met.local() != null && JsonEquality.equal(met.local(), met.remote());
    }

    private boolean isExplained(ObjectView view, @Nullable BaseEntry then) {
        if (view.key().kind() == ObjectKind.MODULE) {
            return view.copies().stream()
                    .map(copy -> trees.view(ObjectKey.blueprint(copy.blueprintId())))
                    .anyMatch(importer -> isExplained(importer, null));
        }
        Evidence evidence = view.evidence();
        String opId = then == null ? null : then.lastOpId();
        return evidence.instead() == null
                && evidence.lastKind() != null
                && (opId == null
                        || evidence.opIds().contains(opId)
                        || evidence.olderOpIds().contains(opId));
    }
}
