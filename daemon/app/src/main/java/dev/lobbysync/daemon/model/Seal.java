package dev.lobbysync.daemon.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * A checksum at the end of a file, between two fixed texts, that vouches for everything before it: a value that a bad
 * sector or an editor changed still looks like a value.
 *
 * @param before ASCII, what comes before the eight hexadecimal digits
 * @param after ASCII, what comes after them
 */
public record Seal(String before, String after) {
    private static final int DIGITS = 8;

    /** The first bytes of a file, and their seal behind them. */
    public byte[] seal(byte[] bytes, int length) {
        byte[] seal = sealOf(bytes, length);
        byte[] sealed = Arrays.copyOf(bytes, length + seal.length);
        System.arraycopy(seal, 0, sealed, length, seal.length);
        return sealed;
    }

    /** How many of the bytes come before the seal; -1 if there is none that fits. */
    public int length(byte[] sealed) {
        int length = sealed.length - before.length() - DIGITS - after.length();
        return length >= 0
                        && Arrays.equals(
                                sealed, length, sealed.length, sealOf(sealed, length), 0, sealed.length - length)
                ? length
                : -1;
    }

    private byte[] sealOf(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        String digits = HexFormat.of().toHexDigits((int) crc.getValue());
        return (before + digits + after).getBytes(StandardCharsets.US_ASCII);
    }
}
