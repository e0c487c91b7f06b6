package dev.lobbysync.daemon.project;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * Lines of JSON with a last one that vouches for those before it, {@code ["crc32c","1b5cd2f0"]}: a hash in which one digit
 * has changed still looks like a hash.
 */
public final class SealedLines {
    private static final int SEAL = "[\"crc32c\",\"00000000\"]\n".length();

    private SealedLines() {}

    /** The lines with their seal. */
    public static byte[] seal(byte[] lines) {
        byte[] sealed = Arrays.copyOf(lines, lines.length + SEAL);
        System.arraycopy(sealOf(lines, lines.length), 0, sealed, lines.length, SEAL);
        return sealed;
    }

    /** How many of the bytes come before the seal; -1 if there is none that fits. */
    static int length(byte[] sealed) {
        int length = sealed.length - SEAL;
        return length >= 0 && Arrays.equals(sealed, length, sealed.length, sealOf(sealed, length), 0, SEAL)
                ? length
                : -1;
    }

    private static byte[] sealOf(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        String digits = HexFormat.of().toHexDigits((int) crc.getValue());
        return ("[\"crc32c\",\"" + digits + "\"]\n").getBytes(StandardCharsets.US_ASCII);
    }
}
