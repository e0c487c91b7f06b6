package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.Choice;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.FieldChoice;
import dev.lobbysync.daemon.model.FieldConflict;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.port.ConflictStore;
import dev.lobbysync.daemon.port.GitState;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.Telemetry;
import dev.lobbysync.protocol.json.CanonicalJson;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Carries a person's choice for a conflict through a cycle, and says what came of it (DESIGN 7). A choice for one field is
 * noted in the artifact first; once no field is open any more, all of them are carried out together. Until then the object
 * stays frozen as a whole: neither side ever holds a mixture that nobody chose.
 */
final class Choices {
    private final ConflictStore conflicts;
    private final GitState git;
    private final Telemetry telemetry;
    private final Trees trees;
    private final Waits waits;
    private final Cycle cycle;

    Choices(Ports ports, Trees trees, Waits waits, Cycle cycle) {
        this.conflicts = ports.conflicts();
        this.git = ports.git();
        this.telemetry = ports.telemetry();
        this.trees = trees;
        this.waits = waits;
        this.cycle = cycle;
    }

    /**
     * Resolves one conflict, or one field of it.
     *
     * @param only leaves everything else alone, even if it is dirty
     * @throws RemoteException if the runtime went away in the middle of it
     */
    SyncEngine.Resolution resolve(String artifactId, Choice choice, boolean only) throws RemoteException {
        ConflictArtifact artifact = conflicts.find(artifactId).orElse(null);
        if (artifact == null) {
            return is(SyncEngine.Resolution.Kind.UNKNOWN, "there is no conflict " + artifactId);
        }
        if (!artifact.open()) {
            return is(SyncEngine.Resolution.Kind.ALREADY_RESOLVED, "conflict " + artifactId + " is resolved already");
        }
        if (choice.seen() != null && !choice.seen().equals(artifact.fingerprint())) {
            return movedOn(artifact);
        }
        String busy = git.busyWith();
        if (busy != null) {
            return refused("nothing is written while git is in the middle of something (" + busy
                    + "); finish that (git status tells how), then resolve again");
        }
        if (choice.field() == null && choice.value() != null && !choice.value().isObject()) {
            return refused("what was written is no document of an object");
        }
        if (choice.field() == null) {
            return carryOut(artifact, choice, only);
        }
        Optional<String> field = artifact.fieldNamed(choice.field());
        if (field.isEmpty()) {
            return is(
                    SyncEngine.Resolution.Kind.UNKNOWN,
                    "conflict " + artifactId + " is not about " + choice.field() + ", but about "
                            + String.join(", ", artifact.fields()));
        }
        return field.get().equals(FieldConflict.WHOLE)
                ? carryOut(artifact, Choice.of(choice.use()), only)
                : settle(artifact, field.get(), choice, only);
    }

    private SyncEngine.Resolution settle(ConflictArtifact artifact, String field, Choice choice, boolean only)
            throws RemoteException {
        boolean script = field.startsWith(FieldConflict.SCRIPTS);
        if (choice.use() == Use.MERGED && choice.value() == null && !script) {
            return refused("a value has no merged form; choose local or remote for " + field + ", or edit it");
        }
        if (choice.value() != null && artifact.isOrder(field) && !isOrder(artifact, field, choice.value())) {
            return refused("only the order of the elements of " + field + " is open, and what was written has other"
                    + " elements than the sides have; to change elements, edit the whole document: gamedev sync resolve "
                    + artifact.id() + " --edit");
        }
        try {
            if (choice.use() == Use.MERGED && script) {
                // Markers must be told now, not with the last field.
                conflicts.editedScripts(artifact.id(), without(scripts(artifact), field));
            }
            conflicts.settle(artifact.id(), field, new FieldChoice(choice.use(), choice.value()));
        } catch (IOException e) {
            return refused(String.valueOf(e.getMessage()));
        }
        ConflictArtifact noted = conflicts.find(artifact.id()).orElseThrow();
        if (noted.unsettled().isEmpty()) {
            return carryOut(noted, Choice.of(Use.MERGED), only);
        }
        SyncEngine.Resolution refreshed = run(noted.key(), only);
        if (refreshed != null) {
            return refreshed;
        }
        ConflictArtifact now = conflicts.find(artifact.id()).orElse(null);
        if (now == null || !now.open() || !now.settled().containsKey(field)) {
            return outcome(artifact, choice.use());
        }
        String settled = field + " is settled with " + choice.use().word();
        telemetry.object(artifact.key(), null, null, Telemetry.Mode.RESOLVE, settled + "; others are still open");
        return is(SyncEngine.Resolution.Kind.SETTLED, settled + "; " + still(now));
    }

