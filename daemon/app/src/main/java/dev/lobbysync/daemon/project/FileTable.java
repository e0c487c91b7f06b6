package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.port.Clock;
import dev.lobbysync.daemon.port.Disk;
import dev.lobbysync.daemon.port.ProjectGoneException;
import dev.lobbysync.daemon.port.TooManyEntriesException;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files that matter, as of the last look. A look reads the stat of each and the content of those whose stat changed.
 *
 * <p>The racy timestamp: a file written again within the clock's grain after a look may have the same size and mtime. So a
 * file whose mtime lies less than two seconds before the look (or after it) is read again at the next one.
 */
final class FileTable {
    private static final long RACY_NANOS = 2_000_000_000L;
    private static final Pattern OURS =
            Pattern.compile("(world\\.json|stat-cache|blueprint-index\\.json|recent-writes\\.json)\\.tmp-.*");
    private static final List<String> TOPS = List.of(Layout.APPS, Layout.SHARED, Layout.ASSETS);

    /**
     * A path that cannot be looked into.
     *
     * @param why what it is and what to do about it
     * @param hidesDirectory whether there may be files below it that we cannot see
     */
    record Block(String why, boolean hidesDirectory) {}

    private final Disk disk;
    private final ConfinedPath paths;
    private final ReadLimits limits = ReadLimits.OF_THIS_PROCESS;
    private final Clock clock;
    private final StatCache cache;
    private final Leftovers leftovers;
    private final long startedNanos;
    private final TreeMap<String, FileFact> facts = new TreeMap<>();
    private final TreeMap<String, Block> blocks = new TreeMap<>();
    private final TreeSet<String> deeper = new TreeSet<>();
    private final Set<String> unread = new HashSet<>();
    private final Map<String, String> pathByHash = new HashMap<>();
    private boolean tidied;

    FileTable(Disk disk, ConfinedPath paths, Clock clock, StatCache cache, Leftovers leftovers) {
        this.disk = disk;
        this.paths = paths;
        this.clock = clock;
        this.cache = cache;
        this.leftovers = leftovers;
        this.startedNanos = clock.wallMillis() * 1_000_000L;
    }

    /**
     * Looks at everything.
     *
     * @param changed receives the paths whose content, existence or blockage changed, also if the look fails half-way
     * @throws ProjectGoneException if the root of the project is gone: then nothing can be said, least of all that files are gone
     */
    void scan(Set<String> changed) throws IOException {
        checkRoot();
        if (!tidied) {
            tidy("");
            tidy(".lobby");
            tidied = true;
        }
        for (String top : TOPS) {
            look(top, changed);
        }
        look(Layout.WORLD, changed);
    }

    /** Removes what a crash left of our own files, which lie where nobody looks otherwise. */
    private void tidy(String directory) throws IOException {
        Path path = paths.resolve(directory);
        Disk.Stat stat = disk.stat(path);
        if (stat == null || stat.type() != Disk.Type.DIRECTORY) {
            return;
        }
        for (Disk.Entry entry : disk.list(path)) {
            if (entry.stat().type() == Disk.Type.FILE
                    && OURS.matcher(entry.name()).matches()) {
                String name = directory.isEmpty() ? entry.name() : directory + "/" + entry.name();
                leftovers.look(disk, name, path.resolve(entry.name()), entry.stat(), startedNanos);
            }
        }
    }

    /** Looks at files and directories again; see {@link #scan}. */
    void refresh(Collection<String> names, Set<String> changed) throws IOException {
        checkRoot();
        for (String name : names) {
            if (Layout.matters(name) && !isSkipped(name)) {
                String obstacle = paths.obstacle(name);
                look(obstacle == null ? name : obstacle, changed);
            }
        }
    }

    private void checkRoot() throws IOException {
        Disk.Stat stat = disk.stat(paths.root());
        if (stat == null || stat.type() != Disk.Type.DIRECTORY) {
            throw new ProjectGoneException(paths.root().toString());
        }
    }

    private static boolean isSkipped(String path) {
        for (String segment : path.split("/", -1)) {
            if (Layout.isSkippedDirectory(segment) || segment.isEmpty() || segment.equals("..")) {
                return true;
            }
        }
        return false;
    }

