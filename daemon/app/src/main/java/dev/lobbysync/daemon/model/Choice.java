package dev.lobbysync.daemon.model;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What a person says to a conflict.
 *
 * @param use the side that wins, or {@link Use#MERGED}: what both sides say where they agree, with the fields as they
 *     were settled and the local values where they were not
 * @param field the one field that is settled, as the artifact spells it; null for the whole object
 * @param value with {@link Use#MERGED}: what the person wrote, the field's value or the object's document; null to take
 *     the artifact's
 * @param seen {@link ConflictArtifact#fingerprint} of what the person looked at; null if they looked at nothing
 */
public record Choice(
        Use use,
        @Nullable String field,
        @Nullable JsonNode value,
        @Nullable String seen) {
    /** A side for the whole object. */
    public static Choice of(Use use) {
        return new Choice(use, null, null, null);
    }

    /** A side for one field. */
    public static Choice of(String field, Use use) {
        return new Choice(use, field, null, null);
    }
}
