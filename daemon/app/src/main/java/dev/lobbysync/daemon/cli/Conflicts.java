package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.control.ExitCodes;
import dev.lobbysync.daemon.model.ConflictArtifact;
import java.util.List;

/** Finding a conflict by its id. */
final class Conflicts {
    private Conflicts() {}

    static ConflictArtifact find(List<ConflictArtifact> all, String id) {
        return all.stream()
                .filter(conflict -> conflict.id().equals(id))
                .findFirst()
                .orElseThrow(() -> unknown(id));
    }

    static CommandFailed unknown(String id) {
        return new CommandFailed(
                ExitCodes.USAGE, "there is no conflict '" + id + "'; see: gamedev sync conflicts --all");
    }
}
