package dev.lobbysync.daemon.jsontext;

import java.util.Comparator;
import java.util.List;

/**
 * One change of a text: a range and what stands there afterwards. Offsets are in UTF-16 units of the text before any
 * change; an empty range inserts. Edits of one text do not overlap.
 *
 * @param start where the range begins
 * @param end where it ends, exclusive
 * @param text what replaces it
 */
public record TextEdit(int start, int end, String text) {
    private static final Comparator<TextEdit> IN_ORDER =
            Comparator.comparingInt(TextEdit::start).thenComparingInt(TextEdit::end);

    /** The text with all edits made, in whatever order they are given; those of one place keep theirs. */
    public static String apply(String text, List<TextEdit> edits) {
        return apply(text, 0, text.length(), edits);
    }

    /** A part of the text with the edits made that lie within it; the others are left out. */
    public static String apply(String text, int from, int to, List<TextEdit> edits) {
        StringBuilder out = new StringBuilder(to - from + 256);
        int at = from;
        for (TextEdit edit : edits.stream().sorted(IN_ORDER).toList()) {
            if (edit.start() >= from && edit.end() <= to) {
                out.append(text, at, edit.start()).append(edit.text());
                at = edit.end();
            }
        }
        return out.append(text, at, to).toString();
    }
}
