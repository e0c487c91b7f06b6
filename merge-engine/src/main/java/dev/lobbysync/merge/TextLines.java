package dev.lobbysync.merge;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jgit.diff.RawText;

/** A text taken apart into byte order mark, lines and line ends, without copying it. */
final class TextLines {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final byte[] bytes;
    private final boolean marked;
    private final List<Line> lines;

    private record Line(int start, int length, LineEnd end) {}

    TextLines(byte[] bytes) {
        this.bytes = bytes;
        this.marked = startsWithMark(bytes);
        this.lines = split(bytes, marked ? BYTE_ORDER_MARK.length : 0);
    }

    /** Whether bytes are text that can be merged by line: UTF-8 without NUL. */
    static boolean isText(byte[] bytes) {
        for (byte b : bytes) {
            if (b == 0) {
                return false;
            }
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    boolean marked() {
        return marked;
    }

    int size() {
        return lines.size();
    }

    LineEnd end(int line) {
        return lines.get(line).end();
    }

    /** The end of the first line, which stands for the whole text; line feed if nothing ends in it. */
    LineEnd style() {
        return lines.isEmpty() || end(0) == LineEnd.NONE ? LineEnd.LF : end(0);
    }

    /** The same lines, all ended alike, for jgit to compare. */
    RawText comparable() {
        ByteArrayOutputStream text = new ByteArrayOutputStream(bytes.length + lines.size());
        for (Line line : lines) {
            text.write(bytes, line.start(), line.length());
            text.write('\n');
        }
        return new RawText(text.toByteArray());
    }

    boolean sameText(int line, TextLines other, int otherLine) {
        Line mine = lines.get(line);
        Line theirs = other.lines.get(otherLine);
        return Arrays.equals(
                bytes,
                mine.start(),
                mine.start() + mine.length(),
                other.bytes,
                theirs.start(),
                theirs.start() + theirs.length());
    }

    void writeText(int line, ByteArrayOutputStream out) {
        out.write(bytes, lines.get(line).start(), lines.get(line).length());
    }

    static void writeMark(ByteArrayOutputStream out) {
        out.writeBytes(BYTE_ORDER_MARK);
    }

    private static boolean startsWithMark(byte[] bytes) {
        return bytes.length >= BYTE_ORDER_MARK.length
                && bytes[0] == BYTE_ORDER_MARK[0]
                && bytes[1] == BYTE_ORDER_MARK[1]
                && bytes[2] == BYTE_ORDER_MARK[2];
    }

    private static List<Line> split(byte[] bytes, int from) {
        List<Line> lines = new ArrayList<>();
        int start = from;
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                LineEnd end = i > start && bytes[i - 1] == '\r' ? LineEnd.CRLF : LineEnd.LF;
                lines.add(new Line(start, i + 1 - end.length() - start, end));
                start = i + 1;
            }
        }
        if (start < bytes.length) {
            lines.add(new Line(start, bytes.length - start, LineEnd.NONE));
        }
        return lines;
    }
}
