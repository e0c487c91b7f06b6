package dev.lobbysync.daemon.testing;

import dev.lobbysync.daemon.port.Disk;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Git's index, version 2, of one file. */
final class IndexOfGit {
    private IndexOfGit() {}

    static byte[] of(String path, Disk.Stat stat) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(12 + (62 + name.length + 8) / 8 * 8 + 20);
        out.putInt(0x44495243).putInt(2).putInt(1);
        int seconds = (int) (stat.mtimeNanos() / 1_000_000_000);
        int nanos = (int) (stat.mtimeNanos() % 1_000_000_000);
        out.putInt(seconds).putInt(nanos).putInt(seconds).putInt(nanos).putInt(0);
        out.putInt((int) stat.inode()).putInt(0100644).putInt(0).putInt(0).putInt((int) stat.size());
        out.put(new byte[20]).putShort((short) name.length).put(name);
        return out.array();
    }
}
