package dev.lobbysync.daemon.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Remote.Outcome;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.RemoteException.Kind;
import dev.lobbysync.protocol.wire.MalformedPacketException;
import dev.lobbysync.protocol.wire.Packet;
import dev.lobbysync.protocol.wire.PacketCodec;
import dev.lobbysync.protocol.wire.PacketType;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An authenticated admin WebSocket (PROTOCOL 3): commands out, results and pushes in. Frames that are no packet are logged
 * and ignored. Everything but {@link #send}, {@link #arm} and {@link #drop} runs on the event loop.
 */
final class AdminSocket {
    private static final Logger LOG = LoggerFactory.getLogger(AdminSocket.class);

    /** What the server accepts; it closes the connection over more (PROTOCOL 3.1). */
    private static final int LONGEST_COMMAND = 100 << 20;

    private enum State {
        OPENED,
        ARMED,
        CLOSED
    }

    private final EventLoop loop;
    private final WebSocket socket;
    private final PacketCodec codec;
    private final PendingCommands pending;
    private final Listener listener;
    private final KeepAlive keepAlive;
    private final long expiryMillis;
    private final AtomicReference<State> state = new AtomicReference<>(State.OPENED);
    private long ignored;
    private boolean expiring;
    private long expiry;

    /** Who wants to know; called on the event loop. */
    interface Listener {
        void pushed(ObjectKey key);

        void closed(String reason);
    }

    AdminSocket(
            EventLoop loop,
            WebSocket socket,
            PacketCodec codec,
            PendingCommands pending,
            Listener listener,
            RuntimeTiming timing) {
        this.loop = loop;
        this.socket = socket;
        this.codec = codec;
        this.pending = pending;
        this.listener = listener;
        this.keepAlive = new KeepAlive(
                loop.vertx(),
                timing.keepAlive(),
                this::ping,
                () -> shutDown("the runtime stopped answering pings", true));
        this.expiryMillis = Math.max(5, timing.request().toMillis() / 8);
    }

    /**
     * From now on the loss of the connection is told to the listener.
     *
     * @return false if it is lost already
     */
    boolean arm() {
        return state.compareAndSet(State.OPENED, State.ARMED);
    }

    /** Sends a command under an id that no other command of this client has. */
    CompletableFuture<Outcome> send(ObjectNode command, String requestId) {
        CompletableFuture<Outcome> future = new CompletableFuture<>();
        Buffer frame;
        try {
            frame = Buffer.buffer(codec.encode(new Packet(PacketType.ADMIN_COMMAND, command)));
        } catch (IllegalArgumentException e) {
            future.completeExceptionally(new RemoteException(
                    Kind.REJECTED,
                    "unencodable",
                    "a " + command.path("type").asText() + " command cannot be sent: " + e.getMessage(),
                    e));
            return future;
        }
        if (frame.length() > LONGEST_COMMAND) {
            future.completeExceptionally(new RemoteException(
                    Kind.REJECTED,
                    "unencodable",
                    "a " + command.path("type").asText() + " command has " + frame.length()
                            + " bytes, the runtime reads at most " + LONGEST_COMMAND + "; make the object smaller"));
            return future;
        }
        loop.run(() -> {
            if (state.get() == State.CLOSED) {
                future.completeExceptionally(
                        new RemoteException(Kind.AWAY, "", "the connection was lost before a command was sent"));
                return;
            }
            pending.add(requestId, future, System.nanoTime());
            expireLater();
            socket.writeBinaryMessage(frame).onFailure(this::broke);
        });
        return future;
    }

    /** Looks for commands that wait too long as long as any wait: an idle connection has no timer of its own. */
    private void expireLater() {
        if (expiring || pending.isEmpty()) {
            return;
        }
        expiring = true;
        expiry = loop.vertx().setTimer(expiryMillis, tick -> {
            expiring = false;
            pending.expire(System.nanoTime());
            expireLater();
        });
    }

    void received(Buffer frame) {
        keepAlive.heard();
        Packet packet;
        try {
            packet = codec.decode(frame.getBytes());
        } catch (MalformedPacketException e) {
            ignore(frame.length() + " bytes: " + e.getMessage());
            return;
        }
        if (packet.type() != PacketType.ADMIN_RESULT) {
            Pushes.key(packet).ifPresent(listener::pushed);
        } else if (!pending.answer(packet.payload(), System.nanoTime())) {
            ignore("a result that answers no command: "
                    + packet.payload().path("error").asText("ok"));
        }
    }

    void receivedText() {
        keepAlive.heard();
        ignore("a text frame");
    }

    void receivedPong() {
        keepAlive.heard();
    }

    /** Says so the first, second, fourth … time: a broken peer must not fill the log. */
    private void ignore(String what) {
        ignored++;
        if (Long.bitCount(ignored) == 1) {
            LOG.warn("ignored {} of the admin socket ({} so far)", what, ignored);
        }
    }

    private void ping() {
        socket.writePing(Buffer.buffer("gs")).onFailure(this::broke);
    }

    void closed(@Nullable Short code, @Nullable String reason) {
        shutDown(closing(code, reason), true);
    }

    /** The connection broke without a word of the server. */
    void broke(Throwable cause) {
        shutDown(Lost.words(cause), true);
    }

    /** In words, why the server closed; 1013 is a runtime that is not ready (PROTOCOL 10.1). */
    static String closing(@Nullable Short code, @Nullable String reason) {
        String number = code == null ? "" : " " + code;
        String words = reason == null || reason.isEmpty() ? "" : " " + reason.replaceAll("\\p{Cntrl}+", " ");
        String detail = (number + words).strip();
        return "the connection was closed" + (detail.isEmpty() ? "" : " (" + detail + ")");
    }

    /** Closes without a word to the listener. */
    void drop() {
        loop.run(() -> shutDown("the connection was closed by us", false));
    }

    private void shutDown(String reason, boolean tell) {
        State before = state.getAndSet(State.CLOSED);
        if (before == State.CLOSED) {
            return;
        }
        keepAlive.stop();
        if (expiring) {
            loop.vertx().cancelTimer(expiry);
        }
        if (!socket.isClosed()) {
            socket.close();
        }
        pending.failAll(reason);
        if (tell && before == State.ARMED) {
            listener.closed(reason);
        }
    }
}
