package dev.lobbysync.daemon.testing;

import dev.lobbysync.daemon.port.Watcher;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A watcher that reports what a test tells it to. */
public final class ManualWatcher implements Watcher {
    private final TreeSet<String> paths = new TreeSet<>();
    private Runnable wake = () -> {};
    private boolean overflow;
    private @Nullable String degraded;

    /** Something at this path may have changed. */
    public void report(String path) {
        paths.add(path);
        wake.run();
    }

    /** Events were lost. */
    public void overflow() {
        overflow = true;
        wake.run();
    }

    /** From now on nothing is reported any more; null for all is well. */
    public void degrade(@Nullable String why) {
        degraded = why;
    }

    @Override
    public void start(Runnable callback) {
        wake = callback;
        paths.clear();
    }

    @Override
    public Batch drain() {
        Batch batch = new Batch(paths, overflow);
        paths.clear();
        overflow = false;
        return batch;
    }

    @Override
    public long settlesInMillis() {
        return 0;
    }

    @Override
    public @Nullable String degraded() {
        return degraded;
    }

    @Override
    public void close() {
        wake = () -> {};
    }
}
