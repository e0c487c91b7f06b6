package dev.lobbysync.daemon.port;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** A disk that can only be looked at: whatever would change it is refused, in one place for all of them. */
public interface UnwritableDisk extends Disk {
    /** What to throw when something was to be changed at the path, or throws it itself. */
    IOException refusal(Path path);

    @Override
    default void createDirectories(Path directory) throws IOException {
        throw refusal(directory);
    }

    @Override
    default void createForced(Path file, byte[] bytes, @Nullable Path permissionsOf, boolean ownerOnly)
            throws IOException {
        throw refusal(file);
    }

    @Override
    default void create(Path file, byte[] bytes) throws IOException {
        throw refusal(file);
    }

    @Override
    default void createDirectory(Path directory) throws IOException {
        throw refusal(directory);
    }

    @Override
    default void forceAll(Collection<Path> paths) throws IOException {
        throw refusal(paths.stream().findFirst().orElse(Path.of(".")));
    }

    @Override
    default void rename(Path from, Path to) throws IOException {
        throw refusal(to);
    }

    @Override
    default void link(Path existing, Path link) throws IOException {
        throw refusal(link);
    }

    @Override
    default void delete(Path path) throws IOException {
        throw refusal(path);
    }

    @Override
    default void forceDirectory(Path directory) throws IOException {
        throw refusal(directory);
    }

    @Override
    default Appender append(Path file, boolean ownerOnly) throws IOException {
        throw refusal(file);
    }
}
