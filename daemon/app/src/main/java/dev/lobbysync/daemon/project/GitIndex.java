package dev.lobbysync.daemon.project;

import dev.lobbysync.daemon.port.Disk;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The parts of git's index that matter here: which paths are unmerged, and what git wrote. Understands versions 2 to 4 of the format with
 * SHA-1 names.
 */
final class GitIndex {
    private static final int SIGNATURE = 0x44495243; // DIRC
    private static final int MTIME = 8;
    private static final int INODE = 20;
    private static final int SIZE = 36;
    private static final int STAT_AND_NAME = 60;
    private static final int EXTENDED = 0x4000;
    private static final int STAGE = 0x3000;

    private final ByteBuffer in;
    private final int version;
    private byte[] path = new byte[0];

    private GitIndex(ByteBuffer in, int version) {
        this.in = in;
        this.version = version;
    }

    /**
     * A file as git last wrote it or looked at it.
     *
     * @param seconds its mtime, the lower 32 bits
     * @param nanos the rest of its mtime; 0 if whoever wrote the index keeps no such thing
     * @param inode the lower 32 bits; 0 if there is none
     * @param size the lower 32 bits
     */
    record Written(int seconds, int nanos, int inode, int size) {
        private static final long NANOS_PER_SECOND = 1_000_000_000L;

        /** Whether this is the file with that stat; mtimes are compared to the microsecond, as fine as everybody keeps them. */
        boolean is(Disk.Stat stat) {
            long rest = Math.floorMod(stat.mtimeNanos(), NANOS_PER_SECOND);
            return stat.type() == Disk.Type.FILE
                    && size == (int) stat.size()
                    && seconds == (int) Math.floorDiv(stat.mtimeNanos(), NANOS_PER_SECOND)
                    && (nanos == 0 || nanos / 1000 == rest / 1000)
                    && (inode == 0 || stat.inode() == 0 || inode == (int) stat.inode());
        }
    }

    /** Receives each entry. */
    private interface Visitor {
        void entry(byte[] path, int stage, Written written);
    }

    /**
     * Paths with a stage other than 0, relative to the worktree.
     *
     * @throws IOException if this is no index of a known format
     */
    static Set<String> unmerged(byte[] bytes) throws IOException {
        Set<String> unmerged = new TreeSet<>();
        visit(bytes, (path, stage, written) -> {
            if (stage != 0) {
                unmerged.add(new String(path, StandardCharsets.UTF_8));
            }
        });
        return unmerged;
    }

    /**
     * The files whose paths, relative to the worktree, begin with the prefix, without the unmerged ones.
     *
     * @throws IOException if this is no index of a known format
     */
    static Map<String, Written> written(byte[] bytes, String prefix) throws IOException {
        Map<String, Written> files = new HashMap<>();
        visit(bytes, (path, stage, written) -> {
            String name = new String(path, StandardCharsets.UTF_8);
            if (stage == 0 && name.startsWith(prefix)) {
                files.put(name, written);
            }
        });
        return files;
    }

    private static void visit(byte[] bytes, Visitor visitor) throws IOException {
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            int signature = in.getInt();
            int version = in.getInt();
            if (signature != SIGNATURE || version < 2 || version > 4) {
                throw new IOException("not a git index of version 2 to 4");
            }
            new GitIndex(in, version).entries(in.getInt(), visitor);
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException("the git index ends too early", e);
        }
    }

    private void entries(int count, Visitor visitor) {
        for (int i = 0; i < count; i++) {
            int start = in.position();
            Written written = new Written(
                    in.getInt(start + MTIME),
                    in.getInt(start + MTIME + 4),
                    in.getInt(start + INODE),
                    in.getInt(start + SIZE));
            in.position(start + STAT_AND_NAME);
            int flags = in.getShort() & 0xFFFF;
            if ((flags & EXTENDED) != 0) {
                in.getShort();
            }
            readPath();
            if (version < 4) {
                // Entries are padded with 1 to 8 zero bytes to a multiple of 8; one was read as the end of the path.
                int length = in.position() - 1 - start;
                in.position(start + (length + 8) / 8 * 8);
            }
            visitor.entry(path, flags & STAGE, written);
        }
    }

    private void readPath() {
        int keep = version < 4 ? 0 : path.length - offset();
        int from = in.position();
        int to = from;
        while (in.get(to) != 0) {
            to++;
        }
        byte[] next = Arrays.copyOf(path, keep + to - from);
        in.get(next, keep, to - from);
        in.get();
        path = next;
    }

    /** How many bytes of the previous path are dropped: git's variable-width number. */
    private int offset() {
        int next = in.get() & 0xFF;
        int value = next & 0x7F;
        while ((next & 0x80) != 0) {
            next = in.get() & 0xFF;
            value = ((value + 1) << 7) | (next & 0x7F);
        }
        return value;
    }
}
