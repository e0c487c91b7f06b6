package dev.lobbysync.daemon.port;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells that something in the project may have changed. Events carry no content and may be lost; scans repair that. */
public interface Watcher extends AutoCloseable {
    /** Begins to watch; {@code wake} is called, from any thread, whenever {@link #drain} would give something. */
    void start(Runnable wake);

    /** Paths reported since the last call once their burst has settled (debounced). */
    Batch drain();

    /** Milliseconds until the burst in progress will have settled; 0 if none is in progress. */
    long settlesInMillis();

    /** Why watching has degraded to polling, with the remedy; null while all is well. */
    @Nullable
    String degraded();

    @Override
    void close();

    /**
     * What may have changed.
     *
     * @param paths relative to the project root with {@code /}; a directory stands for all below it
     * @param overflow events were lost: a full scan is due
     */
    record Batch(Set<String> paths, boolean overflow) {
        public static final Batch EMPTY = new Batch(Set.of(), false);

        public Batch {
            paths = Set.copyOf(paths);
        }
    }
}
