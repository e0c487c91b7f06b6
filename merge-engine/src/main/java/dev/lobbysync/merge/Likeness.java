package dev.lobbysync.merge;

import java.util.HashMap;
import java.util.Map;

/**
 * How alike two texts are, by the bytes of the lines that they share, wherever those stand; git measures renames so. Line
 * ends do not count. A long line counts in pieces, so that a script without line breaks can be compared as well.
 */
final class Likeness {
    /** The likeness of equal texts. */
    static final int EQUAL = 10_000;

    private static final int LONGEST_PIECE = 64;

    /** Bytes of all pieces with one hash. */
    private final Map<Long, Integer> pieces = new HashMap<>();

    private int size;

    Likeness(byte[] text) {
        int length = 0;
        long hash = 0;
        for (byte b : text) {
            if (b == '\n' || length == LONGEST_PIECE) {
                add(hash, length);
                length = 0;
                hash = 0;
            }
            if (b != '\n' && b != '\r') {
                hash = (hash + b + 1) * 0x9E3779B97F4A7C15L;
                hash ^= hash >>> 31;
                length++;
            }
        }
        add(hash, length);
    }

    private void add(long hash, int length) {
        if (length > 0) {
            pieces.merge(hash, length, Integer::sum);
            size += length;
        }
    }

    /** The shared part of the larger text, in ten-thousandths; 0 for texts with nothing in them. */
    int to(Likeness other) {
        if (size == 0 || other.size == 0) {
            return 0;
        }
        long shared = 0;
        for (Map.Entry<Long, Integer> piece : pieces.entrySet()) {
            shared += Math.min(piece.getValue(), other.pieces.getOrDefault(piece.getKey(), 0));
        }
        return (int) (shared * EQUAL / Math.max(size, other.size));
    }
}
