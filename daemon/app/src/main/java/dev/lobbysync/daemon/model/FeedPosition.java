package dev.lobbysync.daemon.model;

import org.jspecify.annotations.Nullable;

/**
 * A place in the changefeed: every op up to here is reflected in the trees, or its object is recorded as dirty.
 *
 * @param cursor 0 before the first op
 * @param opId the op at {@code cursor}, by which a reset or restored feed is recognised; null if none is known
 */
public record FeedPosition(long cursor, @Nullable String opId) {
    public static final FeedPosition START = new FeedPosition(0, null);
}
