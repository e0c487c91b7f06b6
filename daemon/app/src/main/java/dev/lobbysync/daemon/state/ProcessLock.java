package dev.lobbysync.daemon.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * One daemon per project: an operating system lock on {@code .lobby/daemon.lock}, which dies with its holder however it
 * dies (ENGINE T17). The file holds the process id for people and is never deleted, since a lock on a deleted file excludes
 * nobody.
 */
public final class ProcessLock implements AutoCloseable {
    // One byte far behind the content: some systems keep others from reading what is locked.
    private static final long POSITION = Long.MAX_VALUE - 1;

    private final FileChannel channel;

    @SuppressWarnings("UnusedVariable") // what nobody holds on to, this process would no longer know as locked
    private final FileLock lock;

    private ProcessLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the lock or fails at once.
     *
     * @throws AlreadyRunningException if another daemon holds it
     * @throws IOException if {@code .lobby} cannot be written or its file system has no locks
     */
    public static ProcessLock acquire(Path projectRoot) throws AlreadyRunningException, IOException {
        Path file = new StatePaths(projectRoot).processLock();
        Path lobby = DurableFiles.parentOf(file);
        if (Files.isSymbolicLink(lobby)) {
            throw new IOException(
                    lobby
                            + " is a symbolic link, and nothing outside the project is written; replace it by a real directory");
        }
        Files.createDirectories(lobby);
        FileChannel channel = FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        boolean held = false;
        try {
            FileLock lock = tryLock(channel);
            if (lock == null) {
                String holder = holder(channel);
                throw new AlreadyRunningException("another daemon"
                        + (holder.isEmpty() ? "" : " (process " + holder + ")")
                        + " already syncs this project; stop it with: gamedev sync stop");
            }
            byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid), 0);
            held = true;
            return new ProcessLock(channel, lock);
        } finally {
            if (!held) {
                channel.close();
            }
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(POSITION, 1, false);
        } catch (OverlappingFileLockException heldInThisProcess) {
            return null;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(32);
        channel.read(content, 0);
        return new String(content.array(), 0, content.position(), StandardCharsets.US_ASCII).replaceAll("[^0-9]", "");
    }

    @Override
    public void close() throws IOException {
        channel.close(); // which releases the lock
    }
}
