package dev.lobbysync.daemon.project;

import dev.lobbysync.daemon.port.Watcher;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches {@code apps/}, {@code shared/}, {@code assets/} and {@code world.json} with the {@link WatchService} of the
 * platform.
 *
 * <p>A daemon thread of its own polls eagerly, because more than 512 events of a directory between two polls are lost; it
 * registers directories as they appear, first the watch, then the report as a whole, so that a directory that was filled
 * before its watch existed is read too. {@link #drain} begins anew where the project was moved away or made again, and
 * after a while asks the system again for what it didn't give. Thread-safe.
 */
public final class DirectoryWatcher implements Watcher {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryWatcher.class);
    private static final long RETRY_NANOS = 30_000_000_000L;

    private final Path root;
    private final long retryNanos;
    private final Burst burst = new Burst();
    private final WatchedDirectories watched;
    private @Nullable WatchService service;
    private @Nullable Thread thread;
    private @Nullable Runnable wake;
    private boolean closed;
    private long lastTry;
    private volatile @Nullable String degraded;

    /**
     * A watcher that has not begun yet.
     *
     * @param root of the project, absolute, its own symbolic links resolved
     */
    public DirectoryWatcher(Path root) {
        this(root, RETRY_NANOS);
    }

    /** Likewise, with how long a watcher that the system gave too little waits before it asks again. */
    DirectoryWatcher(Path root, long retryNanos) {
        this.root = root;
        this.watched = new WatchedDirectories(root);
        this.retryNanos = retryNanos;
    }

    /** Registers the directories on a thread of its own, which takes a while; {@link #start} waits for it. */
    public void registerEarly() {
        Thread early = new Thread(this::open, "project-watcher-early");
        early.setDaemon(true);
        early.start();
    }

    @Override
    public synchronized void start(Runnable callback) {
        if (wake != null) {
            throw new IllegalStateException("the watcher was started before");
        }
        wake = callback;
        WatchService opened = open();
        if (opened == null) {
            callback.run();
        } else {
            listen(opened, callback);
        }
    }

    private void listen(WatchService opened, Runnable callback) {
        Thread started = new Thread(() -> run(opened, callback), "project-watcher");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    /** Whether the directories that were there are watched. */
    synchronized boolean isRegistered() {
        return service != null;
    }

    /** The watch of the whole project, registered once; null if the system gives none. */
    private synchronized @Nullable WatchService open() {
        if (service == null && !closed) {
            try {
                WatchService opened = root.getFileSystem().newWatchService();
                service = opened;
                registerAll(opened);
            } catch (IOException | UnsupportedOperationException e) {
                degrade("the system gives no file watch (" + e.getMessage()
                        + "); raise fs.inotify.max_user_instances,"
                        + " for example: sysctl fs.inotify.max_user_instances=512. Until then changes are found by looking"
                        + " regularly");
            }
        }
        return service;
    }

    private void run(WatchService opened, Runnable callback) {
        try {
            while (true) {
                long wait = untilSettled();
                if (wait == 0) {
                    callback.run();
                }
                // Once settled and announced only a new event is worth another look.
                WatchKey key = wait > 0 ? opened.poll(wait, TimeUnit.NANOSECONDS) : opened.take();
                if (key != null) {
                    take(opened, key);
                }
            }
        } catch (ClosedWatchServiceException e) {
            LOG.debug("the watcher of {} was closed", root);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nanoseconds until the burst settles, 0 if it has, -1 if there is none. */
    private synchronized long untilSettled() {
        return burst.isOpen() ? burst.settlesIn(System.nanoTime()) : -1;
    }

    private synchronized void take(WatchService opened, WatchKey key) {
        String directory = watched.path(key);
        for (WatchEvent<?> event : key.pollEvents()) {
            if (directory == null) {
                continue;
            }
            if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
                burst.overflow(System.nanoTime());
                register(opened, directory);
            } else if (event.context() instanceof Path name) {
                take(opened, directory, name.toString(), event.kind());
            }
        }
        if (!key.reset() && watched.ended(key)) {
            burst.overflow(System.nanoTime());
        }
    }

    private void take(WatchService opened, String directory, String name, WatchEvent.Kind<?> kind) {
        String path = directory.isEmpty() ? name : directory + "/" + name;
        if (!Layout.matters(path) || Layout.isSkippedDirectory(name) || Layout.isSkippedFile(name)) {
            return;
        }
        if (kind == StandardWatchEventKinds.ENTRY_DELETE) {
            watched.forget(path);
        } else if (kind == StandardWatchEventKinds.ENTRY_CREATE) {
            register(opened, path);
        }
        burst.add(path, System.nanoTime());
    }

    /** The system may give more by now. */
    private void tryAgain() {
        if (degraded == null || System.nanoTime() - lastTry < retryNanos) {
            return;
        }
        lastTry = System.nanoTime();
        degraded = null;
        WatchService before = service;
        WatchService opened = open();
        if (opened != null && before != null) {
            registerAll(opened);
        }
        if (opened != null && thread == null && wake != null) {
            listen(opened, wake);
        }
        // What changed before the watches were there was reported by nobody.
        burst.overflow(System.nanoTime());
    }

    private void registerAll(WatchService opened) {
        lastTry = System.nanoTime();
        try {
            watched.all(opened);
        } catch (IOException e) {
            degradeByLimit(e);
        }
    }

    private void register(WatchService opened, String path) {
        try {
            watched.add(opened, path);
        } catch (IOException e) {
            degradeByLimit(e);
        }
    }

    private void degradeByLimit(IOException e) {
        degrade("not everything can be watched (" + e.getMessage() + "); raise fs.inotify.max_user_watches, for"
                + " example: sysctl fs.inotify.max_user_watches=524288. Until then changes are found by looking"
                + " regularly");
    }

    private void degrade(String why) {
        lastTry = System.nanoTime();
        degraded = why;
        burst.overflow(System.nanoTime());
    }

    @Override
    public synchronized Batch drain() {
        if (wake != null && !closed) {
            tryAgain();
            if (service != null && watched.isElsewhere()) {
                registerAll(service);
                burst.overflow(System.nanoTime());
            }
        }
        return burst.drain(System.nanoTime());
    }

    @Override
    public synchronized long settlesInMillis() {
        long nanos = burst.settlesIn(System.nanoTime());
        return (nanos + 999_999) / 1_000_000;
    }

    @Override
    public @Nullable String degraded() {
        return degraded;
    }

    @Override
    public void close() {
        WatchService closing;
        Thread ending;
        synchronized (this) {
            closed = true;
            closing = service;
            ending = thread;
        }
        try {
            if (closing != null) {
                closing.close();
            }
            if (ending != null) {
                ending.join();
            }
        } catch (IOException e) {
            LOG.debug("closing the watcher of {} failed", root, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
