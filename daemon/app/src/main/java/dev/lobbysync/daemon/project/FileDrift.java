package dev.lobbysync.daemon.project;

import dev.lobbysync.daemon.port.Disk;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the files of a project differ from the last sync, as the stat cache remembers it. Found out without a daemon, and
 * without reading more than the few small files whose stat changed though their size did not. Paths are sorted.
 */
public record FileDrift(List<String> changed, List<String> added, List<String> removed) {
    private static final long READ_AT_MOST = 16L << 20;

    /**
     * Looks at the files.
     *
     * @param project absolute root
     * @return null if it is not known what the files were at the last sync
     */
    public static @Nullable FileDrift since(Path project) throws IOException {
        Map<String, KnownFile> known = KnownFile.read(project.resolve(".lobby").resolve("stat-cache"));
        return known == null ? null : new Look(project, known).drift();
    }

    /** One walk over the part of the project that matters. */
    private static final class Look extends SimpleFileVisitor<Path> {
        private final Path project;
        private final int prefix;
        private final Map<String, KnownFile> unseen;
        private final List<String> changed = new ArrayList<>();
        private final List<String> added = new ArrayList<>();
        private long mayRead = READ_AT_MOST;

        Look(Path project, Map<String, KnownFile> known) {
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
            if (!attributes.isRegularFile()) {
                return FileVisitResult.CONTINUE;
            }
            KnownFile known = unseen.remove(path);
            if (known != null) {
                Disk.Stat stat = RealDisk.stat(attributes);
                if (!known.has(stat) && !sameContent(file, stat, known)) {
                    changed.add(path);
                }
            } else if (isNews(Layout.role(path))) {
                added.add(path);
            }
            return FileVisitResult.CONTINUE;
        }

        /** An asset that nothing refers to is not synced, and one that something refers to changes that. */
        private static boolean isNews(Layout.Role role) {
            return role != Layout.Role.NONE && role != Layout.Role.ASSET;
        }

        private boolean sameContent(Path file, Disk.Stat stat, KnownFile known) throws IOException {
            if (stat.size() != known.size() || stat.size() > mayRead) {
                return false;
            }
            mayRead -= stat.size();
            return known.hasHash(Sha256.hex(Files.readAllBytes(file)));
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
