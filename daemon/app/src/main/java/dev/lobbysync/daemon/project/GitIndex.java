package dev.lobbysync.daemon.project;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * The part of git's index that matters here: which paths are unmerged. Understands versions 2 to 4 of the format with
 * SHA-1 names.
 */
final class GitIndex {
    private static final int SIGNATURE = 0x44495243; // DIRC
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
     * Paths with a stage other than 0, relative to the worktree.
     *
     * @throws IOException if this is no index of a known format
     */
    static Set<String> unmerged(byte[] bytes) throws IOException {
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            int signature = in.getInt();
            int version = in.getInt();
            if (signature != SIGNATURE || version < 2 || version > 4) {
                throw new IOException("not a git index of version 2 to 4");
            }
            return new GitIndex(in, version).entries(in.getInt());
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new IOException("the git index ends too early", e);
        }
    }

    private Set<String> entries(int count) {
        Set<String> unmerged = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            int start = in.position();
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
            if ((flags & STAGE) != 0) {
                unmerged.add(new String(path, StandardCharsets.UTF_8));
            }
        }
        return unmerged;
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
