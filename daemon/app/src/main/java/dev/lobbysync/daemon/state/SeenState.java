package dev.lobbysync.daemon.state;

import dev.lobbysync.daemon.model.FileChange;
import dev.lobbysync.daemon.model.SentOp;
import dev.lobbysync.daemon.model.StateChange;
import dev.lobbysync.daemon.port.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The state as it lies there, for commands that only look: read without the process lock, never written. What cannot be
 * read counts as nothing agreed, as a start would have it.
 */
public final class SeenState extends ReadState {
    private final boolean foreign;
    private final List<String> notices;

    private SeenState(StateTables tables, boolean foreign, BaseTexts texts, List<String> notices) {
        super(tables, texts);
        this.foreign = foreign;
        this.notices = List.copyOf(notices);
    }

    /**
     * Reads the state.
     *
     * @param projectRoot absolute
     * @param worldId the world that will be looked at
     * @throws StateFormatException if a newer version wrote the state
     */
    public static SeenState read(Disk disk, Path projectRoot, String worldId) throws IOException {
        StatePaths paths = new StatePaths(projectRoot.toAbsolutePath().normalize());
        DurableFiles files = new DurableFiles(disk);
        LoadedState loaded = LoadedState.beside(files, paths);
        List<String> notices = new ArrayList<>(loaded.notices());
        if (loaded.corruption() != null) {
            notices.add(".lobby/sync-state.json is damaged (" + loaded.corruption()
                    + "); a start sets it aside and syncs as for the first time");
        }
        StateTables main = loaded.tables();
        boolean connected = main != null && main.worldId().equals(worldId);
        StateTables tables = main != null && connected ? main : other(files, paths, worldId, notices);
        return new SeenState(tables, connected && loaded.foreign(), new BaseTexts(files, paths.baseTexts()), notices);
    }

    private static StateTables other(DurableFiles files, StatePaths paths, String worldId, List<String> notices)
            throws IOException {
        Path file = paths.otherWorld(worldId);
        try {
            return LoadedState.other(files, file, worldId, notices);
        } catch (StateFormatException e) {
            throw e;
        } catch (IOException damaged) {
            notices.add(".lobby/" + paths.lobby().relativize(file) + " is damaged (" + damaged.getMessage()
                    + "); a start sets it aside and syncs as for the first time");
            return new StateTables(worldId);
        }
    }

    /** What people should know about how the state was found. */
    public List<String> notices() {
        return notices;
    }

    @Override
    public String instanceId() {
        InstanceIdentity identity = tables().identity();
        return identity == null ? "" : identity.id();
    }

    @Override
    public boolean fromUpstream() {
        return foreign;
    }

    @Override
    public void policy(String version) {
        // Nothing will be agreed on here.
    }

    @Override
    public boolean compactionDue() {
        return false;
    }

    @Override
    public Map<String, String> heldLocks() {
        return Map.of();
    }

    @Override
    public void commit(StateChange change) {
        throw refused();
    }

    @Override
    public void landed(StateChange change) {
        throw refused();
    }

    @Override
    public void sending(List<SentOp> ops) {
        throw refused();
    }

    @Override
    public void writing(List<FileChange> changes, StateChange then) {
        throw refused();
    }

    @Override
    public void written() {
        throw refused();
    }

    @Override
    public void keepTexts(Map<String, byte[]> bySha256) {
        throw refused();
    }

    @Override
    public void setAside(String reason) {
        throw refused();
    }

    @Override
    public void compact() {
        throw refused();
    }

    @Override
    public void lockHeld(String scope, String token) {
        throw refused();
    }

    @Override
    public void lockReleased(String scope) {
        throw refused();
    }

    private static IllegalStateException refused() {
        return new IllegalStateException("this state is only looked at");
    }
}
