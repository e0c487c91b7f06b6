package dev.lobbysync.protocol.json;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The hashes of the large contents met last. A large file that is edited is read and hashed again at each step of its way
 * (before, as precondition, as written, as the watcher's echo), and comparing bytes is a hundred times cheaper than
 * hashing them where the JVM has no compiled SHA-256. Exact: a hash is only given for equal bytes, of which a copy is
 * kept. Thread-safe.
 */
final class RecentHashes {
    /** Smaller contents are hashed as quickly as they are found. */
    static final int LEAST_BYTES = 64 << 10;

    private static final int MOST_BYTES = 32 << 20;
    private static final int KEPT = 2;

    @SuppressWarnings("ArrayRecordComponent") // never compared as a record
    private record Known(byte[] bytes, String hex) {}

    private final Deque<Known> known = new ArrayDeque<>(KEPT + 1);

    String hex(byte[] bytes) {
        String hex = recall(bytes);
        if (hex == null) {
            hex = Sha256.computed(bytes);
            if (bytes.length <= MOST_BYTES) {
                remember(new Known(bytes.clone(), hex));
            }
        }
        return hex;
    }

    private synchronized @Nullable String recall(byte[] bytes) {
        for (Iterator<Known> each = known.iterator(); each.hasNext(); ) {
            Known one = each.next();
            if (Arrays.equals(one.bytes(), bytes)) {
                each.remove();
                known.addFirst(one);
                return one.hex();
            }
        }
        return null;
    }

    private synchronized void remember(Known one) {
        known.addFirst(one);
        if (known.size() > KEPT) {
            known.removeLast();
        }
    }
}
