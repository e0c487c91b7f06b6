package dev.lobbysync.merge;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The outcome of a script set merge (ENGINE S8). Immutable; the byte arrays are not copied, so leave them as they are.
 *
 * @param files path to content hash of the merged set, sorted by path; local's state at the paths of conflicts. A file that
 *     the sides renamed differently stands once, under the first of its two names
 * @param conflicts what a person has to decide: the path is the file's, the values are hashes
 * @param explanations why each changed file is what it is
 * @param newTexts hash to bytes of merged contents that neither side has yet
 * @param conflictTexts path to text with diff3 markers, of the conflicts that could be merged by line; without markers if
 *     only the name is in dispute
 */
public record ScriptSetResult(
        SortedMap<String, String> files,
        List<MergeConflict> conflicts,
        List<Explanation> explanations,
        Map<String, byte[]> newTexts,
        Map<String, byte[]> conflictTexts) {

    public ScriptSetResult {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        conflicts = List.copyOf(conflicts);
        explanations = List.copyOf(explanations);
        newTexts = Map.copyOf(newTexts);
        conflictTexts = Collections.unmodifiableSortedMap(new TreeMap<>(conflictTexts));
    }

    /** Whether the set may be written: nothing is left to decide. */
    public boolean clean() {
        return conflicts.isEmpty();
    }
}
