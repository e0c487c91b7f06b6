package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.jsontext.JsonStyle;
import dev.lobbysync.daemon.port.Disk;
import dev.lobbysync.protocol.json.CanonicalJson;
import dev.lobbysync.protocol.json.Json;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which blueprint lives where: {@code .lobby/blueprint-index.json} (PROTOCOL 7.8). A path is a projection of an id; the
 * index gives a file without id, or one that cannot be read, the id that it had.
 *
 * <p>{@code byPath} is written anew from the files that exist, the other tables only grow. A blueprint that is gone has no
 * path there; no file may continue it any more, so nothing of it is read again.
 */
final class PathIndex {
    private static final long LIMIT = 256L << 20;

    /**
     * What is known of one blueprint.
     *
     * @param path relative to the project root, or null if its file is gone
     * @param signature {@code createdAt:<value>} or {@code hash:<sha256 of the file without id and uid>}
     */
    record Entry(
            String id,
            @Nullable String uid,
            @Nullable String path,
            @Nullable String signature) {}

    private final Disk disk;
    private final Path file;
    private final Map<String, Entry> byId = new TreeMap<>();
    private final Map<String, String> idByPath = new HashMap<>();
    private final Map<String, String> idByUid = new HashMap<>();
    /** The paths that the file names: of what was there when it was written. */
    private Set<String> written = Set.of();
    /** Whether it says something that the file does not. */
    private boolean changed;

    private PathIndex(Disk disk, Path file) {
        this.disk = disk;
        this.file = file;
    }

    static PathIndex load(Disk disk, Path file) throws IOException {
        PathIndex index = new PathIndex(disk, file);
        if (disk.stat(file) == null) {
            return index;
        }
        byte[] bytes = disk.read(file, LIMIT);
        try (JsonParser parser = Json.mapper().createParser(bytes)) {
            index.read(parser);
        } catch (com.fasterxml.jackson.core.JsonProcessingException | CharConversionException e) {
            index.byId.clear(); // damaged: ids come from the files again
            index.idByPath.clear();
            index.idByUid.clear();
            index.written = Set.of();
            index.changed = true;
            return index;
        }
        index.changed = false;
        return index;
    }

