package dev.lobbysync.daemon.state;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.lobbysync.daemon.port.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pair of checkpoint and journal, and the order in which the two are replaced.
 *
 * <p>A compaction first says in the old journal which checkpoint is coming, then replaces the checkpoint, then the
 * journal. Wherever a crash falls, the journal found names the checkpoint found: as the one it continues, or as the one
 * that contains everything up to there.
 *
 * <p>Another world's state moves to {@code .lobby/worlds/<hash of its id>/} when the first record of the connected world
 * is due, and not before: a mistyped world id changes nothing. It is first written there as one file, journal folded in,
 * and only then replaced here; the pair in {@code .lobby/} always wins over a copy that a crash left there.
 */
final class StateFiles implements AutoCloseable {
    private static final long LEAST_DUE_BYTES = 1 << 20;

    private final DurableFiles files;
    private final StatePaths paths;
    private final Clock clock;
    private final Journal journal;
    private final StateTables tables;
    /** Announced and not ended: {@link FilesInFlight} ends one before it announces the next. */
    private List<JournalRecord.Writing> inFlight = List.of();

    /** The state in {@code .lobby/} if that is another world's, until it has moved. */
    private @Nullable StateTables replaced;

    /** What the tables say does not lie in {@code .lobby/} yet: no journal there could continue it. */
    private boolean elsewhere;

    private ConflictSnapshots conflicts = previous -> previous;
    private boolean foreign;
    private boolean identitySaved;
    private boolean changed;
    private long checkpointSize;

    /**
     * @param tables the connected world's state, from {@code loaded} or from wherever else it was found
     * @param loaded what was found in {@code .lobby/}
     */
    StateFiles(
            DurableFiles files,
            StatePaths paths,
            Clock clock,
            StateTables tables,
            LoadedState loaded,
            boolean identitySaved) {
        this.files = files;
        this.paths = paths;
        this.clock = clock;
        this.tables = tables;
        StateTables main = loaded.tables();
        this.replaced = main == tables ? null : main;
        this.elsewhere = main != tables && (main != null || tables.updatedAt() != null);
        this.journal = new Journal(files, paths.journal(), start(loaded));
        this.foreign = replaced == null && loaded.foreign();
        this.identitySaved = identitySaved;
        this.checkpointSize = loaded.checkpointSize();
        List<JournalRecord> since =
                loaded.journal() == null ? null : loaded.journal().since(loaded.checkpointHash());
        this.changed = replaced == null && since != null && !since.isEmpty();
    }

    private Journal.Start start(LoadedState loaded) {
        long now = clock.wallMillis();
        JournalScan scan = loaded.journal();
        if (scan == null || !loaded.continued()) {
            String hash = loaded.corruption() == null ? loaded.checkpointHash() : null;
            StateTables there = replaced == null ? tables : replaced;
            return new Journal.Start.New(
                    new JournalRecord.Header(hash, loaded.foreign(), there.worldId()),
                    StatePaths.aside(paths.journal(), "aside", now));
        }
        boolean keep = scan.damage() == JournalScan.Damage.IN_THE_MIDDLE;
        return new Journal.Start.Continue(
                scan.goodLength(),
                scan.lastDigits(),
                keep ? loaded.journalBytes() : null,
                StatePaths.aside(paths.journal(), "corrupt", now));
    }

    StateTables tables() {
        return tables;
    }

    boolean foreign() {
        return foreign;
    }

    void conflicts(ConflictSnapshots source) {
        conflicts = source;
    }

    /** Appends a record and, once that has succeeded, lets it count. */
    void append(JournalRecord record, boolean force) throws IOException {
        prepare();
        journal.append(record, force);
        changed = true;
        tables.apply(record);
        if (record instanceof JournalRecord.Writing writing) {
            inFlight = List.of(writing);
        } else if (record instanceof JournalRecord.Written) {
            inFlight = List.of();
        }
    }

    /** Ends writes that a crash cut short, in whichever world they were announced. */
    void recovered(List<JournalRecord.Writing> cutShort) throws IOException {
        for (JournalRecord.Writing writing : cutShort) {
            journal.append(new JournalRecord.Written(writing.number()), true);
        }
    }

    boolean compactionDue() {
        return changed && journal.size() > Math.max(LEAST_DUE_BYTES, checkpointSize);
    }

    void compact() throws IOException {
        if (changed) {
            rewrite();
        }
    }

    /** Keeps a copy of all bases under a name of its own, then forgets them. */
    void setAside(String reason) throws IOException {
        if (!tables.agreed()) {
            return;
        }
        long now = clock.wallMillis();
        Path copy = StatePaths.aside(paths.checkpoint(), "aside", now);
        while (files.disk().stat(copy) != null) {
            now++;
            copy = StatePaths.aside(paths.checkpoint(), "aside", now);
        }
        files.replace(copy, CheckpointWriter.write(tables, tables.snapshots(), IsoTime.iso(now)), false);
        append(new JournalRecord.Reset(reason, clock.wallMillis()), true);
    }

    private void prepare() throws IOException {
        StateTables other = replaced;
        if (other != null) {
            String now = IsoTime.iso(clock.wallMillis());
            files.replace(
                    paths.otherWorld(other.worldId()),
                    SealedCheckpoint.seal(CheckpointWriter.write(other, other.snapshots(), now)),
                    false);
        }
        if (elsewhere) {
            rewrite();
            elsewhere = false;
            replaced = null;
        }
        InstanceIdentity identity = tables.identity();
        if (!identitySaved && identity != null) {
            // Durable with the record that follows: before that, no op can have been sent under this id.
            journal.append(new JournalRecord.Instance(identity), false);
            identitySaved = true;
        }
    }

    private void rewrite() throws IOException {
        ArrayNode snapshots = conflicts.merged(tables.snapshots());
        byte[] checkpoint = CheckpointWriter.write(tables, snapshots, IsoTime.iso(clock.wallMillis()));
        String hash = CheckpointHash.of(checkpoint);
        journal.append(new JournalRecord.Compacted(hash), true);
        files.replace(paths.checkpoint(), checkpoint, false);
        journal.restart(new JournalRecord.Header(hash, false, tables.worldId()), inFlight);
        tables.snapshots(snapshots);
        tables.settled().compacted();
        checkpointSize = checkpoint.length;
        foreign = false;
        identitySaved = true;
        changed = false;
        // What a switch left there is older than what lies here now.
        files.deleteIfPresent(paths.otherWorld(tables.worldId()));
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
