package dev.lobbysync.protocol.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.wire.PacketTable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A whole world as {@code GET /admin/snapshot} tells it (PROTOCOL 2.3, 5).
 *
 * @param worldId the runtime's world; clients refuse to sync if it is not their own
 * @param assetsUrl base of asset downloads, without trailing slash
 * @param settings the settings as served; a key may be absent
 * @param spawn {@code position} of 3 and {@code quaternion} of 4 numbers
 * @param blueprints by id, in the order of the wire, with sync metadata
 * @param entities app entities by id, in the order of the wire; players are left out
 * @param table the packet ids which that runtime speaks
 */
public record WorldSnapshot(
        String worldId,
        String assetsUrl,
        ObjectNode settings,
        ObjectNode spawn,
        Map<String, ObjectNode> blueprints,
        Map<String, ObjectNode> entities,
        PacketTable table) {

    public WorldSnapshot {
        blueprints = Collections.unmodifiableMap(new LinkedHashMap<>(blueprints));
        entities = Collections.unmodifiableMap(new LinkedHashMap<>(entities));
    }

    /**
     * Reads the answer of {@code GET /admin/snapshot}. Documents are shared with {@code json}, not copied.
     *
     * @throws ProtocolException naming the field that is missing or wrong
     */
    public static WorldSnapshot from(JsonNode json) {
        Fields fields = Fields.of(json, "snapshot");
        ObjectNode spawn = fields.object("spawn");
        Fields pose = Fields.of(spawn, "snapshot.spawn");
        pose.vector("position", 3);
        pose.vector("quaternion", 4);
        return new WorldSnapshot(
                fields.text("worldId"),
                withoutTrailingSlashes(fields.text("assetsUrl")),
                fields.object("settings"),
                spawn,
                byId(fields.array("blueprints"), "snapshot.blueprints", false),
                byId(fields.array("entities"), "snapshot.entities", true),
                PacketTable.detect(json));
    }

    /** The snapshot as the runtime serves it, without the keys that this record does not hold. */
    public ObjectNode toJson() {
        ObjectNode json = Json.object().put("worldId", worldId).put("assetsUrl", assetsUrl);
        json.set("settings", settings);
        json.set("spawn", spawn);
        ArrayNode blueprintArray = json.putArray("blueprints");
        blueprints.values().forEach(blueprintArray::add);
        ArrayNode entityArray = json.putArray("entities");
        entities.values().forEach(entityArray::add);
        json.putArray("players");
        if (table == PacketTable.R2) {
            json.put("adminCodeAuthSupported", true);
        }
        return json;
    }

    private static Map<String, ObjectNode> byId(JsonNode array, String where, boolean appsOnly) {
        Map<String, ObjectNode> byId = new LinkedHashMap<>();
        for (int i = 0; i < array.size(); i++) {
            Fields object = Fields.of(array.get(i), where + "[" + i + "]");
            if (appsOnly && !object.textOr("type", "app").equals("app")) {
                continue;
            }
            byId.put(object.text("id"), object.object());
        }
        return byId;
    }

    private static String withoutTrailingSlashes(String url) {
        int end = url.length();
        while (end > 0 && url.charAt(end - 1) == '/') {
            end--;
        }
        return url.substring(0, end);
    }
}
