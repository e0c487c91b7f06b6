package dev.lobbysync.daemon.project;

import dev.lobbysync.daemon.model.Seal;

/**
 * Lines of JSON with a last one that vouches for those before it, {@code ["crc32c","1b5cd2f0"]}: a hash in which one digit
 * has changed still looks like a hash.
 */
public final class SealedLines {
    private static final Seal SEAL = new Seal("[\"crc32c\",\"", "\"]\n");

    private SealedLines() {}

    /** The lines with their seal. */
    public static byte[] seal(byte[] lines) {
        return SEAL.seal(lines, lines.length);
    }

    /** How many of the bytes come before the seal; -1 if there is none that fits. */
    static int length(byte[] sealed) {
        return SEAL.length(sealed);
    }
}
