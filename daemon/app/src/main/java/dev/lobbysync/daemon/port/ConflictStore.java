package dev.lobbysync.daemon.port;

import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.ConflictDraft;
import dev.lobbysync.daemon.model.FieldChoice;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.ScriptVersions;
import dev.lobbysync.daemon.model.Use;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Conflict artifacts: one open per object, refreshed in place, never dropped while open (DESIGN 7). */
public interface ConflictStore {
    List<ConflictArtifact> open();

    Optional<ConflictArtifact> openFor(ObjectKey key);

    Optional<ConflictArtifact> find(String artifactId);

    /**
     * Makes the object's open artifact say what the draft says. Nothing is written if it already does.
     *
     * @param reason {@code startup}, {@code live} or {@code reconnect}
     * @param cursor the feed position of the plan
     */
    Reported report(ConflictDraft draft, String reason, long cursor) throws IOException;

    /**
     * What reporting a conflict came to.
     *
     * @param news whether the artifact is new or says something new
     */
    record Reported(ConflictArtifact artifact, boolean news) {}

    /**
     * Marks an artifact resolved.
     *
     * @param with how, or null when it closed by itself because the sides agree or one returned to base
     */
    void close(String artifactId, @Nullable Use with) throws IOException;

    /**
     * Remembers what a person chose for one field of an open artifact, for as long as neither side changes that field.
     * Nothing else changes by it.
     *
     * @param field as the artifact spells it
     */
    void settle(String artifactId, String field, FieldChoice choice) throws IOException;

    /**
     * The merged scripts beside the artifact as a person left them, by script path.
     *
     * @param without scripts that are not asked for
     * @throws IOException naming the file, if one still holds conflict markers
     */
    Map<String, byte[]> editedScripts(String artifactId, Set<String> without) throws IOException;

    /** The versions of the scripts of a conflict as they lie beside its artifact, by script path. */
    Map<String, ScriptVersions> scripts(String artifactId) throws IOException;
}
