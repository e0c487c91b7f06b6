package dev.lobbysync.merge;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
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
    private static final int LONGEST_BLOCK = 4_096;
    private static final int SMALLER = 8;

    private final byte[] bytes;
    private final boolean marked;
    private final boolean text;
    /** Where each line starts, and behind the last one where it stops. */
    private final int[] starts;

    private final int size;
    /** How many lines end: all, or all but the last one. */
    private final int ended;

    private final @Nullable LineEnd only;
    private final @Nullable TextLines like;
    /** How many lines this text has at its start in common with that one, byte for byte; and how many at its end. */
    private final int head;

    private final int tail;

    /** @param bytes the whole text, from now on unchanged */
    TextLines(byte[] bytes) {
        this(bytes, null);
    }

    /**
     * A text that is probably much like another one: only what differs has to be looked at.
     *
     * @param bytes the whole text, from now on unchanged
     */
    TextLines(byte[] bytes, @Nullable TextLines like) {
        this.bytes = bytes;
        this.like = like;
        marked = startsWithMark(bytes);
        int from = marked ? BYTE_ORDER_MARK.length : 0;
        head = like == null ? 0 : like.linesAtStartOf(bytes);
        tail = like == null ? 0 : like.linesAtEndOf(bytes, head, head == 0 ? from : like.starts[head]);
        LineScan scan = new LineScan(bytes, from, bytes.length / 24);
        if (like != null && like.text && like.only != null) {
            int rest = like.size - tail;
            int shift = bytes.length - like.bytes.length;
            scan.known(like.starts, 0, head, like.only, 0);
            scan.upTo(like.starts[rest] + shift);
            scan.known(like.starts, rest, Math.max(rest, like.ended), like.only, shift);
        } else {
            scan.upTo(bytes.length);
        }
        scan.finish();
        starts = scan.starts();
        size = scan.lines();
        ended = scan.ended();
        only = scan.onlyEnd();
        text = scan.isText();
    }

    /** How many lines of this text another one starts with, all with their ends. */
    private int linesAtStartOf(byte[] other) {
        int same = Arrays.mismatch(bytes, other);
        int found = Arrays.binarySearch(starts, 0, ended + 1, same < 0 ? bytes.length : same);
        return Math.max(0, found >= 0 ? found : -found - 2);
    }

    /**
     * How many lines of this text another one ends with.
     *
     * @param line the first of this text that may be one of them
     * @param otherFrom where the end may begin at the earliest in the other one
     */
    private int linesAtEndOf(byte[] other, int line, int otherFrom) {
        int most = Math.min(bytes.length - starts[line], other.length - otherFrom);
        int same = 0;
        for (int block = LONGEST_BLOCK; block > 0; block /= SMALLER) {
            while (same + block <= most && sameBlock(other, same, block)) {
                same += block;
            }
        }
        // Where the bytes begin to be the same, a line may begin in one text and go on in the other.
        int found = Arrays.binarySearch(starts, line, size + 1, bytes.length - same + 1);
        return size - (found >= 0 ? found : Math.min(size, -found - 1));
    }

    private boolean sameBlock(byte[] other, int behind, int length) {
        int end = bytes.length - behind;
        int otherEnd = other.length - behind;
        return Arrays.equals(bytes, end - length, end, other, otherEnd - length, otherEnd);
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
        if (line >= ended) {
            return LineEnd.NONE;
        }
        if (only != null) {
            return only;
        }
        int end = starts[line + 1];
        return end - starts[line] > 1 && bytes[end - 2] == '\r' ? LineEnd.CRLF : LineEnd.LF;
    }

    /** The end of every line that ends; the last one may not. Null if no line ends or they differ. */
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

    /** How many lines two texts are known to have in common at their start, byte for byte. */
    int head(TextLines other) {
        return isLike(other) ? head : 0;
    }

    /** The same for their end. */
    int tail(TextLines other) {
        return isLike(other) ? tail : 0;
    }

    @SuppressWarnings("ReferenceEquality") // known of that very text only
    private boolean isLike(TextLines other) {
        return like == other;
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
}
