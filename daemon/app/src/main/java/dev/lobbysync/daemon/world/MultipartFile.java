package dev.lobbysync.daemon.world;

import dev.lobbysync.protocol.json.Sha256;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * One file as a {@code multipart/form-data} body.
 *
 * @param sha256 of the file's bytes; also the boundary, which therefore cannot occur in them
 */
record MultipartFile(String sha256, Buffer body, String contentType) {
    static MultipartFile of(String name, String type, byte[] bytes) {
        String sha256 = Sha256.hex(bytes);
        String head = "--" + sha256 + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                + "\"\r\nContent-Type: " + type + "\r\n\r\n";
        byte[] tail = ("\r\n--" + sha256 + "--\r\n").getBytes(StandardCharsets.UTF_8);
        byte[] start = head.getBytes(StandardCharsets.UTF_8);
        Buffer body = Buffer.buffer(start.length + bytes.length + tail.length)
                .appendBytes(start)
                .appendBytes(bytes)
                .appendBytes(tail);
        return new MultipartFile(sha256, body, "multipart/form-data; boundary=" + sha256);
    }
}
