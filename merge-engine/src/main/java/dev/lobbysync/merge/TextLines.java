package dev.lobbysync.merge;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jgit.diff.Sequence;
import org.jspecify.annotations.Nullable;

/** A text taken apart into byte order mark, lines and line ends, without copying it; {@link LineTexts} compares two. */
final class TextLines extends Sequence {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EIGHT_BEYOND_LINE_FEED = 0x0B0B0B0B0B0B0B0BL;
    private static final long EIGHT_SIGNS = 0x8080808080808080L;
    private static final int DECODED_AT_ONCE = 8_192;

    private final byte[] bytes;
    private final boolean marked;
    private final boolean text;
    /** Where each line starts, and behind the last one where it stops. */
    private final int[] starts;

    private final int size;
    private final @Nullable LineEnd only;

    /** @param bytes the whole text, from now on unchanged */
    TextLines(byte[] bytes) {
        this.bytes = bytes;
        marked = startsWithMark(bytes);
        int[] found = new int[bytes.length / 24 + 16];
        found[0] = marked ? BYTE_ORDER_MARK.length : 0;
        int lines = 0;
        int carriageReturns = 0;
        boolean zero = false;
        boolean beyondAscii = marked;
        int at = found[0];
        while (at < bytes.length) {
            if (isPlain(bytes, at)) {
                at += Long.BYTES;
                continue;
            }
            int stop = Math.min(bytes.length, at + Long.BYTES);
            for (; at < stop; at++) {
                byte b = bytes[at];
                if (b == '\n') {
                    if (at > found[lines] && bytes[at - 1] == '\r') {
                        carriageReturns++;
                    }
                    lines++;
                    if (lines + 1 == found.length) {
                        found = Arrays.copyOf(found, 2 * lines);
                    }
                    found[lines] = at + 1;
                } else {
                    zero |= b == 0;
                    beyondAscii |= b < 0;
                }
            }
        }
        int ended = lines;
        if (found[lines] < bytes.length) {
            lines++;
            found[lines] = bytes.length;
        }
        starts = found;
        size = lines;
        only = ended == 0 || ended < lines ? null : onlyEnd(carriageReturns, lines);
        text = !zero && (!beyondAscii || isUtf8(bytes));
    }

    /** Whether the next eight bytes are all ASCII beyond the line feed: no end, no NUL, nothing to look at. */
    private static boolean isPlain(byte[] bytes, int at) {
        if (at + Long.BYTES > bytes.length) {
            return false;
        }
        long eight = (long) LONGS.get(bytes, at);
        return ((eight | eight - EIGHT_BEYOND_LINE_FEED) & EIGHT_SIGNS) == 0;
    }

    private static @Nullable LineEnd onlyEnd(int carriageReturns, int lines) {
        if (carriageReturns == 0) {
            return LineEnd.LF;
        }
        return carriageReturns == lines ? LineEnd.CRLF : null;
    }

    /** Whether this can be merged by line: UTF-8 without NUL. */
    boolean isText() {
        return text;
    }

    /** The whole text; leave it as it is. */
    byte[] bytes() {
        return bytes;
    }

    boolean sameBytes(TextLines other) {
        return Arrays.equals(bytes, other.bytes);
    }

    boolean marked() {
        return marked;
    }

    @Override
    public int size() {
        return size;
    }

    LineEnd end(int line) {
        if (only != null) {
            return only;
        }
        int end = starts[line + 1];
        if (bytes[end - 1] != '\n') {
            return LineEnd.NONE;
        }
        return end - starts[line] > 1 && bytes[end - 2] == '\r' ? LineEnd.CRLF : LineEnd.LF;
    }

    /** The end that every line has, the last one too; null if there is none or they differ. */
    @Nullable
    LineEnd onlyEnd() {
        return only;
    }

    /** The end of the first line, which stands for the whole text; line feed if nothing ends in it. */
    LineEnd style() {
        return size == 0 || end(0) == LineEnd.NONE ? LineEnd.LF : end(0);
    }

    boolean sameText(int line, TextLines other, int otherLine) {
        int start = starts[line];
        int otherStart = other.starts[otherLine];
        int length = textEnd(line) - start;
        return length == other.textEnd(otherLine) - otherStart
                && Arrays.equals(bytes, start, start + length, other.bytes, otherStart, otherStart + length);
    }

