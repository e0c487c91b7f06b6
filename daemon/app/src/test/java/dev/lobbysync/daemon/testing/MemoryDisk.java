package dev.lobbysync.daemon.testing;

import dev.lobbysync.daemon.port.Disk;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A lossy twin of the disk: keeps apart what a program sees and what would survive a power loss. Contents survive once
 * forced; names survive once their directory was forced. A rename between two directories survives as a whole once either
 * was forced, as on journaling file systems. A created directory survives by itself, as on the real disk.
 *
 * <p>Each state-changing call is one crash point: {@link #crashBefore}, {@link #crashAfter}; {@link #crash} then gives the
 * disk as the next start finds it. Not thread-safe.
 */
public final class MemoryDisk implements Disk {
    private final DiskFaults faults = new DiskFaults();
    private final Inode.Directory root;
    private final List<Move> unforcedMoves = new ArrayList<>();
    private final LongSupplier nanos;
    private UnaryOperator<String> fold = UnaryOperator.identity();
    private long inodes = 2;
    private long bytesWritten;
    private int appending;

    private record Move(Inode.Directory from, String fromName, Inode.Directory to, String toName, Inode what) {}

    /** Time advances by a millisecond with each look at it. */
    public MemoryDisk() {
        this(new LongSupplier() {
            private long now = 1_772_438_400_000_000_000L;

            @Override
            public long getAsLong() {
                return now += 1_000_000;
            }
        });
    }

    /** @param nanos mtime of what changes, nanoseconds since the epoch */
    public MemoryDisk(LongSupplier nanos) {
        this.nanos = nanos;
        this.root = new Inode.Directory(1, nanos.getAsLong());
    }

    // --- what tests do to it; none of this counts or fails ---

    /** From now on names that fold to the same are one, kept as they were first written, as on other systems' disks. */
    public void fold(UnaryOperator<String> folding) {
        fold = folding;
    }

    /** The path with each name as it is kept. */
    private Path kept(Path path) {
        Path result = path.getRoot();
        Inode at = root;
        for (Path name : path) {
            String kept = at instanceof Inode.Directory directory ? kept(directory, name.toString()) : name.toString();
            at = at instanceof Inode.Directory directory ? directory.child(kept) : null;
            result = result.resolve(kept);
        }
        return result;
    }

    private String kept(Inode.Directory directory, String name) {
        if (directory.child(name) != null) {
            return name;
        }
        String folded = fold.apply(name);
        return directory.live.keySet().stream()
                .filter(other -> fold.apply(other).equals(folded))
                .findFirst()
                .orElse(name);
    }

    /** Where a rename leads to: the name may change its form, and stay the same name. */
    private Path renamed(Path from, Path to) {
        Path target = kept(to);
        return target.equals(from) && !to.getFileName().equals(from.getFileName())
                ? target.resolveSibling(to.getFileName())
                : target;
    }

    /** A file as a person saves it: a new inode under the name, durable at once, directories included. */
    public void install(Path file, byte[] bytes) {
        installAt(kept(file), bytes);
    }

    private void installAt(Path file, byte[] bytes) {
        Inode.Directory directory = root;
        for (Path name : file.getParent()) {
            directory = installDirectory(directory, name.toString());
        }
        Inode.File inode = new Inode.File(inodes++, nanos.getAsLong(), bytes.clone());
        inode.durable = inode.live;
        put(directory, file.getFileName().toString(), inode);
    }

    public void install(Path file, String text) {
        install(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A directory that was there from the start. */
    public void installDirectory(Path path) {
        installDirectoryAt(kept(path));
    }

    private void installDirectoryAt(Path path) {
        Inode.Directory directory = root;
        for (Path name : path) {
            directory = installDirectory(directory, name.toString());
        }
    }

    /** A symbolic link, which nothing may follow. */
    public void installSymlink(Path link, String target) {
        installDirectory(link.getParent());
        Inode.Directory directory = (Inode.Directory) live(link.getParent());
        put(directory, link.getFileName().toString(), new Inode.Symlink(inodes++, nanos.getAsLong(), target));
    }

    /** What an editor does that writes in place: same inode, new bytes, durable at once. */
    public void overwrite(Path file, byte[] bytes) {
        if (!(live(file) instanceof Inode.File inode)) {
            throw new IllegalArgumentException("no file " + file);
        }
        inode.live = bytes.clone();
        inode.durable = inode.live;
        inode.mtimeNanos = nanos.getAsLong();
    }

    /** A person's {@code mv}: the same inode, of a file or of a directory, under another name, durable at once. */
    public void move(Path given, Path wanted) {
        Path from = kept(given);
        Path to = renamed(from, wanted);
        installDirectory(to.getParent());
        if (live(from.getParent()) instanceof Inode.Directory source
                && live(to.getParent()) instanceof Inode.Directory target) {
            Inode inode = source.child(from.getFileName().toString());
            remove(from);
            put(target, to.getFileName().toString(), java.util.Objects.requireNonNull(inode));
        }
    }

    /** A person's deletion, of a whole directory if it is one, durable at once. */
    public void remove(Path given) {
        Path path = kept(given);
        if (live(path.getParent()) instanceof Inode.Directory directory) {
            directory.live.remove(path.getFileName().toString());
            directory.durable.remove(path.getFileName().toString());
        }
    }

    public boolean exists(Path path) {
        return live(path) != null;
    }

    public byte[] bytes(Path file) {
        if (live(file) instanceof Inode.File inode) {
            return inode.live.clone();
        }
        throw new IllegalArgumentException("no file " + file);
    }

    public String text(Path file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    /** Whether the file was made with mode 0600. */
    public boolean ownerOnly(Path file) {
        return live(file) instanceof Inode.File inode && inode.ownerOnly;
    }

    /** Every path below with its inode, mtime and content hash: equal maps mean that nothing was touched. */
    public Map<String, String> fingerprint(Path directory) {
        Map<String, String> result = new TreeMap<>();
        if (live(directory) instanceof Inode.Directory start) {
            collect(start, "", result);
        }
        return result;
    }

    /** Every file below by its path with {@code /}, without what lies in directories whose name begins with a dot. */
    public Map<String, byte[]> files(Path directory) {
        Map<String, byte[]> result = new TreeMap<>();
        if (live(directory) instanceof Inode.Directory start) {
            collectFiles(start, "", result);
        }
        return result;
    }

    private static void collectFiles(Inode.Directory directory, String prefix, Map<String, byte[]> result) {
        directory.live.forEach((name, inode) -> {
            boolean hidden = prefix.isEmpty() && name.startsWith(".");
            if (inode instanceof Inode.File file && !hidden) {
                result.put(prefix + name, file.live.clone());
            } else if (inode instanceof Inode.Directory below && !hidden) {
                collectFiles(below, prefix + name + "/", result);
            }
        });
    }

    /** State-changing calls since the beginning. */
    public long calls() {
        return faults.calls();
    }

    /** Bytes given to {@code createForced} and {@code append} since the beginning. */
    public long bytesWritten() {
        return bytesWritten;
    }

    /** Files open for appending. */
    public int appending() {
        return appending;
    }

    /** Crashes instead of performing the k-th state-changing call from now, counted from 1. */
    public void crashBefore(long k) {
        faults.crashAt(k, false);
    }

    /** Crashes right after the k-th state-changing call from now, counted from 1. */
    public void crashAfter(long k) {
        faults.crashAt(k, true);
    }

    /** The k-th call from now that only looks takes its time, counted from 1: something else happens just before it. */
    public void stallAt(long k, Runnable meanwhile) {
        faults.stallAt(k, meanwhile);
    }

    /** Makes chosen calls fail, reads included; null to stop. */
    public void failWith(DiskFaults.@Nullable Injector injector) {
        faults.inject(injector);
    }

    /** A test looks at the disk with the code that the daemon uses; that does not count and cannot fail. */
    <T> T unharmed(Callable<T> look) {
        faults.suspend(true);
        try {
            return look.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            faults.suspend(false);
        }
    }

    /** Whether no crash, fault or stall is going to come. */
    public boolean isCalm() {
        return faults.isCalm();
    }

    /** Whether the daemon has died at a call; what was cleaned up afterwards may have hidden that. */
    public boolean isDead() {
        return faults.isDead();
    }

    /** No crash and no fault is planned any more. */
    public void calm() {
        faults.calm();
    }

    /** Ends this life and begins the next one: what the crash takes is gone, faults are off. */
    public void crash(Loss loss) {
        faults.reset();
        faults.inject((DiskFaults.Injector) null);
        if (loss != Loss.NOTHING) {
            lose(root, loss, new HashSet<>());
        }
        unforcedMoves.clear();
    }

    // --- the port ---

    @Override
    public @Nullable Stat stat(Path path) throws IOException {
        faults.reading("stat", path);
        Inode inode = live(path);
        return inode == null ? null : statOf(inode);
    }

    @Override
    public List<Entry> list(Path directory) throws IOException {
        faults.reading("list", directory);
        List<Entry> entries = new ArrayList<>();
        directory(directory).live.forEach((name, inode) -> entries.add(new Entry(name, statOf(inode))));
        return entries;
    }

    @Override
    public byte[] read(Path file, long limit) throws IOException {
        faults.reading("read", file);
        Inode.File inode = file(file);
        if (inode.live.length > limit) {
            throw new IOException(file + " is larger than " + limit + " bytes");
        }
        return inode.live.clone();
    }

    @Override
    public void createDirectories(Path given) throws IOException {
        Path directory = kept(given);
        faults.reading("createDirectories", directory);
        if (live(directory) instanceof Inode.Directory) {
            return;
        }
        faults.changing("createDirectories", directory, () -> {
            Inode.Directory at = root;
            for (Path name : directory) {
                Inode child = at.child(name.toString());
                if (child == null) {
                    child = new Inode.Directory(inodes++, nanos.getAsLong());
                    put(at, name.toString(), child);
                }
                if (!(child instanceof Inode.Directory next)) {
                    throw new FileAlreadyExistsException(directory.toString());
                }
                at = next;
            }
        });
    }

    @Override
    public void createForced(Path given, byte[] bytes, @Nullable Path permissionsOf, boolean ownerOnly)
            throws IOException {
        Path file = kept(given);
        faults.changing("createForced", file, () -> {
            Inode.Directory directory = directory(file.getParent());
            String name = file.getFileName().toString();
            if (directory.child(name) != null) {
                throw new FileAlreadyExistsException(file.toString());
            }
            Inode.File inode = new Inode.File(inodes++, nanos.getAsLong(), bytes.clone());
            inode.durable = inode.live;
            inode.ownerOnly = ownerOnly
                    || (permissionsOf != null && live(permissionsOf) instanceof Inode.File like && like.ownerOnly);
            directory.live.put(name, inode);
            directory.mtimeNanos = nanos.getAsLong();
            bytesWritten += bytes.length;
        });
    }

    @Override
    public void create(Path given, byte[] bytes) throws IOException {
        Path file = kept(given);
        faults.changing("create", file, () -> {
            Inode.Directory directory = directory(file.getParent());
            Inode.File inode = new Inode.File(inodes++, nanos.getAsLong(), bytes.clone());
            if (directory.live.putIfAbsent(file.getFileName().toString(), inode) != null) {
                throw new FileAlreadyExistsException(file.toString());
            }
            directory.mtimeNanos = nanos.getAsLong();
            bytesWritten += bytes.length;
        });
    }

    @Override
    public void createDirectory(Path given) throws IOException {
        Path path = kept(given);
        faults.changing("createDirectory", path, () -> {
            Inode.Directory parent = directory(path.getParent());
            Inode.Directory created = new Inode.Directory(inodes++, nanos.getAsLong());
            if (parent.live.putIfAbsent(path.getFileName().toString(), created) != null) {
                throw new FileAlreadyExistsException(path.toString());
            }
            parent.mtimeNanos = nanos.getAsLong();
        });
    }

    /** One crash point per path, in the order given. */
    @Override
    public void forceAll(Collection<Path> paths) throws IOException {
        for (Path path : paths) {
            if (live(path) instanceof Inode.Directory) {
                forceDirectory(path);
            } else {
                faults.changing("force", path, () -> {
                    Inode.File inode = file(path);
                    inode.durable = inode.live;
                });
            }
        }
    }

    @Override
    public void rename(Path given, Path wanted) throws IOException {
        Path from = kept(given);
        Path to = renamed(from, wanted);
        faults.changing("rename", from, () -> {
            Inode.Directory source = directory(from.getParent());
            Inode.Directory target = directory(to.getParent());
            String fromName = from.getFileName().toString();
            String toName = to.getFileName().toString();
            Inode inode = source.child(fromName);
            if (inode == null) {
                throw new NoSuchFileException(from.toString());
            }
            Inode there = target.child(toName);
            if (there == inode && source == target && toName.equals(fromName)) {
                return;
            }
            if (there == inode) {
                return; // POSIX: two names of one file, nothing happens
            }
            if (there instanceof Inode.Directory full && !full.live.isEmpty()) {
                throw new DirectoryNotEmptyException(to.toString());
            }
            source.live.remove(fromName);
            target.live.put(toName, inode);
            source.mtimeNanos = nanos.getAsLong();
            target.mtimeNanos = source.mtimeNanos;
            if (source != target) {
                unforcedMoves.add(new Move(source, fromName, target, toName, inode));
            }
        });
    }

    @Override
    public void link(Path existing, Path given) throws IOException {
        Path link = kept(given);
        faults.changing("link", existing, () -> {
            Inode.File inode = file(existing);
            Inode.Directory directory = directory(link.getParent());
            if (directory.live.putIfAbsent(link.getFileName().toString(), inode) != null) {
                throw new FileAlreadyExistsException(link.toString());
            }
            directory.mtimeNanos = nanos.getAsLong();
        });
    }

    @Override
    public void delete(Path given) throws IOException {
        Path path = kept(given);
        faults.changing("delete", path, () -> {
            Inode.Directory directory = directory(path.getParent());
            String name = path.getFileName().toString();
            Inode inode = directory.child(name);
            if (inode == null) {
                throw new NoSuchFileException(path.toString());
            }
            if (inode instanceof Inode.Directory full && !full.live.isEmpty()) {
                throw new DirectoryNotEmptyException(path.toString());
            }
            directory.live.remove(name);
            directory.mtimeNanos = nanos.getAsLong();
        });
    }

    @Override
    public void forceDirectory(Path path) throws IOException {
        faults.changing("forceDirectory", path, () -> {
            Inode.Directory directory = directory(path);
            directory.durable.clear();
            directory.durable.putAll(directory.live);
            for (Move move : List.copyOf(unforcedMoves)) {
                if (move.from() == directory) {
                    move.to().durable.put(move.toName(), move.what());
                    unforcedMoves.remove(move);
                } else if (move.to() == directory) {
                    move.from().durable.remove(move.fromName(), move.what());
                    unforcedMoves.remove(move);
                }
            }
        });
    }

    @Override
    public Appender append(Path file, boolean ownerOnly) throws IOException {
        faults.reading("open", file);
        if (live(file) == null) {
            faults.changing("open", file, () -> {
                Inode.File created = new Inode.File(inodes++, nanos.getAsLong(), new byte[0]);
                created.ownerOnly = ownerOnly;
                Inode.Directory directory = directory(file.getParent());
                directory.live.put(file.getFileName().toString(), created);
                directory.mtimeNanos = nanos.getAsLong();
            });
        }
        return new MemoryAppender(file, file(file));
    }

    private final class MemoryAppender implements Appender {
        private final Path file;
        private final Inode.File inode;
        private boolean closed;

        MemoryAppender(Path file, Inode.File inode) {
            this.file = file;
            this.inode = inode;
            appending++;
        }

        @Override
        public void append(byte[] bytes) throws IOException {
            checkOpen();
            faults.changing("append", file, () -> {
                int before = inode.live.length;
                byte[] longer = Arrays.copyOf(inode.live, before + bytes.length);
                System.arraycopy(bytes, 0, longer, before, bytes.length);
                inode.live = longer;
                inode.mtimeNanos = nanos.getAsLong();
                bytesWritten += bytes.length;
            });
        }

        @Override
        public void force() throws IOException {
            checkOpen();
            faults.changing("force", file, () -> inode.durable = inode.live);
        }

        @Override
        public void truncate(long size) throws IOException {
            checkOpen();
            faults.changing("truncate", file, () -> {
                if (size < inode.live.length) {
                    inode.live = Arrays.copyOf(inode.live, (int) size);
                    inode.mtimeNanos = nanos.getAsLong();
                }
            });
        }

        @Override
        public long size() throws IOException {
            checkOpen();
            faults.reading("size", file);
            return inode.live.length;
        }

        @Override
        public void close() {
            appending -= closed ? 0 : 1;
            closed = true;
        }

        private void checkOpen() throws IOException {
            if (closed) {
                throw new IOException(file + " was closed");
            }
        }
    }

    // --- inside ---

    private Inode.Directory directory(Path path) throws IOException {
        Inode inode = live(path);
        if (inode == null) {
            throw new NoSuchFileException(path.toString());
        }
        if (inode instanceof Inode.Directory directory) {
            return directory;
        }
        throw new NotDirectoryException(path.toString());
    }

    private Inode.File file(Path path) throws IOException {
        Inode inode = live(path);
        if (inode == null) {
            throw new NoSuchFileException(path.toString());
        }
        if (inode instanceof Inode.File file) {
            return file;
        }
        throw new IOException(path + " is no regular file");
    }

    /** The inode of a path; nothing lies behind a symbolic link or a file. */
    private @Nullable Inode live(Path path) {
        Inode at = root;
        for (Path name : path) {
            if (!(at instanceof Inode.Directory directory)) {
                return null;
            }
            at = directory.child(kept(directory, name.toString()));
            if (at == null) {
                return null;
            }
        }
        return at;
    }

    private Inode.Directory installDirectory(Inode.Directory parent, String name) {
        if (parent.child(name) instanceof Inode.Directory there) {
            parent.durable.put(name, there);
            return there;
        }
        Inode.Directory created = new Inode.Directory(inodes++, nanos.getAsLong());
        put(parent, name, created);
        return created;
    }

    private void put(Inode.Directory directory, String name, Inode inode) {
        directory.live.put(name, inode);
        directory.durable.put(name, inode);
        directory.mtimeNanos = nanos.getAsLong();
    }

    private static void lose(Inode.Directory directory, Loss loss, Set<Inode> seen) {
        directory.live.clear();
        directory.live.putAll(directory.durable);
        for (Inode inode : directory.live.values()) {
            if (!seen.add(inode)) {
                continue;
            }
            if (inode instanceof Inode.Directory child) {
                lose(child, loss, seen);
            } else if (inode instanceof Inode.File file) {
                int more = file.live.length - file.durable.length;
                boolean half = loss == Loss.HALF_OF_UNFORCED && more > 0;
                file.live = half ? Arrays.copyOf(file.live, file.durable.length + more / 2) : file.durable;
                file.durable = file.live;
            }
        }
    }

    private static Stat statOf(Inode inode) {
        if (inode instanceof Inode.File file) {
            return new Stat(Type.FILE, file.live.length, file.mtimeNanos, file.number);
        }
        Type type = inode instanceof Inode.Directory ? Type.DIRECTORY : Type.SYMLINK;
        return new Stat(type, 0, inode.mtimeNanos, inode.number);
    }

    private static void collect(Inode.Directory directory, String prefix, Map<String, String> result) {
        directory.live.forEach((name, inode) -> {
            String content = "";
            if (inode instanceof Inode.File file) {
                content = " " + Sha256.hex(file.live);
            } else if (inode instanceof Inode.Symlink link) {
                content = " -> " + link.target;
            }
            result.put(prefix + name, inode.number + " " + inode.mtimeNanos + content);
            if (inode instanceof Inode.Directory child) {
                collect(child, prefix + name + "/", result);
            }
        });
    }
}
