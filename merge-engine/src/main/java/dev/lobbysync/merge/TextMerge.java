package dev.lobbysync.merge;

import java.util.Arrays;

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
 *   <li>Changes that overlap or touch are a conflict, unless both sides wrote the same.
 *   <li>So are changes among repeated lines whose result would not survive being merged again.
 *   <li>A conflict stands in the merged text between diff3 markers: {@code <<<<<<< local}, {@code ||||||| base},
 *       {@code =======}, {@code >>>>>>> remote}.
 *   <li>If any version holds a NUL or is no valid UTF-8, two different changes are one atomic conflict.
 * </ul>
 *
 * <p>A version that does not exist is the empty text. Pure functions: safe from any thread.
 */
public final class TextMerge {
    private TextMerge() {}

    /** Merges three versions of a text; the arrays are not changed. */
    public static TextMergeResult merge(byte[] base, byte[] local, byte[] remote) {
        TextMergeResult result = mergeOnce(base, local, remote);
        if (result.clean() && !isSettled(base, local, remote, result.merged())) {
            return new LineMerge(new TextLines(base), new TextLines(local), new TextLines(remote)).mergeAsOne();
        }
        return result;
    }

    /**
     * Whether merging the result with either side again gives the result (ENGINE 2, law 3). A diff may match repeated
     * lines in several ways; if it matches the result in another way than the side it came from, a replay after a crash
     * would insert the same lines twice.
     */
    private static boolean isSettled(byte[] base, byte[] local, byte[] remote, byte[] merged) {
        return Arrays.equals(mergeOnce(base, merged, remote).merged(), merged)
                && Arrays.equals(mergeOnce(base, local, merged).merged(), merged);
    }

    private static TextMergeResult mergeOnce(byte[] base, byte[] local, byte[] remote) {
        if (Arrays.equals(local, remote) || Arrays.equals(base, remote)) {
            return new TextMergeResult(local, 0, false);
        }
        if (Arrays.equals(base, local)) {
            return new TextMergeResult(remote, 0, false);
        }
        if (!TextLines.isText(base) || !TextLines.isText(local) || !TextLines.isText(remote)) {
            return new TextMergeResult(local, 1, true);
        }
        return new LineMerge(new TextLines(base), new TextLines(local), new TextLines(remote)).merge();
    }
}