    /** How often the text of a line of any text occurs between two lines of this one: never, once, or more often. */
    int timesUpToTwo(int from, int to, TextLines other, int otherLine) {
        int otherStart = other.starts[otherLine];
        int otherEnd = other.textEnd(otherLine);
        int times = 0;
        for (int i = from; i < to && times < 2; i++) {
            int start = starts[i];
            // Most lines are told apart by their length, with the longest end that a line can have.
            int length = starts[i + 1] - start - (otherEnd - otherStart);
            if (length >= 0
                    && length <= LineEnd.CRLF.length()
                    && textEnd(i) - start == otherEnd - otherStart
                    && Arrays.equals(bytes, start, textEnd(i), other.bytes, otherStart, otherEnd)) {
                times++;
            }
        }
        return times;
    }

    /** The order of two lines' texts by their bytes. */
    int compareText(int line, TextLines other, int otherLine) {
        return Arrays.compareUnsigned(
                bytes, starts[line], textEnd(line), other.bytes, other.starts[otherLine], other.textEnd(otherLine));
    }

    /** A hash of a line's text; eight bytes at a time, since every merge hashes most lines. */
    int hash(int line) {
        int at = starts[line];
        int end = textEnd(line);
        long hash = (long) end - at;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            hash = (hash ^ (long) LONGS.get(bytes, at)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        for (; at < end; at++) {
            hash = (hash ^ bytes[at]) * 0x100000001B3L;
        }
        return (int) (hash ^ hash >>> 32);
    }

    /** How many lines two texts have in common from a pair of lines on, at least: whole lines of equal bytes. */
    int sameBytesFrom(int line, int end, TextLines other, int otherLine, int otherEnd) {
        int same = Arrays.mismatch(
                bytes, starts[line], starts[end], other.bytes, other.starts[otherLine], other.starts[otherEnd]);
        int stop = same < 0 ? starts[end] : starts[line] + same;
        int found = Arrays.binarySearch(starts, line, end + 1, stop);
        // A line without an end may go on in the other text.
        int whole = (found >= 0 ? found : -found - 2) - line;
        return Math.max(0, whole - 1);
    }

    /** The same before a pair of lines. */
    int sameBytesBefore(int begin, int end, TextLines other, int otherBegin, int otherEnd) {
        int stop = starts[end];
        int otherStop = other.starts[otherEnd];
        int most = Math.min(stop - starts[begin], otherStop - other.starts[otherBegin]);
        int same = 0;
        while (same + Long.BYTES <= most
                && (long) LONGS.get(bytes, stop - same - Long.BYTES)
                        == (long) LONGS.get(other.bytes, otherStop - same - Long.BYTES)) {
            same += Long.BYTES;
        }
        while (same < most && bytes[stop - same - 1] == other.bytes[otherStop - same - 1]) {
            same++;
        }
        if (same == 0) {
            return 0;
        }
        // Where the bytes begin to be the same, a line may begin in one text and go on in the other.
        int found = Arrays.binarySearch(starts, begin, end + 1, stop - same + 1);
        return end - (found >= 0 ? found : -found - 1);
    }

    String text(int line) {
        return new String(bytes, starts[line], textEnd(line) - starts[line], StandardCharsets.UTF_8);
    }

    List<String> texts(int from, int to) {
        List<String> texts = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            texts.add(text(i));
        }
        return texts;
    }

    void writeText(int line, ByteArrayOutputStream out) {
        out.write(bytes, starts[line], textEnd(line) - starts[line]);
    }

    /** Writes lines with their ends. */
    void writeLines(int from, int to, ByteArrayOutputStream out) {
        out.write(bytes, starts[from], starts[to] - starts[from]);
    }

    static void writeMark(ByteArrayOutputStream out) {
        out.writeBytes(BYTE_ORDER_MARK);
    }

    private int textEnd(int line) {
        return starts[line + 1] - end(line).length();
    }

    private static boolean startsWithMark(byte[] bytes) {
        return bytes.length >= BYTE_ORDER_MARK.length
                && bytes[0] == BYTE_ORDER_MARK[0]
                && bytes[1] == BYTE_ORDER_MARK[1]
                && bytes[2] == BYTE_ORDER_MARK[2];
    }

    private static boolean isUtf8(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(DECODED_AT_ONCE);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (!result.isOverflow()) {
                return !result.isError();
            }
            out.clear();
        }
    }
}
