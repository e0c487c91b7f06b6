package dev.lobbysync.daemon.config;

import java.time.Duration;

/** How long to wait for the runtime (PROTOCOL 7.12). */
public record Timeouts(Duration connect, Duration request) {
    public static final Timeouts DEFAULT = new Timeouts(Duration.ofSeconds(15), Duration.ofSeconds(15));
}
