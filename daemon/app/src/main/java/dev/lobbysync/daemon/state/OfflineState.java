package dev.lobbysync.daemon.state;

import dev.lobbysync.daemon.port.Disk;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code status} can say without a daemon: read from checkpoint and journal, nothing written, nothing locked
 * (PROTOCOL 8.10).
 *
 * @param worldId the world last synced
 * @param agreed whether anything was ever agreed with it
 * @param cursor feed position
 * @param blueprints number of bases, likewise the others
 * @param sentUnsettled ops whose outcome is not known yet
 * @param updatedAt ISO time of the last change, or null
 * @param fromUpstream upstream's tool wrote it last
 * @param notices what is odd about the files
 */
public record OfflineState(
        String worldId,
        boolean agreed,
        long cursor,
        int blueprints,
        int entities,
        int modules,
        int sentUnsettled,
        @Nullable String updatedAt,
        boolean fromUpstream,
        List<String> notices) {
    /**
     * Reads the state as it is now.
     *
     * @return empty if the project was never synced
     * @throws IOException if the state is damaged or was written by a newer version; the message names the file
     */
    public static Optional<OfflineState> read(Disk disk, Path projectRoot) throws IOException {
        StatePaths paths = new StatePaths(projectRoot.toAbsolutePath().normalize());
        DurableFiles files = new DurableFiles(disk);
        LoadedState loaded = LoadedState.beside(files, paths);
        if (loaded.corruption() != null) {
            throw new IOException(".lobby/sync-state.json is damaged: " + loaded.corruption()
                    + "; a start sets it aside and begins anew");
        }
        StateTables tables = loaded.tables();
        return tables == null ? Optional.empty() : Optional.of(of(tables, loaded));
    }

    private static OfflineState of(StateTables tables, LoadedState loaded) {
        return new OfflineState(
                tables.worldId(),
                tables.agreed(),
                tables.position().cursor(),
                count(tables, ObjectKind.BLUEPRINT),
                count(tables, ObjectKind.ENTITY),
                count(tables, ObjectKind.MODULE),
                tables.unsettled().size(),
                tables.updatedAt(),
                loaded.foreign(),
                List.copyOf(loaded.notices()));
    }

    private static int count(StateTables tables, ObjectKind kind) {
        return (int) tables.entries().stream()
                .filter(entry -> entry.base().key().kind() == kind)
                .count();
    }
}
