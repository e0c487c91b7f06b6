package dev.lobbysync.daemon.telemetry;

import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Telemetry;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to one object, kept for {@code log}.
 *
 * @param wallMillis epoch milliseconds
 * @param uid null if unknown
 * @param opId null if no op was involved
 */
public record RecentDecision(
        long wallMillis,
        ObjectKey key,
        @Nullable String uid,
        @Nullable String opId,
        Telemetry.Mode mode,
        String message) {}
