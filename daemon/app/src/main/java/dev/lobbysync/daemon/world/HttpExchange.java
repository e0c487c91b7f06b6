package dev.lobbysync.daemon.world;

import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.RemoteException.Kind;
import io.netty.handler.codec.CodecException;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.RequestOptions;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way, from the pool to the last byte of its answer, under one deadline. Lives on the event loop; ends
 * exactly once.
 */
final class HttpExchange {
    private final Vertx vertx;
    private final HttpClient client;
    private final HttpCall call;
    private final RequestOptions options;
    private final Promise<HttpReply> promise;
    private long deadline;
    private boolean ended;
    private boolean repeated;
    private @Nullable HttpClientRequest request;

    HttpExchange(Vertx vertx, HttpClient client, HttpCall call, RequestOptions options, Promise<HttpReply> promise) {
        this.vertx = vertx;
        this.client = client;
        this.call = call;
        this.options = options;
        this.promise = promise;
    }

    void start() {
        deadline = vertx.setTimer(
                call.patience().toMillis(),
                timer -> fail(away(
                        "was not answered within " + call.patience().toMillis()
                                + " ms; is the runtime overloaded, or a proxy in between?",
                        null)));
        attempt();
    }

    private void attempt() {
        try {
            client.request(options).onComplete(this::send, this::lost);
        } catch (IllegalStateException e) {
            fail(away("was not made: this client is closed", e));
        }
    }

    private void send(HttpClientRequest ready) {
        if (ended) {
            ready.reset();
            return;
        }
        request = ready;
        ready.response().onComplete(this::receive, this::lost);
        if (call.body() == null) {
            ready.end();
        } else {
            ready.end(call.body());
        }
    }

    private void receive(HttpClientResponse response) {
        if (ended) {
            return;
        }
        long announced = announcedLength(response);
        BoundedBody body = new BoundedBody(call.limit(), announced);
        response.exceptionHandler(this::lost);
        if (announced > call.limit()) {
            tooLarge();
            return;
        }
        response.handler(chunk -> {
            if (!ended && !body.append(chunk)) {
                tooLarge();
            }
        });
        response.endHandler(end -> {
            if (finish()) {
                promise.complete(new HttpReply(
                        call.what(),
                        response.statusCode(),
                        response.getHeader("Retry-After"),
                        response.getHeader("Location"),
                        body.bytes()));
            }
        });
    }

    private static long announcedLength(HttpClientResponse response) {
        String header = response.getHeader("Content-Length");
        try {
            return header == null ? -1 : Long.parseLong(header.strip());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private void tooLarge() {
        fail(new RemoteException(
                Kind.MALFORMED,
                "",
                call.what() + " was answered with more than the " + (call.limit() >> 10)
                        + " KiB that make sense here; is this URL a world runtime? If it is, the daemon needs more memory"
                        + " (GAMEDEV_JAVA_OPTS=-Xmx2g)"));
    }

    private void lost(Throwable cause) {
        // A pooled connection may be closed by the server in the moment of its reuse; that says nothing about the
        // server.
        if (!ended && !repeated && call.repeatable() && cause instanceof HttpClosedException) {
            repeated = true;
            attempt();
            return;
        }
        fail(lostAs(cause));
    }

    private RemoteException lostAs(Throwable cause) {
        if (cause instanceof CodecException || cause instanceof IllegalArgumentException) {
            return new RemoteException(
                    Kind.MALFORMED,
                    "",
                    call.what() + " was answered with something that is not HTTP; check host and port",
                    cause);
        }
        if (cause instanceof UnknownHostException) {
            return away("failed: no such host; check the world URL and the network", cause);
        }
        if (cause instanceof SSLException) {
            return away("failed: " + Lost.words(cause), cause);
        }
        return away("failed: " + Lost.words(cause) + "; is the runtime running?", cause);
    }

    private RemoteException away(String what, @Nullable Throwable cause) {
        String message = call.what() + " " + what;
        return cause == null
                ? new RemoteException(Kind.AWAY, "", message)
                : new RemoteException(Kind.AWAY, "", message, cause);
    }

    private void fail(RemoteException failure) {
        if (finish()) {
            promise.fail(failure);
            if (request != null) {
                request.reset();
            }
        }
    }

    private boolean finish() {
        if (ended) {
            return false;
        }
        ended = true;
        vertx.cancelTimer(deadline);
        return true;
    }
}
