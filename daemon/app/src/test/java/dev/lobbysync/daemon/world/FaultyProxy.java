package dev.lobbysync.daemon.world;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP proxy in front of a healthy runtime that loses what a test tells it to lose. */
final class FaultyProxy implements AutoCloseable {
    /** Answers vanish, as on a network that works in one direction only. */
    volatile boolean losingAnswers;

    /** Requests vanish before the runtime sees them. */
    volatile boolean losingRequests;

    /** Upgrades to WebSocket vanish, as in a proxy that knows HTTP only. */
    volatile boolean losingUpgrades;

    private final Set<NetSocket> sockets = ConcurrentHashMap.newKeySet();
    private final NetClient client;
    private final NetServer server;

    FaultyProxy(Vertx vertx, int port) {
        client = vertx.createNetClient();
        server = vertx.createNetServer()
                .connectHandler(near -> {
                    near.pause();
                    client.connect(port, "127.0.0.1")
                            .onSuccess(far -> join(near, far))
                            .onFailure(failure -> near.close());
                })
                .listen(0, "127.0.0.1")
                .await();
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    private void join(NetSocket near, NetSocket far) {
        sockets.add(near);
        near.exceptionHandler(failure -> near.close());
        far.exceptionHandler(failure -> far.close());
        near.handler(data -> {
            boolean upgrade = losingUpgrades
                    && data.toString(StandardCharsets.ISO_8859_1)
                            .toLowerCase(Locale.ROOT)
                            .contains("upgrade: websocket");
            if (!losingRequests && !upgrade) {
                far.write(data);
            }
        });
        far.handler(data -> {
            if (!losingAnswers) {
                near.write(data);
            }
        });
        near.closeHandler(end -> {
            sockets.remove(near);
            far.close();
        });
        far.closeHandler(end -> near.close());
        near.resume();
    }

    /** How many connections are open. */
    int open() {
        return sockets.size();
    }

    void cutAll() {
        sockets.forEach(NetSocket::close);
    }

    @Override
    public void close() {
        server.close().await();
        client.close().await();
    }
}
