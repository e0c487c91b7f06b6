package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Views of objects for rules that need no world. */
final class Views {
    private Views() {}

    /** Of an object that the files never had, and of which the feed tells nothing. */
    static ObjectView of(ObjectKey key, @Nullable BaseEntry base, @Nullable ObjectNode served) {
        return new ObjectView(
                key,
                base,
                LocalState.Absent.NEVER_SEEN,
                0,
                served,
                null,
                null,
                Evidence.NONE,
                false,
                false,
                Map.of(),
                null,
                List.of(),
                null,
                null);
    }
}
