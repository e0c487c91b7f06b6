package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Project;
import dev.lobbysync.daemon.port.StateStore;
import org.jspecify.annotations.Nullable;

/** What the project may ask about the bases, and about its own state in their light. */
record AgreedBases(StateStore state, Project project, Trees trees) implements Project.Bases {
    @Override
    public @Nullable ObjectNode value(ObjectKey key) {
        BaseEntry base = state.base(key);
        return base == null ? null : base.value();
    }

    @Override
    public @Nullable String agreement(ObjectKey key) {
        BaseEntry base = state.base(key);
        if (base == null) {
            return null;
        }
        boolean known = project.state(key) instanceof LocalState.Present present && present.agreesWith(base);
        return known || AgreedStill.holds(trees.view(key)) ? base.agreement() : null;
    }
}
