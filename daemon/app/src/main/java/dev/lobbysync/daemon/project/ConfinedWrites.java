package dev.lobbysync.daemon.project;

import dev.lobbysync.daemon.model.FileChange;
import dev.lobbysync.daemon.model.TemporaryName;
import dev.lobbysync.daemon.port.Disk;
import dev.lobbysync.daemon.port.Random;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Durable writes into the project with their precondition checked at the last moment (DESIGN 3 and 5): data forced,
 * renamed, directory forced.
 *
 * <p>{@code rename} cannot compare and swap. So the old inode gets a second name before it is replaced and is read again
 * afterwards: what an editor wrote into it meanwhile is put back, and the change is planned again.
 */
final class ConfinedWrites {
    private static final Set<String> NEVER_PRUNED = Set.of(Layout.APPS, Layout.SHARED, Layout.ASSETS, "");

    private static final int LONGEST_NAME = 220;
    private static final int FEW_LETTERS = 50;

    private final Disk disk;
    private final ConfinedPath paths;
    private final Random random;
    private final long limit;
    private final Leftovers leftovers;

    /**
     * Writes below a root.
     *
     * @param limit size in bytes up to which files are read
     * @param leftovers learns what a failure left behind
     */
    ConfinedWrites(Disk disk, ConfinedPath paths, Random random, long limit, Leftovers leftovers) {
        this.disk = disk;
        this.paths = paths;
        this.random = random;
        this.limit = limit;
        this.leftovers = leftovers;
    }

    /** Carries out one change; false, and nothing changed, if the file is not what the change was computed from. */
    boolean perform(FileChange change) throws IOException {
        checkWay(change.path());
        if (change.expectedSha256() == null) {
            return change.content() == null || create(change.path(), change.content());
        }
        return change.content() == null
                ? delete(change.path(), change.expectedSha256())
                : replace(change.path(), change.expectedSha256(), change.content());
    }

    /**
     * Looked at again right before each call that changes something: a directory may become a symbolic link at any moment,
     * and nothing behind one is ours.
     */
    private void checkWay(String path) throws IOException {
        String obstacle = paths.obstacle(path);
        if (obstacle != null) {
            throw new FileSystemException(
                    path, obstacle, "is reached through " + obstacle + ", which is no real directory");
        }
    }

    /** Replaces a file of our own, whatever it holds. */
    void replace(String path, byte[] content) throws IOException {
        checkWay(path);
        Path target = paths.resolve(path);
        disk.createDirectories(directory(target));
        Path fresh = temporary(path);
        try {
            disk.createForced(fresh, content, target, false);
            disk.rename(fresh, target);
        } catch (IOException e) {
            leftovers.leave(disk, fresh, e);
            throw e;
        }
        disk.forceDirectory(directory(target));
    }

    /** Deletes a temporary file. */
    void discard(String path) throws IOException {
        checkWay(path);
        if (TemporaryName.is(Layout.name(path))) {
            disk.delete(paths.resolve(path));
            pruneEmptyParents(path);
        }
    }

    private boolean create(String path, byte[] content) throws IOException {
        Path target = paths.resolve(path);
        if (disk.stat(target) != null) {
            return false;
        }
        disk.createDirectories(directory(target));
        Path fresh = temporary(path);
        boolean free = false;
        try {
            checkWay(path);
            disk.createForced(fresh, content, null, false);
            checkWay(path);
            free = disk.stat(target) == null && linked(fresh, target);
            leftovers.discard(disk, fresh);
        } catch (IOException e) {
            leftovers.leave(disk, fresh, e);
            throw e;
        }
        if (!free) {
            return false;
        }
        disk.forceDirectory(directory(target));
        return true;
    }

