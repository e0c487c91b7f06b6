package dev.lobbysync.daemon.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a merged script must be before it is taken. */
final class ScriptText {
    private static final List<String> MARKERS = List.of("<<<<<<<", "|||||||", ">>>>>>>");

    private ScriptText() {}

    static boolean isBinary(byte[] text) {
        for (byte b : text) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }

    /** Nobody merges a script to nothing; an editor or a tool that fails leaves it like that. */
    static void requireText(byte[] text) throws IOException {
        if (new String(text, StandardCharsets.UTF_8).isBlank()) {
            throw new IOException("it is empty");
        }
    }

    /**
     * Returns the text if it holds no conflict markers.
     *
     * @throws IOException with the line of the first marker, or if there is nothing in it
     */
    static byte[] requireMerged(byte[] text) throws IOException {
        requireText(text);
        String[] lines = new String(text, StandardCharsets.UTF_8).split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            if (MARKERS.stream().anyMatch(lines[i]::startsWith)) {
                throw new IOException("it still holds conflict markers (line " + (i + 1) + ")");
            }
        }
        return text;
    }
}
