package dev.lobbysync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * The outcome of a document merge, as data (ENGINE S7): there are never markers inside the value.
 *
 * @param value the merged document, {@code MissingNode} if it is gone. At the paths of conflicts it holds the local
 *     value, which makes it the {@code merged} of a conflict artifact (PROTOCOL 7.10), not something to write. It may
 *     share nodes with the inputs, so treat it as immutable
 * @param conflicts what a person has to decide, in document order; empty if the merge is clean
 * @param explanations why each changed path has its value, in document order
 */
public record MergeResult(JsonNode value, List<MergeConflict> conflicts, List<Explanation> explanations) {

    public MergeResult {
        conflicts = List.copyOf(conflicts);
        explanations = List.copyOf(explanations);
    }

    /** Whether the value may be written: nothing is left to decide. */
    public boolean clean() {
        return conflicts.isEmpty();
    }
}
