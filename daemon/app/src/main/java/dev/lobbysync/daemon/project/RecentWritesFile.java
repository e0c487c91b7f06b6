package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.jsontext.JsonStyle;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Disk;
import dev.lobbysync.daemon.project.OutdatedSaves.Outdated;
import dev.lobbysync.daemon.project.OwnWrite.Turn;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * {@code .lobby/recent-writes.json}: {@code {formatVersion:1, writes:[{path, before, after, mtimeNanos, objects:[{kind, id,
 * before, after}]}], outdated:[{kind, id, path, text, value, before, after}]}}. Its loss is harmless: an outdated save right
 * after it is taken for an edit.
 */
final class RecentWritesFile {
    private static final long LIMIT = 64L << 20;

    private RecentWritesFile() {}

    /** What the file says. */
    record Content(List<OwnWrite> writes, Map<ObjectKey, Outdated> outdated) {
        Content {
            writes = List.copyOf(writes);
            outdated = Map.copyOf(outdated);
        }
    }

    /** Reads the file; none, or a damaged one, says nothing. */
    static Content read(Disk disk, Path file) throws IOException {
        Disk.Stat stat = disk.stat(file);
        if (stat == null || stat.type() != Disk.Type.FILE || stat.size() > LIMIT) {
            return new Content(List.of(), Map.of());
        }
        byte[] bytes = disk.read(file, LIMIT);
        try {
            return content(Json.parse(bytes));
        } catch (IOException | IllegalArgumentException damaged) {
            return new Content(List.of(), Map.of());
        }
    }

    private static Content content(JsonNode root) {
        List<OwnWrite> writes = StreamSupport.stream(root.path("writes").spliterator(), false)
                .map(write -> new OwnWrite(
                        write.path("path").asText(),
                        write.path("before").asText(),
                        write.path("after").textValue(),
                        write.path("mtimeNanos").asLong(),
                        turns(write.path("objects"))))
                .toList();
        Map<ObjectKey, Outdated> outdated = new LinkedHashMap<>();
        for (JsonNode found : root.path("outdated")) {
            outdated.put(
                    key(found),
                    new Outdated(
                            found.path("path").asText(),
                            found.path("text").textValue(),
                            turn(found),
                            found.path("value").textValue()));
        }
        return new Content(writes, outdated);
    }

    private static Map<ObjectKey, Turn> turns(JsonNode objects) {
        Map<ObjectKey, Turn> turns = new LinkedHashMap<>();
        objects.forEach(object -> turns.put(key(object), turn(object)));
        return turns;
    }

    private static ObjectKey key(JsonNode object) {
        return new ObjectKey(
                ObjectKind.ofWireName(object.path("kind").asText()),
                object.path("id").asText());
    }

    private static Turn turn(JsonNode object) {
        return new Turn(value(object.path("before")), value(object.path("after")));
    }

    private static @Nullable ObjectNode value(JsonNode node) {
        return node instanceof ObjectNode object ? object : null;
    }

    /** The file; without the writes if with them it could not be read again. */
    static byte[] bytes(Content content) {
        byte[] all = render(content);
        return all.length <= LIMIT ? all : render(new Content(List.of(), content.outdated()));
    }

    private static byte[] render(Content content) {
        ObjectNode root = Json.object().put("formatVersion", 1);
        ArrayNode writes = root.putArray("writes");
        for (OwnWrite write : content.writes()) {
            ObjectNode node = writes.addObject()
                    .put("path", write.path())
                    .put("before", write.before())
                    .put("after", write.after())
                    .put("mtimeNanos", write.mtimeNanos());
            ArrayNode objects = node.putArray("objects");
            write.objects().forEach((key, turn) -> put(objects.addObject(), key, turn));
        }
        ArrayNode outdated = root.putArray("outdated");
        content.outdated().forEach((key, found) -> {
            ObjectNode node = outdated.addObject();
            node.put("path", found.path()).put("text", found.text()).put("value", found.value());
            put(node, key, found.turn());
        });
        return (JsonStyle.NEW_FILE.render(root, "") + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void put(ObjectNode node, ObjectKey key, Turn turn) {
        node.put("kind", key.kind().wireName()).put("id", key.id());
        node.set("before", turn.before());
        node.set("after", turn.after());
    }
}
