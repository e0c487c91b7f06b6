package dev.lobbysync.protocol.json;

/**
 * Whether bytes are UTF-8 (RFC 3629) without NUL, as JSON is. The parser takes longer forms than needed, halves of characters
 * and numbers beyond U+10FFFF for text, and guesses UTF-16 and UTF-32 by their NUL bytes; what is made of them cannot be
 * written again, and differs from what others read.
 */
final class Utf8 {
    private Utf8() {}

    /** The index of the first byte that belongs to no character, or -1. */
    static int malformedAt(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            if (bytes[at] > 0) {
                at++;
                continue;
            }
            int length = length(bytes, at);
            if (length == 0) {
                return at;
            }
            at += length;
        }
        return -1;
    }

    /** How many bytes the character beyond ASCII that begins there has, or 0 if none does, as with NUL. */
    private static int length(byte[] bytes, int at) {
        int first = bytes[at] & 0xFF;
        int length = first < 0xC2 || first > 0xF4 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        if (at + length > bytes.length) {
            return 0;
        }
        for (int i = 1; i < length; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        int second = length < 3 ? 0x80 : bytes[at + 1] & 0xFF;
        boolean unfit =
                switch (first) {
                    case 0xE0 -> second < 0xA0;
                    case 0xED -> second > 0x9F;
                    case 0xF0 -> second < 0x90;
                    case 0xF4 -> second > 0x8F;
                    default -> false;
                };
        return unfit ? 0 : length;
    }
}
