package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.port.Disk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The file system for commands that only look: whatever would change it is refused, so that no reader can write. */
final class ReadOnlyDisk implements Disk {
    @Override
    public @Nullable Stat stat(Path path) throws IOException {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            Type type = found.isRegularFile()
                    ? Type.FILE
                    : found.isDirectory() ? Type.DIRECTORY : found.isSymbolicLink() ? Type.SYMLINK : Type.OTHER;
            return new Stat(type, found.size(), found.lastModifiedTime().to(TimeUnit.NANOSECONDS), 0);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    @Override
    public List<Entry> list(Path directory) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (Stream<Path> paths = Files.list(directory)) {
            for (Path path : paths.toList()) {
                Stat stat = stat(path);
                if (stat != null) {
                    entries.add(new Entry(path.getFileName().toString(), stat));
                }
            }
        }
        return entries;
    }

    @Override
    public byte[] read(Path file, long limit) throws IOException {
        Stat stat = stat(file);
        if (stat == null || stat.type() != Type.FILE || stat.size() > limit) {
            throw new IOException(file + " is missing, no regular file, or larger than " + limit + " bytes");
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return in.readAllBytes();
        }
    }

    @Override
    public void createDirectories(Path directory) {
        throw refused();
    }

    @Override
    public void createForced(Path file, byte[] bytes, @Nullable Path permissionsOf, boolean ownerOnly) {
        throw refused();
    }

    @Override
    public void create(Path file, byte[] bytes) {
        throw refused();
    }

    @Override
    public void createDirectory(Path directory) {
        throw refused();
    }

    @Override
    public void forceAll(Collection<Path> paths) {
        throw refused();
    }

    @Override
    public void rename(Path from, Path to) {
        throw refused();
    }

    @Override
    public void link(Path existing, Path link) {
        throw refused();
    }

    @Override
    public void delete(Path path) {
        throw refused();
    }

    @Override
    public void forceDirectory(Path directory) {
        throw refused();
    }

    @Override
    public Appender append(Path file, boolean ownerOnly) {
        throw refused();
    }

    private static UnsupportedOperationException refused() {
        return new UnsupportedOperationException("this command only reads");
    }
}