    /** Unlike a rename, a link never replaces a file that somebody created meanwhile; false if there is one. */
    private boolean linked(Path fresh, Path target) throws IOException {
        try {
            disk.link(fresh, target);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    private boolean replace(String path, String expected, byte[] content) throws IOException {
        Path target = paths.resolve(path);
        if (!holds(target, expected)) {
            return false;
        }
        Path fresh = temporary(path);
        Path old = secondName(path, expected);
        try {
            checkWay(path);
            disk.createForced(fresh, content, target, false);
            return swap(path, expected, fresh, old);
        } catch (IOException e) {
            leftovers.leave(disk, fresh, e);
            leftovers.leaveCopy(disk, old, expected, e);
            throw e;
        }
    }

    private boolean swap(String path, String expected, Path fresh, Path old) throws IOException {
        Path target = paths.resolve(path);
        checkWay(path);
        try {
            disk.link(target, old);
        } catch (NoSuchFileException e) {
            leftovers.discard(disk, fresh);
            return false;
        }
        checkWay(path);
        if (!holds(old, expected) || !sameInode(target, old)) {
            leftovers.discard(disk, fresh);
            leftovers.discardCopy(disk, old, expected);
            return false;
        }
        disk.rename(fresh, target);
        if (!holds(old, expected)) {
            disk.rename(old, target);
            disk.forceDirectory(directory(target));
            return false;
        }
        leftovers.discardCopy(disk, old, expected);
        disk.forceDirectory(directory(target));
        return true;
    }

    private boolean delete(String path, String expected) throws IOException {
        Path target = paths.resolve(path);
        if (disk.stat(target) == null) {
            return true;
        }
        if (!holds(target, expected)) {
            return false;
        }
        Path old = secondName(path, expected);
        try {
            if (!unlinked(path, expected, old)) {
                return false;
            }
        } catch (IOException e) {
            leftovers.leaveCopy(disk, old, expected, e);
            throw e;
        }
        pruneEmptyParents(path);
        return true;
    }

    private boolean unlinked(String path, String expected, Path old) throws IOException {
        Path target = paths.resolve(path);
        checkWay(path);
        try {
            disk.link(target, old);
        } catch (NoSuchFileException e) {
            return true;
        }
        checkWay(path);
        if (!sameInode(target, old)) {
            leftovers.discardCopy(disk, old, expected);
            return false;
        }
        disk.delete(target);
        if (!holds(old, expected)) {
            if (disk.stat(target) == null) {
                disk.rename(old, target);
            } else {
                leftovers.discardCopy(disk, old, expected);
            }
            disk.forceDirectory(directory(target));
            return false;
        }
        leftovers.discardCopy(disk, old, expected);
        disk.forceDirectory(directory(target));
        return true;
    }

    /** Removes directories that the deletion left empty; anything else in them keeps them (PROTOCOL 11, item 62). */
    private void pruneEmptyParents(String path) throws IOException {
        String parent = Layout.parent(path);
        while (!NEVER_PRUNED.contains(parent)) {
            Path directory = paths.resolve(parent);
            if (disk.stat(directory) == null || !disk.list(directory).isEmpty()) {
                return;
            }
            try {
                disk.delete(directory);
            } catch (DirectoryNotEmptyException e) {
                return; // somebody put a file there since the look: it stays
            }
            disk.forceDirectory(directory(directory));
            parent = Layout.parent(parent);
        }
    }

    private boolean holds(Path file, String expected) throws IOException {
        Disk.Stat stat = disk.stat(file);
        if (stat == null || stat.type() != Disk.Type.FILE) {
            return false;
        }
        try {
            return Sha256.hex(disk.read(file, limit)).equals(expected);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Where the file system has inodes: an editor that saves by renaming has put another one in place. */
    private boolean sameInode(Path target, Path old) throws IOException {
        Disk.@Nullable Stat linked = disk.stat(old);
        // The very last look before the write: what replaces the file until here is seen.
        Disk.@Nullable Stat now = disk.stat(target);
        return now != null && linked != null && (now.inode() == linked.inode() || copied(now, linked));
    }

    /** Where links are refused the second name is a copy: an inode of its own with equal content. */
    private static boolean copied(Disk.Stat now, Disk.Stat copy) {
        return now.size() == copy.size() && now.mtimeNanos() == copy.mtimeNanos();
    }

    private Path temporary(String path) {
        return paths.resolve(TemporaryName.of(shortened(path), random.shortId()));
    }

    private Path secondName(String path, String expected) {
        return paths.resolve(TemporaryName.second(shortened(path), random.shortId(), expected));
    }

    /** Leaves room for what is added to the name; file systems take 255 bytes. */
    private static String shortened(String path) {
        String name = Layout.name(path);
        if (name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME) {
            return path;
        }
        String start = name.substring(0, name.offsetByCodePoints(0, FEW_LETTERS));
        String parent = Layout.parent(path);
        return parent.isEmpty() ? start : parent + "/" + start;
    }

    private static Path directory(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(file + " has no directory");
        }
        return parent;
    }
}
