package dev.lobbysync.daemon.model;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What a person chose for one field of a conflict, remembered in its artifact until all fields are settled.
 *
 * @param use the side, or {@link Use#MERGED} for what the person wrote
 * @param value with {@link Use#MERGED}: the value; null for a script, whose text lies beside the artifact
 */
public record FieldChoice(Use use, @Nullable JsonNode value) {}
