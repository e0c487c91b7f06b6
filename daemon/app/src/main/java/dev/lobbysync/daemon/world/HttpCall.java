package dev.lobbysync.daemon.world;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request to be made.
 *
 * @param endpoint the base that {@code uri} is appended to
 * @param uri path and query below the base, encoded
 * @param credentials whether the admin code is sent along; never to an asset store
 * @param body null for none, then without a content type (PROTOCOL 2.1: an empty JSON body is a 500)
 * @param limit bytes of answer to accept
 * @param patience for the whole answer
 */
record HttpCall(
        Endpoint endpoint,
        HttpMethod method,
        String uri,
        boolean credentials,
        @Nullable Buffer body,
        @Nullable String contentType,
        long limit,
        Duration patience) {
    /** What was asked, for messages. */
    String what() {
        return method.name() + " " + endpoint.display() + uri;
    }

    boolean repeatable() {
        return method.equals(HttpMethod.GET);
    }
}
