package dev.lobbysync.protocol.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Canonical JSON of PROTOCOL 7.7, the input of every object hash: no whitespace; keys by UTF-16 code units, but those that
 * are canonical array indices first and by number (a JavaScript object cannot do otherwise); absent members dropped;
 * numbers as JavaScript writes the same double; only the escapes that JSON demands, in lower case.
 *
 * <p>Values outside JSON become what {@code JSON.stringify} makes of them: NaN and infinities are {@code null}, and so is
 * an absent array element.
 */
public final class CanonicalJson {

    /** Most objects fit; starting large would cost more than hashing. */
    private static final int CHUNK = 2 << 10;

    private CanonicalJson() {}

    /** UTF-8 bytes of the canonical form. */
    public static byte[] bytes(JsonNode value) {
        CanonicalWriter writer = new CanonicalWriter(512, null);
        writer.write(value);
        return writer.toBytes();
    }

    /** The canonical form as text. */
    public static String text(JsonNode value) {
        return new String(bytes(value), StandardCharsets.UTF_8);
    }

    /** SHA-256 of the canonical form, which is never held in memory as a whole. */
    public static String sha256(JsonNode value) {
        MessageDigest digest = Sha256.newDigest();
        CanonicalWriter writer = new CanonicalWriter(CHUNK, digest);
        writer.write(value);
        writer.drain();
        return Sha256.hex(digest);
    }
}
