package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.port.UnwritableDisk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The file system for commands that only look: whatever would change it is refused, so that no reader can write. */
final class ReadOnlyDisk implements UnwritableDisk {
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
    public IOException refusal(Path path) {
        throw new UnsupportedOperationException("this command only reads");
    }
}
