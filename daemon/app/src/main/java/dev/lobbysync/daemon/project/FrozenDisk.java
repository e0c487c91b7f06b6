package dev.lobbysync.daemon.project;

import dev.lobbysync.daemon.model.TemporaryName;
import dev.lobbysync.daemon.port.Disk;
import dev.lobbysync.daemon.port.UnwritableDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A disk that is only looked at: whatever would change it is refused. Temporary files of ours are not shown. */
public final class FrozenDisk implements UnwritableDisk {
    private final Disk disk;

    /** A view of another disk. */
    public FrozenDisk(Disk disk) {
        this.disk = disk;
    }

    @Override
    public @Nullable Stat stat(Path path) throws IOException {
        return disk.stat(path);
    }

    @Override
    public List<Entry> list(Path directory) throws IOException {
        return disk.list(directory).stream()
                .filter(entry -> !TemporaryName.is(entry.name()))
                .toList();
    }

    @Override
    public byte[] read(Path file, long limit) throws IOException {
        return disk.read(file, limit);
    }

    @Override
    public IOException refusal(Path path) {
        return new IOException(path + " was to be written by a command that only looks; please report it");
    }
}
