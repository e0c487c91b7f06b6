package dev.lobbysync.daemon.project;

import dev.lobbysync.daemon.model.TemporaryName;
import dev.lobbysync.daemon.port.UnwritableDisk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.attributes.Attributes;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.CoreConfig.EolStreamType;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.TreeWalk.OperationType;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.eclipse.jgit.util.io.EolStreamTypeUtil;
import org.jspecify.annotations.Nullable;

/**
 * A commit's tree as a disk that can only be read: the files of the project as a checkout of that commit would write
 * them, line ends converted as the repository is configured.
 *
 * <p>What only a program outside of git can make of a blob (LFS and other filters, an encoding) cannot be read, so that
 * the object counts as unknown in that commit.
 */
final class GitTree implements UnwritableDisk, AutoCloseable {
    private static final long BLOB_LIMIT = 64L << 20;
    private static final int POINTER_LIMIT = 1024;
    private static final byte[] LFS = "version https://git-lfs.github.com/spec/".getBytes(StandardCharsets.US_ASCII);

    private final Repository repository;
    private final ObjectReader reader;
    private final Path root;
    private final String prefix;
    private ObjectId tree = ObjectId.zeroId();
    private long generation;

    /**
     * The trees of a repository, before the first.
     *
     * @param root of the project, absolute; paths are given below it
     * @param prefix of the project in the repository, with {@code /}; empty at the root
     */
    GitTree(Repository repository, Path root, String prefix) {
        this.repository = repository;
        this.reader = repository.newObjectReader();
        this.root = root;
        this.prefix = prefix;
    }

    Path root() {
        return root;
    }

    /**
     * Shows another tree.
     *
     * @return the paths of the project that are different in it, relative to its root
     */
    Set<String> moveTo(ObjectId next) throws IOException {
        ObjectId before = tree;
        tree = next.copy();
        Set<String> changed = new HashSet<>();
        if (before.equals(ObjectId.zeroId()) || before.equals(tree)) {
            return changed;
        }
        try (TreeWalk walk = new TreeWalk(repository, reader)) {
            walk.addTree(before);
            walk.addTree(tree);
            walk.setRecursive(true);
            walk.setFilter(
                    prefix.isEmpty()
                            ? TreeFilter.ANY_DIFF
                            : AndTreeFilter.create(PathFilter.create(prefix), TreeFilter.ANY_DIFF));
            while (walk.next()) {
                String path = prefix.isEmpty()
                        ? walk.getPathString()
                        : walk.getPathString().substring(Math.min(walk.getPathLength(), prefix.length() + 1));
                if (walk.getNameString().equals(Constants.DOT_GIT_ATTRIBUTES)) {
                    // What it says may concern any file: all are read again.
                    generation++;
                    changed.addAll(List.of(Layout.APPS, Layout.SHARED, Layout.ASSETS, Layout.WORLD));
                }
                changed.add(path);
            }
        }
        return changed;
    }

    /** An entry of the tree. */
    private record Found(FileMode mode, ObjectId id) {}

    private @Nullable Found find(Path path) throws IOException {
        String relative = relative(path);
        if (relative == null) {
            return null;
        }
        if (relative.isEmpty()) {
            return new Found(FileMode.TREE, tree);
        }
        try (TreeWalk walk = TreeWalk.forPath(reader, relative, tree)) {
            return walk == null ? null : new Found(walk.getFileMode(0), walk.getObjectId(0));
        }
    }

    /** The path in the repository, or null for what no commit tells about. */
    private @Nullable String relative(Path path) {
        String below =
                root.relativize(path).toString().replace(root.getFileSystem().getSeparator(), "/");
        if (below.equals(".lobby") || below.startsWith(".lobby/")) {
            return null;
        }
        return prefix.isEmpty() ? below : below.isEmpty() ? prefix : prefix + "/" + below;
    }

    @Override
    public @Nullable Stat stat(Path path) throws IOException {
        if (path.equals(root)) {
            return directory();
        }
        Found found = find(path);
        return found == null ? null : stat(found.mode(), found.id());
    }

