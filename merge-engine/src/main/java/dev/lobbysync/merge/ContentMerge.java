package dev.lobbysync.merge;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of merging the contents of one file that both sides changed: by lines, and then judged by syntax.
 *
 * @param text the line merge, empty if a content is not to be had. If not clean, with markers for a person to edit
 * @param clean whether the text may be taken
 * @param kind what the conflict is, if it is one
 * @param rule the word for either
 */
record ContentMerge(Optional<TextMergeResult> text, boolean clean, MergeConflict.Kind kind, String rule) {
    private static final byte[] NOTHING = {};

    /**
     * Merges contents by their hashes.
     *
     * @param path the name of the merged file
     * @param base null if the base does not have the file
     */
    static ContentMerge of(
            String path,
            @Nullable String base,
            String local,
            String remote,
            ScriptSetMerge.Texts texts,
            ScriptSetMerge.Options options) {
        MergeConflict.Kind kind = base == null ? MergeConflict.Kind.BOTH_ADDED : MergeConflict.Kind.BOTH_CHANGED;
        String rule = base == null ? Rules.BOTH_ADDED : Rules.BOTH_CHANGED;
        Optional<byte[]> baseText = base == null ? Optional.of(NOTHING) : texts.bytes(base);
        Optional<byte[]> localText = texts.bytes(local);
        Optional<byte[]> remoteText = texts.bytes(remote);
        if (baseText.isEmpty() || localText.isEmpty() || remoteText.isEmpty()) {
            return new ContentMerge(Optional.empty(), false, kind, rule);
        }
        TextMergeResult lines = TextMerge.merge(baseText.get(), localText.get(), remoteText.get(), options.imports());
        if (!lines.clean()) {
            return new ContentMerge(Optional.of(lines), false, kind, rule);
        }
        String hash = Sha256.hex(lines.bytes());
        boolean isNew = !hash.equals(local) && !hash.equals(remote);
        if (!isNew || parses(path, lines.bytes(), options)) {
            return new ContentMerge(Optional.of(lines), true, kind, Rules.LINE_MERGE);
        }
        if (!parses(path, localText.get(), options) || !parses(path, remoteText.get(), options)) {
            return new ContentMerge(Optional.of(lines), true, kind, Rules.LINE_MERGE_UNPARSED);
        }
        return new ContentMerge(
                Optional.of(TextMerge.mergeAsOne(baseText.get(), localText.get(), remoteText.get())),
                false,
                MergeConflict.Kind.INVALID,
                Rules.UNPARSABLE);
    }

    private static boolean parses(String path, byte[] script, ScriptSetMerge.Options options) {
        return options.syntax().complaint(path, script).isEmpty();
    }
}
