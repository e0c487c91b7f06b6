package dev.lobbysync.daemon.state;

import dev.lobbysync.daemon.port.Disk;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Texts that a line merge may need as its base: {@code .lobby/base/<first two digits>/<sha256>}, plain bytes. A
 * file that does not hold what its name says is worth nothing and is removed by who reads it.
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

    /** Whether a text lies there. What it holds is checked when it is read. */
    boolean has(String sha256) throws IOException {
        Disk.@Nullable Stat stat = files.disk().stat(fileOf(sha256));
        return stat != null && stat.size() > 0;
    }

    /**
     * Keeps texts by their hash: force(data) of all, rename of all, force(directory) of each, once.
     *
     * @throws IllegalArgumentException if a text has another hash
     */
    void keep(Map<String, byte[]> texts) throws IOException {
        Map<Path, Path> drafts = new LinkedHashMap<>();
        Set<Path> changed = new LinkedHashSet<>();
        for (Map.Entry<String, byte[]> text : texts.entrySet()) {
            Path file = fileOf(text.getKey());
            Disk.@Nullable Stat stat = files.disk().stat(file);
            if (stat == null || stat.size() != text.getValue().length) {
                drafts.put(draft(file, text.getKey(), text.getValue(), changed), file);
            }
        }
        files.disk().forceAll(drafts.keySet());
        for (Map.Entry<Path, Path> draft : drafts.entrySet()) {
            files.disk().rename(draft.getKey(), draft.getValue());
        }
        files.disk().forceAll(changed);
    }

    /** Writes a text under a passing name, not forced yet. */
    private Path draft(Path file, String sha256, byte[] text, Set<Path> changed) throws IOException {
        if (!Sha256.hex(text).equals(sha256)) {
            throw new IllegalArgumentException("a text was given under the hash " + sha256 + ", which is not its own");
        }
        Path folder = DurableFiles.parentOf(file);
        if (changed.add(folder) && files.disk().stat(folder) == null) {
            files.disk().createDirectories(directory);
            files.disk().createDirectory(folder);
            changed.add(directory);
        }
        Path draft = folder.resolve(sha256 + ".tmp-daemon");
        files.deleteIfPresent(draft);
        files.disk().create(draft, text);
        return draft;
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
