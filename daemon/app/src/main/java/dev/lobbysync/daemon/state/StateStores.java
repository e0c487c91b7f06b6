package dev.lobbysync.daemon.state;

import dev.lobbysync.daemon.port.Clock;
import dev.lobbysync.daemon.port.Disk;
import dev.lobbysync.daemon.port.Random;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens the state of a project. */
public final class StateStores {
    private StateStores() {}

    /**
     * Reads checkpoint and journal, restores files that a crash cut short, and sets aside what cannot be read. Writes
     * nothing if there is nothing to repair. The caller holds the {@link ProcessLock}.
     *
     * @param projectRoot absolute
     * @param worldId the world that will be connected
     * @throws StateFormatException if a newer version wrote the state
     * @throws IOException if the state cannot be read or a repair cannot be written
     */
    public static FileStateStore open(Disk disk, Path projectRoot, String worldId, Clock clock, Random random)
            throws IOException {
        StatePaths paths = new StatePaths(projectRoot.toAbsolutePath().normalize());
        DurableFiles files = new DurableFiles(disk);
        LoadedState loaded = LoadedState.main(files, paths);
        List<String> notices = new ArrayList<>(loaded.notices());
        describeJournal(loaded, notices);
        if (loaded.corruption() != null) {
            Path aside = StatePaths.aside(paths.checkpoint(), "corrupt", clock.wallMillis());
            files.rename(paths.checkpoint(), aside);
            notices.add(".lobby/sync-state.json is damaged (" + loaded.corruption() + ") and was set aside as "
                    + aside.getFileName() + "; the sync starts as for the first time and overwrites nothing");
        }
        BaseTexts texts = new BaseTexts(files, paths.baseTexts());
        FileRecovery recovery = new FileRecovery(files, paths, texts);
        List<JournalRecord.Writing> cutShort =
                loaded.journal() == null ? List.of() : loaded.journal().inFlight();
        List<RestoredFile> restored = recovery.run(cutShort);

        StateTables main = loaded.tables();
        StateTables tables = tablesFor(worldId, main, loaded, files, paths, clock, notices);
        InstanceIdentity stored = main != null && main.identity() != null ? main.identity() : tables.identity();
        InstanceIdentity identity = InstanceIdentity.current(stored, disk, paths.root(), random);
        tables.identity(identity);
        StateFiles state =
                new StateFiles(files, paths, clock, tables, loaded, main == tables && identity.equals(stored));
        if (!cutShort.isEmpty()) {
            state.recovered(cutShort);
        }
        recovery.clearInFlight();
        return new FileStateStore(
                state,
                texts,
                new HeldLocks(files, paths.locks(), worldId, notices),
                new FilesInFlight(files, paths, state),
                new StateReferences(files, paths),
                clock,
                notices,
                restored);
    }

    private static StateTables tablesFor(
            String worldId,
            @Nullable StateTables main,
            LoadedState loaded,
            DurableFiles files,
            StatePaths paths,
            Clock clock,
            List<String> notices)
            throws IOException {
        if (main != null && main.worldId().equals(worldId)) {
            return main;
        }
        if (loaded.corruption() != null) {
            // A copy left by an interrupted switch would be older than what was just found damaged.
            return new StateTables(worldId);
        }
        Path file = paths.otherWorld(worldId);
        try {
            return LoadedState.other(files, file, worldId, notices);
        } catch (StateFormatException e) {
            throw e;
        } catch (IOException damaged) {
            Path aside = StatePaths.aside(file, "corrupt", clock.wallMillis());
            files.rename(file, aside);
            notices.add(".lobby/" + paths.lobby().relativize(file) + " is damaged (" + damaged.getMessage()
                    + ") and was set aside as " + aside.getFileName()
                    + "; the sync with this world starts as for the first time and overwrites nothing");
            return new StateTables(worldId);
        }
    }

    private static void describeJournal(LoadedState loaded, List<String> notices) {
        JournalScan journal = loaded.journal();
        if (journal == null) {
            return;
        }
        if (!loaded.continued()) {
            notices.add(".lobby/sync-state.journal does not continue .lobby/sync-state.json and is not used; it is set"
                    + " aside with the next change");
        } else if (journal.damage() == JournalScan.Damage.TORN_TAIL) {
            notices.add("the last record of .lobby/sync-state.journal was cut short by a crash and is left out");
        } else if (journal.damage() == JournalScan.Damage.IN_THE_MIDDLE) {
            notices.add(".lobby/sync-state.journal is damaged at byte " + journal.goodLength()
                    + "; what follows is not used, a copy is kept with the next change");
        }
    }
}
