package dev.lobbysync.daemon.state;

import dev.lobbysync.daemon.port.Disk;
import dev.lobbysync.daemon.port.Random;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which copy of the project this is. A copied project carries the state of the original; were it to keep its instance
 * id, it would take the original's ops for its own (DESIGN 3).
 *
 * @param id prefix of every op id
 * @param path absolute project root for which the id was made
 * @param inode inode of that directory, 0 where the file system has none
 */
record InstanceIdentity(String id, String path, long inode) {
    /** The stored identity if it still fits this directory, else a new one. */
    static InstanceIdentity current(@Nullable InstanceIdentity stored, Disk disk, Path root, Random random)
            throws IOException {
        Disk.@Nullable Stat stat = disk.stat(root);
        long inode = stat == null ? 0 : stat.inode();
        String path = root.toAbsolutePath().normalize().toString();
        if (stored != null && stored.path.equals(path) && stored.inode == inode) {
            return stored;
        }
        return new InstanceIdentity(random.uuid(), path, inode);
    }
}
