package dev.lobbysync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Three-way merge of JSON documents (ENGINE S1 to S7).
 *
 * <pre>{@code
 * MergeResult result = JsonMerge.merge(base, local, remote, MergePolicy.SHARED);
 * if (result.clean()) {
 *     write(result.value());
 * } else {
 *     show(result.conflicts());
 * }
 * }</pre>
 *
 * <p>Absent is {@code MissingNode} and differs from null. Objects recurse; arrays are merged as the policy says, by default
 * as one value each; everything else is merged as a whole. Without a base (base absent) what is equal is taken, what only
 * one side has is taken, objects are united member by member, and the rest is a conflict.
 *
 * <pre>{@code
 * MergePolicy policy = MergePolicy.SHARED.with(MergePath.of("doors"), ArrayStrategy.keyed("id"));
 * // base {"doors": [{"id": 1}]}, local {"doors": [{"id": 1, "open": true}]}, remote {"doors": [{"id": 2}, {"id": 1}]}
 * JsonMerge.merge(base, local, remote, policy).value();   // {"doors": [{"id": 2}, {"id": 1, "open": true}]}
 * }</pre>
 *
 * <p>The merge is total and deterministic, its cost is n log n, and it recurses once per level of nesting; documents
 * 1,000 levels deep fit a default thread stack. Keys come in local's order, then those that only remote has in remote's
 * order; where nothing changed, local's spelling of numbers stays. Pure functions: safe from any thread.
 */
public final class JsonMerge {
    private JsonMerge() {}

    /** Merges three versions of a document; any of them may be {@code MissingNode}. */
    public static MergeResult merge(JsonNode base, JsonNode local, JsonNode remote, MergePolicy policy) {
        Objects.requireNonNull(base, "base is null; pass MissingNode for a version that does not exist");
        Objects.requireNonNull(local, "local is null; pass MissingNode for a version that does not exist");
        Objects.requireNonNull(remote, "remote is null; pass MissingNode for a version that does not exist");
        TreeWalk walk = new TreeWalk(policy);
        JsonNode value = walk.merge(base, local, remote);
        return new MergeResult(value, walk.conflicts(), walk.explanations());
    }

    /**
     * Merges three versions of a document and lets a validator judge a clean result (ENGINE S6).
     *
     * <pre>{@code
     * JsonMerge.merge(base, local, remote, policy, merged ->
     *         merged.path("id").isTextual() ? Map.of() : Map.of(MergePath.of("id"), "id must be a string"));
     * }</pre>
     *
     * @param validator from the merged value to its complaints, path to sentence, in the order of the map; each becomes
     *     a conflict of kind {@link MergeConflict.Kind#INVALID}. It is not asked if there are conflicts already, nor if both
     *     sides are equal, since nothing would be written then
     */
    public static MergeResult merge(
            JsonNode base,
            JsonNode local,
            JsonNode remote,
            MergePolicy policy,
            Function<? super JsonNode, ? extends Map<MergePath, String>> validator) {
        MergeResult merged = merge(base, local, remote, policy);
        if (!merged.clean() || JsonValues.equal(local, remote)) {
            return merged;
        }
        List<MergeConflict> conflicts = new ArrayList<>();
        validator
                .apply(merged.value())
                .forEach((path, complaint) -> conflicts.add(new MergeConflict(
                        path, path.in(base), path.in(local), path.in(remote), MergeConflict.Kind.INVALID, complaint)));
        return new MergeResult(merged.value(), conflicts, merged.explanations());
    }
}
