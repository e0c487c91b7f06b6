package dev.lobbysync.daemon.state;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checkpoint and journal as found, read without touching anything.
 *
 * @param tables what they say together; null if there is no usable state
 * @param foreign upstream's tool wrote the checkpoint last (no key of ours, or its hash is not the one our journal names)
 * @param checkpointHash SHA-256 of the checkpoint file, null if there is none
 * @param checkpointSize in bytes, 0 if there is none
 * @param corruption why the checkpoint cannot be read, or null
 * @param journal the scan of the journal file, null if there is none
 * @param journalBytes the bytes of the journal file
 * @param continued whether the journal continues this checkpoint
 * @param notices what people should know
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record LoadedState(
        @Nullable StateTables tables,
        boolean foreign,
        @Nullable String checkpointHash,
        long checkpointSize,
        @Nullable String corruption,
        @Nullable JournalScan journal,
        byte[] journalBytes,
        boolean continued,
        List<String> notices) {

    private static final int LOOKS = 5;

    /** The pair as one who does not hold the lock finds it: a running daemon may compact between the two reads. */
    static LoadedState beside(DurableFiles files, StatePaths paths) throws IOException {
        LoadedState loaded = main(files, paths);
        for (int look = 1; look < LOOKS && loaded.journal() != null && !loaded.continued(); look++) {
            loaded = main(files, paths);
        }
        return loaded;
    }

    /** The connected world's pair. */
    static LoadedState main(DurableFiles files, StatePaths paths) throws IOException {
        // The journal first: should a daemon compact while a reader without its lock is here, the reader finds a
        // journal
        // and a checkpoint that do not fit and can look again.
        byte[] journalBytes = files.read(paths.journal()).orElse(new byte[0]);
        Optional<byte[]> checkpoint = files.read(paths.checkpoint());
        List<String> notices = new ArrayList<>();
        JournalScan journal = journalBytes.length == 0 ? null : JournalScan.of(journalBytes);
        return of(checkpoint, journal, journalBytes, notices);
    }

    /**
     * What is known of a world that is not the connected one; only this daemon writes those checkpoints.
     *
     * @throws StateFormatException if a newer version wrote it
     * @throws IOException if it cannot be read or is damaged
     */
    static StateTables other(DurableFiles files, Path file, String worldId, List<String> notices) throws IOException {
        Optional<byte[]> bytes = files.read(file);
        if (bytes.isEmpty()) {
            return new StateTables(worldId);
        }
        Checkpoint checkpoint = CheckpointReader.read(bytes.get(), notices);
        SealedCheckpoint.check(bytes.get());
        StateTables found = StateTables.of(checkpoint, checkpoint.daemon() == null, notices);
        return found.worldId().equals(worldId) ? found : new StateTables(worldId);
    }

    private static LoadedState of(
            Optional<byte[]> file, @Nullable JournalScan journal, byte[] journalBytes, List<String> notices)
            throws IOException {
        Optional<Supplier<String>> hashing = file.map(CheckpointHash::ahead);
        long size = file.map(bytes -> bytes.length).orElse(0);
        Checkpoint checkpoint = null;
        String corruption = null;
        if (file.isPresent()) {
            try {
                checkpoint = CheckpointReader.read(file.get(), notices);
            } catch (StateFormatException e) {
                throw e;
            } catch (IOException e) {
                corruption = String.valueOf(e.getMessage());
            }
        }
        String hash = hashing.map(Supplier::get).orElse(null);
        List<JournalRecord> records = journal == null ? null : journal.since(hash);
        boolean continued = records != null;
        boolean foreign = checkpoint != null && isForeign(checkpoint, journal, continued, hash);
        StateTables tables = null;
        if (corruption == null && checkpoint != null) {
            tables = StateTables.of(checkpoint, foreign, notices);
        } else if (corruption == null && journal != null && journal.header() != null && continued) {
            tables = new StateTables(journal.header().worldId());
        }
        if (tables != null && records != null) {
            records.forEach(tables::apply);
        }
        return new LoadedState(
                tables, foreign, hash, size, corruption, journal, journalBytes, continued && tables != null, notices);
    }

    private static boolean isForeign(
            Checkpoint checkpoint, @Nullable JournalScan journal, boolean continued, @Nullable String hash) {
        if (checkpoint.daemon() == null || journal == null || journal.header() == null || !continued) {
            return true;
        }
        // Named by the header: as the header says. Named by a "compacted" record: ours.
        return journal.continues(hash) && journal.header().foreign();
    }
}
