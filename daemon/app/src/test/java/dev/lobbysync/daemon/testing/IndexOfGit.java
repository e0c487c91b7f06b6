package dev.lobbysync.daemon.testing;

import dev.lobbysync.daemon.port.Disk;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;

/** Git's index, version 2. */
final class IndexOfGit {
    private static final int FIXED = 62;

    private IndexOfGit() {}

    static byte[] of(SortedMap<String, Disk.Stat> files) {
        int size = 12 + 20;
        for (String path : files.keySet()) {
            size += length(path.getBytes(StandardCharsets.UTF_8));
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.putInt(0x44495243).putInt(2).putInt(files.size());
        files.forEach((path, stat) -> put(out, path.getBytes(StandardCharsets.UTF_8), stat));
        return out.array();
    }

    private static void put(ByteBuffer out, byte[] name, Disk.Stat stat) {
        int end = out.position() + length(name);
        int seconds = (int) (stat.mtimeNanos() / 1_000_000_000);
        int nanos = (int) (stat.mtimeNanos() % 1_000_000_000);
        out.putInt(seconds).putInt(nanos).putInt(seconds).putInt(nanos).putInt(0);
        out.putInt((int) stat.inode()).putInt(0100644).putInt(0).putInt(0).putInt((int) stat.size());
        out.put(new byte[20]).putShort((short) name.length).put(name);
        out.position(end);
    }

    /** An entry ends with one to eight zeros. */
    private static int length(byte[] name) {
        return (FIXED + name.length + 8) / 8 * 8;
    }
}
