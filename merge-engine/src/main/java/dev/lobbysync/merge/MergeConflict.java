package dev.lobbysync.merge;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One place that a person has to decide (ENGINE S7). The three values are complete, so that none of them has to be looked
 * up elsewhere; {@code MissingNode} stands for "not there". In a script set the path is the file's and the values are
 * the hashes of its contents.
 *
 * @param path where, the smallest node that holds the disagreement
 * @param base what both sides last agreed on
 * @param local what the files say
 * @param remote what the runtime says
 * @param kind what the sides did
 * @param rule the rule that made it a conflict, a stable word such as {@code edit-against-delete}; for
 *     {@link ConflictKind#INVALID} the validator's complaint
 */
public record MergeConflict(
        MergePath path, JsonNode base, JsonNode local, JsonNode remote, ConflictKind kind, String rule) {}
