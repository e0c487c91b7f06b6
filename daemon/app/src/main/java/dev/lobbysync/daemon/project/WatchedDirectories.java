package dev.lobbysync.daemon.project;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
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
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which directories of a project are watched, and under which path each is known. Paths are relative to the root, which
 * itself is the empty path. Not thread-safe.
 */
final class WatchedDirectories {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedDirectories.class);
    private static final WatchEvent.Kind<?>[] KINDS = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE
    };

    private final Path root;
    private final Map<WatchKey, String> directories = new HashMap<>();
    private @Nullable Object watchedRoot;

    WatchedDirectories(Path root) {
        this.root = root;
    }

    /** The path of the directory that is watched by this; null if it no longer counts. */
    @Nullable
    String path(WatchKey key) {
        return directories.get(key);
    }

    /** Watches everything anew. */
    void all(WatchService service) throws IOException {
        directories.keySet().forEach(WatchKey::cancel);
        directories.clear();
        watchedRoot = identityOfRoot();
        add(service, "");
    }

    /**
     * Watches a directory and all below it; anything else is left alone.
     *
     * @throws IOException if the system gives no further watch
     */
    void add(WatchService service, String start) throws IOException {
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
                directories.put(directory.register(service, KINDS), path);
                addChildren(path, directory, open);
            } catch (NoSuchFileException | NotDirectoryException e) {
                LOG.debug("{} was gone before it could be watched", path);
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
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** A directory that was moved away goes on reporting its old path: its watches end, those already re-registered don't. */
    void forget(String path) {
        directories.entrySet().removeIf(entry -> {
            boolean below = entry.getValue().equals(path) || entry.getValue().startsWith(path + "/");
            if (below) {
                entry.getKey().cancel();
            }
            return below;
        });
    }

    /** A watch ended with its directory; true if that was the root. */
    boolean ended(WatchKey key) {
        boolean wasRoot = "".equals(directories.remove(key));
        if (wasRoot) {
            watchedRoot = null;
        }
        return wasRoot;
    }

    /**
     * Whether the root is another directory than the one that is watched. A project that is moved away takes its watches
     * with it, and no event tells.
     */
    boolean isElsewhere() {
        return !Objects.equals(identityOfRoot(), watchedRoot);
    }

    /** Which directory the root is at the moment; null if it is gone. */
    private @Nullable Object identityOfRoot() {
        try {
            Object key = Files.readAttributes(root, BasicFileAttributes.class).fileKey();
            return key == null ? root : key;
        } catch (IOException e) {
            LOG.debug("{} is gone", root, e);
            return null;
        }
    }
}
