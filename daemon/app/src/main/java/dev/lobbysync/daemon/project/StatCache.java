package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
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
    private boolean found;

    /** Reads the cache; an unreadable one counts as empty. */
    static StatCache load(Disk disk, Path file) throws IOException {
        StatCache cache = new StatCache();
        if (disk.stat(file) == null) {
            return cache;
        }
        byte[] bytes = disk.read(file, LIMIT);
        int from = HEADER.length();
        if (bytes.length <= from || !new String(bytes, 0, from, StandardCharsets.UTF_8).equals(HEADER)) {
            return cache;
        }
        cache.found = true;
        try (JsonParser parser = Json.mapper().createParser(bytes, from, bytes.length - from)) {
            while (parser.nextToken() == JsonToken.START_ARRAY) {
                cache.read(parser);
            }
        } catch (JsonProcessingException e) {
            return cache; // what follows the damage are files that are read again
        }
        return cache;
    }

    private void read(JsonParser parser) throws IOException {
        String path = parser.nextTextValue();
        if (parser.nextToken() == JsonToken.VALUE_STRING) {
            gone.put(String.valueOf(path), parser.getText());
            skipRest(parser);
            return;
        }
        long size = parser.getValueAsLong();
        long mtime = parser.nextLongValue(0);
        long inode = parser.nextLongValue(0);
        boolean racy = parser.nextToken() == JsonToken.VALUE_TRUE;
        String sha256 = parser.nextTextValue();
        boolean emptied = parser.nextToken() == JsonToken.VALUE_TRUE;
        ScriptFacts script = null;
        if (parser.nextToken() == JsonToken.START_ARRAY) {
            List<String> imports = new ArrayList<>();
            while (parser.nextToken() == JsonToken.VALUE_STRING) {
                imports.add(parser.getText());
            }
            script = new ScriptFacts(
                    List.copyOf(imports),
                    parser.nextToken() == JsonToken.VALUE_TRUE,
                    parser.nextToken() == JsonToken.VALUE_TRUE);
            parser.nextToken();
        }
        skipRest(parser);
        if (path != null && sha256 != null) {
            Disk.Stat stat = new Disk.Stat(Disk.Type.FILE, size, mtime, inode);
            facts.put(path, new FileFact(stat, racy, sha256, emptied, script, null));
        }
    }

    private static void skipRest(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        while (token != null && token != JsonToken.END_ARRAY) {
            parser.skipChildren();
            token = parser.nextToken();
        }
    }

    /** Whether nothing was kept from an earlier run. */
    boolean isNew() {
        return !found;
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
