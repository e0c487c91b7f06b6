package dev.lobbysync.daemon.state;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A journal file as far as it can be believed: its records up to the first line that is not as it was written.
 *
 * @param header null if the file does not even begin as a journal
 * @param records those after the header
 * @param goodLength bytes up to which the file can be believed
 * @param damage what follows them
 */
record JournalScan(JournalRecord.@Nullable Header header, List<JournalRecord> records, int goodLength, Damage damage) {
    enum Damage {
        NONE,
        /** Nothing intact follows: an append that a crash cut short. */
        TORN_TAIL,
        /** Intact lines follow: the medium or somebody's editor. */
        IN_THE_MIDDLE
    }

    static JournalScan of(byte[] bytes) throws IOException {
        List<JournalRecord> records = new ArrayList<>();
        int at = 0;
        int end = endOfLine(bytes, at);
        while (end >= 0 && JournalCodec.intact(bytes, at, end)) {
            records.add(JournalCodec.decode(bytes, at, end));
            at = end + 1;
            end = endOfLine(bytes, at);
        }
        Damage damage =
                at == bytes.length ? Damage.NONE : intactLineAfter(bytes, at) ? Damage.IN_THE_MIDDLE : Damage.TORN_TAIL;
        if (records.isEmpty() || !(records.get(0) instanceof JournalRecord.Header header)) {
            return new JournalScan(null, List.of(), 0, Damage.IN_THE_MIDDLE);
        }
        return new JournalScan(header, List.copyOf(records.subList(1, records.size())), at, damage);
    }

    /**
     * The records that say what changed since the given checkpoint, or null if the journal does not continue it.
     *
     * @param checkpoint SHA-256 of the file that was found, or null if there is none
     */
    @Nullable
    List<JournalRecord> since(@Nullable String checkpoint) {
        for (int i = records.size() - 1; i >= 0; i--) {
            if (records.get(i) instanceof JournalRecord.Compacted compacted
                    && compacted.checkpoint().equals(checkpoint)) {
                return records.subList(i + 1, records.size());
            }
        }
        return continues(checkpoint) ? records : null;
    }

    /** Whether the header names that checkpoint. */
    boolean continues(@Nullable String checkpoint) {
        return header != null && java.util.Objects.equals(header.checkpoint(), checkpoint);
    }

    /** File writes that were announced and have not ended. */
    List<JournalRecord.Writing> inFlight() {
        List<JournalRecord.Writing> open = new ArrayList<>();
        for (JournalRecord record : records) {
            if (record instanceof JournalRecord.Writing writing) {
                open.add(writing);
            } else if (record instanceof JournalRecord.Written written) {
                open.removeIf(writing -> writing.number() == written.number());
            }
        }
        return open;
    }

    private static boolean intactLineAfter(byte[] bytes, int damagedFrom) {
        int at = damagedFrom;
        int end = endOfLine(bytes, at);
        while (end >= 0) {
            if (JournalCodec.intact(bytes, at, end)) {
                return true;
            }
            at = end + 1;
            end = endOfLine(bytes, at);
        }
        return false;
    }

    private static int endOfLine(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }
}
