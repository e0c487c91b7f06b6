package dev.lobbysync.daemon.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an open conflict artifact shall say about one object (PROTOCOL 7.10). Equal drafts make no new file.
 *
 * @param uid a hint, may be null
 * @param base normalised values, null where the object is absent there, likewise local and remote
 * @param merged local values for unresolved fields; null for delete against edit
 * @param unresolved never empty
 * @param autoResolved fields that a policy decided
 * @param explained what was merged without a question, and by which rule
 * @param scripts per script path the texts to lay beside the artifact
 */
public record ConflictDraft(
        ObjectKey key,
        @Nullable String uid,
        @Nullable ObjectNode base,
        @Nullable ObjectNode local,
        @Nullable ObjectNode remote,
        @Nullable ObjectNode merged,
        List<FieldConflict> unresolved,
        List<FieldConflict> autoResolved,
        List<Explained> explained,
        Map<String, ScriptVersions> scripts) {
    public ConflictDraft {
        unresolved = List.copyOf(unresolved);
        autoResolved = List.copyOf(autoResolved);
        explained = List.copyOf(explained);
        scripts = Collections.unmodifiableMap(new LinkedHashMap<>(scripts));
    }
}
