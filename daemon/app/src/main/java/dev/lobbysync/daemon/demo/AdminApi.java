package dev.lobbysync.daemon.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.api.WorldSnapshot;
import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The runtime's admin API over HTTP (PROTOCOL 2), as somebody else than the daemon uses it: none of the daemon's own code, so that
 * what is checked with it is checked independently.
 */
final class AdminApi {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String BOUNDARY = "----gamedev-demo";

    private final URI base;
    private final String adminCode;

    AdminApi(URI base, String adminCode) {
        this.base = base;
        this.adminCode = adminCode;
    }

    URI url() {
        return base;
    }

    String adminCode() {
        return adminCode;
    }

    static HttpClient client() {
        return CLIENT;
    }

    /** {@code GET /admin/snapshot}. */
    WorldSnapshot snapshot() throws IOException {
        return WorldSnapshot.from(get("/admin/snapshot"));
    }

    /** The cursor of the newest op. */
    long head() throws IOException {
        return get("/admin/changes").path("headCursor").longValue();
    }

    /** One blueprint as it is now. */
    ObjectNode blueprint(String id) throws IOException {
        String path = "/admin/blueprints/"
                + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
        return (ObjectNode) get(path).path("blueprint");
    }

    /** An asset's bytes. */
    byte[] asset(AssetUrl asset) throws IOException {
        return exchange(request("/assets/" + asset.name()).GET().build());
    }

    JsonNode get(String path) throws IOException {
        return Json.parse(exchange(request(path).GET().build()));
    }

    JsonNode send(String method, String path, ObjectNode body) throws IOException {
        return Json.parse(exchange(request(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofByteArray(Json.bytes(body)))
                .build()));
    }

    /** Stores content; the runtime names it by its hash. */
    CompletableFuture<Void> upload(String fileName, byte[] content) {
        String head = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + fileName
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
        HttpRequest request = request("/admin/upload")
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofByteArrays(List.of(
                        head.getBytes(StandardCharsets.UTF_8),
                        content,
                        ("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8))))
                .build();
        return CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenAccept(response -> {
            if (response.statusCode() != 200) {
                throw new IllegalStateException("the runtime refused an upload: " + response.body());
            }
        });
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(TIMEOUT).header("X-Admin-Code", adminCode);
    }

    private static byte[] exchange(HttpRequest request) throws IOException {
        try {
            HttpResponse<byte[]> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new IOException(request.method() + " " + request.uri() + " was answered " + response.statusCode()
                        + ": " + new String(response.body(), StandardCharsets.UTF_8));
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted during " + request.uri(), e);
        }
    }
}
