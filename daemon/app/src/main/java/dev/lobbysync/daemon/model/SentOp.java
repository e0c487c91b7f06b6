package dev.lobbysync.daemon.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An intent: a request that is about to be sent. Journalled and forced before the request, it makes an op of the feed
 * ours (DESIGN 3).
 *
 * <p>Removals of blueprints and the spawn go over HTTP and carry no op id (PROTOCOL 11, item 25). Theirs names only the
 * intent, and what the plan saw is kept with it, so that the feed can be judged without one.
 *
 * @param opId {@code <project instance id>:<uuid>}, the command's {@code lastOpId}
 * @param object what it changes
 * @param fields the wire fields that it carries as the files say them
 * @param said what the files say of those that it carries as they were merged from both sides, or null
 * @param valueHash SHA-256 of the canonical JSON of what is sent
 * @param seenCursor how far the feed had been read when it was planned: what lies between was not seen
 * @param saw the remote object as the plan saw it, in normal form, of a request that carries no op id; else null
 */
public record SentOp(
        String opId,
        ObjectKey object,
        Set<String> fields,
        @Nullable ObjectNode said,
        String valueHash,
        long seenCursor,
        @Nullable ObjectNode saw) {
    public SentOp {
        fields = Set.copyOf(fields);
    }

    /** Whether no op of the feed can name it. */
    public boolean nameless() {
        return saw != null;
    }
}
