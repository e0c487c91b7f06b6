package dev.lobbysync.daemon.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * The value that a decision makes the new base once both sides have it.
 *
 * @param value in the normal form of PROTOCOL 7.7
 * @param silent see {@link BaseEntry#silent}
 */
public record BaseValue(ObjectNode value, Set<String> silent) {
    public BaseValue {
        silent = Set.copyOf(silent);
    }
}
