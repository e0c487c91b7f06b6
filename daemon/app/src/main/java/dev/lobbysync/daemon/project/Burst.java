package dev.lobbysync.daemon.project;

import dev.lobbysync.daemon.port.Watcher;
import java.util.HashSet;
import java.util.Set;

/**
 * Collects paths until they have been quiet for 25 ms; a burst that goes on is cut after 250 ms, so that a program that
 * never stops writing does not hold up everybody else. Times are arguments, in nanoseconds of one monotonic clock.
 */
final class Burst {
    static final long QUIET_NANOS = 25_000_000L;
    static final long LONGEST_NANOS = 250_000_000L;

    private Set<String> paths = new HashSet<>();
    private boolean overflow;
    private boolean open;
    private long began;
    private long last;

    void add(String path, long now) {
        paths.add(path);
        touch(now);
    }

    void overflow(long now) {
        overflow = true;
        touch(now);
    }

    private void touch(long now) {
        if (!open) {
            open = true;
            began = now;
        }
        last = now;
    }

    /** Nanoseconds until it has settled; 0 if it has or nothing is in it. */
    long settlesIn(long now) {
        return open ? Math.max(0, Math.min(last + QUIET_NANOS, began + LONGEST_NANOS) - now) : 0;
    }

    boolean isOpen() {
        return open;
    }

    /** What was collected, if it has settled. */
    Watcher.Batch drain(long now) {
        if (!open || settlesIn(now) > 0) {
            return Watcher.Batch.EMPTY;
        }
        Watcher.Batch batch = new Watcher.Batch(paths, overflow);
        paths = new HashSet<>();
        overflow = false;
        open = false;
        return batch;
    }
}
