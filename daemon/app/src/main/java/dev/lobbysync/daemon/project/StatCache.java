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
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Hashes of the files from one run to the next, in {@code .lobby/stat-cache}: a header line, then one
 * JSON array per line, {@code [path, size, mtime, inode, racy, sha256, emptied, imports, defaultExport,
 * conflictMarkers, blueprint]}, the last one being a {@link KnownBlueprint} and often left out, or {@code [path, url]} of
 * an asset that is gone while something still names it; at last the checksum of {@link SealedLines}.
 *
 * <p>Its loss is harmless: everything is read again. So a damaged one counts as lost. It is written only if it would say something new, and only when both
 * sides agree, so that {@link FileDrift} can tell what changed since.
 */
final class StatCache {
    static final String HEADER = "{\"formatVersion\":3}";
    private static final long LIMIT = 256L << 20;

    private final Map<String, FileFact> facts = new HashMap<>();
    private final Map<String, KnownBlueprint> blueprints = new HashMap<>();
    private final Map<String, String> gone = new HashMap<>();
    private boolean found;
    private boolean written;

    /** Reads the cache; an unreadable one counts as empty. */
    static StatCache load(Disk disk, Path file) throws IOException {
        StatCache cache = new StatCache();
        if (disk.stat(file) == null) {
            return cache;
        }
        byte[] bytes = disk.read(file, LIMIT);
        int from = HEADER.length();
        int to = SealedLines.length(bytes);
        if (to <= from || !new String(bytes, 0, from, StandardCharsets.UTF_8).equals(HEADER)) {
            return cache;
        }
        cache.found = true;
        try (JsonParser parser = Json.mapper().createParser(bytes, from, to - from)) {
            Map<String, Set<String>> sets = new HashMap<>();
            while (parser.nextToken() == JsonToken.START_ARRAY) {
                cache.read(parser, sets);
            }
        } catch (JsonProcessingException e) {
            return cache; // what follows the damage are files that are read again
        }
        return cache;
    }

    private void read(JsonParser parser, Map<String, Set<String>> sets) throws IOException {
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
        } else {
            parser.nextToken();
            parser.nextToken();
        }
        KnownBlueprint blueprint = null;
        if (parser.nextToken() == JsonToken.START_ARRAY) {
            blueprint = KnownBlueprint.read(parser, sets);
            parser.nextToken();
        }
        skipRest(parser);
        if (path != null && sha256 != null) {
            Disk.Stat stat = new Disk.Stat(Disk.Type.FILE, size, mtime, inode);
            facts.put(path, new FileFact(stat, racy, sha256, emptied, script, null));
            if (blueprint != null) {
                blueprints.put(path, blueprint);
            }
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

    /** Whether it was written in this run. */
    boolean isOfThisRun() {
        return written;
    }

    @Nullable
    FileFact fact(String path) {
        return facts.get(path);
    }

    /** What is known of a blueprint file as long as its content has that hash; null if nothing is. */
    @Nullable
    KnownBlueprint blueprint(String path, String sha256) {
        KnownBlueprint blueprint = blueprints.get(path);
        FileFact fact = blueprint == null ? null : facts.get(path);
        return fact != null && sha256.equals(fact.sha256()) ? blueprint : null;
    }

    /** The {@code asset://} URL that a file had when it was last seen, or null. */
    @Nullable
    String lastUrl(String path) {
        return gone.get(path);
    }

    /**
     * Whether the cache says the same as these, so that nothing needs to be written. That a file need not be read again
     * for its racy mark is worth writing only in a run that writes anyway: a restart without changes touches nothing.
     */
    boolean says(Map<String, FileFact> current, Map<String, KnownBlueprint> known, Map<String, String> currentGone) {
        if (facts.size() != current.size() || !gone.equals(currentGone) || !blueprints.equals(known)) {
            return false;
        }
        for (Map.Entry<String, FileFact> entry : current.entrySet()) {
            FileFact mine = facts.get(entry.getKey());
            FileFact other = entry.getValue();
            if (mine == null
                    || !mine.stat().equals(other.stat())
                    || mine.sha256() == null
                    || !mine.sha256().equals(other.sha256())
                    || mine.emptied() != other.emptied()
                    || (written && mine.racy() && !other.racy())) {
                return false;
            }
        }
        return true;
    }

    /** Writes the cache and remembers it as what it says. */
    void save(
            ConfinedWrites writes,
            String path,
            Map<String, FileFact> current,
            Map<String, KnownBlueprint> known,
            Map<String, String> currentGone)
            throws IOException {
        StringBuilder out = new StringBuilder(HEADER).append('\n');
        new TreeMap<>(current).forEach((name, fact) -> out.append(line(name, fact, known.get(name)))
                .append('\n'));
        new TreeMap<>(currentGone)
                .forEach((name, url) ->
                        out.append(Json.array().add(name).add(url)).append('\n'));
        writes.replace(path, SealedLines.seal(out.toString().getBytes(StandardCharsets.UTF_8)));
        written = true;
        facts.clear();
        facts.putAll(current);
        blueprints.clear();
        blueprints.putAll(known);
        gone.clear();
        gone.putAll(currentGone);
    }

    private static ArrayNode line(String path, FileFact fact, @Nullable KnownBlueprint blueprint) {
        Disk.Stat stat = fact.stat();
        ArrayNode line =
                Json.array().add(path).add(stat.size()).add(stat.mtimeNanos()).add(stat.inode());
        line.add(fact.racy()).add(fact.sha256()).add(fact.emptied());
        ScriptFacts script = fact.script();
        if (script == null) {
            line.addNull().add(false).add(false);
            return blueprint == null ? line : line.add(blueprint.toJson());
        }
        ArrayNode imports = Json.array();
        script.imports().forEach(imports::add);
        return line.add(imports).add(script.defaultExport()).add(script.conflictMarkers());
    }
}
