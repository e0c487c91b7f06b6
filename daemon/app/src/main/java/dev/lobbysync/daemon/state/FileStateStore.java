package dev.lobbysync.daemon.state;

import dev.lobbysync.daemon.model.FileChange;
import dev.lobbysync.daemon.model.SentOp;
import dev.lobbysync.daemon.model.StateChange;
import dev.lobbysync.daemon.port.Clock;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The state in {@code .lobby/}: checkpoint {@code sync-state.json} ({@link Checkpoint}), journal {@code
 * sync-state.journal} ({@link JournalCodec}), base texts, tokens of held locks (DESIGN 5, PROTOCOL 7.7).
 *
 * <p>One edit costs one or a few journal lines, however large the world. What a method was to make durable counts only
 * once it is: after an {@link IOException} the state in memory is the one before the call. Not thread-safe; the sync
 * context alone calls it. Opened by {@link StateStores#open}.
 */
public final class FileStateStore extends ReadState implements AutoCloseable {
    private final StateFiles files;
    private final HeldLocks locks;
    private final FilesInFlight inFlight;
    private final StateReferences references;
    private final Clock clock;
    private final List<String> notices;
    private final List<RestoredFile> restored;

    FileStateStore(
            StateFiles files,
            BaseTexts texts,
            HeldLocks locks,
            FilesInFlight inFlight,
            StateReferences references,
            Clock clock,
            List<String> notices,
            List<RestoredFile> restored) {
        super(files.tables(), texts);
        this.files = files;
        this.locks = locks;
        this.inFlight = inFlight;
        this.references = references;
        this.clock = clock;
        this.notices = List.copyOf(notices);
        this.restored = List.copyOf(restored);
    }

    /** What people should know about how the state was found. */
    public List<String> notices() {
        return notices;
    }

    /** Files that the last run left cut short, and what became of them. */
    public List<RestoredFile> restored() {
        return restored;
    }

    /** Lets each checkpoint carry the list of recent conflicts (PROTOCOL 7.7). */
    public void recordConflictsOf(ConflictSnapshots source) {
        files.conflicts(source);
    }

    /**
     * Deletes base texts that no base of any world refers to. Worth a call a day.
     *
     * @param alsoReferenced SHA-256 hashes that something else needs, such as open artifacts
     * @return how many were deleted
     */
    public int pruneTexts(Set<String> alsoReferenced) throws IOException {
        Set<String> referenced = references.hashes();
        referenced.addAll(alsoReferenced);
        return texts().prune(referenced, clock.wallMillis());
    }

    /** Closes the journal. Writes nothing; compact before, if the state is to lie in one file. */
    @Override
    public void close() throws IOException {
        files.close();
    }

    @Override
    public String instanceId() {
        InstanceIdentity identity = tables().identity();
        if (identity == null) {
            throw new IllegalStateException("the state was opened without an instance id");
        }
        return identity.id();
    }

    @Override
    public boolean fromUpstream() {
        return files.foreign();
    }

    @Override
    public void policy(String version) {
        tables().agreeUnder(version);
    }

    @Override
    public void commit(StateChange change) throws IOException {
        commit(change, false);
    }

    @Override
    public void landed(StateChange change) throws IOException {
        commit(change, !tables().expected().isEmpty());
    }

    private void commit(StateChange change, boolean landed) throws IOException {
        JournalRecord.State record = tables().record(change, landed, clock.wallMillis());
        if (!record.isEmpty()) {
            files.append(record, true);
        }
    }

    @Override
    public void sending(List<SentOp> ops) throws IOException {
        if (!ops.isEmpty()) {
            files.append(new JournalRecord.Sent(List.copyOf(ops)), true);
        }
    }

    @Override
    public void writing(List<FileChange> changes, StateChange then) throws IOException {
        JournalRecord.State record = tables().record(then, false, clock.wallMillis());
        inFlight.begin(changes, new JournalRecord.Expected(record.put(), record.removed()));
    }

    @Override
    public void written() throws IOException {
        inFlight.end();
    }

    @Override
    public void keepTexts(Map<String, byte[]> bySha256) throws IOException {
        texts().keep(bySha256);
    }

    @Override
    public void setAside(String reason) throws IOException {
        files.setAside(reason);
    }

    @Override
    public void compact() throws IOException {
        files.compact();
    }

    @Override
    public boolean compactionDue() {
        return files.compactionDue();
    }

    @Override
    public Map<String, String> heldLocks() {
        return locks.held();
    }

    @Override
    public void lockHeld(String scope, String token) throws IOException {
        locks.add(scope, token);
    }

    @Override
    public void lockReleased(String scope) throws IOException {
        locks.remove(scope);
    }
}
