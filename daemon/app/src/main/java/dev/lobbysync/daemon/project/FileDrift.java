package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lobbysync.daemon.port.Disk;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the files of a project differ from the last sync, as the stat cache remembers it. Found out without a daemon, and
 * without reading more than the few small files whose stat changed though their size did not. Paths are sorted.
 */
public record FileDrift(List<String> changed, List<String> added, List<String> removed) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final long READ_AT_MOST = 16L << 20;

    /** A file as it was at the last sync. */
    private record Known(long size, long mtimeNanos, long inode, String sha256) {
        boolean has(Disk.Stat stat) {
            return size == stat.size() && mtimeNanos == stat.mtimeNanos() && inode == stat.inode();
        }
    }

    /**
     * Looks at the files.
     *
     * @param project absolute root
     * @return null if it is not known what the files were at the last sync
     */
    public static @Nullable FileDrift since(Path project) throws IOException {
        Map<String, Known> known = known(project.resolve(".lobby").resolve("stat-cache"));
        return known == null ? null : new Look(project, known).drift();
    }

    private static @Nullable Map<String, Known> known(Path file) throws IOException {
        byte[] text;
        try {
            text = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return null;
        }
        byte[] header = (StatCache.HEADER + "\n").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < header.length; i++) {
            if (i >= text.length || text[i] != header[i]) {
                return null;
            }
        }
        Map<String, Known> files = new HashMap<>();
        try (JsonParser in = JSON.createParser(text, header.length, text.length - header.length)) {
            while (in.nextToken() == JsonToken.START_ARRAY) {
                String path = in.nextTextValue();
                if (path != null && in.nextToken() == JsonToken.VALUE_NUMBER_INT) {
                    long size = in.getLongValue();
                    long mtime = in.nextLongValue(0);
                    long inode = in.nextLongValue(0);
                    in.nextToken();
                    String sha256 = in.nextTextValue();
                    files.put(path, new Known(size, mtime, inode, sha256 == null ? "" : sha256));
                }
                while (in.currentToken() != JsonToken.END_ARRAY
                        || !in.getParsingContext().inRoot()) {
                    in.nextToken();
                }
            }
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return null; // as if there were none: a start reads everything again
        }
        return files;
    }

    /** One walk over the part of the project that matters. */
    private static final class Look extends SimpleFileVisitor<Path> {
        private final Path project;
        private final int prefix;
        private final Map<String, Known> unseen;
        private final List<String> changed = new ArrayList<>();
        private final List<String> added = new ArrayList<>();
        private long mayRead = READ_AT_MOST;

        Look(Path project, Map<String, Known> known) {
            this.project = project;
            this.prefix = project.toString().length() + (project.getNameCount() == 0 ? 0 : 1);
            this.unseen = known;
        }

        FileDrift drift() throws IOException {
            for (String top : List.of(Layout.APPS, Layout.SHARED, Layout.ASSETS, Layout.WORLD)) {
                Files.walkFileTree(project.resolve(top), this);
            }
            List<String> removed = new ArrayList<>(unseen.keySet());
            Collections.sort(changed);
            Collections.sort(added);
            Collections.sort(removed);
            return new FileDrift(changed, added, removed);
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return Layout.isSkippedDirectory(Layout.name(path(directory)))
                    ? FileVisitResult.SKIP_SUBTREE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            String path = path(file);
            if (attributes.isRegularFile() && Layout.role(path) != Layout.Role.NONE) {
                Known known = unseen.remove(path);
                if (known != null) {
                    Disk.Stat stat = RealDisk.stat(attributes);
                    if (!known.has(stat) && !sameContent(file, stat, known)) {
                        changed.add(path);
                    }
                } else if (Layout.role(path) != Layout.Role.ASSET) {
                    // An asset that nothing refers to is not synced, and one that something refers to changes that.
                    added.add(path);
                }
            }
            return FileVisitResult.CONTINUE;
        }

        private boolean sameContent(Path file, Disk.Stat stat, Known known) throws IOException {
            if (stat.size() != known.size() || stat.size() > mayRead) {
                return false;
            }
            mayRead -= stat.size();
            return Sha256.hex(Files.readAllBytes(file)).equals(known.sha256());
        }

        /** What is missing or may not be looked into counts as removed; a start says more. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
            return FileVisitResult.CONTINUE;
        }

        private String path(Path file) {
            return file.toString().substring(prefix);
        }
    }
}
