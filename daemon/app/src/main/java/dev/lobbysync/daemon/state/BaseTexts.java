package dev.lobbysync.daemon.state;

import dev.lobbysync.daemon.port.Disk;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Texts that a line merge may need as its base: {@code .lobby/base/<first two digits>/<sha256>}, plain bytes. Files that
 * do not hold what their name says are worth nothing and are replaced when the text comes by again.
 */
final class BaseTexts {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    /** A text may be kept a little before the record that refers to it. */
    private static final long YOUNG_MILLIS = 24L * 60 * 60 * 1000;

    private final DurableFiles files;
    private final Path directory;

    BaseTexts(DurableFiles files, Path directory) {
        this.files = files;
        this.directory = directory;
    }

    Optional<byte[]> read(String sha256) throws IOException {
        Path file = fileOf(sha256);
        Optional<byte[]> text = files.read(file);
        if (text.isPresent() && !Sha256.hex(text.get()).equals(sha256)) {
            files.deleteIfPresent(file);
            return Optional.empty();
        }
        return text;
    }

    /** @throws IllegalArgumentException if the text has another hash */
    void keep(String sha256, byte[] text) throws IOException {
        Path file = fileOf(sha256);
        Disk.@Nullable Stat stat = files.disk().stat(file);
        if (stat != null && stat.size() == text.length) {
            return;
        }
        if (!Sha256.hex(text).equals(sha256)) {
            throw new IllegalArgumentException("a text was given under the hash " + sha256 + ", which is not its own");
        }
        files.replace(file, text, false);
    }

    /**
     * Deletes texts that nothing refers to and that have been lying for a day.
     *
     * @return how many went
     */
    int prune(Set<String> referenced, long wallMillis) throws IOException {
        if (files.disk().stat(directory) == null) {
            return 0;
        }
        int gone = 0;
        for (Disk.Entry part : files.disk().list(directory)) {
            if (part.stat().type() != Disk.Type.DIRECTORY) {
                continue;
            }
            Path folder = directory.resolve(part.name());
            for (Disk.Entry text : files.disk().list(folder)) {
                boolean old = text.stat().mtimeNanos() / 1_000_000 < wallMillis - YOUNG_MILLIS;
                if (old && !referenced.contains(text.name())) {
                    files.disk().delete(folder.resolve(text.name()));
                    gone++;
                }
            }
        }
        return gone;
    }

    /** Every SHA-256 that a text mentions. */
    static Set<String> hashesIn(String text) {
        return HASH.matcher(text).results().map(match -> match.group()).collect(Collectors.toSet());
    }

    private Path fileOf(String sha256) {
        Matcher valid = HASH.matcher(sha256);
        if (!valid.matches()) {
            throw new IllegalArgumentException("'" + sha256 + "' is no SHA-256");
        }
        return directory.resolve(sha256.substring(0, 2)).resolve(sha256);
    }
}
