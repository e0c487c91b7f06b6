package dev.lobbysync.daemon.control;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * The control API of a running daemon: HTTP on 127.0.0.1, an ephemeral port, a bearer token that only the owner of the
 * project can read ({@link DaemonFile}). Requests whose {@code Host} is not loopback are refused (DNS rebinding), as are
 * requests of web pages; there is no CORS; state changes by POST only.
 *
 * <pre>
 * GET  /status                          StatusReport as JSON, or text with Accept: text/plain
 * GET  /conflicts?all=true&amp;id=ID        artifacts, newest first
 * POST /resolve?id=ID&amp;use=local         or all=true instead of id
 * POST /resume?accept-deletes=true
 * POST /pause
 * POST /flush?timeout-ms=30000
 * POST /stop
 * GET  /metrics                         Prometheus text
 * </pre>
 *
 * Every answer carries the exit code for the command line in the header {@code Gamedev-Exit-Code}. With {@code
 * Accept: text/plain} the body is text for a terminal, coloured if {@code colour=true}.
 */
public final class ControlServer {
    static final String EXIT_HEADER = "Gamedev-Exit-Code";

    private static final int TOKEN_BYTES = 32;
    private static final int MAX_HEADERS = 8 * 1024;

    private final HttpServer server;
    private final DaemonFile file;
    private final Path lobby;

    private ControlServer(HttpServer server, DaemonFile file, Path lobby) {
        this.server = server;
        this.file = file;
        this.lobby = lobby;
    }

    /**
     * Listens, then writes {@code daemon.json}. Fails if either cannot be done.
     *
     * @param lobby the project's {@code .lobby}, which exists
     * @param url of the runtime, said in the file
     * @param metrics gives the text of {@code /metrics}
     */
    public static Future<ControlServer> start(
            Vertx vertx, Path lobby, String worldId, URI url, DaemonControl daemon, Supplier<String> metrics) {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        String token = HexFormat.of().formatHex(random);
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setMaxHeaderSize(MAX_HEADERS)
                .setIdleTimeout(0));
        return server.requestHandler(new ControlRoutes(vertx, daemon, metrics, token).router())
                .listen()
                .compose(listening -> vertx.executeBlocking(
                        () -> {
                            DaemonFile file = new DaemonFile(
                                    ProcessHandle.current().pid(),
                                    listening.actualPort(),
                                    token,
                                    Instant.now()
                                            .truncatedTo(ChronoUnit.SECONDS)
                                            .toString(),
                                    worldId,
                                    url.toString());
                            file.write(lobby);
                            return new ControlServer(listening, file, lobby);
                        },
                        false));
    }

    /** What {@code daemon.json} says. */
    public DaemonFile file() {
        return file;
    }

    /** Removes {@code daemon.json}, then stops listening. */
    public Future<Void> close() throws IOException {
        file.remove(lobby);
        return server.close();
    }
}
