package dev.lobbysync.daemon.world;

import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Pings at an interval and says so when nothing was heard since the ping before: the server itself neither pings nor times
 * out (PROTOCOL 3.1). If it is we who were not there for a while (a laptop that slept, a machine without a free processor),
 * the answer may just not have been read: then it is asked once more. Confined to the event loop.
 */
final class KeepAlive {
    private final Vertx vertx;
    private final long timer;
    private boolean heard = true;
    private long lastTick = System.nanoTime();

    KeepAlive(Vertx vertx, Duration interval, Runnable ping, Runnable lost) {
        this.vertx = vertx;
        this.timer = vertx.setPeriodic(interval.toMillis(), tick -> {
            long now = System.nanoTime();
            boolean late = now - lastTick > interval.toNanos() * 3 / 2;
            lastTick = now;
            if (heard || late) {
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
