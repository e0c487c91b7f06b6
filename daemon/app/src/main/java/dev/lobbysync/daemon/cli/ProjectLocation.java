package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.control.ExitCodes;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Which project a command means: {@code --project}, else the nearest directory upwards that has {@code .lobby/}. */
final class ProjectLocation {
    private ProjectLocation() {}

    /** For commands that look at a project; where there is none, the working directory. */
    static Path existing(Path directory, @Nullable Path given) {
        if (given != null) {
            return absolute(directory, given);
        }
        Path found = upwards(directory);
        return found == null ? directory : found;
    }

    /** For commands that may lay out a new project: never silently inside another one. */
    static Path startable(Path directory, @Nullable Path given) {
        if (given != null) {
            return absolute(directory, given);
        }
        Path found = upwards(directory);
        if (found != null && !found.equals(directory)) {
            throw new CommandFailed(
                    ExitCodes.USAGE,
                    "this directory lies inside the project " + found + "; go there, or give --project");
        }
        return directory;
    }

    static Path absolute(Path directory, Path given) {
        return directory.resolve(given).toAbsolutePath().normalize();
    }

    private static @Nullable Path upwards(Path from) {
        for (Path at = from; at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve(".lobby"), LinkOption.NOFOLLOW_LINKS)) {
                return at;
            }
        }
        return null;
    }
}
