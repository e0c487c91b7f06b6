package dev.lobbysync.daemon.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.Sha256;
import dev.lobbysync.protocol.wire.CodecLimits;
import dev.lobbysync.protocol.wire.MalformedPacketException;
import dev.lobbysync.protocol.wire.Packet;
import dev.lobbysync.protocol.wire.PacketCodec;
import dev.lobbysync.protocol.wire.PacketTable;
import dev.lobbysync.protocol.wire.PacketType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Another person, who edits the same world from inside it: an admin socket and the admin HTTP interface, spoken by a
 * client that shares nothing with the daemon's but the packet codec. What must not be is an {@link AssertionError}.
 */
public final class Editor implements WebSocket.Listener, AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final long PATIENCE_SECONDS = 20;

    private final String url;
    private final String code;
    private final PacketCodec codec;
    private final LinkedBlockingQueue<Packet> received = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private final WebSocket socket;
    private int requests;

    /** Connects and authenticates. */
    public Editor(String url, String code, PacketTable generation) {
        this.url = url;
        this.code = code;
        this.codec = new PacketCodec(generation, CodecLimits.DEFAULT);
        this.socket = CLIENT.newWebSocketBuilder()
                .buildAsync(URI.create(url.replaceFirst("http", "ws") + "/admin"), this)
                .join();
        send(PacketType.ADMIN_AUTH, Json.object().put("code", code));
        PacketType answer = next().type();
        expect(answer == PacketType.ADMIN_AUTH_OK, () -> "authentication answered with " + answer);
    }

    /** Sends a command, which must succeed. */
    JsonNode command(ObjectNode command) {
        JsonNode result = attempt(command);
        expect(result.path("ok").asBoolean(), () -> command + " → " + result);
        return result;
    }

    /** Sends a command and returns its result. */
    public JsonNode attempt(ObjectNode command) {
        String requestId = "e" + ++requests;
        command.put("requestId", requestId);
        if (!command.has("actor")) {
            command.put("actor", "mira").put("source", "editor");
        }
        send(PacketType.ADMIN_COMMAND, command);
        while (true) {
            Packet packet = next();
            if (packet.type() == PacketType.ADMIN_RESULT
                    && packet.payload().path("requestId").asText().equals(requestId)) {
                return packet.payload();
            }
        }
    }

    void addBlueprint(String json) {
        ObjectNode command = Json.object().put("type", "blueprint_add");
        ObjectNode blueprint = object(json);
        if (!blueprint.has("version")) {
            blueprint.put("version", 0);
        }
        command.set("blueprint", blueprint);
        command(command);
    }

    /** Changes some fields, on top of whatever is there. */
    void modifyBlueprint(String id, String changes) {
        modifyBlueprint(id, current -> object(changes));
    }

    /** Changes one prop, on top of whatever is there. */
    void prop(String id, String key, Object value) {
        modifyBlueprint(id, current -> {
            ObjectNode props = current.path("props").deepCopy();
            props.set(key, Json.mapper().valueToTree(value));
            ObjectNode change = Json.object();
            change.set("props", props);
            return change;
        });
    }

    /** Looks and changes, again if somebody else was quicker. */
    private void modifyBlueprint(String id, Function<ObjectNode, ObjectNode> change) {
        for (int attempt = 0; attempt < 20; attempt++) {
            ObjectNode current = blueprint(id);
            ObjectNode command = Json.object().put("type", "blueprint_modify");
            command.set(
                    "change",
                    change.apply(current)
                            .put("id", id)
                            .put("version", current.path("version").asInt() + 1));
            JsonNode result = attempt(command);
            if (result.path("ok").asBoolean()) {
                return;
            }
            expect(result.path("error").asText().equals("version_mismatch"), result::toString);
        }
        throw new AssertionError("never the quicker one: " + id);
    }

    /** Replaces the script set, under a deploy lock as scripts need it. */
    void scripts(String id, String entry, Map<String, String> files) {
        ObjectNode urls = Json.object();
        files.forEach((path, text) -> urls.put(path, upload(text.getBytes(StandardCharsets.UTF_8), "js")));
        ObjectNode current = blueprint(id);
        String scope = current.path("scope").asText();
        String token = http("POST", "/admin/deploy-lock", "{\"owner\":\"mira\",\"scope\":\"" + scope + "\"}")
                .path("token")
                .asText();
        ObjectNode change = Json.object()
                .put("id", id)
                .put("version", current.path("version").asInt() + 1)
                .put("script", urls.path(entry).asText())
                .put("scriptEntry", entry)
                .put("scriptFormat", "module");
        change.set("scriptFiles", urls);
        ObjectNode command = Json.object().put("type", "blueprint_modify").put("lockToken", token);
        command.set("change", change);
        command(command);
        http("DELETE", "/admin/deploy-lock", "{\"token\":\"" + token + "\"}");
    }

    /** Changes one script file of a set. */
    void script(String id, String path, String text) {
        ObjectNode current = blueprint(id);
        Map<String, String> files = new TreeMap<>();
        current.path("scriptFiles")
                .properties()
                .forEach(file -> files.put(
                        file.getKey(), new String(asset(file.getValue().asText()), StandardCharsets.UTF_8)));
        files.put(path, text);
        scripts(id, current.path("scriptEntry").asText(), files);
    }

    void removeBlueprint(String id) {
        http("DELETE", "/admin/blueprints/" + URLEncoder.encode(id, StandardCharsets.UTF_8), null);
    }

    void addEntity(String json) {
        ObjectNode entity = object(json).put("type", "app");
        for (Map.Entry<String, String> vector : Map.of(
                        "position", "[0,0,0]", "quaternion", "[0,0,0,1]", "scale", "[1,1,1]")
                .entrySet()) {
            if (!entity.has(vector.getKey())) {
                entity.set(vector.getKey(), node(vector.getValue()));
            }
        }
        if (!entity.has("props")) {
            entity.putObject("props");
        }
        entity.putObject("state");
        ObjectNode command = Json.object().put("type", "entity_add");
        command.set("entity", entity);
        command(command);
    }

    void modifyEntity(String id, String changes) {
        ObjectNode command = Json.object().put("type", "entity_modify");
        command.set("change", object(changes).put("id", id));
        command(command);
    }

    void removeEntity(String id) {
        command(Json.object().put("type", "entity_remove").put("id", id));
    }

    void setting(String key, Object value) {
        ObjectNode command = Json.object().put("type", "settings_modify").put("key", key);
        command.set("value", Json.mapper().valueToTree(value));
        command(command);
    }

    void spawn(String position) {
        http("PUT", "/admin/spawn", "{\"position\":" + position + ",\"quaternion\":[0,0,0,1]}");
    }

    /** The whole world. */
    public ObjectNode snapshot() {
        return (ObjectNode) http("GET", "/admin/snapshot", null);
    }

    /** The blueprint; fails if there is none. */
    ObjectNode blueprint(String id) {
        return find("blueprints", id);
    }

    /** The entity; fails if there is none. */
    ObjectNode entity(String id) {
        return find("entities", id);
    }

    boolean has(String table, String id) {
        return row(table, id) != null;
    }

    private ObjectNode find(String table, String id) {
        ObjectNode found = row(table, id);
        expect(found != null, () -> id + " is not in the world's " + table);
        return found;
    }

    private ObjectNode row(String table, String id) {
        for (JsonNode row : snapshot().path(table)) {
            if (row.path("id").asText().equals(id)) {
                return (ObjectNode) row;
            }
        }
        return null;
    }

    /** The content behind an {@code asset://} URL. */
    public byte[] asset(String assetUrl) {
        String name = AssetUrl.parse(assetUrl).orElseThrow().name();
        return bytes(HttpRequest.newBuilder(URI.create(url + "/assets/" + name)).GET());
    }

    /** Uploads and returns the {@code asset://} URL. */
    public String upload(byte[] content, String extension) {
        String name = Sha256.hex(content) + "." + extension;
        String boundary = "----boundary7";
        String head = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
        bytes(request("/admin/upload")
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.ofByteArrays(List.of(
                        head.getBytes(StandardCharsets.UTF_8),
                        content,
                        ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8)))));
        return "asset://" + name;
    }

    /** A request that must be answered with a success; the answer. */
    public JsonNode http(String method, String path, String body) {
        HttpRequest.BodyPublisher publisher =
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        HttpRequest.Builder request = request(path).method(method, publisher);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        return node(new String(bytes(request), StandardCharsets.UTF_8));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).header("X-Admin-Code", code);
    }

    private static byte[] bytes(HttpRequest.Builder request) {
        HttpRequest built = request.build();
        try {
            HttpResponse<byte[]> response = CLIENT.send(built, HttpResponse.BodyHandlers.ofByteArray());
            expect(
                    response.statusCode() < 300,
                    () -> built + " → " + response.statusCode() + " "
                            + new String(response.body(), StandardCharsets.UTF_8));
            return response.body();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void send(PacketType type, JsonNode payload) {
        socket.sendBinary(ByteBuffer.wrap(codec.encode(new Packet(type, payload))), true)
                .join();
    }

    private Packet next() {
        try {
            Packet packet = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            expect(packet != null, () -> "no packet came from the runtime");
            return packet;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        partial.writeBytes(bytes);
        if (last) {
            try {
                received.add(codec.decode(partial.toByteArray()));
            } catch (MalformedPacketException e) {
                throw new IllegalStateException(e);
            } finally {
                partial.reset();
            }
        }
        webSocket.request(1);
        return null;
    }

    private static void expect(boolean fulfilled, Supplier<String> otherwise) {
        if (!fulfilled) {
            throw new AssertionError(otherwise.get());
        }
    }

    static ObjectNode object(String json) {
        return (ObjectNode) node(json);
    }

    /** JSON in which single quotes may stand for double ones, if it has none of these. */
    static JsonNode node(String json) {
        try {
            return Json.parse(json.contains("\"") ? json : json.replace('\'', '"'));
        } catch (IOException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    @Override
    public void close() {
        socket.abort();
    }
}
