package dev.lobbysync.daemon.model;

import java.util.Set;

/**
 * An intent: a command that is about to be sent. Journalled and forced before the request, it makes an op of the feed
 * ours (DESIGN 3).
 *
 * @param opId {@code <project instance id>:<uuid>}, the command's {@code lastOpId}
 * @param object what it changes
 * @param fields the wire fields that it carries
 * @param valueHash SHA-256 of the canonical JSON of what is sent
 */
public record SentOp(String opId, ObjectKey object, Set<String> fields, String valueHash) {
    public SentOp {
        fields = Set.copyOf(fields);
    }
}
