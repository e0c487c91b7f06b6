package dev.lobbysync.protocol.json;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 as this protocol writes it: 64 lower-case hex characters (PROTOCOL 0). */
public final class Sha256 {

    private static final RecentHashes RECENT = new RecentHashes();

    private Sha256() {}

    /** The hash of {@code bytes}. */
    public static String hex(byte[] bytes) {
        return bytes.length < RecentHashes.LEAST_BYTES ? computed(bytes) : RECENT.hex(bytes);
    }

    static String computed(byte[] bytes) {
        return HexFormat.of().formatHex(newDigest().digest(bytes));
    }

    /** A fresh digest, for content that is read in pieces; finish it with {@link #hex(MessageDigest)}. */
    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime lacks SHA-256, which every Java runtime must have", e);
        }
    }

    /** Completes {@code digest} (which is reset) and returns its hash. */
    public static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
