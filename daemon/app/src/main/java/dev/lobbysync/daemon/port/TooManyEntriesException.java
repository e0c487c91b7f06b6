package dev.lobbysync.daemon.port;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A directory that holds more than anybody means to sync; nothing is said about what is in it. */
public final class TooManyEntriesException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    /** @param most how many entries a directory may have */
    public TooManyEntriesException(Path directory, int most) {
        super(directory.toString(), null, "holds more than " + most + " entries");
    }
}
