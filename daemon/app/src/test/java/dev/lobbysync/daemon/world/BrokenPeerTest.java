package dev.lobbysync.daemon.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Remote.Outcome;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.wire.CodecLimits;
import dev.lobbysync.protocol.wire.Packet;
import dev.lobbysync.protocol.wire.PacketCodec;
import dev.lobbysync.protocol.wire.PacketTable;
import dev.lobbysync.protocol.wire.PacketType;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A peer that is gone without closing, dribbles, or sends frames beyond all reason (PROTOCOL 3.1, ENGINE T19). */
class BrokenPeerTest extends WorldTest {
    private static final Pattern KEY = Pattern.compile("Sec-WebSocket-Key: (\\S+)", Pattern.CASE_INSENSITIVE);

    private static final RuntimeTiming PINGS_EACH_SECOND = new RuntimeTiming(
            Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(1), List.of());

    private static final class Closings implements AdminSocket.Listener {
        final List<String> reasons = new CopyOnWriteArrayList<>();
        final List<ObjectKey> pushed = new CopyOnWriteArrayList<>();

        @Override
        public void pushed(ObjectKey key) {
            pushed.add(key);
        }

        @Override
        public void closed(String reason) {
            reasons.add(reason);
        }
    }

    private final Closings closings = new Closings();

    private AdminSocket connectTo(Handler<NetSocket> afterAuthentication, Duration pings) throws RemoteException {
        NetServer peer = vertx.createNetServer()
                .connectHandler(socket -> authenticate(socket, afterAuthentication))
                .listen(0, "127.0.0.1")
                .await();
        closing(() -> peer.close().await());
        EventLoop loop = EventLoop.of(vertx);
        Endpoint endpoint = Endpoint.parse("http://127.0.0.1:" + peer.actualPort());
        RuntimeTiming timing = new RuntimeTiming(
                Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5), pings, List.of());
        AdminSockets sockets = new AdminSockets(
                loop,
                new Credentials("code", null),
                timing,
                new Answers(new RemoteText(new Credentials("code", null))));
        closing(sockets::close);
        return EventLoop.await(sockets.open(endpoint, PacketTable.R1, closings), Duration.ofSeconds(5), "connecting");
    }

    @Test
    void aPeerThatAnswersNoPingIsGivenUpAndItsCommandsFail() throws Exception {
        AdminSocket socket = connectTo(peer -> {}, Duration.ofMillis(50));
        assertThat(socket.arm()).isTrue();
        CompletableFuture<Outcome> command = socket.send(Json.object().put("type", "settings_modify"), "1");
        await().until(() -> closings.reasons.size() == 1);
        assertThat(closings.reasons.get(0)).contains("pings");
        assertThat(RemoteAssertions.failureOf(command).kind()).isEqualTo(RemoteException.Kind.AWAY);
    }

    @Test
    void aFrameBeyondAllReasonEndsTheConnection() throws Exception {
        AdminSocket socket = connectTo(
                peer -> peer.write(Buffer.buffer()
                        .appendByte((byte) 0x82)
                        .appendByte((byte) 127)
                        .appendLong(1L << 40)
                        .appendBytes(new byte[1000])),
                Duration.ofSeconds(20));
        CompletableFuture<Outcome> command = socket.send(Json.object().put("type", "settings_modify"), "1");
        assertThat(RemoteAssertions.failureOf(command)).hasMessageContaining("connection");
    }

    @Test
    void aDribbledPacketInManyFragmentsIsRead() throws Exception {
        connectTo(
                peer -> {
                    byte[] packet = new PacketCodec(PacketTable.R1, CodecLimits.DEFAULT)
                            .encode(new Packet(
                                    PacketType.BLUEPRINT_REMOVED, Json.object().put("id", "Lamp")));
                    Buffer frames = Buffer.buffer();
                    for (int i = 0; i < packet.length; i++) {
                        frames.appendByte((byte) ((i == packet.length - 1 ? 0x80 : 0) | (i == 0 ? 0x02 : 0x00)));
                        frames.appendByte((byte) 1).appendByte(packet[i]);
                    }
                    dribble(peer, frames, 0);
                },
                Duration.ofSeconds(20));
        await().until(() -> closings.pushed.contains(ObjectKey.blueprint("Lamp")));
        assertThat(closings.reasons).isEmpty();
    }

    private static void dribble(NetSocket peer, Buffer bytes, int from) {
        if (from < bytes.length()) {
            peer.write(bytes.getBuffer(from, from + 1)).onSuccess(sent -> dribble(peer, bytes, from + 1));
        }
    }

    @Test
    void aPeerThatAnswersPingsIsKept() throws Exception {
        FakeRuntime runtime = closing(FakeRuntime.r1(vertx));
        AtomicInteger pings = new AtomicInteger();
        runtime.onOpen = socket -> socket.frameHandler(frame -> {
            if (frame.isPing()) {
                pings.incrementAndGet();
            }
        });
        RecordedHints hints = new RecordedHints();
        RuntimeClient client = client(runtime.address(), PINGS_EACH_SECOND);
        client.connect(hints);
        await().until(() -> pings.get() >= 3);
        assertThat(hints.disconnected).isEmpty();
    }

    /** Upgrades, says that authentication went well, then leaves the bare connection to the test. */
    private static void authenticate(NetSocket socket, Handler<NetSocket> next) {
        StringBuilder head = new StringBuilder();
        socket.handler(data -> {
            head.append(data.toString(StandardCharsets.ISO_8859_1));
            Matcher key = KEY.matcher(head);
            if (head.indexOf("\r\n\r\n") < 0 || !key.find()) {
                return;
            }
            socket.handler(ignored -> {});
            socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + acceptFor(key.group(1)) + "\r\n\r\n");
            byte[] packet = new PacketCodec(PacketTable.R1, CodecLimits.DEFAULT)
                    .encode(new Packet(PacketType.ADMIN_AUTH_OK, Json.object().put("ok", true)));
            socket.write(Buffer.buffer()
                    .appendByte((byte) 0x82)
                    .appendByte((byte) packet.length)
                    .appendBytes(packet));
            next.handle(socket);
        });
    }

    private static String acceptFor(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
