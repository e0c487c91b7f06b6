package dev.lobbysync.daemon.state;

import dev.lobbysync.daemon.port.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whole files replaced so that after a crash there is the old content or the new one: force(data), rename,
 * force(directory) (DESIGN 5).
 */
final class DurableFiles {
    /** No file of ours is larger; what is, is not ours. */
    static final long LIMIT = 1L << 30;

    private final Disk disk;

    DurableFiles(Disk disk) {
        this.disk = disk;
    }

    Disk disk() {
        return disk;
    }

    /** Replaces or creates a file. The temporary name is fixed, so that crashes leave at most one behind. */
    void replace(Path file, byte[] bytes, boolean ownerOnly) throws IOException {
        Path directory = parentOf(file);
        disk.createDirectories(directory);
        Path temporary = directory.resolve(file.getFileName() + ".tmp-daemon");
        deleteIfPresent(temporary);
        disk.createForced(temporary, bytes, null, ownerOnly);
        disk.rename(temporary, file);
        disk.forceDirectory(directory);
    }

    /** Renames within one directory, durably. */
    void rename(Path from, Path to) throws IOException {
        disk.rename(from, to);
        disk.forceDirectory(parentOf(to));
    }

    Optional<byte[]> read(Path file) throws IOException {
        Disk.@Nullable Stat stat = disk.stat(file);
        return stat == null ? Optional.empty() : Optional.of(disk.read(file, LIMIT));
    }

    /** Deletes a file without forcing: to be used where a file that comes back does no harm. */
    void deleteIfPresent(Path path) throws IOException {
        if (disk.stat(path) != null) {
            disk.delete(path);
        }
    }

    /** Deletes a directory with everything in it; symbolic links in it are deleted, not followed. */
    void deleteTree(Path path) throws IOException {
        Disk.@Nullable Stat stat = disk.stat(path);
        if (stat == null) {
            return;
        }
        if (stat.type() == Disk.Type.DIRECTORY) {
            for (Disk.Entry entry : disk.list(path)) {
                deleteTree(path.resolve(entry.name()));
            }
        }
        disk.delete(path);
    }

    static Path parentOf(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(file + " has no parent directory");
        }
        return parent;
    }
}
