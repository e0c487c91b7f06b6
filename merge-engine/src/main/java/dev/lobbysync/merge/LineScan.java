package dev.lobbysync.merge;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds the lines of a text from its beginning to its end, part by part, eight bytes at a time. */
final class LineScan {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EIGHT_LINE_FEEDS = 0x0A0A0A0A0A0A0A0AL;
    private static final long EIGHT_SIGNS = 0x8080808080808080L;
    private static final int DECODED_AT_ONCE = 8_192;

    private final byte[] bytes;
    private int[] starts;
    private int lines;
    private int carriageReturns;
    private boolean open;
    private boolean text = true;

    /**
     * Nothing found yet.
     *
     * @param from where the first line starts
     * @param lines how many there are, about
     */
    LineScan(byte[] bytes, int from, int lines) {
        this.bytes = bytes;
        this.starts = new int[lines + 16];
        starts[0] = from;
    }

    /** Looks at the bytes up to there, which is where a line starts or the text ends. */
    void upTo(int to) {
        int from = starts[lines];
        int at = from;
        long zeros = 0;
        long signs = 0;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long eight = (long) LONGS.get(bytes, at);
            zeros |= zeros(eight);
            signs |= eight;
            for (long feeds = zeros(eight ^ EIGHT_LINE_FEEDS); feeds != 0; feeds &= feeds - 1) {
                end(at + Long.numberOfTrailingZeros(feeds) / Byte.SIZE);
            }
        }
        for (; at < to; at++) {
            zeros |= bytes[at] == 0 ? 1 : 0;
            signs |= bytes[at];
            if (bytes[at] == '\n') {
                end(at);
            }
        }
        text &= zeros == 0 && ((signs & EIGHT_SIGNS) == 0 || isUtf8(from, to));
    }

    /** A sign bit for each of eight bytes that is zero. */
    private static long zeros(long eight) {
        return ~((eight & ~EIGHT_SIGNS) + ~EIGHT_SIGNS | eight) & EIGHT_SIGNS;
    }

    private void end(int at) {
        if (at > starts[lines] && bytes[at - 1] == '\r') {
            carriageReturns++;
        }
        makeRoom(1);
        starts[++lines] = at + 1;
    }

    /**
     * Takes lines that were found before, in a text that has the same bytes there.
     *
     * @param known where each starts in that text, and behind the last one where it stops
     * @param from the first of them
     * @param to the last one, exclusive; all of them end
     * @param end how
     * @param shift how much further back they stand here
     */
    void known(int[] known, int from, int to, LineEnd end, int shift) {
        makeRoom(to - from);
        for (int i = from; i < to; i++) {
            starts[++lines] = known[i + 1] + shift;
        }
        carriageReturns += end == LineEnd.CRLF ? to - from : 0;
    }

    /** Counts what stands behind the last line end as a line. */
    void finish() {
        if (starts[lines] < bytes.length) {
            makeRoom(1);
            starts[++lines] = bytes.length;
            open = true;
        }
    }

    private void makeRoom(int more) {
        if (lines + more >= starts.length) {
            starts = Arrays.copyOf(starts, 2 * (lines + more));
        }
    }

    /** Where each line starts, and behind the last one where it stops. */
    int[] starts() {
        return starts;
    }

    int lines() {
        return lines;
    }

    /** How many of the lines end. */
    int ended() {
        return open ? lines - 1 : lines;
    }

    /** The end of all lines that end; null if none does or they differ. */
    @Nullable
    LineEnd onlyEnd() {
        if (ended() == 0) {
            return null;
        }
        if (carriageReturns == 0) {
            return LineEnd.LF;
        }
        return carriageReturns == ended() ? LineEnd.CRLF : null;
    }

    /** Whether all that was looked at is UTF-8 without NUL. */
    boolean isText() {
        return text;
    }

    private boolean isUtf8(int from, int to) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
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
