package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.lobbysync.daemon.port.Disk;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Hashes of the files from one run to the next, in {@code .lobby/stat-cache}: a header line, then one
 * JSON array per line, {@code [path, size, mtime, inode, racy, sha256, emptied, imports, defaultExport,
 * conflictMarkers]}, or {@code [path, url]} of an asset that is gone while something still names it.
 *
 * <p>Its loss is harmless: everything is read again. It is written only if it would say something new, and only when both
 * sides agree, so that {@link FileDrift} can tell what changed since.
 */
final class StatCache {
    static final String HEADER = "{\"formatVersion\":2}";
    private static final long LIMIT = 256L << 20;

    private final Map<String, FileFact> facts = new HashMap<>();
    private final Map<String, String> gone = new HashMap<>();

    /** Reads the cache; an unreadable one counts as empty. */
    static StatCache load(Disk disk, Path file) throws IOException {
        StatCache cache = new StatCache();
        if (disk.stat(file) == null) {
            return cache;
        }
        String[] lines = new String(disk.read(file, LIMIT), StandardCharsets.UTF_8).split("\n", -1);
        if (!lines[0].equals(HEADER)) {
            return cache;
        }
        for (int i = 1; i < lines.length; i++) {
            cache.read(lines[i]);
        }
        return cache;
    }

    private void read(String line) {
        JsonNode entry;
        try {
            entry = Json.parse(line);
        } catch (IOException e) {
            return; // a damaged line is a file that is read again
        }
        if (entry.size() == 2) {
            gone.put(entry.get(0).asText(), entry.get(1).asText());
        } else if (entry.size() == 10) {
            Disk.Stat stat = new Disk.Stat(
                    Disk.Type.FILE,
                    entry.get(1).asLong(),
                    entry.get(2).asLong(),
                    entry.get(3).asLong());
            ScriptFacts script = null;
            if (entry.get(7).isArray()) {
                List<String> imports = new ArrayList<>();
                entry.get(7).forEach(specifier -> imports.add(specifier.asText()));
                script = new ScriptFacts(
                        List.copyOf(imports),
                        entry.get(8).asBoolean(),
                        entry.get(9).asBoolean());
            }
            facts.put(
                    entry.get(0).asText(),
                    new FileFact(
                            stat,
                            entry.get(4).asBoolean(),
                            entry.get(5).asText(),
                            entry.get(6).asBoolean(),
                            script,
                            null));
        }
    }

    @Nullable
    FileFact fact(String path) {
        return facts.get(path);
    }

    /** The {@code asset://} URL that a file had when it was last seen, or null. */
    @Nullable
    String lastUrl(String path) {
        return gone.get(path);
    }

    /** Whether the cache says the same as these, racy marks aside, so that nothing needs to be written. */
    boolean says(Map<String, FileFact> current, Map<String, String> currentGone) {
        if (facts.size() != current.size() || !gone.equals(currentGone)) {
            return false;
        }
        for (Map.Entry<String, FileFact> entry : current.entrySet()) {
            FileFact mine = facts.get(entry.getKey());
            FileFact other = entry.getValue();
            if (mine == null
                    || !mine.stat().equals(other.stat())
                    || mine.sha256() == null
                    || !mine.sha256().equals(other.sha256())
                    || mine.emptied() != other.emptied()) {
                return false;
            }
        }
        return true;
    }

    /** Writes the cache and remembers it as what it says. */
    void save(ConfinedWrites writes, String path, Map<String, FileFact> current, Map<String, String> currentGone)
            throws IOException {
        StringBuilder out = new StringBuilder(HEADER).append('\n');
        new TreeMap<>(current)
                .forEach((name, fact) -> out.append(line(name, fact)).append('\n'));
        new TreeMap<>(currentGone)
                .forEach((name, url) ->
                        out.append(Json.array().add(name).add(url)).append('\n'));
        writes.replace(path, out.toString().getBytes(StandardCharsets.UTF_8));
        facts.clear();
        facts.putAll(current);
        gone.clear();
        gone.putAll(currentGone);
    }

    private static ArrayNode line(String path, FileFact fact) {
        Disk.Stat stat = fact.stat();
        ArrayNode line =
                Json.array().add(path).add(stat.size()).add(stat.mtimeNanos()).add(stat.inode());
        line.add(fact.racy()).add(fact.sha256()).add(fact.emptied());
        ScriptFacts script = fact.script();
        if (script == null) {
            return line.addNull().add(false).add(false);
        }
        ArrayNode imports = Json.array();
        script.imports().forEach(imports::add);
        return line.add(imports).add(script.defaultExport()).add(script.conflictMarkers());
    }
}
