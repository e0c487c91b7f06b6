package dev.lobbysync.daemon.model;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * One field that both sides changed differently: an element of {@code unresolvedFields} or {@code autoResolvedFields} of
 * a conflict artifact (PROTOCOL 7.10).
 *
 * @param path field name, {@code props.<key>}, {@code settings.<key>}, {@code spawn.position}, {@code
 *     scriptFiles/<path>} or {@code $object} for delete against edit
 * @param ownership {@code local}, {@code runtime} or {@code shared}
 * @param base null if absent there, likewise the others
 * @param place where the value stands in the object's document; null for scripts and for the object as a whole
 * @param order whether only the order of the elements collides, of an array that is merged by key
 * @param why what the sides did, in words for people; empty if nobody said
 */
public record FieldConflict(
        String path,
        String ownership,
        @Nullable JsonNode base,
        @Nullable JsonNode local,
        @Nullable JsonNode remote,
        @Nullable Place place,
        boolean order,
        String why) {
    /** The path that stands for the object as a whole. */
    public static final String WHOLE = "$object";

    /** What the paths of scripts begin with. */
    public static final String SCRIPTS = "scriptFiles/";

    public FieldConflict(
            String path,
            String ownership,
            @Nullable JsonNode base,
            @Nullable JsonNode local,
            @Nullable JsonNode remote) {
        this(path, ownership, base, local, remote, null, false, "");
    }
}
