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
 * @param lastDigits {@link JournalCodec#digits} of the last line that can be believed
 * @param damage what follows them
 */
record JournalScan(
        JournalRecord.@Nullable Header header,
        List<JournalRecord> records,
        int goodLength,
        String lastDigits,
        Damage damage) {
    enum Damage {
        NONE,
        /** Less than a line follows: an append that a crash cut short. */
        TORN_TAIL,
        /** Whole lines follow: the medium or somebody's editor. */
        IN_THE_MIDDLE
    }

    /** @throws StateFormatException if a newer version wrote the journal */
    static JournalScan of(byte[] bytes) throws StateFormatException {
        List<JournalRecord> records = new ArrayList<>();
        String digits = "";
        int at = 0;
        int end = endOfLine(bytes, at);
        while (end >= 0 && JournalCodec.intact(digits, bytes, at, end)) {
            try {
                records.add(JournalCodec.decode(bytes, at, end));
            } catch (StateFormatException e) {
                throw e;
            } catch (IOException senseless) {
                break; // what cannot be understood is as good as damaged
            }
            digits = JournalCodec.digits(bytes, at);
            at = end + 1;
            end = endOfLine(bytes, at);
        }
        if (records.isEmpty() || !(records.get(0) instanceof JournalRecord.Header header)) {
            return new JournalScan(null, List.of(), 0, "", Damage.IN_THE_MIDDLE);
        }
        Damage damage = at == bytes.length ? Damage.NONE : end < 0 ? Damage.TORN_TAIL : Damage.IN_THE_MIDDLE;
        return new JournalScan(header, List.copyOf(records.subList(1, records.size())), at, digits, damage);
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

    private static int endOfLine(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }
}
