package dev.lobbysync.merge;

import org.jspecify.annotations.Nullable;

/**
 * How often lines occur in a part of a text. The first few questions are answered by looking; who asks more gets an index
 * made.
 */
final class LinePlaces {
    private static final int ANSWERED_BY_LOOKING = 16;

    private final TextLines text;
    private final int from;
    private final int to;
    private int asked;
    private @Nullable LineIndex index;

    /**
     * The places of lines between two lines.
     *
     * @param to exclusive
     */
    LinePlaces(TextLines text, int from, int to) {
        this.text = text;
        this.from = from;
        this.to = to;
    }

    /** How often the text of a line of any text occurs between two lines of this part: never, once, or more often. */
    int timesUpToTwo(TextLines other, int line, int start, int end) {
        if (index != null) {
            return index.timesUpToTwo(other, line, start, end);
        }
        if (++asked > ANSWERED_BY_LOOKING) {
            index = new LineIndex(text, from, to);
            return index.timesUpToTwo(other, line, start, end);
        }
        return text.timesUpToTwo(start, end, other, line);
    }
}
