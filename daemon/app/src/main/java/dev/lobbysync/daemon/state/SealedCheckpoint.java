package dev.lobbysync.daemon.state;

import dev.lobbysync.daemon.model.Seal;
import java.io.IOException;

/**
 * A checkpoint that no journal vouches for, with a checksum of everything before it as its last member: {@code
 * ,"crc32c":"1b5cd2f0"}. A base that a bad sector or an editor changed would make people's work look untouched.
 */
final class SealedCheckpoint {
    private static final String END = "\n}\n";
    private static final Seal SEAL = new Seal(",\n\"crc32c\":\"", "\"" + END);

    private SealedCheckpoint() {}

    /**
     * The same checkpoint with its checksum.
     *
     * @param checkpoint from {@link CheckpointWriter}
     */
    static byte[] seal(byte[] checkpoint) {
        return SEAL.seal(checkpoint, checkpoint.length - END.length());
    }

    /** @throws IOException if this is not as it was written */
    static void check(byte[] sealed) throws IOException {
        if (SEAL.length(sealed) < 0) {
            throw new IOException("its checksum does not fit");
        }
    }
}
