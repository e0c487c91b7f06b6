package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.port.ConflictStore;
import dev.lobbysync.daemon.port.GitState;
import dev.lobbysync.daemon.port.RemoteException;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** Carries a person's choice for a conflict through a cycle, and says what came of it (DESIGN 7). */
final class Choices {
    private final ConflictStore conflicts;
    private final GitState git;
    private final Trees trees;
    private final Waits waits;
    private final Cycle cycle;

    Choices(Ports ports, Trees trees, Waits waits, Cycle cycle) {
        this.conflicts = ports.conflicts();
        this.git = ports.git();
        this.trees = trees;
        this.waits = waits;
        this.cycle = cycle;
    }

    /**
     * Resolves one conflict.
     *
     * @param only leaves everything else alone, even if it is dirty
     * @throws RemoteException if the runtime went away in the middle of it
     */
    SyncEngine.Resolution resolve(String artifactId, Use use, boolean only) throws RemoteException {
        ConflictArtifact artifact = conflicts.find(artifactId).orElse(null);
        if (artifact == null) {
            return new SyncEngine.Resolution(SyncEngine.Resolution.Kind.UNKNOWN, "there is no conflict " + artifactId);
        }
        if (!artifact.open()) {
            return new SyncEngine.Resolution(
                    SyncEngine.Resolution.Kind.ALREADY_RESOLVED, "conflict " + artifactId + " is resolved already");
        }
        String busy = git.busyWith();
        if (busy != null) {
            return new SyncEngine.Resolution(
                    SyncEngine.Resolution.Kind.REFUSED,
                    "nothing is written while git is in the middle of something (" + busy
                            + "); finish that (git status tells how), then resolve again");
        }
        ObjectKey key = artifact.key();
        try {
            trees.chosen()
                    .put(
                            key,
                            new ObjectView.Chosen(
                                    artifact, use, use == Use.MERGED ? conflicts.editedScripts(artifactId) : Map.of()));
            if (only) {
                cycle.runOnly(Set.of(key));
            } else {
                waits.dirty(key);
                cycle.run("live");
            }
        } catch (Resolver.Refused | IOException e) {
            return new SyncEngine.Resolution(SyncEngine.Resolution.Kind.REFUSED, String.valueOf(e.getMessage()));
        } finally {
            trees.chosen().remove(key);
        }
        return outcome(artifact, use);
    }

    private SyncEngine.Resolution outcome(ConflictArtifact artifact, Use use) {
        if (cycle.resolved(artifact.key())) {
            return new SyncEngine.Resolution(
                    SyncEngine.Resolution.Kind.RESOLVED,
                    "resolved " + artifact.id() + " (" + artifact.key() + ") with " + use.word());
        }
        for (SyncStatus.Waiting failing : waits.failing()) {
            if (failing.key().equals(artifact.key())) {
                return new SyncEngine.Resolution(SyncEngine.Resolution.Kind.FAILED, failing.reason());
            }
        }
        boolean stillOpen =
                conflicts.find(artifact.id()).filter(ConflictArtifact::open).isPresent();
        if (!stillOpen) {
            return new SyncEngine.Resolution(
                    SyncEngine.Resolution.Kind.MOVED_ON,
                    artifact.key() + " is no longer in conflict: the sides agree, or only one of them changed; the"
                            + " choice was not needed");
        }
        return new SyncEngine.Resolution(
                SyncEngine.Resolution.Kind.MOVED_ON,
                artifact.key() + " changed since conflict " + artifact.id()
                        + " was written; it is refreshed, look again: gamedev sync conflicts " + artifact.id());
    }
}
