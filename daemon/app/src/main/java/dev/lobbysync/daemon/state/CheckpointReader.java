package dev.lobbysync.daemon.state;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a checkpoint in one pass and remembers where each value lies in the bytes instead of building it. An entry that
 * makes no sense is left out and reported; a file that is no checkpoint at all is an {@link IOException}.
 */
final class CheckpointReader {
    // The shared mapper insists on nothing following a value; here the rest of the file does.
    private static final ObjectReader PART =
            Json.mapper().reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final byte[] bytes;
    private final List<String> notices;
    private final List<Checkpoint.Row> rows = new ArrayList<>();
    private @Nullable String worldId;
    private @Nullable Long cursor;
    private ArrayNode snapshots = Json.array();
    private @Nullable String updatedAt;
    private @Nullable ObjectNode daemon;
    private boolean formatSeen;

    private CheckpointReader(byte[] bytes, List<String> notices) {
        this.bytes = bytes;
        this.notices = notices;
    }

    /**
     * @param notices receives what was left out
     * @throws StateFormatException if a newer version wrote the file
     * @throws IOException if the file is damaged
     */
    static Checkpoint read(byte[] bytes, List<String> notices) throws IOException {
        return new CheckpointReader(bytes, notices).read();
    }

    private Checkpoint read() throws IOException {
        // The parser would take it for UTF-16 or UTF-32, and its places would be none in these bytes.
        if (bytes.length > 1
                && (bytes[0] == 0 || bytes[1] == 0 || bytes[0] == (byte) 0xfe || bytes[0] == (byte) 0xff)) {
            throw new IOException("it is not UTF-8 text");
        }
        try (JsonParser parser = Json.mapper().getFactory().createParser(bytes)) {
            expect(parser.nextToken(), JsonToken.START_OBJECT);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                member(name, parser);
            }
            if (parser.nextToken() != null) {
                throw new IOException("text follows the end of the JSON object");
            }
        }
        String world = worldId;
        if (!formatSeen || world == null) {
            throw new IOException("formatVersion or worldId is missing");
        }
        return new Checkpoint(world, cursor, rows, snapshots, updatedAt, daemon);
    }

    private void member(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "formatVersion" -> {
                checkFormat(parser.getValueAsLong(-1), Checkpoint.FORMAT, "formatVersion");
                formatSeen = true;
            }
            case "worldId" -> worldId = StoredEntry.textOrNull(node(parser));
            case "cursor" -> {
                JsonNode value = node(parser);
                cursor = value.isNumber() && value.canConvertToLong() ? value.longValue() : null;
            }
            case "world" -> world(parser);
            case "objects" -> objects(parser);
            case "lastConflictSnapshots" -> snapshots = node(parser) instanceof ArrayNode array ? array : Json.array();
            case "updatedAt" -> updatedAt = StoredEntry.textOrNull(node(parser));
            case "daemon" -> {
                daemon = node(parser) instanceof ObjectNode object ? object : null;
                if (daemon != null) {
                    checkFormat(daemon.path("format").asLong(-1), Checkpoint.DAEMON_FORMAT, "daemon.format");
                }
            }
            default -> parser.skipChildren();
        }
    }

    private void world(JsonParser parser) throws IOException {
        if (!parser.hasToken(JsonToken.START_OBJECT)) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "settings" -> row("world.settings", ObjectKind.SETTINGS, ObjectKey.SETTINGS.id(), parser);
                case "spawn" -> row("world.spawn", ObjectKind.SPAWN, ObjectKey.SPAWN.id(), parser);
                default -> parser.skipChildren();
            }
        }
    }

    private void objects(JsonParser parser) throws IOException {
        if (!parser.hasToken(JsonToken.START_OBJECT)) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "blueprints" -> table(name, ObjectKind.BLUEPRINT, parser);
                case "entities" -> table(name, ObjectKind.ENTITY, parser);
                case "modules" -> table(name, ObjectKind.MODULE, parser);
                default -> parser.skipChildren();
            }
        }
    }

    private void table(String table, ObjectKind kind, JsonParser parser) throws IOException {
        if (!parser.hasToken(JsonToken.START_OBJECT)) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String tableKey = parser.currentName();
            parser.nextToken();
            row("objects." + table + "." + tableKey, kind, null, parser);
        }
    }

    private void row(String where, ObjectKind kind, @Nullable String fixedId, JsonParser parser) throws IOException {
        if (!parser.hasToken(JsonToken.START_OBJECT)) {
            if (fixedId == null) {
                notices.add("the base " + where + " in .lobby/sync-state.json is no object and is left out");
            }
            parser.skipChildren();
            return;
        }
        ObjectNode members = Json.object();
        ValueSlice value = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (name.equals("value") && token == JsonToken.START_OBJECT) {
                int from = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                int to = (int) parser.currentLocation().getByteOffset();
                value = new ValueSlice(bytes, from, to - from);
            } else {
                members.set(name, node(parser));
            }
        }
        String id = fixedId != null ? fixedId : members.path("id").asText("");
        if (value == null || id.isEmpty()) {
            notices.add("the base " + where + " in .lobby/sync-state.json has no " + (value == null ? "value" : "id")
                    + " and is left out");
            return;
        }
        rows.add(new Checkpoint.Row(new ObjectKey(kind, id), members, value));
    }

    /** Most members of a row are a short scalar, not worth a reader of trees. */
    private static JsonNode node(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> TextNode.valueOf(parser.getText());
            case VALUE_NULL -> NullNode.getInstance();
            case VALUE_TRUE -> BooleanNode.TRUE;
            case VALUE_FALSE -> BooleanNode.FALSE;
            default -> PART.readTree(parser);
        };
    }

    private static void checkFormat(long found, int known, String member) throws StateFormatException {
        if (found != known) {
            throw new StateFormatException(".lobby/sync-state.json has " + member + " " + found
                    + ", this version reads " + known + "; update gamedev sync, or move the file away to start anew");
        }
    }

    private static void expect(@Nullable JsonToken found, JsonToken wanted) throws IOException {
        if (found != wanted) {
            throw new IOException("expected " + wanted + " but found " + found);
        }
    }
}
