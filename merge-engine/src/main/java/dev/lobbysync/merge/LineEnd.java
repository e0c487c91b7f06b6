package dev.lobbysync.merge;

import java.nio.charset.StandardCharsets;

/** How a line ends. A lone carriage return ends no line; it is part of the text, as git sees it. */
@SuppressWarnings("ImmutableEnumChecker") // nobody changes the bytes
enum LineEnd {
    /** Only the last line of a text can end without anything. */
    NONE(""),
    LF("\n"),
    CRLF("\r\n");

    private final byte[] bytes;

    LineEnd(String text) {
        this.bytes = text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The bytes of the end; leave them as they are. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return bytes.length;
    }

    /** Merges the ends of a line whose text nobody changed. Three different ends: local's, if it ends the line at all. */
    static LineEnd merge(LineEnd base, LineEnd local, LineEnd remote) {
        if (base == local || (local == NONE && base != remote)) {
            return remote;
        }
        return local;
    }

    /** The first that ends a line at all. */
    static LineEnd firstOf(LineEnd... ends) {
        for (LineEnd end : ends) {
            if (end != NONE) {
                return end;
            }
        }
        return NONE;
    }
}
