package dev.lobbysync.merge;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Three-way merge of script text by line (ENGINE S8).
 *
 * <pre>{@code
 * byte[] base = utf8("a\nb\nc\n"), local = utf8("A\nb\nc\n"), remote = utf8("a\nb\nC\n");
 * TextMerge.merge(base, local, remote).merged();   // "A\nb\nC\n"
 * }</pre>
 *
 * <ul>
 *   <li>What one side alone changed is copied byte for byte.
 *   <li>Lines are compared without their ends. A line that nobody changed gets its end by a three-way merge of its own; a
 *       changed line keeps the end that its author wrote. A byte order mark is merged by itself.
 *   <li>Changes that overlap or touch are a conflict, unless both sides wrote the same. Lines that both wrote alike at the
 *       beginning or the end of a conflict are no part of it (git calls that {@code zdiff3}).
 *   <li>So are changes among repeated lines whose result would not survive being merged again.
 *   <li>A conflict stands in the merged text between diff3 markers: {@code <<<<<<< local}, {@code ||||||| base},
 *       {@code =======}, {@code >>>>>>> remote}. As data it is a {@linkplain TextMergeResult#regions() region}.
 *   <li>If any version holds a NUL or is no valid UTF-8, two different changes are one atomic conflict.
 * </ul>
 *
 * <p>A version that does not exist is the empty text. Pure functions: safe from any thread.
 */
public final class TextMerge {
    private TextMerge() {}

    /** What becomes of import lines that both sides added at one place. */
    public enum Imports {
        /** Two different additions are a conflict as anywhere else: the order of imports is the order in which they run. */
        ORDERED,
        /**
         * Both additions are taken, if all lines are whole imports of names from modules and no name is bound twice. Each
         * side's order stays, the rest is ordered by the lines' bytes. Imports for their side effects
         * ({@code import './x.js'}) are never combined.
         */
        UNION
    }

    /** Merges three versions of a text, with imports in order. */
    public static TextMergeResult merge(byte[] base, byte[] local, byte[] remote) {
        return merge(base, local, remote, Imports.ORDERED);
    }

    /**
     * Merges three versions of a script. The arrays are not changed, nor copied: leave them as they are while you use the
     * regions of the result.
     */
    public static TextMergeResult merge(byte[] base, byte[] local, byte[] remote, Imports imports) {
        TextLines lines = new TextLines(base);
        return merge(lines, new TextLines(local, lines), new TextLines(remote, lines), imports);
    }

    /**
     * The same merge with everything between the first and the last difference as one conflict, for a result that is no
     * good although each of its changes is.
     */
    static TextMergeResult mergeAsOne(byte[] base, byte[] local, byte[] remote) {
        TextLines lines = new TextLines(base);
        return LineMerge.asOne(lines, new TextLines(local, lines), new TextLines(remote, lines))
                .result();
    }

    private static TextMergeResult merge(TextLines base, TextLines local, TextLines remote, Imports imports) {
        boolean text = base.isText() && local.isText() && remote.isText();
        TextLines onlyOne = oneSided(base, local, remote);
        if (onlyOne != null) {
            return new TextMergeResult(
                    onlyOne.bytes().clone(),
                    0,
                    false,
                    () -> text ? LineMerge.byDiff(base, local, remote, imports).regions() : List.of());
        }
        if (!text) {
            return new TextMergeResult(local.bytes().clone(), 1, true, List::of);
        }
        LineMerge merge = LineMerge.byDiff(base, local, remote, imports);
        TextMergeResult result = merge.result();
        if (!result.clean() || merge.isProvablySettled() || isSettled(base, local, remote, result.bytes(), imports)) {
            return result;
        }
        return LineMerge.asOne(base, local, remote).result();
    }

    /** What a side alone did, or both alike; null if both changed something. */
    private static @Nullable TextLines oneSided(TextLines base, TextLines local, TextLines remote) {
        if (local.sameBytes(remote) || base.sameBytes(remote)) {
            return local;
        }
        return base.sameBytes(local) ? remote : null;
    }

    /**
     * Whether merging the result with either side again gives the result (ENGINE 2, law 3). A diff may match repeated
     * lines in several ways; if it matches the result in another way than the side it came from, a replay after a crash
     * would insert the same lines twice.
     */
    static boolean isSettled(TextLines base, TextLines local, TextLines remote, byte[] result, Imports imports) {
        TextLines merged = new TextLines(result, base);
        return leadsTo(merged, base, merged, remote, imports) && leadsTo(merged, base, local, merged, imports);
    }

    private static boolean leadsTo(
            TextLines result, TextLines base, TextLines local, TextLines remote, Imports imports) {
        TextLines onlyOne = oneSided(base, local, remote);
        return onlyOne == null
                ? Arrays.equals(LineMerge.byDiff(base, local, remote, imports).write(), result.bytes())
                : onlyOne.sameBytes(result);
    }
}
