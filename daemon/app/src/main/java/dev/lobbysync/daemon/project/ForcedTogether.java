package dev.lobbysync.daemon.project;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Forces many files at once. A file system answers several that wait with one write of its own journal, so that a thousand
 * small files side by side take a fraction of the time that they take one after the other.
 */
final class ForcedTogether {
    private static final int AT_ONCE = 8;
    private static final int FEW = 2;

    private ForcedTogether() {}

    /** Forces one file or directory. */
    interface Force {
        void on(Path path) throws IOException;
    }

    /** Returns once all are forced; fails with the first failure. */
    static void force(Collection<Path> paths, Force force) throws IOException {
        if (paths.size() <= FEW) {
            for (Path path : paths) {
                force.on(path);
            }
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(AT_ONCE, paths.size()), work -> {
            Thread thread = new Thread(work, "force");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<?>> running = new ArrayList<>(paths.size());
            for (Path path : paths) {
                running.add(threads.submit(() -> {
                    force.on(path);
                    return path;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException("forcing files failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while files were forced");
            interrupted.initCause(e);
            throw interrupted;
        } finally {
            threads.shutdownNow();
        }
    }
}
