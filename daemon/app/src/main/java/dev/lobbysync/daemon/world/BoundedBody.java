package dev.lobbysync.daemon.world;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/** Collects a body of announced or unknown length into one array, up to a limit. */
final class BoundedBody {
    private static final int FIRST = 8 * 1024;
    private static final int BELIEVED = 1 << 20;

    /** By how much an announced length may exceed what has come of it, to be made room for at once. */
    private static final int CREDIT = 32;

    private final long limit;
    private final long announced;
    private byte[] bytes;
    private int length;

    /**
     * @param announced content length, or -1; only believed up to a point, since it costs the sender nothing
     */
    BoundedBody(long limit, long announced) {
        this.limit = Math.min(limit, Integer.MAX_VALUE - 16);
        this.announced = announced;
        this.bytes = new byte[(int) Math.max(0, Math.min(announced < 0 ? FIRST : announced, BELIEVED))];
    }

    /** Adds a chunk; false if the body is now larger than allowed. */
    boolean append(Buffer chunk) {
        long grown = (long) length + chunk.length();
        if (grown > limit) {
            return false;
        }
        if (grown > bytes.length) {
            boolean believed = announced >= grown && announced <= grown * CREDIT;
            long room = believed ? announced : Math.max(grown, bytes.length * 2L);
            bytes = Arrays.copyOf(bytes, (int) Math.min(limit, room));
        }
        chunk.getBytes(0, chunk.length(), bytes, length);
        length = (int) grown;
        return true;
    }

    byte[] bytes() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }
}
