package dev.lobbysync.daemon.project;

import dev.lobbysync.daemon.port.Disk;
import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bytes by URL or path: of the files of the project, and of what was fetched for a batch of edits. */
final class ContentSource {
    private final FileTable table;
    private final AssetShelf shelf;
    private final ConfinedPath paths;
    private final Disk disk;

    ContentSource(FileTable table, AssetShelf shelf, ConfinedPath paths, Disk disk) {
        this.table = table;
        this.shelf = shelf;
        this.paths = paths;
        this.disk = disk;
    }

    /** The bytes of a file as they are now, or null if it is gone or nothing that can be read. */
    byte @Nullable [] read(String path) throws IOException {
        if (paths.obstacle(path) != null) {
            return null;
        }
        Disk.Stat stat = disk.stat(paths.resolve(path));
        if (stat == null || stat.type() != Disk.Type.FILE) {
            return null;
        }
        try {
            return disk.read(paths.resolve(path), ReadLimits.OF_THIS_PROCESS.asset());
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** The file that holds what an asset URL stands for, or null. */
    @Nullable
    String locate(String assetUrl) throws IOException {
        String hash = shelf.hashOf(assetUrl);
        if (hash == null) {
            return null;
        }
        String path = current(hash);
        if (path == null && !isScript(assetUrl)) {
            shelf.hashAll();
            path = current(hash);
        }
        return path;
    }

    private @Nullable String current(String hash) {
        String path = table.pathOf(hash);
        FileFact fact = path == null ? null : table.fact(path);
        if (fact != null && hash.equals(fact.sha256())) {
            return path;
        }
        for (Map.Entry<String, FileFact> entry : table.facts().entrySet()) {
            if (path != null && hash.equals(entry.getValue().sha256())) {
                return entry.getKey();
            }
        }
        return null;
    }

    private static boolean isScript(String assetUrl) {
        return AssetUrl.parse(assetUrl)
                .map(url -> url.extension().equals("js") || url.extension().equals("ts"))
                .orElse(false);
    }

    /** The content of an asset URL, verified; null if no file has it any more. */
    byte @Nullable [] content(String assetUrl) throws IOException {
        String path = locate(assetUrl);
        String hash = shelf.hashOf(assetUrl);
        if (path == null || hash == null) {
            return null;
        }
        try {
            byte[] bytes = read(path);
            return bytes != null && Sha256.hex(bytes).equals(hash) ? bytes : null;
        } catch (FileSystemException e) {
            throw new IOException(path + " cannot be read for " + assetUrl + "; check its permissions", e);
        }
    }
}
