package dev.lobbysync.protocol.doc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The fields that are merged, per kind, and what their absence means (PROTOCOL 5.2–5.5, ENGINE S1 and S11). Identity,
 * {@code version}, {@code createdAt}, sync metadata and an entity's {@code state} are not among them.
 */
public final class KnownFields {

    /** The script fields of a blueprint, whose presence makes a command a script operation (PROTOCOL 3.6). */
    public static final Set<String> SCRIPT =
            ordered(List.of("script", "scriptEntry", "scriptFiles", "scriptFormat", "scriptRef"));

    /** The script state of an entity: known, but outside the merge unless a policy asks for it (ENGINE S11). */
    public static final String ENTITY_STATE = "state";

    /** Member of an entity's row in {@code world.json}: who owns the state of this one (PROTOCOL 7.4). */
    public static final String STATE_OWNERSHIP = "stateOwnership";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final List<String> BLUEPRINT = List.of(
            "name",
            "script",
            "scriptEntry",
            "scriptFiles",
            "scriptFormat",
            "scriptRef",
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

    private static final Set<String> BLUEPRINT_FLAGS =
            Set.of("preload", "public", "locked", "frozen", "unique", "scene", "disabled", "keep");

    private static final List<String> ENTITY =
            List.of("blueprint", "position", "quaternion", "scale", "pinned", "props");

    private static final List<String> ENTITY_WITH_STATE =
            List.of("blueprint", "position", "quaternion", "scale", "pinned", "props", ENTITY_STATE);

    private static final List<String> SETTINGS =
            List.of("desc", "title", "image", "avatar", "customAvatars", "voice", "rank", "playerLimit", "ao");

    private static final List<String> SPAWN = List.of("position", "quaternion");

    private KnownFields() {}

    /** The merged fields of {@code kind}, in the order in which they are written; none for a module, which is a text. */
    public static List<String> of(ObjectKind kind) {
        return switch (kind) {
            case BLUEPRINT -> BLUEPRINT;
            case ENTITY -> ENTITY;
            case SETTINGS -> SETTINGS;
            case SPAWN -> SPAWN;
            case MODULE -> List.of();
        };
    }

    /** The fields of {@link #of} and {@link #ENTITY_STATE}: all that may be merged if a policy asks for it. */
    public static List<String> withState(ObjectKind kind) {
        return kind == ObjectKind.ENTITY ? ENTITY_WITH_STATE : of(kind);
    }

    /**
     * The value that an absent or null {@code field} stands for, a fresh node; JSON null where the field has no better
     * default, also for fields that are not known.
     */
    public static JsonNode defaultOf(ObjectKind kind, String field) {
        return switch (kind) {
            case BLUEPRINT -> blueprintDefault(field);
            case ENTITY -> entityDefault(field);
            case SETTINGS -> settingsDefault(field);
            case SPAWN -> poseDefault(field);
            case MODULE -> NODES.nullNode();
        };
    }

    private static JsonNode blueprintDefault(String field) {
        if (BLUEPRINT_FLAGS.contains(field)) {
            return NODES.booleanNode(false);
        }
        return field.equals("props") ? NODES.objectNode() : NODES.nullNode();
    }

    private static JsonNode entityDefault(String field) {
        return switch (field) {
            case "scale" -> vector(1, 1, 1);
            case "pinned" -> NODES.booleanNode(false);
            case "props", ENTITY_STATE -> NODES.objectNode();
            default -> poseDefault(field);
        };
    }

    private static JsonNode settingsDefault(String field) {
        return switch (field) {
            case "customAvatars" -> NODES.booleanNode(false);
            case "voice" -> NODES.textNode("spatial");
            case "rank", "playerLimit" -> NODES.numberNode(0);
            case "ao" -> NODES.booleanNode(true);
            default -> NODES.nullNode();
        };
    }

    private static JsonNode poseDefault(String field) {
        return switch (field) {
            case "position" -> vector(0, 0, 0);
            case "quaternion" -> vector(0, 0, 0, 1);
            default -> NODES.nullNode();
        };
    }

    private static ArrayNode vector(int... values) {
        ArrayNode vector = NODES.arrayNode(values.length);
        for (int value : values) {
            vector.add(value);
        }
        return vector;
    }

    private static Set<String> ordered(List<String> fields) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(fields));
    }
}
