package dev.lobbysync.daemon.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/** Reads a file that a person wrote, if it is one and no larger than such files are. */
final class ConfigFile {
    private static final int MOST_BYTES = 4 << 20;

    private ConfigFile() {}

    /**
     * The bytes of a file; symbolic links are followed, for these files are the person's own.
     *
     * @throws NoSuchFileException if there is none
     * @throws IOException if it is something else, too large, or cannot be read; the message says which, without the path
     */
    static byte[] read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException("it is no regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("it has more than " + MOST_BYTES + " bytes");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException e) {
            throw new IOException(e.getReason() == null ? "permission denied" : e.getReason(), e);
        }
    }

    /** A sentence about a file with an admin code in it that not only its owner may read. */
    static Optional<String> openness(Path project, String shownAs) {
        Set<PosixFilePermission> mode;
        try {
            mode = Files.getPosixFilePermissions(project.resolve(shownAs));
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty(); // gone since it was read, or a file system without modes
        }
        boolean open = mode.contains(PosixFilePermission.GROUP_READ) || mode.contains(PosixFilePermission.OTHERS_READ);
        return open
                ? Optional.of(shownAs + " holds an admin code, and others on this machine may read it; run: chmod 600 "
                        + project.resolve(shownAs))
                : Optional.empty();
    }
}
