package dev.lobbysync.daemon.project;

import dev.lobbysync.daemon.port.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The repository that a project lies in.
 *
 * @param worktree the root of its working tree, the project or a directory above it
 * @param gitDirectory the real one, also of a worktree and of a submodule
 */
record GitRepository(Path worktree, Path gitDirectory) {
    /** Limit for the index, in bytes. */
    static final long INDEX_LIMIT = 512L << 20;

    private static final long TEXT_LIMIT = 64 << 10;

    /**
     * Finds the repository around a project.
     *
     * @return null if there is none
     */
    static @Nullable GitRepository around(Disk disk, Path project) throws IOException {
        for (Path directory = project; directory != null; directory = directory.getParent()) {
            Path git = directory.resolve(".git");
            Disk.Stat stat = disk.stat(git);
            if (stat == null) {
                continue;
            }
            if (stat.type() == Disk.Type.DIRECTORY) {
                return new GitRepository(directory, git);
            }
            if (stat.type() == Disk.Type.FILE) {
                String text = new String(disk.read(git, TEXT_LIMIT), StandardCharsets.UTF_8).strip();
                return text.startsWith("gitdir:")
                        ? new GitRepository(
                                directory,
                                directory.resolve(text.substring(7).strip()).normalize())
                        : null;
            }
            return null;
        }
        return null;
    }

    Path index() {
        return gitDirectory.resolve("index");
    }

    /** Exists while git changes the index, and before that the working tree. */
    Path lock() {
        return gitDirectory.resolve("index.lock");
    }

    /** What the index calls the project's paths: empty, or a directory that ends in a slash. */
    String prefix(Path project) {
        String below = worktree.relativize(project).toString().replace('\\', '/');
        return below.isEmpty() ? "" : below + "/";
    }
}
