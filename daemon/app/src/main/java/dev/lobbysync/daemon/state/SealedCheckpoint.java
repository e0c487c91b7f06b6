package dev.lobbysync.daemon.state;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * A checkpoint that no journal vouches for, with a checksum of everything before it as its last member: {@code
 * ,"crc32c":"1b5cd2f0"}. A base that a bad sector or an editor changed would make people's work look untouched.
 */
final class SealedCheckpoint {
    private static final byte[] END = "\n}\n".getBytes(StandardCharsets.US_ASCII);
    private static final int SEAL = ",\n\"crc32c\":\"00000000\"".length() + END.length;

    private SealedCheckpoint() {}

    /**
     * The same checkpoint with its checksum.
     *
     * @param checkpoint from {@link CheckpointWriter}
     */
    static byte[] seal(byte[] checkpoint) {
        int length = checkpoint.length - END.length;
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + SEAL);
        out.write(checkpoint, 0, length);
        out.writeBytes(sealOf(checkpoint, length));
        return out.toByteArray();
    }

    /** @throws IOException if this is not as it was written */
    static void check(byte[] sealed) throws IOException {
        int length = sealed.length - SEAL;
        if (length < 0 || !Arrays.equals(sealed, length, sealed.length, sealOf(sealed, length), 0, SEAL)) {
            throw new IOException("its checksum does not fit");
        }
    }

    private static byte[] sealOf(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        String digits = HexFormat.of().toHexDigits((int) crc.getValue());
        return (",\n\"crc32c\":\"" + digits + "\"\n}\n").getBytes(StandardCharsets.US_ASCII);
    }
}