    /** Whether a person wrote nothing but elements as they are. Of what is more than their order nothing would be taken. */
    private static boolean isOrder(ConflictArtifact artifact, String field, JsonNode written) {
        Set<String> known = new HashSet<>();
        for (String side : List.of("base", "local", "remote")) {
            artifact.value(field, side).forEach(element -> known.add(CanonicalJson.text(element)));
        }
        artifact.place(field).ifPresent(place -> place.in(artifact.document().path("merged"))
                .forEach(element -> known.add(CanonicalJson.text(element))));
        return written.isArray()
                && written.valueStream().map(CanonicalJson::text).allMatch(known::contains);
    }

    private static String still(ConflictArtifact artifact) {
        return artifact.unsettled().isEmpty()
                ? "so is every other; finish with: gamedev sync resolve " + artifact.id() + " --use merged"
                : "nothing is written until the others are, too: " + String.join(", ", artifact.unsettled());
    }

    private SyncEngine.Resolution carryOut(ConflictArtifact artifact, Choice choice, boolean only)
            throws RemoteException {
        try {
            trees.chosen().put(artifact.key(), chosen(artifact, choice));
            SyncEngine.Resolution refused = run(artifact.key(), only);
            return refused != null ? refused : outcome(artifact, choice.use());
        } catch (IOException e) {
            return refused(String.valueOf(e.getMessage()));
        } finally {
            trees.chosen().remove(artifact.key());
        }
    }

    private ObjectView.Chosen chosen(ConflictArtifact artifact, Choice choice) throws IOException {
        if (choice.use() != Use.MERGED) {
            return ObjectView.Chosen.side(artifact, choice.use());
        }
        Map<String, FieldChoice> settled = artifact.settled();
        Set<String> decided = new HashSet<>();
        settled.forEach((field, one) -> {
            if (one.use() != Use.MERGED && field.startsWith(FieldConflict.SCRIPTS)) {
                decided.add(field.substring(FieldConflict.SCRIPTS.length()));
            }
        });
        return new ObjectView.Chosen(
                artifact,
                Use.MERGED,
                settled,
                choice.value() instanceof ObjectNode document ? document : null,
                conflicts.editedScripts(artifact.id(), decided));
    }

    /** Plans the object anew, with what was chosen for it; null if that went well. */
    private SyncEngine.@Nullable Resolution run(ObjectKey key, boolean only) throws RemoteException {
        try {
            if (only) {
                cycle.runOnly(Set.of(key));
            } else {
                waits.dirty(key);
                cycle.run("live");
            }
            return null;
        } catch (Resolver.Refused | IOException e) {
            return refused(String.valueOf(e.getMessage()));
        }
    }

    private static Set<String> scripts(ConflictArtifact artifact) {
        Set<String> scripts = new HashSet<>();
        for (String field : artifact.fields()) {
            if (field.startsWith(FieldConflict.SCRIPTS)) {
                scripts.add(field.substring(FieldConflict.SCRIPTS.length()));
            }
        }
        return scripts;
    }

    private static Set<String> without(Set<String> scripts, String field) {
        Set<String> others = new HashSet<>(scripts);
        others.remove(field.substring(FieldConflict.SCRIPTS.length()));
        return others;
    }

    private SyncEngine.Resolution outcome(ConflictArtifact artifact, Use use) {
        if (cycle.resolved(artifact.key())) {
            return is(
                    SyncEngine.Resolution.Kind.RESOLVED,
                    "resolved " + artifact.id() + " (" + artifact.key() + ") with " + use.word());
        }
        for (SyncStatus.Waiting failing : waits.failing()) {
            if (failing.key().equals(artifact.key())) {
                return is(SyncEngine.Resolution.Kind.FAILED, failing.reason());
            }
        }
        boolean stillOpen =
                conflicts.find(artifact.id()).filter(ConflictArtifact::open).isPresent();
        return stillOpen
                ? movedOn(artifact)
                : is(
                        SyncEngine.Resolution.Kind.MOVED_ON,
                        artifact.key() + " is no longer in conflict: the sides agree, or only one of them changed; the"
                                + " choice was not needed");
    }

    private static SyncEngine.Resolution movedOn(ConflictArtifact artifact) {
        return is(
                SyncEngine.Resolution.Kind.MOVED_ON,
                artifact.key() + " changed since conflict " + artifact.id()
                        + " was written; it is refreshed, look again: gamedev sync conflicts " + artifact.id());
    }

    private static SyncEngine.Resolution refused(String why) {
        return is(SyncEngine.Resolution.Kind.REFUSED, why);
    }

    private static SyncEngine.Resolution is(SyncEngine.Resolution.Kind kind, String message) {
        return new SyncEngine.Resolution(kind, message);
    }
}
