package dev.lobbysync.daemon.world;

import io.vertx.core.http.HttpClosedException;
import java.net.ConnectException;

/** Says in words for people how a connection was lost. */
final class Lost {
    private Lost() {}

    static String words(Throwable cause) {
        if (cause instanceof ConnectException) {
            return "no connection (" + cause.getMessage() + ")";
        }
        if (cause instanceof HttpClosedException) {
            return "the connection was closed";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