    private void look(String path, Set<String> changed) throws IOException {
        Set<String> seen = new HashSet<>();
        Path file = paths.resolve(path);
        Disk.Stat stat = disk.stat(file);
        if (stat != null) {
            lookAt(path, file, stat, seen, changed);
        }
        forgetUnseen(path, seen, changed);
    }

    private void lookAt(String path, Path file, Disk.Stat stat, Set<String> seen, Set<String> changed)
            throws IOException {
        boolean directoryExpected =
                TOPS.contains(path) || Layout.appPath(Layout.name(path)).equals(path);
        switch (stat.type()) {
            case DIRECTORY -> {
                if (path.equals(Layout.WORLD)) {
                    block(path, path + " is a directory; a file belongs there", false, seen, changed);
                } else {
                    lookInto(path, file, seen, changed);
                }
            }
            case FILE -> {
                if (directoryExpected && TOPS.contains(path)) {
                    block(path, path + " is a file; a directory belongs there", true, seen, changed);
                } else if (Layout.role(path) != Layout.Role.NONE) {
                    lookAtFile(path, file, stat, seen, changed);
                } else if (Layout.isDeeperBlueprint(path)) {
                    seen.add(path);
                    deeper.add(path);
                } else {
                    leftovers.look(disk, path, file, stat, startedNanos);
                }
            }
            case SYMLINK, OTHER -> {
                if (directoryExpected || Layout.role(path) != Layout.Role.NONE) {
                    String what = stat.type() == Disk.Type.SYMLINK ? "a symbolic link" : "no regular file";
                    block(
                            path,
                            path + " is " + what + "; replace it by a real "
                                    + (directoryExpected ? "directory" : "file"),
                            directoryExpected,
                            seen,
                            changed);
                }
            }
        }
    }

    private void lookInto(String path, Path directory, Set<String> seen, Set<String> changed) throws IOException {
        List<Disk.Entry> entries;
        try {
            entries = disk.list(directory);
        } catch (NoSuchFileException e) {
            return; // gone since its stat
        } catch (TooManyEntriesException e) {
            block(
                    path,
                    path + " " + e.getReason() + "; move what does not belong there elsewhere",
                    true,
                    seen,
                    changed);
            return;
        } catch (IOException e) {
            block(path, path + " cannot be read (" + e.getMessage() + "); check its permissions", true, seen, changed);
            return;
        }
        if (facts.size() + entries.size() > limits.files() && below(path).isEmpty()) {
            block(path, limits.tooMany(path), true, seen, changed);
            return;
        }
        for (Disk.Entry entry : entries) {
            if (entry.stat().type() != Disk.Type.DIRECTORY || !Layout.isSkippedDirectory(entry.name())) {
                lookAt(path + "/" + entry.name(), directory.resolve(entry.name()), entry.stat(), seen, changed);
            }
        }
    }

    private void lookAtFile(String path, Path file, Disk.Stat stat, Set<String> seen, Set<String> changed)
            throws IOException {
        FileFact prior = facts.get(path);
        FileFact known = prior == null ? remembered(path) : prior;
        if (blocks.remove(path) != null || unread.remove(path)) {
            changed.add(path);
        }
        if (known != null && !known.racy() && known.stat().equals(stat)) {
            seen.add(path);
            if (prior == null) {
                put(path, known);
                changed.add(path);
            }
            return;
        }
        String complaint = limits.complaint(path, stat.size());
        if (complaint != null) {
            block(path, complaint, false, seen, changed);
            return;
        }
        boolean racy = stat.mtimeNanos() > clock.wallMillis() * 1_000_000L - RACY_NANOS;
        if (Layout.role(path) == Layout.Role.ASSET) {
            seen.add(path);
            put(path, new FileFact(stat, racy, null, emptied(stat.size(), known), null, null));
            changed.add(path);
            return;
        }
        try {
            byte[] bytes = disk.read(file, limits.of(Layout.role(path)));
            seen.add(path);
            take(path, bytes, stat, racy, known, changed);
        } catch (NoSuchFileException e) {
            return; // gone since its stat
        } catch (IOException e) {
            block(path, path + " cannot be read (" + e.getMessage() + "); check it", false, seen, changed);
        }
    }

