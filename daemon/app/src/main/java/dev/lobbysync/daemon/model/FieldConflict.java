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
 */
public record FieldConflict(
        String path,
        String ownership,
        @Nullable JsonNode base,
        @Nullable JsonNode local,
        @Nullable JsonNode remote) {}
