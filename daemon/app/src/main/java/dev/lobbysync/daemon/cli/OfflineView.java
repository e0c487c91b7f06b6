package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.model.ConflictArtifact;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the files of a project tell without a daemon. Reads only, never connects. */
interface OfflineView {
    /** What was last agreed; null if this project was never synced. */
    @Nullable
    Agreed agreed() throws IOException;

    /** How many conflict artifacts are open, found out without reading their values. */
    int openConflicts() throws IOException;

    /** The artifacts, newest first; what cannot be read is left out and told to {@code problems}. */
    List<ConflictArtifact> conflicts(boolean all, List<String> problems) throws IOException;

    /**
     * The state as it was last written.
     *
     * @param cursor null if unknown
     * @param updatedAt ISO time; null if nothing was ever agreed
     * @param notices what is odd about the files
     */
    record Agreed(
            @Nullable String worldId,
            @Nullable Long cursor,
            int blueprints,
            int entities,
            int modules,
            @Nullable String updatedAt,
            List<String> notices) {}
}