    /** What the last run knew of a file; of a JSON file only if that makes up for its content. */
    private @Nullable FileFact remembered(String path) {
        FileFact fact = cache.fact(path);
        String hash = fact == null ? null : fact.sha256();
        if (!isJson(path) || fact == null || hash == null) {
            return fact;
        }
        JsonFile known = known(path, hash);
        return known == null ? null : fact.holding(known);
    }

    private static boolean isJson(String path) {
        Layout.Role role = Layout.role(path);
        return role == Layout.Role.BLUEPRINT || role == Layout.Role.WORLD;
    }

    /** A blueprint with that content, if the last run knew it. */
    private @Nullable JsonFile known(String path, String hash) {
        KnownBlueprint blueprint = cache.blueprint(path, hash);
        return blueprint == null ? null : JsonFile.known(blueprint, () -> readAgain(path, hash));
    }

    /** What was not read at the look; if it has become something else since, the next look reads it whatever its stat. */
    private ObjectNode readAgain(String path, String hash) {
        @Nullable IOException cause = null;
        try {
            byte[] bytes = paths.obstacle(path) == null ? disk.read(paths.resolve(path), limits.json()) : new byte[0];
            ObjectNode document =
                    Sha256.hex(bytes).equals(hash) ? JsonFile.of(path, bytes).document() : null;
            if (document != null) {
                return document;
            }
        } catch (IOException e) {
            cause = e;
        }
        facts.computeIfPresent(path, (key, fact) -> fact.distrusted());
        throw new UncheckedIOException(
                new IOException(path + " is not what it was a moment ago; it is looked at again", cause));
    }

    private void take(
            String path, byte[] bytes, Disk.Stat stat, boolean racy, @Nullable FileFact known, Set<String> changed) {
        String hash = Sha256.hex(bytes);
        FileFact prior = facts.get(path);
        boolean emptied = emptied(bytes.length, known);
        if (prior != null && hash.equals(prior.sha256()) && prior.emptied() == emptied) {
            put(path, new FileFact(stat, racy, hash, emptied, prior.script(), prior.json()));
            return;
        }
        boolean json = isJson(path);
        JsonFile same = json ? known(path, hash) : null;
        put(
                path,
                new FileFact(
                        stat,
                        racy,
                        hash,
                        emptied,
                        json ? null : ImportScanner.scan(new String(bytes, StandardCharsets.UTF_8)),
                        json && same == null ? JsonFile.of(path, bytes) : same));
        changed.add(path);
    }

    /**
     * Reads once more what was written so shortly before a look that its stat could not be trusted, if enough time has
     * passed since. What is not the same any more is left for the next look.
     */
    void settle() throws IOException {
        long trusted = clock.wallMillis() * 1_000_000L - RACY_NANOS;
        for (Map.Entry<String, FileFact> entry : facts.entrySet()) {
            FileFact fact = entry.getValue();
            if (fact.racy() && fact.stat().mtimeNanos() <= trusted && isStill(entry.getKey(), fact)) {
                entry.setValue(fact.settled());
            }
        }
    }

    private boolean isStill(String path, FileFact fact) throws IOException {
        Path file = paths.resolve(path);
        String hash = fact.sha256();
        try {
            return hash != null
                    && fact.stat().equals(disk.stat(file))
                    && Sha256.hex(disk.read(file, limits.asset())).equals(hash);
        } catch (FileSystemException e) {
            return false; // gone, or not to be read: the next look tells
        }
    }

    private static boolean emptied(long size, @Nullable FileFact known) {
        return size == 0 && known != null && (known.stat().size() > 0 || known.emptied());
    }

    private void put(String path, FileFact fact) {
        facts.put(path, fact);
        if (fact.sha256() != null) {
            pathByHash.put(fact.sha256(), path);
        }
    }

    private void block(String path, String why, boolean directory, Set<String> seen, Set<String> changed) {
        Block block = new Block(why, directory);
        seen.add(path);
        boolean hidFile = facts.remove(path) != null;
        if (!block.equals(blocks.put(path, block)) || hidFile) {
            changed.add(path);
        }
    }

    private void forgetUnseen(String path, Set<String> seen, Set<String> changed) {
        forgetUnseen(deeper.subSet(path, true, path, true), seen, changed);
        forgetUnseen(deeper.subSet(path + "/", true, path + "0", false), seen, changed);
        for (NavigableMap<String, ?> table : List.of(facts, blocks)) {
            forgetUnseen(table.subMap(path, true, path, true).keySet(), seen, changed);
            forgetUnseen(table.subMap(path + "/", true, path + "0", false).keySet(), seen, changed);
        }
    }

