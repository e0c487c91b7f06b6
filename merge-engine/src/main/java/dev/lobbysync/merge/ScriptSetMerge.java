package dev.lobbysync.merge;

import java.util.Map;
import java.util.Optional;

/**
 * Three-way merge of the script files of an app, file by file (ENGINE S8).
 *
 * <pre>{@code
 * ScriptSetResult result = ScriptSetMerge.merge(
 *         Map.of("index.js", h1), Map.of("index.js", h2), Map.of("index.js", h3), store::read, Ownership.SHARED);
 * result.files();      // {index.js=<hash of the line merge>}
 * result.newTexts();   // its bytes
 * }</pre>
 *
 * <ul>
 *   <li>Added, changed and removed files are each taken if one side alone did it or both did the same.
 *   <li>A file that both changed is merged by {@link TextMerge}; what that cannot merge is decided for the whole file by
 *       the ownership, and is a conflict if shared.
 *   <li>Edit against delete is always a conflict.
 *   <li>A file that one side moved without changing it takes along what the other side wrote into it.
 * </ul>
 *
 * <p>Without a base pass an empty map: what only one side has is taken, different contents are merged against nothing.
 * Pure functions: safe from any thread if the {@link Texts} are.
 */
public final class ScriptSetMerge {
    private ScriptSetMerge() {}

    /**
     * Merges three versions of a script set.
     *
     * @param base path to content hash (lower-case hex SHA-256), likewise the other two
     * @param texts the contents behind the hashes
     * @param ownership who owns script files
     */
    public static ScriptSetResult merge(
            Map<String, String> base,
            Map<String, String> local,
            Map<String, String> remote,
            Texts texts,
            Ownership ownership) {
        return new ScriptSetWalk(texts, ownership).merge(base, local, remote);
    }

    /** Where a script set merge gets file contents from; it asks only for those that both sides changed. */
    @FunctionalInterface
    public interface Texts {

        /**
         * The content with this hash, or empty if it is not to be had. Then the file cannot be merged by line, and two
         * changes to it are a conflict; nothing is guessed.
         *
         * @param hash the lower-case hex SHA-256 of the content
         */
        Optional<byte[]> bytes(String hash);
    }
}
