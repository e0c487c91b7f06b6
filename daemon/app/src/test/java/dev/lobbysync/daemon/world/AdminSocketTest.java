package dev.lobbysync.daemon.world;

import static dev.lobbysync.daemon.world.RemoteAssertions.failureOf;
import static dev.lobbysync.daemon.world.RemoteAssertions.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Remote.Outcome;
import dev.lobbysync.daemon.port.RemoteException.Kind;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.wire.PacketType;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Commands, results, pushes and broken peers on the admin socket (PROTOCOL 3, ENGINE T19). */
class AdminSocketTest extends WorldTest {
    private final RecordedHints hints = new RecordedHints();

    private static ObjectNode command(String key) {
        return Json.object().put("type", "settings_modify").put("key", key).put("lastOpId", "instance:" + key);
    }

    private static ObjectNode result(JsonNode command) {
        return Json.object()
                .put("ok", true)
                .put("requestId", command.path("requestId").asText());
    }

    @Test
    void commandsSayWhoSendsThemAndKeepTheirOpId() throws Exception {
        FakeRuntime runtime = closing(FakeRuntime.r1(vertx));
        RuntimeClient client = client(runtime);
        client.connect(hints);
        assertThat(get(client.send(command("title"))).ok()).isTrue();
        JsonNode sent = runtime.commands.get(0);
        assertThat(sent.path("actor").asText()).isEqualTo("gamedev-sync");
        assertThat(sent.path("source").asText()).isEqualTo("gamedev-sync");
        assertThat(sent.path("lastOpId").asText()).isEqualTo("instance:title");
    }

