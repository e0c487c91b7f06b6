package dev.lobbysync.daemon.project;

import dev.lobbysync.daemon.port.Disk;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Project paths on the disk: inside the root, and reached through real directories only (ENGINE T11). */
final class ConfinedPath {
    private final Disk disk;
    private final Path root;

    ConfinedPath(Disk disk, Path root) {
        this.disk = disk;
        this.root = root;
    }

    Path root() {
        return root;
    }

    /**
     * Where a project path lies on the disk.
     *
     * @param path relative, with {@code /}
     * @throws IllegalArgumentException if it could leave the project
     */
    Path resolve(String path) {
        boolean windows = root.getFileSystem().getSeparator().equals("\\");
        if (path.indexOf('\0') >= 0 || (windows && path.indexOf('\\') >= 0)) {
            throw new IllegalArgumentException("'" + path + "' is no path inside the project");
        }
        Path resolved = root;
        if (!path.isEmpty()) {
            for (String segment : path.split("/", -1)) {
                if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                    throw new IllegalArgumentException("'" + path + "' is no path inside the project");
                }
                resolved = resolved.resolve(segment);
            }
        }
        return resolved;
    }

    /** The first parent of the path that is there but no real directory, or null if the way is clear. */
    @Nullable
    String obstacle(String path) throws IOException {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            String parent = path.substring(0, slash);
            Disk.Stat stat = disk.stat(resolve(parent));
            if (stat == null) {
                return null;
            }
            if (stat.type() != Disk.Type.DIRECTORY) {
                return parent;
            }
        }
        return null;
    }
}
