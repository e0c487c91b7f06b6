package dev.lobbysync.daemon.state;

import dev.lobbysync.daemon.port.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Which base texts are still referred to, by any base of any world. */
final class StateReferences {
    private final DurableFiles files;
    private final StatePaths paths;

    StateReferences(DurableFiles files, StatePaths paths) {
        this.files = files;
        this.paths = paths;
    }

    Set<String> hashes() throws IOException {
        Set<String> hashes = new HashSet<>();
        // By what is written, not by what is known: that may be another world's bases, or what a crash would bring
        // back.
        addFrom(paths.checkpoint(), hashes);
        addFrom(paths.journal(), hashes);
        if (files.disk().stat(paths.otherWorlds()) != null) {
            for (Disk.Entry world : files.disk().list(paths.otherWorlds())) {
                if (world.stat().type() == Disk.Type.DIRECTORY) {
                    addFrom(paths.otherWorlds().resolve(world.name()).resolve("sync-state.json"), hashes);
                }
            }
        }
        return hashes;
    }

    private void addFrom(Path file, Set<String> hashes) throws IOException {
        files.read(file)
                .ifPresent(bytes -> hashes.addAll(BaseTexts.hashesIn(new String(bytes, StandardCharsets.ISO_8859_1))));
    }
}