    @Test
    void resultsAreMatchedByRequestIdInWhateverOrderTheyCome() throws Exception {
        FakeRuntime runtime = closing(FakeRuntime.r1(vertx));
        List<JsonNode> held = new ArrayList<>();
        runtime.onCommand = (socket, command) -> {
            held.add(command);
            if (held.size() == 50) {
                for (int i = held.size() - 1; i >= 0; i--) {
                    ObjectNode answer = result(held.get(i));
                    if (i % 2 == 1) {
                        answer.put("ok", false).put("error", "odd_" + i);
                    }
                    runtime.send(socket, PacketType.ADMIN_RESULT, answer);
                }
            }
        };
        RuntimeClient client = client(runtime);
        client.connect(hints);
        List<CompletableFuture<Outcome>> sent = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            sent.add(client.send(command("k" + i)));
        }
        for (int i = 0; i < 50; i++) {
            assertThat(get(sent.get(i)).error()).isEqualTo(i % 2 == 1 ? "odd_" + i : null);
        }
    }

    @Test
    void aRejectedCommandTellsTheCurrentVersionAndTheHolderOfTheLock() throws Exception {
        FakeRuntime runtime = closing(FakeRuntime.r1(vertx));
        runtime.onCommand = (socket, command) -> {
            ObjectNode answer = result(command).put("ok", false);
            if (command.path("key").asText().equals("version")) {
                answer.put("error", "version_mismatch").putObject("current").put("version", 7);
            } else {
                answer.put("error", "deploy_locked")
                        .putObject("lock")
                        .put("locked", true)
                        .put("owner", "mira")
                        .put("expiresInMs", 16_500)
                        .put("scope", "Kiosk");
            }
            runtime.send(socket, PacketType.ADMIN_RESULT, answer);
        };
        RuntimeClient client = client(runtime);
        client.connect(hints);
        Outcome stale = get(client.send(command("version")));
        assertThat(stale.error()).isEqualTo("version_mismatch");
        assertThat(stale.current()).isEqualTo(Json.object().put("version", 7));
        Outcome locked = get(client.send(command("lock")));
        assertThat(locked.current()).isNull();
        assertThat(locked.detail()).contains("mira", "Kiosk", "17 s");
    }

    @Test
    void aConnectionLostBeforeTheAnswerLeavesTheOutcomeUnknown() throws Exception {
        FakeRuntime runtime = closing(FakeRuntime.r1(vertx));
        runtime.onCommand = (socket, command) -> socket.close((short) 1013, "runtime_not_ready");
        RuntimeClient client = client(runtime);
        client.connect(hints);
        assertThat(failureOf(client.send(command("title"))).kind()).isEqualTo(Kind.AWAY);
        await().until(() -> hints.disconnected.size() == 1);
        assertThat(hints.disconnected.get(0)).contains("1013", "runtime_not_ready");
        assertThat(failureOf(client.send(command("title"))).kind()).isEqualTo(Kind.AWAY);
        runtime.onCommand = (socket, command) -> runtime.send(socket, PacketType.ADMIN_RESULT, result(command));
        client.connect(hints);
        assertThat(get(client.send(command("title"))).ok()).isTrue();
    }

    @Test
    void aCommandWithoutAnswerIsGivenUp() throws Exception {
        FakeRuntime runtime = closing(FakeRuntime.r1(vertx));
        runtime.onCommand = (socket, command) -> {};
        RuntimeClient client = client(runtime.address(), RemoteAssertions.IMPATIENT);
        client.connect(hints);
        assertThat(failureOf(client.send(command("title"))).kind()).isEqualTo(Kind.AWAY);
        assertThat(hints.disconnected).isEmpty();
    }

    @Test
    void framesThatAreNoPacketsAreIgnored() throws Exception {
        FakeRuntime runtime = closing(FakeRuntime.r1(vertx));
        runtime.onCommand = (socket, command) -> {
            socket.writeTextMessage("hello");
            socket.writeBinaryMessage(Buffer.buffer(new byte[] {(byte) 0xc1, 0, 1}));
            socket.writeBinaryMessage(Buffer.buffer());
            runtime.send(socket, PacketType.ADMIN_RESULT, Json.object().put("ok", false));
            runtime.send(socket, PacketType.ADMIN_RESULT, Json.object().put("requestId", "999"));
            runtime.send(socket, PacketType.ADMIN_RESULT, result(command));
        };
        RuntimeClient client = client(runtime);
        client.connect(hints);
        assertThat(get(client.send(command("title"))).ok()).isTrue();
        assertThat(hints.disconnected).isEmpty();
        assertThat(hints.changed).isEmpty();
    }

    @Test
    void largeAndFragmentedFramesAreAccepted() throws Exception {
        FakeRuntime runtime = closing(FakeRuntime.r1(vertx));
        String large = "x".repeat(20 << 20);
        runtime.onCommand = (socket, command) -> {
            ObjectNode push = Json.object().put("id", "Huge").put("desc", large);
            runtime.send(socket, PacketType.BLUEPRINT_MODIFIED, push);
            runtime.send(socket, PacketType.ADMIN_RESULT, result(command));
        };
        RuntimeClient client = client(runtime);
        client.connect(hints);
        assertThat(get(client.send(command("title"))).ok()).isTrue();
        assertThat(hints.changed).containsExactly(ObjectKey.blueprint("Huge"));
    }

    @Test
    void recordedPushesNameTheirObjects() throws Exception {
        FakeRuntime runtime = closing(FakeRuntime.r1(vertx));
        runtime.onCommand = (socket, command) -> {
            recordedFrames(socket);
            runtime.send(socket, PacketType.ADMIN_RESULT, result(command));
        };
        RuntimeClient client = client(runtime);
        client.connect(hints);
        get(client.send(command("title")));
        assertThat(hints.changed)
                .containsOnly(
                        ObjectKey.blueprint("Kiosk"),
                        ObjectKey.blueprint("Shape0"),
                        ObjectKey.blueprint("Shape1"),
                        ObjectKey.blueprint("Shape2"),
                        ObjectKey.blueprint("Shape3"),
                        ObjectKey.blueprint("Shape4"),
                        ObjectKey.blueprint("Shape89"),
                        ObjectKey.entity("kiosk-1"),
                        ObjectKey.SETTINGS,
                        ObjectKey.SPAWN);
        assertThat(hints.disconnected).isEmpty();
    }

    @Test
    void playersAreNoObjects() throws Exception {
        FakeRuntime runtime = closing(FakeRuntime.r1(vertx));
        runtime.onCommand = (socket, command) -> {
            ObjectNode player = Json.object().put("id", "p1").put("type", "player");
            runtime.send(socket, PacketType.ENTITY_ADDED, player);
            runtime.send(socket, PacketType.ENTITY_MODIFIED, player);
            runtime.send(
                    socket,
                    PacketType.ENTITY_MODIFIED,
                    Json.object().put("id", "p1").put("rank", 2));
            runtime.send(socket, PacketType.PLAYER_JOINED, player);
            runtime.send(socket, PacketType.ENTITY_REMOVED, Json.object().put("id", "not a string"));
            runtime.send(socket, PacketType.BLUEPRINT_ADDED, Json.object());
            runtime.send(socket, PacketType.ADMIN_RESULT, result(command));
        };
        RuntimeClient client = client(runtime);
        client.connect(hints);
        get(client.send(command("title")));
        assertThat(hints.changed).isEmpty();
    }

    private static void recordedFrames(ServerWebSocket socket) {
        try (var in = AdminSocketTest.class.getResourceAsStream("/world/r1-frames.jsonl")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                String hex = Json.parse(line).path("hex").asText();
                socket.writeBinaryMessage(Buffer.buffer(HexFormat.of().parseHex(hex)));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
