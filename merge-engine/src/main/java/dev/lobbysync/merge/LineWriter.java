package dev.lobbysync.merge;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes lines one after the other and sees to it that each that is followed by another one ends. */
final class LineWriter {
    private final ByteArrayOutputStream out;
    private final LineEnd style;
    /** The end still owed to the line written last, if the text stops there. */
    private LineEnd owed = LineEnd.NONE;
    /** The same if another line follows: one that was the last of its version, without an end, needs one now. */
    private LineEnd owedIfFollowed = LineEnd.NONE;

    /**
     * An empty text.
     *
     * @param style the end for lines that have none, and for markers
     * @param size how many bytes it will have, about
     */
    LineWriter(LineEnd style, int size) {
        this.style = style;
        this.out = new ByteArrayOutputStream(size + size / 16 + 256);
    }

    /** A byte order mark. */
    void mark() {
        TextLines.writeMark(out);
    }

    /** Lines of one version, as they are. */
    void lines(TextLines text, int from, int to) {
        if (from == to) {
            return;
        }
        int ended = text.end(to - 1) == LineEnd.NONE ? to - 1 : to;
        out.writeBytes(owedIfFollowed.bytes());
        text.writeLines(from, ended, out);
        owed = LineEnd.NONE;
        owedIfFollowed = LineEnd.NONE;
        if (ended < to) {
            line(text, ended, LineEnd.NONE);
        }
    }

    /** One line with an end of its own. */
    void line(TextLines text, int line, LineEnd end) {
        begin(text, line);
        owed = end;
        owedIfFollowed = LineEnd.firstOf(end, style);
    }

    /** One line that nobody changed, with the ends that it has in the three versions. */
    void line(TextLines text, int line, LineEnd base, LineEnd local, LineEnd remote) {
        begin(text, line);
        owed = LineEnd.merge(base, local, remote);
        owedIfFollowed = LineEnd.firstOf(owed, base, local, remote);
    }

    void marker(String text) {
        out.writeBytes(owedIfFollowed.bytes());
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        owed = style;
        owedIfFollowed = style;
    }

    byte[] finish() {
        out.writeBytes(owed.bytes());
        return out.toByteArray();
    }

    private void begin(TextLines text, int line) {
        out.writeBytes(owedIfFollowed.bytes());
        text.writeText(line, out);
    }
}
