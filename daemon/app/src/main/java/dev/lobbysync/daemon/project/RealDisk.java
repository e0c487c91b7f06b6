package dev.lobbysync.daemon.project;

import dev.lobbysync.daemon.port.Disk;
import dev.lobbysync.daemon.port.TooManyEntriesException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The file system of the machine. Symbolic links are never followed in the last component of a path; callers that walk
 * down from a trusted root ({@link ConfinedPath}) check the others. Thread-safe.
 */
public final class RealDisk implements Disk {
    private static final int MOST_ENTRIES = Integer.getInteger("gamedev.most.entries", 100_000);

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    @Override
    public @Nullable Stat stat(Path path) throws IOException {
        try {
            return stat(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return null;
        } catch (FileSystemException e) {
            if (e.getReason() != null && e.getReason().contains("Not a directory")) {
                return null;
            }
            throw e;
        }
    }

    static Stat stat(BasicFileAttributes attributes) {
        FileTime mtime = attributes.lastModifiedTime();
        return new Stat(
                type(attributes), attributes.size(), mtime.to(TimeUnit.NANOSECONDS), inode(attributes.fileKey()));
    }

    private static Type type(BasicFileAttributes attributes) {
        if (attributes.isSymbolicLink()) {
            return Type.SYMLINK;
        }
        if (attributes.isRegularFile()) {
            return Type.FILE;
        }
        return attributes.isDirectory() ? Type.DIRECTORY : Type.OTHER;
    }

    /** The key of a POSIX file prints as {@code (dev=…,ino=…)}; asking for the attribute by name costs another call. */
    private static long inode(@Nullable Object fileKey) {
        if (fileKey == null) {
            return 0;
        }
        String text = fileKey.toString();
        int at = text.indexOf("ino=");
        long inode = 0;
        for (int i = at + 4; at >= 0 && i < text.length() && Character.digit(text.charAt(i), 10) >= 0; i++) {
            inode = inode * 10 + Character.digit(text.charAt(i), 10);
        }
        return at >= 0 ? inode : fileKey.hashCode();
    }

    @Override
    public List<Entry> list(Path directory) throws IOException {
        List<Path> children;
        try (Stream<Path> stream = Files.list(directory)) {
            children = stream.limit(MOST_ENTRIES + 1L).toList();
        } catch (java.io.UncheckedIOException e) {
            throw e.getCause();
        }
        if (children.size() > MOST_ENTRIES) {
            throw new TooManyEntriesException(directory, MOST_ENTRIES);
        }
        List<Entry> entries = new ArrayList<>(children.size());
        for (Path child : children) {
            Stat stat = stat(child);
            Path name = child.getFileName();
            if (stat != null && name != null) {
                entries.add(new Entry(name.toString(), stat));
            }
        }
        return entries;
    }

    @Override
    public byte[] read(Path file, long limit) throws IOException {
        Stat stat = stat(file);
        if (stat == null) {
            throw new NoSuchFileException(file.toString());
        }
        if (stat.type() != Type.FILE) {
            throw new FileSystemException(file.toString(), null, "is no regular file");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            long size = channel.size();
            if (size > limit) {
                throw new FileSystemException(file.toString(), null, size + " bytes are more than the limit " + limit);
            }
            byte[] bytes = Channels.newInputStream(channel).readNBytes((int) size);
            return bytes;
        }
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        if (stat(directory) != null) {
            if (!Files.isDirectory(directory)) {
                throw new NotDirectoryException(directory.toString());
            }
            return;
        }
        Path parent = directory.getParent();
        if (parent != null) {
            createDirectories(parent);
        }
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
        }
        if (parent != null) {
            forceDirectory(parent);
        }
    }

    @Override
    public void createForced(Path file, byte[] bytes, @Nullable Path permissionsOf, boolean ownerOnly)
            throws IOException {
        Set<OpenOption> options =
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        boolean like = !ownerOnly && permissionsOf != null && isPosix(file) && stat(permissionsOf) != null;
        // What nobody else may read is not readable for a moment either.
        FileAttribute<?>[] attributes =
                (ownerOnly || like) && isPosix(file) ? new FileAttribute<?>[] {OWNER_ONLY} : new FileAttribute<?>[0];
        try (FileChannel channel = FileChannel.open(file, options, attributes)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            if (like && permissionsOf != null) {
                Files.setPosixFilePermissions(
                        file, Files.getPosixFilePermissions(permissionsOf, LinkOption.NOFOLLOW_LINKS));
            }
            channel.force(true);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            discard(file, e);
            throw e;
        }
    }

    @Override
    public void create(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        Files.createDirectory(directory);
    }

    @Override
    public void forceAll(Collection<Path> paths) throws IOException {
        ForcedTogether.force(paths, this::force);
    }

    private void force(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            forceDirectory(path);
            return;
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            channel.force(true);
        }
    }

    /** A half-written new file is nobody's; when it cannot be removed, the cause says so too. */
    private static void discard(Path file, IOException cause) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void link(Path existing, Path link) throws IOException {
        try {
            Files.createLink(link, existing);
        } catch (UnsupportedOperationException e) {
            Files.copy(existing, link, LinkOption.NOFOLLOW_LINKS, StandardCopyOption.COPY_ATTRIBUTES);
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            throw e;
        } catch (FileSystemException e) {
            // Hard links refused (FAT, some network file systems): the copy fails in turn if something else is wrong.
            Files.copy(existing, link, LinkOption.NOFOLLOW_LINKS, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    @Override
    public void delete(Path path) throws IOException {
        Files.delete(path);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        if (!isPosix(directory)) {
            return; // elsewhere a directory cannot be opened; the file system journals its entries itself
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public Appender append(Path file, boolean ownerOnly) throws IOException {
        Set<OpenOption> options =
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        FileAttribute<?>[] attributes =
                ownerOnly && isPosix(file) ? new FileAttribute<?>[] {OWNER_ONLY} : new FileAttribute<?>[0];
        return new ChannelAppender(FileChannel.open(file, options, attributes));
    }

    private static final class ChannelAppender implements Appender {
        private final FileChannel channel;

        ChannelAppender(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public void append(byte[] bytes) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            long at = channel.size();
            while (buffer.hasRemaining()) {
                at += channel.write(buffer, at);
            }
        }

        @Override
        public void force() throws IOException {
            channel.force(true);
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
