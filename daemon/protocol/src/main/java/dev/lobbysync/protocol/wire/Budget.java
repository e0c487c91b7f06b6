package dev.lobbysync.protocol.wire;

/**
 * How much of its limits a packet has used while it is decoded.
 *
 * <p>Shared references are charged for everything they stand for, and for its full height, at each use. Otherwise a packet
 * of a few hundred bytes could stand for a document of exponential size (the "billion laughs") or unbounded depth.
 */
final class Budget {

    private final CodecLimits limits;
    private final ByteReader in;
    private long nodes;
    private int depth;
    private int deepest;

    Budget(CodecLimits limits, ByteReader in) {
        this.limits = limits;
        this.in = in;
    }

    long nodes() {
        return nodes;
    }

    int depth() {
        return depth;
    }

    void charge(long count) throws MalformedPacketException {
        nodes += count;
        if (nodes > limits.maxNodes()) {
            throw in.malformed("the packet stands for more than " + limits.maxNodes() + " values");
        }
    }

    void chargeText(long bytes) throws MalformedPacketException {
        charge(bytes / CodecLimits.TEXT_BYTES_PER_NODE);
    }

    void enter() throws MalformedPacketException {
        depth++;
        reach(0);
    }

    void leave() {
        depth--;
    }

    /** Notes that a value of this height stands at the present depth. */
    void reach(int height) throws MalformedPacketException {
        if (depth + height > limits.maxDepth()) {
            throw in.malformed("nested deeper than " + limits.maxDepth() + " levels");
        }
        deepest = Math.max(deepest, depth + height);
    }

    /** Starts to measure a height; give the result to {@link #endHeight}. */
    int beginHeight() {
        int outer = deepest;
        deepest = depth;
        return outer;
    }

    int endHeight(int outer) {
        int height = deepest - depth;
        deepest = Math.max(deepest, outer);
        return height;
    }
}
