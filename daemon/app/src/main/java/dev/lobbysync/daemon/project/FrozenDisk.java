package dev.lobbysync.daemon.project;

import dev.lobbysync.daemon.port.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A disk that is only looked at: whatever would change it is refused. Temporary files of ours are not shown. */
public final class FrozenDisk implements Disk {
    private final Disk disk;

    /** A view of another disk. */
    public FrozenDisk(Disk disk) {
        this.disk = disk;
    }

    @Override
    public @Nullable Stat stat(Path path) throws IOException {
        return disk.stat(path);
    }

    @Override
    public List<Entry> list(Path directory) throws IOException {
        return disk.list(directory).stream()
                .filter(entry -> !Layout.isTemporary(entry.name()))
                .toList();
    }

    @Override
    public byte[] read(Path file, long limit) throws IOException {
        return disk.read(file, limit);
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        throw refused(directory);
    }

    @Override
    public void createForced(Path file, byte[] bytes, @Nullable Path permissionsOf, boolean ownerOnly)
            throws IOException {
        throw refused(file);
    }

    @Override
    public void create(Path file, byte[] bytes) throws IOException {
        throw refused(file);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        throw refused(directory);
    }

    @Override
    public void forceAll(Collection<Path> paths) throws IOException {
        throw refused(paths.iterator().next());
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        throw refused(to);
    }

    @Override
    public void link(Path existing, Path link) throws IOException {
        throw refused(link);
    }

    @Override
    public void delete(Path path) throws IOException {
        throw refused(path);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        throw refused(directory);
    }

    @Override
    public Appender append(Path file, boolean ownerOnly) throws IOException {
        throw refused(file);
    }

    private static IOException refused(Path path) {
        return new IOException(path + " was to be written by a command that only looks; please report it");
    }
}