    private static void forgetUnseen(Set<String> range, Set<String> seen, Set<String> changed) {
        range.removeIf(name -> {
            boolean gone = !seen.contains(name);
            if (gone) {
                changed.add(name);
            }
            return gone;
        });
    }

    @Nullable
    FileFact fact(String path) {
        return facts.get(path);
    }

    NavigableMap<String, FileFact> facts() {
        return facts;
    }

    /** The facts of all files below a directory. */
    NavigableMap<String, FileFact> below(String directory) {
        return facts.subMap(directory + "/", true, directory + "0", false);
    }

    NavigableMap<String, Block> blocksBelow(String directory) {
        return blocks.subMap(directory + "/", true, directory + "0", false);
    }

    /** Why nothing can be said about a path: it, or a directory above it, cannot be looked into. Null if it can. */
    @Nullable
    Block blockage(String path) {
        if (blocks.isEmpty()) {
            return null;
        }
        Block own = blocks.get(path);
        for (int slash = path.indexOf('/'); slash >= 0 && own == null; slash = path.indexOf('/', slash + 1)) {
            own = blocks.get(path.substring(0, slash));
        }
        return own;
    }

    /** Whether a path is there; a file that does not matter counts too. */
    boolean exists(String path) throws IOException {
        return facts.containsKey(path) || disk.stat(paths.resolve(path)) != null;
    }

    /** What lies in a directory now, folders with a slash at the end; nothing if it is no directory. */
    List<String> names(String directory) throws IOException {
        Disk.Stat stat = disk.stat(paths.resolve(directory));
        return stat == null || stat.type() != Disk.Type.DIRECTORY || paths.obstacle(directory + "/") != null
                ? List.of()
                : disk.list(paths.resolve(directory)).stream()
                        .map(entry -> entry.name() + (entry.stat().type() == Disk.Type.DIRECTORY ? "/" : ""))
                        .sorted()
                        .toList();
    }

    /** Whether a path is there now, whatever the last look said. */
    boolean isThere(String path) throws IOException {
        return disk.stat(paths.resolve(path)) != null;
    }

    /**
     * Files that would be blueprints if they lay directly in an app folder, whose own folder has that name and that lie
     * deeper: an app folder that was moved into another.
     *
     * @param path where such a file would belong
     */
    List<String> tooDeep(String path) {
        String end = path.substring(Layout.APPS.length());
        return deeper.stream()
                .filter(deep -> deep.endsWith(end) && deep.length() > path.length())
                .toList();
    }

    /** Whether a path, or one above it, is there and no real directory. */
    boolean isObstructed(String directory) throws IOException {
        return blockage(directory) != null || paths.obstacle(directory + "/") != null;
    }

    /** The hash of a file's content, read now if nobody asked before; null if it is gone or cannot be read. */
    @Nullable
    String hash(String path) throws IOException {
        FileFact fact = facts.get(path);
        if (fact == null || fact.sha256() != null) {
            return fact == null ? null : fact.sha256();
        }
        try {
            String hash = Sha256.hex(disk.read(paths.resolve(path), limits.asset()));
            put(path, fact.hashed(hash));
            return hash;
        } catch (IOException e) {
            unread.add(path);
            return null;
        }
    }

    /** A file whose content has that hash, as far as hashes are known; may be outdated. */
    @Nullable
    String pathOf(String hash) {
        return pathByHash.get(hash);
    }

    /** Takes note of our own write, so that its echo is no news. */
    void wrote(String path, byte[] bytes) throws IOException {
        Disk.Stat stat = disk.stat(paths.resolve(path));
        if (stat == null || Layout.role(path) == Layout.Role.NONE) {
            return;
        }
        if (Layout.role(path) == Layout.Role.ASSET) {
            put(path, new FileFact(stat, true, Sha256.hex(bytes), false, null, null));
        } else {
            take(path, bytes, stat, true, bytes.length == 0 ? null : facts.get(path), new HashSet<>());
        }
    }

    void deleted(String path) {
        facts.remove(path);
    }
}
