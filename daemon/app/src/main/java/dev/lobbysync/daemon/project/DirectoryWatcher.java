package dev.lobbysync.daemon.project;

import dev.lobbysync.daemon.port.Watcher;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches {@code apps/}, {@code shared/}, {@code assets/} and {@code world.json} with the {@link WatchService} of the
 * platform.
 *
 * <p>A daemon thread of its own polls eagerly, because more than 512 events of a directory between two polls are lost; it
 * alone registers directories after {@link #start}. What appears is registered first and reported as a whole afterwards,
 * so that a directory that was filled before its watch existed is read too. Thread-safe.
 */
public final class DirectoryWatcher implements Watcher {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryWatcher.class);
    private static final WatchEvent.Kind<?>[] KINDS = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE
    };

    private final Path root;
    private final Burst burst = new Burst();
    private final Map<WatchKey, String> directories = new HashMap<>();
    private @Nullable WatchService service;
    private @Nullable Thread thread;
    private boolean closed;
    private volatile @Nullable String degraded;

    /**
     * A watcher that has not begun yet.
     *
     * @param root of the project, absolute, its own symbolic links resolved
     */
    public DirectoryWatcher(Path root) {
        this.root = root;
    }

    /** Registers the directories on a thread of its own, which takes a while; {@link #start} waits for it. */
    public void registerEarly() {
        Thread early = new Thread(this::open, "project-watcher-early");
        early.setDaemon(true);
        early.start();
    }

    @Override
    public synchronized void start(Runnable wake) {
        if (thread != null) {
            throw new IllegalStateException("the watcher was started before");
        }
        WatchService opened = open();
        if (opened == null) {
            wake.run();
            return;
        }
        Thread started = new Thread(() -> run(opened, wake), "project-watcher");
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
                register(opened, "");
            } catch (IOException | UnsupportedOperationException e) {
                degrade("the system gives no file watch (" + e.getMessage()
                        + "); raise fs.inotify.max_user_instances. Until then changes are found by looking regularly");
            }
        }
        return service;
    }

    private void run(WatchService opened, Runnable wake) {
        try {
            while (true) {
                long wait = untilSettled();
                if (wait == 0) {
                    wake.run();
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
        String directory = directories.get(key);
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
        if (!key.reset()) {
            directories.remove(key);
        }
    }

    private void take(WatchService opened, String directory, String name, WatchEvent.Kind<?> kind) {
        String path = directory.isEmpty() ? name : directory + "/" + name;
        if (!Layout.matters(path) || Layout.isSkippedDirectory(name) || Layout.isSkippedFile(name)) {
            return;
        }
        if (kind == StandardWatchEventKinds.ENTRY_DELETE) {
            forget(path);
        } else if (kind == StandardWatchEventKinds.ENTRY_CREATE) {
            register(opened, path);
        }
        burst.add(path, System.nanoTime());
    }

    /** A directory that was moved away goes on reporting its old path: its watches end, those already re-registered don't. */
    private void forget(String path) {
        directories.entrySet().removeIf(entry -> {
            boolean below = entry.getValue().equals(path) || entry.getValue().startsWith(path + "/");
            if (below) {
                entry.getKey().cancel();
            }
            return below;
        });
    }

    /** Watches a directory and all below it; anything else is left alone. */
    private void register(WatchService opened, String start) {
        Deque<String> open = new ArrayDeque<>();
        open.add(start);
        while (!open.isEmpty()) {
            String path = open.remove();
            Path directory = path.isEmpty() ? root : root.resolve(path);
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            try {
                // The same directory under a new name keeps its key: the map says where it is now.
                directories.put(directory.register(opened, KINDS), path);
                addChildren(path, directory, open);
            } catch (NoSuchFileException | NotDirectoryException e) {
                LOG.debug("{} was gone before it could be watched", path);
            } catch (IOException e) {
                degrade("not everything can be watched (" + e.getMessage() + "); raise fs.inotify.max_user_watches, for"
                        + " example: sysctl fs.inotify.max_user_watches=524288. Until then changes are found by looking"
                        + " regularly");
                return;
            }
        }
    }

    private static void addChildren(String path, Path directory, Deque<String> open) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                Path name = child.getFileName();
                String below = path.isEmpty() ? String.valueOf(name) : path + "/" + name;
                if (Layout.matters(below)
                        && !Layout.isSkippedDirectory(String.valueOf(name))
                        && Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                    open.add(below);
                }
            }
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private void degrade(String why) {
        degraded = why;
        burst.overflow(System.nanoTime());
    }

    @Override
    public synchronized Batch drain() {
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
