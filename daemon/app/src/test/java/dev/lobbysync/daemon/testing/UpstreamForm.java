package dev.lobbysync.daemon.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.json.CanonicalJson;
import dev.lobbysync.protocol.json.Json;
import java.util.List;

/**
 * The normalised values of upstream's app-server (PROTOCOL 7.7), of either release. Written from the protocol alone, so that
 * it shares no mistake with the code that it judges.
 */
public enum UpstreamForm {
    R1,
    R2;

    private static final List<String> SCRIPTS =
            List.of("script", "scriptEntry", "scriptFiles", "scriptFormat", "scriptRef");
    private static final List<String> OPTIONAL = List.of(
            "model",
            "image",
            "props",
            "preload",
            "public",
            "locked",
            "frozen",
            "unique",
            "scene",
            "disabled",
            "keep",
            "author",
            "url",
            "desc",
            "scope");

    /** A blueprint: a field that is not there stays away, except the script fields of R2. */
    public ObjectNode blueprint(ObjectNode wire) {
        ObjectNode value = Json.object();
        value.set("id", wire.get("id"));
        copy(wire, "name", value);
        for (String field : SCRIPTS) {
            if (this == R2 && !field.equals("script") && !wire.has(field)) {
                value.putNull(field);
            } else {
                copy(wire, field, value);
            }
        }
        OPTIONAL.forEach(field -> copy(wire, field, value));
        return value;
    }

    /** An entity, in R2 without its script state. */
    public ObjectNode entity(ObjectNode wire) {
        ObjectNode value = Json.object();
        value.set("id", wire.get("id"));
        value.put("type", wire.path("type").asText("app"));
        copy(wire, "blueprint", value);
        value.set("position", vector(wire, "position", 3));
        value.set("quaternion", vector(wire, "quaternion", 4));
        value.set("scale", vector(wire, "scale", 3));
        value.put("pinned", wire.path("pinned").asBoolean());
        value.set("props", object(wire.path("props")));
        if (this == R1) {
            value.set("state", object(wire.path("state")));
        }
        return value;
    }

    /** The spawn. */
    public ObjectNode spawn(ObjectNode wire) {
        ObjectNode value = Json.object();
        value.set("position", vector(wire, "position", 3));
        value.set("quaternion", vector(wire, "quaternion", 4));
        return value;
    }

    static String hash(ObjectNode value) {
        return CanonicalJson.sha256(value);
    }

    private static void copy(ObjectNode from, String field, ObjectNode to) {
        if (from.has(field)) {
            to.set(field, from.get(field));
        }
    }

    private static JsonNode object(JsonNode value) {
        return value.isObject() ? value : Json.object();
    }

    private static ArrayNode vector(ObjectNode wire, String field, int length) {
        ArrayNode vector = Json.array();
        for (int i = 0; i < length; i++) {
            JsonNode element = wire.path(field).path(i);
            if (element.isMissingNode()) {
                vector.add(field.equals("scale") || i == 3 ? 1 : 0);
            } else {
                vector.add(element);
            }
        }
        return vector;
    }
}
