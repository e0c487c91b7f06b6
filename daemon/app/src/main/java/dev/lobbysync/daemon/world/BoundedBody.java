package dev.lobbysync.daemon.world;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/** Collects a body of announced or unknown length into one array, up to a limit. */
final class BoundedBody {
    private static final int FIRST = 8 * 1024;
    private final long limit;
    private byte[] bytes;
    private int length;

    /**
     * @param announced content length, or -1; only believed up to a point, since it costs the sender nothing
     */
    BoundedBody(long limit, long announced) {
        this.limit = Math.min(limit, Integer.MAX_VALUE - 16);
        this.bytes = new byte[(int) Math.max(0, Math.min(announced < 0 ? FIRST : announced, 1 << 20))];
    }

    /** Adds a chunk; false if the body is now larger than allowed. */
    boolean append(Buffer chunk) {
        long grown = (long) length + chunk.length();
        if (grown > limit) {
            return false;
        }
        if (grown > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(limit, Math.max(grown, bytes.length * 2L)));
        }
        chunk.getBytes(0, chunk.length(), bytes, length);
        length = (int) grown;
        return true;
    }

    byte[] bytes() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }
}
