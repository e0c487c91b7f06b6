package dev.lobbysync.protocol.doc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The normalised value of an object: what {@code sync-state.json} stores and hashes, as the upstream tool (R1) does
 * (PROTOCOL 7.7). Undefined members are absent, null members stay null; an entity includes its {@code state}.
 *
 * <p>Results share child nodes with their input; treat both as immutable.
 */
public final class NormalForm {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final List<String> BLUEPRINT = blueprintFields();

    private NormalForm() {}

    /** The normal form of an object as it travels on the wire. Settings and modules are taken as they are. */
    public static ObjectNode of(ObjectKind kind, ObjectNode wire) {
        return switch (kind) {
            case BLUEPRINT -> blueprint(wire);
            case ENTITY -> entity(wire);
            case SPAWN -> spawn(wire);
            case SETTINGS, MODULE -> defined(wire);
        };
    }

    private static ObjectNode blueprint(ObjectNode wire) {
        ObjectNode normal = NODES.objectNode();
        for (String field : BLUEPRINT) {
            copyIfDefined(wire, field, normal);
        }
        return normal;
    }

    private static ObjectNode entity(ObjectNode wire) {
        ObjectNode normal = NODES.objectNode();
        copyIfDefined(wire, "id", normal);
        JsonNode type = wire.path("type");
        normal.set("type", type.isMissingNode() || type.isNull() ? NODES.textNode("app") : type);
        copyIfDefined(wire, "blueprint", normal);
        normal.set("position", vector(ObjectKind.ENTITY, wire, "position", 3));
        normal.set("quaternion", vector(ObjectKind.ENTITY, wire, "quaternion", 4));
        normal.set("scale", vector(ObjectKind.ENTITY, wire, "scale", 3));
        normal.put("pinned", wire.path("pinned").booleanValue());
        normal.set("props", objectOrEmpty(wire.path("props")));
        normal.set(KnownFields.ENTITY_STATE, objectOrEmpty(wire.path(KnownFields.ENTITY_STATE)));
        return normal;
    }

    private static ObjectNode spawn(ObjectNode wire) {
        ObjectNode normal = NODES.objectNode();
        normal.set("position", vector(ObjectKind.SPAWN, wire, "position", 3));
        normal.set("quaternion", vector(ObjectKind.SPAWN, wire, "quaternion", 4));
        return normal;
    }

    private static ObjectNode defined(ObjectNode wire) {
        ObjectNode normal = NODES.objectNode();
        wire.properties().forEach(member -> copyIfDefined(wire, member.getKey(), normal));
        return normal;
    }

    private static void copyIfDefined(ObjectNode from, String field, ObjectNode to) {
        JsonNode value = from.path(field);
        if (!value.isMissingNode()) {
            to.set(field, value);
        }
    }

    private static JsonNode vector(ObjectKind kind, ObjectNode wire, String field, int length) {
        JsonNode value = wire.path(field);
        if (!value.isArray()) {
            return KnownFields.defaultOf(kind, field);
        }
        if (value.size() <= length) {
            return value;
        }
        ArrayNode cut = NODES.arrayNode(length);
        for (int i = 0; i < length; i++) {
            cut.add(value.get(i));
        }
        return cut;
    }

    private static JsonNode objectOrEmpty(JsonNode value) {
        return value.isObject() ? value : NODES.objectNode();
    }

    private static List<String> blueprintFields() {
        List<String> fields = new ArrayList<>();
        fields.add("id");
        fields.addAll(KnownFields.of(ObjectKind.BLUEPRINT));
        return List.copyOf(fields);
    }
}
