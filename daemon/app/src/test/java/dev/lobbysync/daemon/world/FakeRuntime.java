package dev.lobbysync.daemon.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.api.WorldSnapshot;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.wire.CodecLimits;
import dev.lobbysync.protocol.wire.Packet;
import dev.lobbysync.protocol.wire.PacketCodec;
import dev.lobbysync.protocol.wire.PacketTable;
import dev.lobbysync.protocol.wire.PacketType;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/**
 * A scripted runtime: behaves well by default, and as badly as a test tells it to. Its world is a snapshot that never
 * changes; every command is accepted.
 */
final class FakeRuntime implements AutoCloseable {
    static final String CODE = "s3cret-code";
    static final String WORLD = "sample-world";

    /** One request as it arrived. */
    record Seen(String method, String uri, Map<String, String> headers, Buffer body) {
        String line() {
            return method + " " + uri;
        }
    }

    /** An answer to be given. */
    record Scripted(int status, Map<String, String> headers, Buffer body) {
        static Scripted json(int status, String text) {
            return new Scripted(status, Map.of("Content-Type", "application/json"), Buffer.buffer(text));
        }
    }

    interface Route {
        Scripted answer(Seen request);
    }

    final List<Seen> requests = new CopyOnWriteArrayList<>();
    final List<JsonNode> commands = new CopyOnWriteArrayList<>();
    final List<ServerWebSocket> sockets = new CopyOnWriteArrayList<>();
    final Map<String, Route> routes = new ConcurrentHashMap<>();
    final Map<String, Handler<HttpServerRequest>> raw = new ConcurrentHashMap<>();
    volatile PacketTable table;
    volatile boolean healthTellsState = true;
    volatile boolean ready = true;
    volatile String code = CODE;
    volatile String token = "";
    volatile Handler<ServerWebSocket> onOpen = socket -> {};
    volatile BiConsumer<ServerWebSocket, JsonNode> onCommand;
    private final long started = System.nanoTime();
    private final String prefix;
    private final HttpServer server;

