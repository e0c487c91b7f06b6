package dev.lobbysync.daemon.world;

import org.jspecify.annotations.Nullable;

/**
 * What came back, whatever the status.
 *
 * @param what the request, for messages
 * @param retryAfter the {@code Retry-After} header
 * @param location the {@code Location} header of a redirect
 */
@SuppressWarnings("ArrayRecordComponent") // handed to one parser, never compared
record HttpReply(
        String what,
        int status,
        @Nullable String retryAfter,
        @Nullable String location,
        byte[] body) {
    boolean ok() {
        return status >= 200 && status < 300;
    }
}
