package dev.lobbysync.merge;

import java.util.Map;
import java.util.Objects;
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
 *   <li>Edit against delete is always a conflict, rename against delete as well.
 *   <li>A file that one side renamed takes along what the other side wrote into it. A file counts as renamed if it
 *       vanished and a new one has its content, or half of it, and no other one as much. Two new names for one file are a
 *       conflict about the name, unless somebody owns the scripts.
 *   <li>A merge that leaves a script which cannot be parsed, of two which can, is a conflict, if the caller brings a
 *       {@link Syntax}.
 *   <li>Where a new file looks so much like one that vanished that merging the result again would read it as a rename,
 *       that is a conflict.
 * </ul>
 *
 * <p>Without a base pass an empty map: what only one side has is taken, different contents are merged against nothing.
 * Pure functions: safe from any thread if the {@link Texts} and the {@link Syntax} are.
 */
public final class ScriptSetMerge {
    private ScriptSetMerge() {}

    /**
     * Merges three versions of a script set by lines.
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
        return merge(base, local, remote, texts, Options.of(ownership));
    }

    /**
     * Merges three versions of a script set.
     *
     * @param base path to content hash (lower-case hex SHA-256), likewise the other two
     * @param texts the contents behind the hashes
     * @param options how
     */
    public static ScriptSetResult merge(
            Map<String, String> base,
            Map<String, String> local,
            Map<String, String> remote,
            Texts texts,
            Options options) {
        ScriptSetResult result = new ScriptSetWalk(texts, options).merge(base, local, remote);
        if (!result.clean() || base.equals(local) || base.equals(remote) || local.equals(remote)) {
            return result;
        }
        return new ScriptSetReplay(base, local, remote, result, texts, options).lasting();
    }

    /** Where a script set merge gets file contents from; it asks only for those that both sides did something to. */
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

    /**
     * Says whether a script can be parsed, so that a merge which breaks one is found. It is asked about texts that were
     * merged from two sides, and about the two sides if there is something wrong with one.
     */
    @FunctionalInterface
    public interface Syntax {

        /**
         * What is wrong with a script, or empty if nothing is. A script in a language that it does not know is wrong as
         * well: if already the inputs are, lines have to do, and the explanation says so.
         *
         * @param path the file's path, whose extension tells the language
         * @param script its bytes; not to be changed
         */
        Optional<String> complaint(String path, byte[] script);
    }

    /**
     * How to merge. Immutable.
     *
     * <pre>{@code
     * Options.of(Ownership.SHARED).with(TextMerge.Imports.UNION).with(parser::complaint);
     * }</pre>
     *
     * @param ownership who owns script files
     * @param imports what becomes of imports that both sides added at one place
     * @param syntax judges merged scripts
     */
    public record Options(Ownership ownership, TextMerge.Imports imports, Syntax syntax) {
        private static final Syntax ANYTHING_GOES = (path, script) -> Optional.empty();

        public Options {
            Objects.requireNonNull(ownership, "ownership");
            Objects.requireNonNull(imports, "imports");
            Objects.requireNonNull(syntax, "syntax");
        }

        /** By lines, with imports in order. */
        public static Options of(Ownership ownership) {
            return new Options(ownership, TextMerge.Imports.ORDERED, ANYTHING_GOES);
        }

        /** The same with another treatment of imports. */
        public Options with(TextMerge.Imports other) {
            return new Options(ownership, other, syntax);
        }

        /** The same with a judge of syntax. */
        public Options with(Syntax other) {
            return new Options(ownership, imports, other);
        }
    }
}