    FakeRuntime(Vertx vertx, PacketTable table, String prefix) {
        this.table = table;
        this.prefix = prefix;
        this.onCommand = (socket, command) -> send(
                socket,
                PacketType.ADMIN_RESULT,
                Json.object()
                        .put("ok", true)
                        .put("requestId", command.path("requestId").asText()));
        route("GET /health", request -> health(secondsUp()));
        route("GET /admin/snapshot", request -> Scripted.json(200, snapshot().toString()));
        route(
                "GET /admin/changes",
                request -> Scripted.json(200, "{\"cursor\":57,\"headCursor\":57,\"operations\":[],\"hasMore\":false}"));
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setMaxWebSocketFrameSize(128 << 20)
                        .setMaxWebSocketMessageSize(128 << 20))
                .webSocketHandler(this::accept)
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .await();
    }

    static FakeRuntime r1(Vertx vertx) {
        return new FakeRuntime(vertx, PacketTable.R1, "");
    }

    static FakeRuntime r2(Vertx vertx) {
        return new FakeRuntime(vertx, PacketTable.R2, "");
    }

    void route(String methodAndPath, Route route) {
        routes.put(methodAndPath, route);
    }

    int port() {
        return server.actualPort();
    }

    String url() {
        return "http://127.0.0.1:" + port() + prefix;
    }

    RuntimeAddress address() {
        return new RuntimeAddress(url(), WORLD, CODE);
    }

    double secondsUp() {
        return 1000 + (System.nanoTime() - started) / 1e9;
    }

    Scripted health(double uptime) {
        ObjectNode health = Json.object().put("ok", true).put("uptime", uptime);
        if (table == PacketTable.R2 && healthTellsState) {
            health.put("state", "ready");
        }
        return Scripted.json(200, health.toString());
    }

    ObjectNode snapshot() {
        try (var in = FakeRuntime.class.getResourceAsStream("/world/r1-snapshot.json")) {
            WorldSnapshot sample = WorldSnapshot.from(Json.parse(in.readAllBytes()));
            return new WorldSnapshot(
                            sample.worldId(),
                            "/assets",
                            sample.settings(),
                            sample.spawn(),
                            sample.blueprints(),
                            sample.entities(),
                            table)
                    .toJson();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    List<String> lines() {
        return requests.stream().map(Seen::line).toList();
    }

    private void answer(HttpServerRequest request) {
        String path = request.path().substring(request.path().startsWith(prefix) ? prefix.length() : 0);
        String key = request.method() + " " + path;
        if (raw.containsKey(key)) {
            raw.get(key).handle(request);
            return;
        }
        request.body().onSuccess(body -> {
            Map<String, String> headers = new ConcurrentHashMap<>();
            request.headers().forEach((name, value) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), value));
            Seen seen = new Seen(request.method().name(), request.uri(), headers, body);
            requests.add(seen);
            boolean guarded = path.startsWith("/admin");
            Route route = routes.get(key);
            Scripted answer = guarded && !admits(headers)
                    ? Scripted.json(403, "{\"error\":\"admin_required\"}")
                    : route == null
                            ? Scripted.json(
                                    404,
                                    "{\"message\":\"Route " + key
                                            + " not found\",\"error\":\"Not Found\",\"statusCode\":404}")
                            : route.answer(seen);
            answer.headers().forEach(request.response()::putHeader);
            request.response().setStatusCode(answer.status()).end(answer.body());
        });
    }

    private boolean admits(Map<String, String> headers) {
        boolean known = ("Bearer " + token).equals(headers.get("authorization"))
                || token.equals(headers.get("x-runtime-auth-token"));
        return code.equals(headers.get("x-admin-code")) || (known && !token.isEmpty());
    }

    private void accept(ServerWebSocket socket) {
        Map<String, String> headers = new ConcurrentHashMap<>();
        socket.headers().forEach((name, value) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), value));
        requests.add(new Seen("WS", socket.uri(), headers, Buffer.buffer()));
        if (!ready) {
            socket.close((short) 1013, "runtime_not_ready");
            return;
        }
        boolean[] in = {false};
        socket.binaryMessageHandler(frame -> {
            Packet packet;
            try {
                packet = codec().decode(frame.getBytes());
            } catch (IOException e) {
                send(
                        socket,
                        PacketType.ADMIN_RESULT,
                        Json.object().put("ok", false).put("error", "invalid_packet"));
                return;
            }
            if (in[0]) {
                commands.add(packet.payload());
                onCommand.accept(socket, packet.payload());
            } else if (packet.type() != PacketType.ADMIN_AUTH) {
                refuse(socket, "unauthorized");
            } else if (!packet.payload().path("code").asText().equals(code)
                    && (token.isEmpty()
                            || !packet.payload().path("authToken").asText().equals(token))) {
                refuse(socket, packet.payload().has("code") ? "invalid_code" : "unauthorized");
            } else {
                in[0] = true;
                sockets.add(socket);
                ObjectNode ok = Json.object().put("ok", true);
                ok.putObject("capabilities").put("builder", true).put("deploy", true);
                send(socket, PacketType.ADMIN_AUTH_OK, ok);
                onOpen.handle(socket);
            }
        });
    }

    private void refuse(ServerWebSocket socket, String error) {
        send(socket, PacketType.ADMIN_AUTH_ERROR, Json.object().put("error", error));
        socket.close();
    }

    private PacketCodec codec() {
        return new PacketCodec(table, CodecLimits.DEFAULT);
    }

    void send(ServerWebSocket socket, PacketType type, JsonNode payload) {
        socket.writeBinaryMessage(Buffer.buffer(codec().encode(new Packet(type, payload))));
    }

    @Override
    public void close() {
        server.close().await();
    }
}
