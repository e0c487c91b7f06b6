package dev.lobbysync.daemon.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.wire.CodecLimits;
import dev.lobbysync.protocol.wire.MalformedPacketException;
import dev.lobbysync.protocol.wire.Packet;
import dev.lobbysync.protocol.wire.PacketCodec;
import dev.lobbysync.protocol.wire.PacketTable;
import dev.lobbysync.protocol.wire.PacketType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The packets of one admin socket: requests matched to their results, pushes ignored. May be used by several threads. */
final class AdminPackets implements WebSocket.Listener, AutoCloseable {
    private final PacketCodec codec;
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private final CompletableFuture<JsonNode> welcome = new CompletableFuture<>();
    private final Map<String, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private @Nullable WebSocket socket;
    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
    private int requests;

    private AdminPackets(PacketTable table) {
        this.codec = new PacketCodec(table, CodecLimits.DEFAULT);
    }

    static AdminPackets open(HttpClient client, URI url, PacketTable table) throws IOException {
        AdminPackets packets = new AdminPackets(table);
        packets.socket = InWorldEditor.await(client.newWebSocketBuilder().buildAsync(url, packets));
        return packets;
    }

    CompletableFuture<JsonNode> authenticate(String code) {
        send(new Packet(PacketType.ADMIN_AUTH, Json.object().put("code", code)));
        return welcome;
    }

    /** Sends a command; completes with its result, or fails with the runtime's refusal. */
    synchronized CompletableFuture<JsonNode> request(ObjectNode command) {
        String id = Integer.toString(++requests);
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        send(new Packet(PacketType.ADMIN_COMMAND, command.put("requestId", id)));
        return answer;
    }

    /** The JDK's socket takes one message at a time. */
    private synchronized void send(Packet packet) {
        WebSocket open = socket;
        if (open == null) {
            throw new IllegalStateException("the socket is not open");
        }
        ByteBuffer frame = ByteBuffer.wrap(codec.encode(packet));
        sent = sent.thenCompose(before -> open.sendBinary(frame, true)).whenComplete((done, failure) -> {
            if (failure != null) {
                fail(failure);
            }
        });
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        partial.writeBytes(bytes);
        if (last) {
            try {
                received(codec.decode(partial.toByteArray()));
            } catch (MalformedPacketException e) {
                fail(e);
            }
            partial.reset();
        }
        webSocket.request(1);
        return null;
    }

    private void received(Packet packet) {
        JsonNode payload = packet.payload();
        if (packet.type() == PacketType.ADMIN_AUTH_OK) {
            welcome.complete(payload);
        } else if (packet.type() == PacketType.ADMIN_AUTH_ERROR) {
            fail(new IOException("the runtime does not let the editor in: " + payload));
        } else if (packet.type() == PacketType.ADMIN_RESULT) {
            CompletableFuture<JsonNode> answer =
                    waiting.remove(payload.path("requestId").asText());
            if (answer != null && payload.path("ok").booleanValue()) {
                answer.complete(payload);
            } else if (answer != null) {
                answer.completeExceptionally(new IOException(
                        "the runtime refused it: " + payload.path("error").asText()));
            }
        }
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        fail(new IOException("the runtime closed the admin socket"));
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        fail(error);
    }

    private void fail(Throwable failure) {
        welcome.completeExceptionally(failure);
        waiting.values().forEach(answer -> answer.completeExceptionally(failure));
        waiting.clear();
    }

    @Override
    public void close() {
        WebSocket open = socket;
        if (open != null) {
            open.abort();
        }
    }
}
