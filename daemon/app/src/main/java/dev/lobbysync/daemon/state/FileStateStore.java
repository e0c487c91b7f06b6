package dev.lobbysync.daemon.state;

import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.FeedPosition;
import dev.lobbysync.daemon.model.FileChange;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.SentOp;
import dev.lobbysync.daemon.model.StateChange;
import dev.lobbysync.daemon.port.Clock;
import dev.lobbysync.daemon.port.StateStore;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state in {@code .lobby/}: checkpoint {@code sync-state.json} ({@link Checkpoint}), journal {@code
 * sync-state.journal} ({@link JournalCodec}), base texts, tokens of held locks (DESIGN 5, PROTOCOL 7.7).
 *
 * <p>One edit costs one or a few journal lines, however large the world. What a method was to make durable counts only
 * once it is: after an {@link IOException} the state in memory is the one before the call. Not thread-safe; the sync
 * context alone calls it. Opened by {@link StateStores#open}.
 */
public final class FileStateStore implements StateStore, AutoCloseable {
    private final StateFiles files;
    private final StateTables tables;
    private final BaseTexts texts;
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
        this.files = files;
        this.tables = files.tables();
        this.texts = texts;
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
        Set<String> referenced = references.hashes(tables);
        referenced.addAll(alsoReferenced);
        return texts.prune(referenced, clock.wallMillis());
    }

    /** Closes the journal. Writes nothing; compact before, if the state is to lie in one file. */
    @Override
    public void close() throws IOException {
        files.close();
    }

    @Override
    public String instanceId() {
        InstanceIdentity identity = tables.identity();
        if (identity == null) {
            throw new IllegalStateException("the state was opened without an instance id");
        }
        return identity.id();
    }

    @Override
    public String worldId() {
        return tables.worldId();
    }

    @Override
    public boolean fresh() {
        return !tables.agreed();
    }

    @Override
    public boolean fromUpstream() {
        return files.foreign();
    }

    @Override
    public long agreedWallMillis() {
        String updatedAt = tables.updatedAt();
        return tables.agreed() && updatedAt != null ? IsoTime.millis(updatedAt).orElse(0) : 0;
    }

    @Override
    public @Nullable BaseEntry base(ObjectKey key) {
        return tables.base(key);
    }

    @Override
    public Collection<BaseEntry> bases() {
        return tables.entries().stream().map(StoredEntry::base).toList();
    }

    @Override
    public int count(ObjectKind kind) {
        return tables.count(kind);
    }

    @Override
    public FeedPosition position() {
        return tables.position();
    }

    @Override
    public Map<String, String> aliases() {
        return tables.aliases();
    }

    @Override
    public void commit(StateChange change) throws IOException {
        JournalRecord.State record = tables.record(change, clock.wallMillis());
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
    public Map<String, SentOp> unsettled() {
        return tables.unsettled();
    }

    @Override
    public boolean sent(String opId) {
        return tables.unsettled().containsKey(opId) || tables.settled().contains(opId);
    }

    @Override
    public void writing(List<FileChange> changes) throws IOException {
        inFlight.begin(changes);
    }

    @Override
    public void written() throws IOException {
        inFlight.end();
    }

    @Override
    public Optional<byte[]> text(String sha256) throws IOException {
        return texts.read(sha256);
    }

    @Override
    public boolean hasText(String sha256) throws IOException {
        return texts.has(sha256);
    }

    @Override
    public void keepTexts(Map<String, byte[]> bySha256) throws IOException {
        texts.keep(bySha256);
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
