package dev.lobbysync.protocol.doc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.util.Collection;
import java.util.Set;

/**
 * The world that a runtime starts with (PROTOCOL 5.4–5.6), and how to recognise one that nobody has worked in (8.2).
 * Documents are without ids of a certain run, dates and sync metadata; each call returns a copy of its own.
 */
public final class BuiltinWorld {

    /** The id of the single scene blueprint. */
    public static final String SCENE_ID = "$scene";

    private static final Set<String> TEMPLATE_IDS = Set.of("Model", "Image", "Video", "Text", "Webview", SCENE_ID);

    private static final ObjectNode SCENE_BLUEPRINT = document("""
            {
              "id": "$scene", "version": 0, "name": "Scene", "image": null, "author": null, "url": null, "desc": null,
              "model": "asset://Model.glb", "script": "asset://scene.js", "scriptEntry": "scene.js",
              "scriptFiles": { "scene.js": "asset://scene.js" }, "scriptFormat": "module",
              "props": {
                "hour": 4, "period": "pm", "intensity": 1,
                "sky": { "url": "asset://sky.jpg" }, "hdr": { "url": "asset://sky.hdr" },
                "verticalRotation": 40, "horizontalRotation": 230, "rotationY": 0,
                "fogNear": 450, "fogFar": 1000, "fogColor": "#97b4d3"
              },
              "preload": true, "public": false, "locked": false, "frozen": false, "unique": true, "scene": true,
              "disabled": false, "keep": true, "scope": "global"
            }
            """);

    private static final ObjectNode SCENE_ENTITY = document("""
            {
              "type": "app", "blueprint": "$scene",
              "position": [0, 0, 0], "quaternion": [0, 0, 0, 1], "scale": [1, 1, 1],
              "mover": null, "uploader": null, "pinned": false, "props": {}, "state": {}, "scope": "global"
            }
            """);

    private BuiltinWorld() {}

    /** The scene blueprint, version 0, as it travels on the wire. */
    public static ObjectNode sceneBlueprint() {
        return SCENE_BLUEPRINT.deepCopy();
    }

    /** The entity of the scene under the given id. */
    public static ObjectNode sceneEntity(String id) {
        ObjectNode entity = Json.object().put("id", id);
        entity.setAll(SCENE_ENTITY.deepCopy());
        return entity;
    }

    /** The nine settings with their defaults, in serialised order. */
    public static ObjectNode settings() {
        return defaults(ObjectKind.SETTINGS);
    }

    /** The spawn at the origin. */
    public static ObjectNode spawn() {
        return defaults(ObjectKind.SPAWN);
    }

    /** Whether a blueprint with this id comes with the runtime: {@code Model}, {@code Image}, … or the scene. */
    public static boolean isTemplateId(String blueprintId) {
        return TEMPLATE_IDS.contains(blueprintId);
    }

    /**
     * Whether a world is a default one (PROTOCOL 8.2): only template blueprints, and at most one app entity, which uses
     * the scene.
     */
    public static boolean isDefault(Collection<String> blueprintIds, Collection<ObjectNode> entities) {
        return blueprintIds.stream().allMatch(BuiltinWorld::isTemplateId)
                && entities.size() <= 1
                && entities.stream()
                        .allMatch(entity ->
                                SCENE_ID.equals(entity.path("blueprint").textValue()));
    }

    private static ObjectNode defaults(ObjectKind kind) {
        ObjectNode document = Json.object();
        for (String field : KnownFields.of(kind)) {
            document.set(field, KnownFields.defaultOf(kind, field));
        }
        return document;
    }

    private static ObjectNode document(String text) {
        try {
            return (ObjectNode) Json.parse(text);
        } catch (IOException e) {
            throw new IllegalStateException("a built-in document is not valid JSON", e);
        }
    }
}