    /** Only {@code byId} and the keys of {@code byPath}: the other tables say the same in another order. */
    private void read(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return;
        }
        int depth = 1;
        while (depth > 0 && parser.nextToken() != null) {
            String name = parser.currentName();
            boolean wanted = depth == 1 ? "blueprints".equals(name) : "byId".equals(name) || "byPath".equals(name);
            if (parser.hasToken(JsonToken.END_OBJECT)) {
                depth--;
            } else if (!parser.hasToken(JsonToken.FIELD_NAME) && !wanted) {
                parser.skipChildren();
            } else if (parser.hasToken(JsonToken.START_OBJECT) && depth == 1) {
                depth++;
            } else if (parser.hasToken(JsonToken.START_OBJECT) && "byPath".equals(name)) {
                written = readKeys(parser);
            } else if (parser.hasToken(JsonToken.START_OBJECT)) {
                readEntries(parser);
            } else {
                parser.skipChildren();
            }
        }
    }

    private static Set<String> readKeys(JsonParser parser) throws IOException {
        Set<String> keys = new HashSet<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            keys.add(parser.currentName());
            parser.nextToken();
            parser.skipChildren();
        }
        return keys;
    }

    private void readEntries(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                continue;
            }
            Map<String, String> fields = new HashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                if (parser.nextToken() == JsonToken.VALUE_STRING
                        && !parser.getText().isEmpty()) {
                    fields.put(field, parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
            String id = fields.get("id");
            if (id != null && fields.get("path") != null) {
                put(new Entry(id, fields.get("uid"), fields.get("path"), fields.get("signature")));
            }
        }
    }

    void put(Entry entry) {
        Entry old = byId.put(entry.id(), entry);
        changed |= !entry.equals(old);
        if (old != null) {
            forget(old);
        }
        if (entry.path() != null) {
            idByPath.put(entry.path(), entry.id());
        }
        if (entry.uid() != null) {
            idByUid.put(entry.uid(), entry.id());
        }
    }

    private void forget(Entry entry) {
        if (entry.path() != null) {
            idByPath.remove(entry.path(), entry.id());
        }
        if (entry.uid() != null) {
            idByUid.remove(entry.uid(), entry.id());
        }
    }

    /** The id that a path has, or had when it was last readable. */
    @Nullable
    String idAt(String path) {
        return idByPath.get(path);
    }

    /** The blueprint that a file without id is: whose uid it has, else the one at its path (PROTOCOL 7.2); or null. */
    @Nullable
    String idOf(String path, @Nullable String uid) {
        String there = idAt(path);
        Entry known = there == null ? null : byId.get(there);
        String named = uid == null || (known != null && uid.equals(known.uid())) ? null : idByUid.get(uid);
        return named == null ? there : named;
    }

    @Nullable
    Entry entry(String id) {
        return byId.get(id);
    }

    /** The path where the id lives or last lived. */
    @Nullable
    String pathOf(String id) {
        Entry entry = byId.get(id);
        return entry == null ? null : entry.path();
    }

    /** Paths below a directory that had a blueprint. */
    List<String> pathsBelow(String directory) {
        return idByPath.keySet().stream()
                .filter(path -> path.startsWith(directory + "/"))
                .sorted()
                .toList();
    }

    Collection<Entry> entries() {
        return List.copyOf(byId.values());
    }

    /**
     * The vanished blueprint that a new file without id continues: by uid, then by {@code createdAt}, then by equal
     * content, each only if unique (ENGINE S9).
     *
     * @param candidates blueprints that have lost their file and that nobody else has taken
     */
    static @Nullable String vanished(@Nullable String uid, String signature, Collection<Entry> candidates) {
        List<Entry> found = candidates.stream()
                .filter(entry -> uid != null && uid.equals(entry.uid()))
                .toList();
        if (found.isEmpty()) {
            found = candidates.stream()
                    .filter(entry -> signature.equals(entry.signature()))
                    .toList();
        }
        return found.size() == 1 ? found.get(0).id() : null;
    }

    static String signature(ObjectNode document) {
        String createdAt = document.path("createdAt").textValue();
        if (createdAt != null && !createdAt.isBlank()) {
            return "createdAt:" + createdAt;
        }
        ObjectNode rest = AssetPlaces.shallow(document);
        rest.remove(List.of("id", "uid"));
        return "hash:" + CanonicalJson.sha256(rest);
    }

    /**
     * Writes the index if it would say something else than the file does.
     *
     * @param alive whether a blueprint has a file
     * @param awaited whether one that has none may come back: nobody has agreed yet that it is gone
     */
    void save(ConfinedWrites writes, String path, Predicate<String> alive, Predicate<String> awaited, String now)
            throws IOException {
        byId.values().removeIf(entry -> {
            boolean gone = !alive.test(entry.id()) && !awaited.test(entry.id());
            if (gone) {
                forget(entry);
            }
            changed |= gone;
            return gone;
        });
        Set<String> present = present(alive);
        if (!changed && present.equals(written)) {
            return;
        }
        ObjectNode root = Json.object().put("formatVersion", 1);
        root.set("blueprints", tables(tablesOfFile(), present));
        root.put("updatedAt", now);
        writes.replace(path, (JsonStyle.NEW_FILE.render(root, "") + "\n").getBytes(StandardCharsets.UTF_8));
        written = present;
        changed = false;
    }

    private Set<String> present(Predicate<String> alive) {
        Set<String> present = new HashSet<>();
        for (Entry entry : byId.values()) {
            if (entry.path() != null && alive.test(entry.id())) {
                present.add(entry.path());
            }
        }
        return present;
    }

    /** The tables that the file holds now; none if it is damaged, for the files of the project say the same. */
    private JsonNode tablesOfFile() throws IOException {
        if (disk.stat(file) == null) {
            return Json.object();
        }
        byte[] bytes = disk.read(file, LIMIT);
        try {
            return Json.parse(bytes).path("blueprints");
        } catch (IOException damaged) {
            return Json.object();
        }
    }

    private ObjectNode tables(JsonNode before, Set<String> present) {
        ObjectNode tables = Json.object();
        ObjectNode ids = grown(tables, before, "byId");
        ObjectNode uids = grown(tables, before, "byUid");
        ObjectNode paths = tables.putObject("byPath");
        ObjectNode signatures = grown(tables, before, "bySignature");
        for (Entry entry : byId.values()) {
            ObjectNode node = Json.object()
                    .put("id", entry.id())
                    .put("uid", entry.uid())
                    .put("path", entry.path())
                    .put("signature", entry.signature());
            ids.set(entry.id(), node);
            set(uids, entry.uid(), node);
            set(paths, present.contains(entry.path()) ? entry.path() : null, node);
            set(signatures, entry.signature(), node);
        }
        return tables;
    }

    /** A table as it was, each blueprint of it with the path that it has now, or none. */
    private ObjectNode grown(ObjectNode tables, JsonNode before, String name) {
        ObjectNode table = tables.putObject(name);
        before.path(name).properties().forEach(known -> {
            if (known.getValue() instanceof ObjectNode entry) {
                ObjectNode now = Json.object();
                now.setAll(entry);
                table.set(
                        known.getKey(), now.put("path", pathOf(entry.path("id").asText())));
            }
        });
        return table;
    }

    private static void set(ObjectNode table, @Nullable String key, ObjectNode node) {
        if (key != null) {
            table.set(key, node);
        }
    }
}
