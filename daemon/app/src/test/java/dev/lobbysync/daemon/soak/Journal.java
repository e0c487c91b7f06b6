package dev.lobbysync.daemon.soak;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What happened, line by line in {@code soak.log}, and what must not have. */
final class Journal implements AutoCloseable {
    private final BufferedWriter log;
    private final List<String> failures = new ArrayList<>();

    Journal(Path file) throws IOException {
        log = Files.newBufferedWriter(file);
    }

    void note(String what) {
        try {
            log.write(Instant.now() + " " + what + "\n");
            log.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Something that must never be; told of once. */
    void failure(String what) {
        note("FAILURE " + what);
        if (!failures.contains(what)) {
            failures.add(what);
            System.err.println("FAILURE " + what);
        }
    }

    List<String> failures() {
        return failures;
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
