package dev.lobbysync.daemon.state;

import dev.lobbysync.daemon.port.Disk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The open journal file. Touched for the first time by the first record: an open and close without one leaves the file as
 * it was, a torn tail included.
 */
final class Journal implements AutoCloseable {
    private final DurableFiles files;
    private final Path path;
    private Start start;
    private Disk.@Nullable Appender appender;
    private long size;
    private String digits;
    private boolean tailUncertain;
    private byte @Nullable [] renewal;

    /** How the first record finds the file. */
    sealed interface Start {
        /** Appended after the good part. */
        @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
        record Continue(long goodLength, String lastDigits, byte @Nullable [] keepDamaged, Path damagedTo)
                implements Start {}

        /** In a new file with this header; what lies there goes aside. */
        record New(JournalRecord.Header header, Path asideTo) implements Start {}
    }

    Journal(DurableFiles files, Path path, Start start) {
        this.files = files;
        this.path = path;
        this.start = start;
        this.size = start instanceof Start.Continue on ? on.goodLength() : 0;
        this.digits = start instanceof Start.Continue on ? on.lastDigits() : "";
    }

    long size() {
        return size;
    }

    /**
     * Appends one record.
     *
     * @param force whether to return only once it is durable
     */
    void append(JournalRecord record, boolean force) throws IOException {
        Disk.Appender out = opened();
        if (tailUncertain) {
            // What a failed append left would hide every later record.
            out.truncate(size);
            tailUncertain = false;
        }
        byte[] line = JournalCodec.encode(record, digits);
        tailUncertain = true;
        out.append(line);
        if (force) {
            out.force();
        }
        tailUncertain = false;
        size += line.length;
        digits = JournalCodec.digits(line, 0);
    }

    /** Replaces the file by one with the given header and the records that are to be carried over. */
    void restart(JournalRecord.Header header, List<? extends JournalRecord> carried) throws IOException {
        close();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] line = JournalCodec.encode(header, "");
        bytes.writeBytes(line);
        for (JournalRecord record : carried) {
            line = JournalCodec.encode(record, JournalCodec.digits(line, 0));
            bytes.writeBytes(line);
        }
        digits = JournalCodec.digits(line, 0);
        renewal = bytes.toByteArray();
        renew(renewal);
    }

    /** Until this has succeeded nobody knows which file lies there, so every later append comes by here first. */
    private void renew(byte[] bytes) throws IOException {
        files.replace(path, bytes, false);
        size = bytes.length;
        start = new Start.Continue(size, digits, null, path);
        renewal = null;
    }

    @Override
    public void close() throws IOException {
        Disk.Appender open = appender;
        appender = null;
        if (open != null) {
            open.close();
        }
    }

    private Disk.Appender opened() throws IOException {
        Disk.Appender open = appender;
        if (open != null) {
            return open;
        }
        byte[] unfinished = renewal;
        if (unfinished != null) {
            renew(unfinished);
        } else if (start instanceof Start.New fresh) {
            if (files.disk().stat(path) != null) {
                files.rename(path, fresh.asideTo());
            }
            restart(fresh.header(), List.of());
        } else if (start instanceof Start.Continue on && on.keepDamaged() != null) {
            files.replace(on.damagedTo(), on.keepDamaged(), false);
            start = new Start.Continue(on.goodLength(), on.lastDigits(), null, path);
        }
        open = files.disk().append(path, false);
        appender = open;
        tailUncertain = open.size() != size;
        return open;
    }
}
