package dev.lobbysync.daemon.sync;

import dev.lobbysync.daemon.model.Use;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How a first meeting of a project and a world shall go.
 *
 * @param prefer the side that wins what differs on both and cannot be merged without a base, {@link Use#LOCAL} or {@link
 *     Use#REMOTE}; null to make that a conflict
 * @param consent asked on the sync context, before anything is written on either side, if each side has objects that the
 *     other lacks; null if nobody need be asked
 */
public record MeetingTerms(@Nullable Use prefer, @Nullable Predicate<Forecast> consent) {
    /** No side is preferred, and nobody is asked. */
    public static final MeetingTerms PLAIN = new MeetingTerms(null, null);
}
