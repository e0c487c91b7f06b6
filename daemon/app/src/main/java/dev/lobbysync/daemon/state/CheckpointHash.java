package dev.lobbysync.daemon.state;

import dev.lobbysync.protocol.json.Sha256;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The SHA-256 of a checkpoint, which ties its journal to it. Not by {@code Sha256.hex(byte[])}: that keeps a copy of what
 * is large, and a checkpoint is hashed once.
 */
final class CheckpointHash {
    private static final int WORTH_A_THREAD = 1 << 20;

    private CheckpointHash() {}

    static String of(byte[] file) {
        MessageDigest digest = Sha256.newDigest();
        digest.update(file);
        return Sha256.hex(digest);
    }

    /** A large file is hashed while its reader parses it: that takes as long. */
    static Supplier<String> ahead(byte[] file) {
        if (file.length < WORTH_A_THREAD) {
            return () -> of(file);
        }
        return CompletableFuture.supplyAsync(() -> of(file))::join;
    }
}
