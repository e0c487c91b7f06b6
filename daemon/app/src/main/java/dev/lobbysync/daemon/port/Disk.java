package dev.lobbysync.daemon.port;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file system, reduced to what durability needs: each state-changing call is one crash point (ENGINE T2). Symbolic
 * links are never followed. Paths are absolute.
 */
public interface Disk {
    /** What a directory entry is. */
    enum Type {
        FILE,
        DIRECTORY,
        SYMLINK,
        OTHER
    }

    /**
     * What the stat cache compares: a file whose size, mtime and inode are unchanged is unchanged, unless its mtime lies
     * so close to the look that a later write could hide (the racy timestamp).
     *
     * @param mtimeNanos nanoseconds since the epoch, as fine as the file system keeps it
     * @param inode 0 where the file system has none
     */
    record Stat(Type type, long size, long mtimeNanos, long inode) {}

    /** One entry of a directory. */
    record Entry(String name, Stat stat) {}

    /** The stat of the path itself, or null if nothing is there. */
    @Nullable
    Stat stat(Path path) throws IOException;

    /** The entries of a directory in no particular order. */
    List<Entry> list(Path directory) throws IOException;

    /**
     * The bytes of a regular file.
     *
     * @throws IOException if it is missing, no regular file, or larger than {@code limit}
     */
    byte[] read(Path file, long limit) throws IOException;

    /** Creates what is missing of a directory; durable on return, each level before the next. */
    void createDirectories(Path directory) throws IOException;

    /**
     * Creates a file that must not exist, with its bytes forced to the device.
     *
     * @param permissionsOf a file whose mode the new one gets, or null
     * @param ownerOnly mode 0600 whatever else
     */
    void createForced(Path file, byte[] bytes, @Nullable Path permissionsOf, boolean ownerOnly) throws IOException;

    /** Creates a file that must not exist. Neither its name nor its bytes survive a crash before they are forced. */
    void create(Path file, byte[] bytes) throws IOException;

    /** Creates a directory in one that exists. It survives a crash once that one is forced. */
    void createDirectory(Path directory) throws IOException;

    /** Forces files and directories in any order; many together take little longer than one. */
    void forceAll(Collection<Path> paths) throws IOException;

    /** Replaces the target atomically. */
    void rename(Path from, Path to) throws IOException;

    /** Makes a second name for a file; where the file system cannot, copies it. */
    void link(Path existing, Path link) throws IOException;

    void delete(Path path) throws IOException;

    /** Forces a directory, so that creations, renames and deletions in it survive a crash. */
    void forceDirectory(Path directory) throws IOException;

    /** Opens a file for appending, creating it if needed. */
    Appender append(Path file, boolean ownerOnly) throws IOException;

    /** An append-only file. */
    interface Appender extends AutoCloseable {
        void append(byte[] bytes) throws IOException;

        void force() throws IOException;

        /** Cuts the file to the given size. */
        void truncate(long size) throws IOException;

        long size() throws IOException;

        @Override
        void close() throws IOException;
    }
}
