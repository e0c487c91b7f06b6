package dev.lobbysync.daemon.world;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.protocol.json.Json;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes HTTP requests to the runtime (PROTOCOL 2) over a pool of kept-alive connections. Callable from any thread; futures
 * complete on the event loop, with a reply whatever its status, or fail with a {@code RemoteException}.
 */
final class RuntimeHttp {
    /** Whole worlds and long pages of history, as far as there is memory for them. */
    static final long LARGE =
            Math.min(512L << 20, Math.max(16L << 20, Runtime.getRuntime().maxMemory() / 6));

    private static final Logger LOG = LoggerFactory.getLogger(RuntimeHttp.class);
    private static final long SMALL = Math.min(16L << 20, LARGE / 2);

    // Below the 72 s for which the server keeps an idle connection (PROTOCOL 2.1).
    private static final int IDLE_SECONDS = 60;
    // Together still below; more often would only wake an idle daemon.
    private static final int CLEANER_MILLIS = 8_000;

    private final EventLoop loop;
    private final Credentials credentials;
    private final RuntimeTiming timing;
    private final HttpClient client;
    private volatile Endpoint endpoint;

    RuntimeHttp(EventLoop loop, Endpoint endpoint, Credentials credentials, RuntimeTiming timing) {
        this.loop = loop;
        this.endpoint = endpoint;
        this.credentials = credentials;
        this.timing = timing;
        this.client = loop.vertx()
                .httpClientBuilder()
                .with(new HttpClientOptions()
                        .setConnectTimeout((int) timing.connect().toMillis())
                        .setKeepAliveTimeout(IDLE_SECONDS)
                        .setDecompressionSupported(true))
                .with(new PoolOptions().setHttp1MaxSize(24).setCleanerPeriod(CLEANER_MILLIS))
                // What a request on it suffers is told by that request; an idle one may break unnoticed.
                .withConnectHandler(connection -> connection.exceptionHandler(
                        failure -> LOG.debug("a connection broke: {}", Lost.words(failure))))
                .build();
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** From now on requests go there. */
    void at(Endpoint base) {
        endpoint = base;
    }

    Future<HttpReply> get(String uri) {
        return call(json(HttpMethod.GET, uri, null));
    }

    /** For answers that may be large. */
    Future<HttpReply> getLarge(String uri) {
        return call(new HttpCall(endpoint, HttpMethod.GET, uri, true, null, null, LARGE, timing.transfer()));
    }

    /** A request with a JSON body, or with none and then without a content type. */
    Future<HttpReply> send(HttpMethod method, String uri, @Nullable JsonNode body) {
        return call(json(method, uri, body));
    }

    private HttpCall json(HttpMethod method, String uri, @Nullable JsonNode body) {
        return new HttpCall(
                endpoint,
                method,
                uri,
                true,
                body == null ? null : Buffer.buffer(Json.bytes(body)),
                body == null ? null : "application/json",
                SMALL,
                timing.request());
    }

    Future<HttpReply> call(HttpCall call) {
        RequestOptions options = options(call);
        Promise<HttpReply> promise = Promise.promise();
        loop.run(() -> new HttpExchange(loop.vertx(), client, call, options, promise).start());
        return promise.future();
    }

    private RequestOptions options(HttpCall call) {
        Endpoint to = call.endpoint();
        RequestOptions options = new RequestOptions()
                .setMethod(call.method())
                .setHost(to.host())
                .setPort(to.port())
                .setSsl(to.ssl())
                .setURI(to.prefix() + call.uri())
                // Only a store of public files may send us elsewhere; no secret follows a redirect.
                .setFollowRedirects(!call.credentials() && to.authorization() == null)
                .putHeader("Accept", call.credentials() ? "application/json" : "*/*")
                .putHeader("User-Agent", "gamedev-sync");
        if (to.loopback() || call.limit() == SMALL) {
            options.putHeader("Accept-Encoding", "identity");
        }
        if (call.credentials()) {
            credentials.headers(to.authorization(), options::putHeader);
        } else if (to.authorization() != null) {
            options.putHeader("Authorization", to.authorization());
        }
        if (call.contentType() != null) {
            options.putHeader("Content-Type", call.contentType());
        }
        return options;
    }

    void close() {
        client.close();
    }
}
