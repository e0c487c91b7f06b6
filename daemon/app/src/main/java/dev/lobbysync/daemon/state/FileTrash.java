package dev.lobbysync.daemon.state;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Clock;
import dev.lobbysync.daemon.port.Disk;
import dev.lobbysync.daemon.port.Trash;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The trash: {@code .lobby/trash/<yyyyMMdd-HHmmss-SSS>-<reason>/}, project files under their own relative path, values as
 * {@code values/<kind>-<id>.<side>.json}, and a {@link TrashManifest} (DESIGN 3).
 */
public final class FileTrash implements Trash {
    private static final Pattern PLAIN_ID = Pattern.compile("[A-Za-z0-9_$][A-Za-z0-9._$-]{0,80}");
    private static final int LONGEST_REASON = 40;

    private final DurableFiles files;
    private final Path directory;
    private final Clock clock;
    private final TrashRetention retention;

    private FileTrash(DurableFiles files, Path directory, Clock clock, TrashRetention retention) {
        this.files = files;
        this.directory = directory;
        this.clock = clock;
        this.retention = retention;
    }

    /** The trash of a project; writes nothing. */
    public static FileTrash open(Disk disk, Path projectRoot, Clock clock) {
        return open(disk, projectRoot, clock, TrashRetention.DEFAULT);
    }

    static FileTrash open(Disk disk, Path projectRoot, Clock clock, TrashRetention retention) {
        StatePaths paths = new StatePaths(projectRoot.toAbsolutePath().normalize());
        return new FileTrash(new DurableFiles(disk), paths.trash(), clock, retention);
    }

    @Override
    public Batch open(String reason) {
        return new Folder(reason);
    }

    /** Everything in the trash, newest first. */
    public List<TrashedBatch> list() throws IOException {
        List<TrashedBatch> batches = new ArrayList<>();
        for (String name : folders()) {
            batches.add(new TrashManifest(files, directory.resolve(name)).read(name));
        }
        return batches;
    }

    /** The bytes of an item, or empty if it is gone. */
    public Optional<byte[]> read(String batch, TrashedBatch.Item item) throws IOException {
        Path file = within(within(directory, batch), item.file());
        Disk.@Nullable Stat stat = files.disk().stat(file);
        return stat == null || stat.type() != Disk.Type.FILE ? Optional.empty() : files.read(file);
    }

    /**
     * Deletes what is due: older than 30 days, or oldest first while there are more than 500 MB; never what is younger
     * than 24 hours or named by an open conflict. To be called at start and daily.
     *
     * <p>Ages are reckoned up to the last change of the state and no further: a clock that somebody set years ahead must
     * not empty the trash.
     *
     * @param namedByOpenConflict tells whether an open artifact names the folder, as {@link FileConflictStore#mentions}
     *     does
     * @param lastChangeMillis wall clock at the last change of the state, 0 if there was none
     * @return the folders that went
     */
    public List<String> prune(Predicate<String> namedByOpenConflict, long lastChangeMillis) throws IOException {
        List<TrashRetention.Folder> found = new ArrayList<>();
        for (String name : folders()) {
            found.add(new TrashRetention.Folder(
                    name, IsoTime.ofStamp(name).orElseThrow(), sizeOf(directory.resolve(name))));
        }
        List<String> due = retention.due(found, Math.min(clock.wallMillis(), lastChangeMillis), namedByOpenConflict);
        for (String name : due) {
            files.deleteTree(directory.resolve(name));
        }
        return due;
    }

    /** Folders that we made, newest first; whatever else lies there is not ours to judge. */
    private List<String> folders() throws IOException {
        Disk.@Nullable Stat stat = files.disk().stat(directory);
        if (stat == null || stat.type() != Disk.Type.DIRECTORY) {
            return List.of();
        }
        return files.disk().list(directory).stream()
                .filter(entry -> entry.stat().type() == Disk.Type.DIRECTORY)
                .map(Disk.Entry::name)
                .filter(name -> IsoTime.ofStamp(name).isPresent())
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    private long sizeOf(Path path) throws IOException {
        long size = 0;
        for (Disk.Entry entry : files.disk().list(path)) {
            size += entry.stat().type() == Disk.Type.DIRECTORY
                    ? sizeOf(path.resolve(entry.name()))
                    : entry.stat().size();
        }
        return size;
    }

    private static Path within(Path folder, String relative) {
        try {
            Path file = folder.resolve(relative).normalize();
            if (file.startsWith(folder) && !file.equals(folder)) {
                return file;
            }
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + relative + "' cannot be a file name here", e);
        }
        throw new IllegalArgumentException("'" + relative + "' leads out of " + folder);
    }

    private final class Folder implements Batch {
        private final String reason;
        private @Nullable Path folder;

        Folder(String reason) {
            this.reason = reason;
        }

        @Override
        public void keepFile(String path, byte[] bytes, String why) throws IOException {
            Path at = folder();
            String file = put(at, within(at, path), bytes);
            new TrashManifest(files, at).add(new TrashedBatch.Item(file, path, null, null, null, why, bytes.length));
        }

        @Override
        public void keepValue(ObjectKey key, String side, JsonNode value, String why) throws IOException {
            Path at = folder();
            String kind = key.kind().wireName();
            byte[] bytes = LobbyJson.pretty(value);
            String file = put(at, within(at, "values/" + kind + "-" + plain(key.id()) + "." + side + ".json"), bytes);
            new TrashManifest(files, at)
                    .add(new TrashedBatch.Item(file, null, kind, key.id(), side, why, bytes.length));
        }

        private Path folder() throws IOException {
            Path made = folder;
            if (made != null) {
                return made;
            }
            long now = clock.wallMillis();
            String name = IsoTime.stamp(now) + "-" + slug(reason);
            Path fresh = directory.resolve(name);
            for (int n = 2; files.disk().stat(fresh) != null; n++) {
                fresh = directory.resolve(name + "-" + n);
            }
            new TrashManifest(files, fresh).begin(now, reason);
            folder = fresh;
            return fresh;
        }

        private String put(Path at, Path wanted, byte[] bytes) throws IOException {
            Path file = wanted;
            for (int n = 2; files.disk().stat(file) != null; n++) {
                file = wanted.resolveSibling(wanted.getFileName() + "~" + n);
            }
            files.replace(file, bytes, false);
            return at.relativize(file).toString().replace('\\', '/');
        }
    }

    private static String plain(String id) {
        return PLAIN_ID.matcher(id).matches()
                ? id
                : Sha256.hex(id.getBytes(StandardCharsets.UTF_16BE)).substring(0, 16);
    }

    private static String slug(String reason) {
        String slug =
                reason.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        String cut = slug.substring(0, Math.min(LONGEST_REASON, slug.length()));
        return cut.isEmpty() ? "kept" : cut;
    }
}
