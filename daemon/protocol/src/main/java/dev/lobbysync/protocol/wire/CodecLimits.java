package dev.lobbysync.protocol.wire;

import dev.lobbysync.protocol.json.Json;

/**
 * What a packet may cost.
 *
 * @param maxBytes longest packet, in bytes, either direction
 * @param maxDepth deepest nesting of arrays and objects inside the payload, shared references followed; at most
 *     {@link Json#MAX_DEPTH}, so that no recursive walk over a payload can exhaust a thread's stack
 * @param maxNodes most values in a decoded packet, where a shared reference counts as often as it is used and each
 *     {@value #TEXT_BYTES_PER_NODE} bytes of text or keys count as one more
 */
public record CodecLimits(int maxBytes, int maxDepth, int maxNodes) {

    static final int TEXT_BYTES_PER_NODE = 32;

    /** 100 MiB as upstream's server (PROTOCOL 3.1), the depth of our JSON reader, five million values. */
    public static final CodecLimits DEFAULT = new CodecLimits(100 << 20, Json.MAX_DEPTH, 5_000_000);

    public CodecLimits {
        if (maxBytes < 1 || maxNodes < 1) {
            throw new IllegalArgumentException("maxBytes and maxNodes must be positive");
        }
        if (maxDepth < 1 || maxDepth > Json.MAX_DEPTH) {
            throw new IllegalArgumentException("maxDepth must be within 1 and " + Json.MAX_DEPTH + ", not " + maxDepth);
        }
    }
}
