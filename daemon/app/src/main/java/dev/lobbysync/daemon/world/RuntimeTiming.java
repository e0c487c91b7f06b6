package dev.lobbysync.daemon.world;

import java.time.Duration;
import java.util.List;

/**
 * How long to wait for what.
 *
 * @param connect for a TCP connection ({@code WORLD_ADMIN_CONNECT_TIMEOUT_MS})
 * @param request for a whole answer ({@code WORLD_ADMIN_REQUEST_TIMEOUT_MS}), and for progress in a row of commands
 * @param transfer for a whole snapshot, feed page, upload or download
 * @param keepAlive between pings on the admin socket; one that stays without a pong for that long ends the connection
 * @param assetRetries how long to wait before each new look for an asset that is said to be missing: an upload by
 *     somebody else may still be under way
 */
public record RuntimeTiming(
        Duration connect, Duration request, Duration transfer, Duration keepAlive, List<Duration> assetRetries) {
    /** The figures of PROTOCOL 3.1 and 7.12. */
    public static final RuntimeTiming DEFAULT = of(Duration.ofSeconds(15), Duration.ofSeconds(15));

    public RuntimeTiming {
        assetRetries = List.copyOf(assetRetries);
        for (Duration each : List.of(connect, request, transfer, keepAlive)) {
            if (each.toMillis() < 1) {
                throw new IllegalArgumentException("a timeout must be at least one millisecond, not " + each);
            }
        }
    }

    /** The default, with the two figures that a user can set. */
    public static RuntimeTiming of(Duration connect, Duration request) {
        return new RuntimeTiming(
                connect,
                request,
                request.multipliedBy(8),
                Duration.ofSeconds(20),
                List.of(Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofMillis(750)));
    }
}
