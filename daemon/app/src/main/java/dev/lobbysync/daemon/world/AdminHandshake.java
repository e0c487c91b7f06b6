package dev.lobbysync.daemon.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.RemoteException.Kind;
import dev.lobbysync.protocol.api.ErrorCode;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.wire.MalformedPacketException;
import dev.lobbysync.protocol.wire.Packet;
import dev.lobbysync.protocol.wire.PacketCodec;
import dev.lobbysync.protocol.wire.PacketType;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Connects one WebSocket and authenticates on it, without any subscription: object pushes come regardless (PROTOCOL 3.4).
 * Lives on the event loop; ends exactly once, with the socket, with empty for the wrong packet table, or with a failure.
 */
final class AdminHandshake {
    private final EventLoop loop;
    private final Endpoint endpoint;
    private final Credentials credentials;
    private final RuntimeTiming timing;
    private final Answers answers;
    private final PacketCodec codec;
    private final AdminSocket.Listener listener;
    private final Promise<Optional<AdminSocket>> promise;
    private long deadline;
    private boolean ended;
    private @Nullable WebSocket socket;
    private @Nullable AdminSocket opened;

    AdminHandshake(
            EventLoop loop,
            Endpoint endpoint,
            Credentials credentials,
            RuntimeTiming timing,
            Answers answers,
            PacketCodec codec,
            AdminSocket.Listener listener,
            Promise<Optional<AdminSocket>> promise) {
        this.loop = loop;
        this.endpoint = endpoint;
        this.credentials = credentials;
        this.timing = timing;
        this.answers = answers;
        this.codec = codec;
        this.listener = listener;
        this.promise = promise;
    }

    void start(WebSocketClient client) {
        deadline = loop.vertx()
                .setTimer(
                        timing.request().toMillis(),
                        timer -> fail(
                                Kind.AWAY,
                                "",
                                "was not answered within " + timing.request().toMillis() + " ms",
                                null));
        WebSocketConnectOptions options = new WebSocketConnectOptions().setAllowOriginHeader(false);
        options.setHost(endpoint.host()).setPort(endpoint.port()).setSsl(endpoint.ssl());
        options.setURI(endpoint.prefix() + "/admin");
        // An upgrade that nobody answers would keep its connection, and the client has only so many.
        options.setTimeout(timing.request().toMillis());
        credentials.headers(endpoint.authorization(), options::putHeader);
        ClientWebSocket connecting = client.webSocket();
        connecting.binaryMessageHandler(this::received);
        connecting.textMessageHandler(text -> {
            if (opened != null) {
                opened.receivedText();
            }
        });
        connecting.pongHandler(pong -> {
            if (opened != null) {
                opened.receivedPong();
            }
        });
        connecting.exceptionHandler(this::failed);
        connecting.closeHandler(end -> closed(connecting));
        connecting.connect(options).onComplete(this::authenticate, this::failed);
    }

    private void authenticate(WebSocket connected) {
        socket = connected;
        if (ended) {
            connected.close();
            return;
        }
        ObjectNode payload = Json.object();
        credentials.authenticate(payload);
        payload.putObject("subscriptions")
                .put("snapshot", false)
                .put("players", false)
                .put("runtime", false);
        connected
                .writeBinaryMessage(Buffer.buffer(codec.encode(new Packet(PacketType.ADMIN_AUTH, payload))))
                .onFailure(this::failed);
    }

    private void received(Buffer frame) {
        if (opened != null) {
            opened.received(frame);
            return;
        }
        if (ended) {
            return;
        }
        Packet packet;
        try {
            packet = codec.decode(frame.getBytes());
        } catch (MalformedPacketException e) {
            fail(Kind.MALFORMED, "", "was answered with something that is no packet (" + e.getMessage() + ")", e);
            return;
        }
        switch (AuthAnswer.of(packet)) {
            case ACCEPTED -> accept();
            case REFUSED -> {
                String error = packet.payload().path("error").asText(ErrorCode.BUILDER_REQUIRED);
                fail(Kind.REFUSED, error, "was refused (" + answers.quote(error) + "); " + Answers.remedy(error), null);
            }
            case WRONG_TABLE -> {
                if (end()) {
                    promise.complete(Optional.empty());
                }
            }
            case NOT_UNDERSTOOD -> fail(Kind.MALFORMED, "", "was not understood by the server", null);
            case IRRELEVANT -> {
                // Nothing else is promised before the answer; it can wait.
            }
        }
    }

    private void accept() {
        WebSocket connected = socket;
        if (connected == null || ended) {
            return;
        }
        ended = true;
        loop.vertx().cancelTimer(deadline);
        PendingCommands pending = new PendingCommands(answers, timing.request(), System.nanoTime());
        AdminSocket accepted = new AdminSocket(loop, connected, codec, pending, listener, timing);
        opened = accepted;
        promise.complete(Optional.of(accepted));
    }

    private void closed(WebSocket closing) {
        Short code = closing.closeStatusCode();
        String reason = closing.closeReason();
        if (opened != null) {
            opened.closed(code, answers.quote(reason));
        } else {
            fail(Kind.AWAY, "", "failed: " + AdminSocket.closing(code, answers.quote(reason)), null);
        }
    }

    private void failed(Throwable cause) {
        if (opened != null) {
            opened.broke(cause);
        } else if (cause instanceof UpgradeRejectedException rejected) {
            int status = rejected.getStatus();
            if (status == 401 || status == 403) {
                fail(Kind.REFUSED, ErrorCode.ADMIN_REQUIRED, "was answered " + status + "; check ADMIN_CODE", cause);
            } else if (status >= 500 || status == 429) {
                fail(Kind.AWAY, "", "was answered " + status + "; it is tried again", cause);
            } else {
                fail(Kind.MALFORMED, "", "was answered " + status + "; is this URL a world runtime?", cause);
            }
        } else {
            fail(Kind.AWAY, "", "failed: " + Lost.words(cause), cause);
        }
    }

    private void fail(Kind kind, String code, String what, @Nullable Throwable cause) {
        if (end()) {
            String message = "the admin socket at " + endpoint.display() + "/admin " + what;
            promise.fail(
                    cause == null
                            ? new RemoteException(kind, code, message)
                            : new RemoteException(kind, code, message, cause));
        }
    }

    private boolean end() {
        if (ended) {
            return false;
        }
        ended = true;
        loop.vertx().cancelTimer(deadline);
        if (socket != null && !socket.isClosed()) {
            socket.close();
        }
        return true;
    }
}