    private Stat stat(FileMode mode, ObjectId id) throws IOException {
        if (mode.equals(FileMode.TREE)) {
            return directory();
        }
        if (mode.equals(FileMode.REGULAR_FILE) || mode.equals(FileMode.EXECUTABLE_FILE)) {
            byte[] name = new byte[Constants.OBJECT_ID_LENGTH];
            id.copyRawTo(name, 0);
            long size = reader.getObjectSize(id, Constants.OBJ_BLOB);
            return new Stat(Type.FILE, size, generation, ByteBuffer.wrap(name).getLong());
        }
        return new Stat(mode.equals(FileMode.SYMLINK) ? Type.SYMLINK : Type.OTHER, 0, 0, 0);
    }

    private static Stat directory() {
        return new Stat(Type.DIRECTORY, 0, 0, 0);
    }

    @Override
    public List<Entry> list(Path directory) throws IOException {
        Found found = find(directory);
        List<Entry> entries = new ArrayList<>();
        if (found == null || !found.mode().equals(FileMode.TREE)) {
            throw new NoSuchFileException(directory.toString());
        }
        CanonicalTreeParser parser = new CanonicalTreeParser();
        parser.reset(reader, found.id());
        for (; !parser.eof(); parser.next()) {
            String name = parser.getEntryPathString();
            if (!TemporaryName.is(name)) {
                entries.add(new Entry(name, stat(parser.getEntryFileMode(), parser.getEntryObjectId())));
            }
        }
        return entries;
    }

    @Override
    public byte[] read(Path file, long limit) throws IOException {
        String path = relative(file);
        if (path == null) {
            throw new NoSuchFileException(file.toString());
        }
        try (TreeWalk walk = new TreeWalk(repository, reader)) {
            walk.setOperationType(OperationType.CHECKOUT_OP);
            walk.addTree(tree);
            PathFilter filter = PathFilter.create(path);
            walk.setFilter(filter);
            while (walk.next()) {
                if (filter.isDone(walk)) {
                    return content(walk, path, Math.min(limit, BLOB_LIMIT));
                }
                if (walk.isSubtree()) {
                    walk.enterSubtree();
                }
            }
        }
        throw new NoSuchFileException(file.toString());
    }

    private byte[] content(TreeWalk walk, String path, long limit) throws IOException {
        FileMode mode = walk.getFileMode(0);
        if (!mode.equals(FileMode.REGULAR_FILE) && !mode.equals(FileMode.EXECUTABLE_FILE)) {
            throw new IOException(path + " is no regular file in that commit");
        }
        Attributes attributes = walk.getAttributes();
        if (isFiltered(attributes) || attributes.isCustom("working-tree-encoding")) {
            throw new IOException(path + " goes through a filter that only git itself can run");
        }
        ObjectLoader blob = reader.open(walk.getObjectId(0), Constants.OBJ_BLOB);
        if (blob.getSize() > limit) {
            throw new IOException(path + " is larger than " + limit + " bytes in that commit");
        }
        byte[] bytes = blob.getBytes((int) limit);
        if (isPointer(bytes)) {
            throw new IOException(path + " is only a pointer of git lfs in that commit");
        }
        EolStreamType ends = walk.getEolStreamType(OperationType.CHECKOUT_OP);
        if (ends == null || ends == EolStreamType.DIRECT) {
            return bytes;
        }
        ByteArrayOutputStream converted = new ByteArrayOutputStream(bytes.length + bytes.length / 16);
        try (OutputStream out = EolStreamTypeUtil.wrapOutputStream(converted, ends)) {
            out.write(bytes);
        }
        return converted.toByteArray();
    }

    /** A filter that nobody configured does nothing. */
    private boolean isFiltered(Attributes attributes) {
        String filter = attributes.getValue(Constants.ATTR_FILTER);
        return filter != null
                && (repository.getConfig().getString("filter", filter, "smudge") != null
                        || repository.getConfig().getString("filter", filter, "process") != null);
    }

    private static boolean isPointer(byte[] bytes) {
        if (bytes.length < LFS.length || bytes.length > POINTER_LIMIT) {
            return false;
        }
        for (int i = 0; i < LFS.length; i++) {
            if (bytes[i] != LFS[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public IOException refusal(Path path) {
        throw new UnsupportedOperationException("a commit cannot be changed");
    }

    @Override
    public void close() {
        reader.close();
    }
}
