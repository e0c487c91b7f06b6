package dev.lobbysync.daemon.model;

import java.util.Set;

/**
 * An intent: a command that is about to be sent. Journalled and forced before the request, it makes an op of the feed
 * ours (DESIGN 3).
 *
 * @param opId {@code <project instance id>:<uuid>}, the command's {@code lastOpId}
 * @param object what it changes
 * @param fields the wire fields that it carries as the files say them; none for a merge
 * @param valueHash SHA-256 of the canonical JSON of what is sent
 * @param seenCursor how far the feed had been read when it was planned: what lies between was not seen
 */
public record SentOp(String opId, ObjectKey object, Set<String> fields, String valueHash, long seenCursor) {
    public SentOp {
        fields = Set.copyOf(fields);
    }
}
