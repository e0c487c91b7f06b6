package dev.lobbysync.daemon.state;

import com.fasterxml.jackson.databind.node.ArrayNode;

/** Gives {@code lastConflictSnapshots} (PROTOCOL 7.7) for the next checkpoint. */
@FunctionalInterface
public interface ConflictSnapshots {
    /**
     * The list for the next checkpoint, newest first, at most 25.
     *
     * @param previous the list in the last checkpoint
     */
    ArrayNode merged(ArrayNode previous);
}
