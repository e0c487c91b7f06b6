package dev.lobbysync.daemon.state;

import dev.lobbysync.protocol.json.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Where everything lies below {@code .lobby/} (PROTOCOL 7.1, DESIGN 5).
 *
 * @param root the project root
 */
record StatePaths(Path root) {
    Path lobby() {
        return root.resolve(".lobby");
    }

    Path checkpoint() {
        return lobby().resolve("sync-state.json");
    }

    Path journal() {
        return lobby().resolve("sync-state.journal");
    }

    /** The checkpoint of a world that is not the connected one. World ids are free text, hence the hash. */
    Path otherWorld(String worldId) {
        return otherWorlds()
                .resolve(Sha256.hex(worldId.getBytes(StandardCharsets.UTF_8)))
                .resolve("sync-state.json");
    }

    Path otherWorlds() {
        return lobby().resolve("worlds");
    }

    Path baseTexts() {
        return lobby().resolve("base");
    }

    /** Second names of files that are being replaced. */
    Path inFlight() {
        return lobby().resolve("inflight");
    }

    Path locks() {
        return lobby().resolve("locks.json");
    }

    Path conflicts() {
        return lobby().resolve("conflicts");
    }

    Path trash() {
        return lobby().resolve("trash");
    }

    Path processLock() {
        return lobby().resolve("daemon.lock");
    }

    /** The name under which a file is kept that can no longer be used, beside the original. */
    static Path aside(Path file, String what, long wallMillis) {
        return file.resolveSibling(file.getFileName() + "." + what + "-" + IsoTime.stamp(wallMillis));
    }
}
