package dev.lobbysync.daemon.world;

import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.RemoteException.Kind;
import dev.lobbysync.protocol.wire.CodecLimits;
import dev.lobbysync.protocol.wire.PacketCodec;
import dev.lobbysync.protocol.wire.PacketTable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.util.Optional;

/** Opens admin sockets, with the other packet table if the server turns out to speak that one (PROTOCOL 10.2). */
final class AdminSockets {
    // More than the server's 100 MiB, since its own packets are not bound by that (PROTOCOL 3.1).
    private static final int LARGEST = 128 << 20;
    private static final CodecLimits LIMITS =
            new CodecLimits(LARGEST, CodecLimits.DEFAULT.maxDepth(), CodecLimits.DEFAULT.maxNodes());
    private static final int CLOSING_SECONDS = 2;

    private final EventLoop loop;
    private final Credentials credentials;
    private final RuntimeTiming timing;
    private final Answers answers;
    private final WebSocketClient client;

    AdminSockets(EventLoop loop, Credentials credentials, RuntimeTiming timing, Answers answers) {
        this.loop = loop;
        this.credentials = credentials;
        this.timing = timing;
        this.answers = answers;
        this.client = loop.vertx()
                .createWebSocketClient(new WebSocketClientOptions()
                        .setConnectTimeout((int) timing.connect().toMillis())
                        .setClosingTimeout(CLOSING_SECONDS)
                        .setMaxFrameSize(LARGEST)
                        .setMaxMessageSize(LARGEST));
    }

    Future<AdminSocket> open(Endpoint endpoint, PacketTable table, AdminSocket.Listener listener) {
        return attempt(endpoint, table, listener)
                .compose(first ->
                        first.isPresent() ? Future.succeededFuture(first) : attempt(endpoint, table.other(), listener))
                .compose(opened -> opened.map(Future::succeededFuture)
                        .orElseGet(() -> Future.failedFuture(new RemoteException(
                                Kind.MALFORMED,
                                "",
                                "the runtime at " + endpoint.display()
                                        + " speaks neither known packet table; is its version supported?"))));
    }

    /** Empty if the server speaks the other table. */
    private Future<Optional<AdminSocket>> attempt(Endpoint endpoint, PacketTable table, AdminSocket.Listener listener) {
        Promise<Optional<AdminSocket>> promise = Promise.promise();
        PacketCodec codec = new PacketCodec(table, LIMITS);
        loop.run(() -> new AdminHandshake(loop, endpoint, credentials, timing, answers, codec, listener, promise)
                .start(client));
        return promise.future();
    }

    void close() {
        client.close();
    }
}
