package dev.lobbysync.daemon.model;

import org.jspecify.annotations.Nullable;

/**
 * A place in the changefeed: every op up to here was read.
 *
 * @param cursor 0 before the first op
 * @param opId the op at {@code cursor}, by which a reset or restored feed is recognised; null if none is known
 * @param reflected up to where every op is in a base or of no account; the next look at the feed begins here, for should
 *     the runtime lose what it has accepted, only its feed tells of the ops behind (PROTOCOL 4.4)
 */
public record FeedPosition(long cursor, @Nullable String opId, long reflected) {
    public static final FeedPosition START = new FeedPosition(0, null);

    /** A place up to which everything is reflected. */
    public FeedPosition(long cursor, @Nullable String opId) {
        this(cursor, opId, cursor);
    }

    /** The same place, of which only what lies up to a cursor is reflected. */
    public FeedPosition reflecting(long upTo) {
        return new FeedPosition(cursor, opId, Math.min(cursor, upTo));
    }
}
