package dev.lobbysync.daemon.testing;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a name stands for: what it is now, and what of it would survive a power loss. */
abstract sealed class Inode {
    final long number;
    long mtimeNanos;

    private Inode(long number, long mtimeNanos) {
        this.number = number;
        this.mtimeNanos = mtimeNanos;
    }

    /** A regular file. Arrays are replaced, never changed. */
    static final class File extends Inode {
        byte[] live;
        byte[] durable = new byte[0];
        boolean ownerOnly;

        File(long number, long mtimeNanos, byte[] live) {
            super(number, mtimeNanos);
            this.live = live;
        }
    }

    /** A directory; its entries become durable when it is forced, not when the files in it are. */
    static final class Directory extends Inode {
        final Map<String, Inode> live = new LinkedHashMap<>();
        final Map<String, Inode> durable = new LinkedHashMap<>();

        Directory(long number, long mtimeNanos) {
            super(number, mtimeNanos);
        }

        @Nullable
        Inode child(String name) {
            return live.get(name);
        }
    }

    /** A symbolic link, there to be refused. */
    static final class Symlink extends Inode {
        final String target;

        Symlink(long number, long mtimeNanos, String target) {
            super(number, mtimeNanos);
            this.target = target;
        }
    }
}
