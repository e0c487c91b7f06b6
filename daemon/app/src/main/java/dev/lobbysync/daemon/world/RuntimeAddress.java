package dev.lobbysync.daemon.world;

import org.jspecify.annotations.Nullable;

/**
 * Which runtime to talk to, for which world, with which right.
 *
 * @param url the world URL ({@code http}, {@code https}; a path prefix is allowed), PROTOCOL 2.1
 * @param worldId the world that it must serve, or null to accept whichever it serves (a clone learns the id that way)
 * @param adminCode null or empty for a runtime without a code; ASCII, since HTTP headers carry nothing else
 * @param authToken a token of R2 (PROTOCOL 10.3), or null
 */
public record RuntimeAddress(
        String url,
        @Nullable String worldId,
        @Nullable String adminCode,
        @Nullable String authToken) {
    /**
     * @throws IllegalArgumentException naming what to correct; never with the code in the message
     */
    public RuntimeAddress {
        Endpoint.parse(url);
        if (adminCode != null && !adminCode.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
            throw new IllegalArgumentException("the admin code holds characters that an HTTP header cannot carry;"
                    + " use printable ASCII in ADMIN_CODE here and at the runtime");
        }
    }

    /** With no token. */
    public RuntimeAddress(String url, @Nullable String worldId, @Nullable String adminCode) {
        this(url, worldId, adminCode, null);
    }

    Credentials credentials() {
        return new Credentials(adminCode, authToken);
    }

    /** Without the code and without credentials in the URL, fit for logs. */
    @Override
    public String toString() {
        return "world " + worldId + " at " + Endpoint.parse(url).display();
    }
}
