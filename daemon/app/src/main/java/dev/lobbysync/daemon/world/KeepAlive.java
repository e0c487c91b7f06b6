package dev.lobbysync.daemon.world;

import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Pings at an interval and says so when nothing was heard since the ping before: the server itself neither pings nor times
 * out (PROTOCOL 3.1). Confined to the event loop.
 */
final class KeepAlive {
    private final Vertx vertx;
    private final long timer;
    private boolean heard = true;

    KeepAlive(Vertx vertx, Duration interval, Runnable ping, Runnable lost) {
        this.vertx = vertx;
        this.timer = vertx.setPeriodic(interval.toMillis(), tick -> {
            if (heard) {
                heard = false;
                ping.run();
            } else {
                lost.run();
            }
        });
    }

    /** A pong or any other message came in. */
    void heard() {
        heard = true;
    }

    void stop() {
        vertx.cancelTimer(timer);
    }
}
