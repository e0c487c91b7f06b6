package dev.lobbysync.daemon.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One file that is about to be written, in few bytes however large it is.
 *
 * <pre>{"path":"apps/Lamp/Lamp.json","old":"7-0","length":812,"sha256":"…","content":"base64 of up to 2 KiB"}
 * {"path":"world.json","old":"7-1","length":90112,"sha256":"…","step":4096,"marks":"base64 of CRC-32C values"}
 * {"path":"apps/Lamp_1/tall.json","old":null,…,"from":"apps/Lamp/tall.json","fromSha256":"…"}</pre>
 *
 * @param old name below {@code .lobby/inflight/} that keeps the content before, or null if there was no file
 * @param length bytes to be written
 * @param content the bytes, if few
 * @param step distance in bytes of the marks
 * @param marks CRC-32C of each prefix whose length is a multiple of the step, 4 bytes each, big-endian
 * @param from the file that is deleted once this one is there, because the object moves; null if it does not
 */
@SuppressWarnings("ArrayRecordComponent") // read from the journal once, never compared
record FileIntent(
        String path,
        @Nullable String old,
        long length,
        String sha256,
        byte @Nullable [] content,
        int step,
        byte[] marks,
        @Nullable Origin from) {
    private static final int SMALL = 2048;
    private static final int PAGE = 4096;
    private static final int MOST_MARKS = 256;

    /** A file that an object leaves, and its content when it was decided that it leaves. */
    record Origin(String path, String sha256) {}

    /** The same, of a file that takes the place of another. */
    FileIntent movedFrom(@Nullable Origin origin) {
        return new FileIntent(path, old, length, sha256, content, step, marks, origin);
    }

    static FileIntent of(String path, @Nullable String old, byte[] bytes) {
        String sha256 = Sha256.hex(bytes);
        if (bytes.length <= SMALL) {
            return new FileIntent(path, old, bytes.length, sha256, bytes, PAGE, new byte[0], null);
        }
        int step = PAGE;
        while (bytes.length / step > MOST_MARKS) {
            step *= 2;
        }
        ByteBuffer marks = ByteBuffer.allocate(bytes.length / step * Integer.BYTES);
        CRC32C crc = new CRC32C();
        for (int at = 0; at + step <= bytes.length; at += step) {
            crc.update(bytes, at, step);
            marks.putInt((int) crc.getValue());
        }
        return new FileIntent(path, old, bytes.length, sha256, null, step, marks.array(), null);
    }

    /**
     * Whether a file with this content is what a crash left of the write: empty, filled with NUL, or a strict prefix.
     * Everything else is a person's edit (DESIGN 5).
     *
     * <p>Without the whole content at hand only prefixes that end at a mark are recognised. That is where file systems
     * tear, and to take a person's shorter file for ours would be worse than to leave a torn one.
     *
     * @param whole the content that was to be written, if it is known from elsewhere
     */
    boolean left(byte[] found, Optional<byte[]> whole) {
        if (isWhole(found)) {
            return false;
        }
        if (allNul(found)) {
            return true;
        }
        if (found.length >= length) {
            return false;
        }
        byte[] exact = content != null ? content : whole.orElse(null);
        if (exact != null) {
            return Arrays.equals(found, 0, found.length, exact, 0, found.length);
        }
        if (found.length % step != 0) {
            return false;
        }
        CRC32C crc = new CRC32C();
        crc.update(found);
        return ByteBuffer.wrap(marks).getInt((found.length / step - 1) * Integer.BYTES) == (int) crc.getValue();
    }

    /** Whether this is all that was to be written. */
    boolean isWhole(byte[] found) {
        return found.length == length && Sha256.hex(found).equals(sha256);
    }

    ObjectNode toJson() {
        ObjectNode node = Json.object()
                .put("path", path)
                .put("old", old)
                .put("length", length)
                .put("sha256", sha256);
        if (from != null) {
            node.put("from", from.path()).put("fromSha256", from.sha256());
        }
        if (content != null) {
            return node.put("content", content);
        }
        return node.put("step", step).put("marks", marks);
    }

    static FileIntent from(JsonNode node) throws IOException {
        JsonNode content = node.path("content");
        return new FileIntent(
                node.path("path").asText(),
                StoredEntry.textOrNull(node.path("old")),
                node.path("length").asLong(),
                node.path("sha256").asText(),
                content.isTextual() ? content.binaryValue() : null,
                Math.max(1, node.path("step").asInt(PAGE)),
                node.path("marks").isTextual() ? node.path("marks").binaryValue() : new byte[0],
                node.path("from").isTextual()
                        ? new Origin(
                                node.path("from").asText(),
                                node.path("fromSha256").asText())
                        : null);
    }

    private static boolean allNul(byte[] bytes) {
        for (byte b : bytes) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }
}
