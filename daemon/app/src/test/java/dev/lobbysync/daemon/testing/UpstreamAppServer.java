package dev.lobbysync.daemon.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.JsonEquality;
import dev.lobbysync.protocol.json.Sha256;
import dev.lobbysync.runtime.world.WorldState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What upstream's app-server leaves in a project (PROTOCOL 7), built by hand from the world: blueprint files with every
 * field that is defined, scripts, localised assets, {@code world.json}, and the baseline. It writes no index and none of our
 * keys. Takes the world as it is when asked, so that a test can let one file be older than another.
 */
public final class UpstreamAppServer {
    private static final List<String> FILE_FIELDS = List.of(
            "id",
            "uid",
            "name",
            "scope",
            "script",
            "createdAt",
            "author",
            "url",
            "desc",
            "preload",
            "public",
            "locked",
            "frozen",
            "unique",
            "disabled",
            "scene",
            "keep",
            "scriptFormat",
            "scriptEntry",
            "model",
            "image",
            "props");
    private static final List<String> EXPORTED_SETTINGS =
            List.of("title", "desc", "image", "avatar", "customAvatars", "voice", "rank", "playerLimit", "ao");

    private final Bench bench;
    private final UpstreamForm form;
    private String at = "2026-03-02T08:00:00.000Z";
    private String sceneFile = "-scene";
    private boolean merged;

    public UpstreamAppServer(Bench bench, UpstreamForm form) {
        this.bench = bench;
        this.form = form;
    }

    /** The scene's file is {@code $scene.json}, as scaffolding and R2 write it, instead of R1's {@code -scene.json}. */
    public UpstreamAppServer withPlainScene() {
        sceneFile = "$scene";
        return this;
    }

    /** {@code world.json} as R1 rewrites it after a startup merge: types, runtime order, {@code asset://} URLs. */
    public UpstreamAppServer afterMerge() {
        merged = true;
        return this;
    }

    /** Everything, as after a sync in which both sides agreed. */
    public void leavesProject() {
        state().blueprints().keySet().forEach(this::writesBlueprint);
        writesLayout();
        writesBaseline(true);
    }

    /** The file of a blueprint and its scripts. */
    public void writesBlueprint(String id) {
        ObjectNode wire = Objects.requireNonNull(state().blueprints().get(id));
        String app = folder(wire);
        ObjectNode file = Json.object();
        for (String field : FILE_FIELDS) {
            boolean written = wire.has(field)
                    && !(field.equals("script")
                            && wire.path("script").asText("").isEmpty())
                    && !(field.equals("scriptFormat") && !wire.path(field).isTextual())
                    && !(field.equals("scriptEntry")
                            && (!wire.path(field).isTextual()
                                    || wire.path(field).asText().equals("index.js")));
            if (written) {
                file.set(
                        field,
                        localised(field, wire.get(field), wire.path("name").asText(app)));
            }
        }
        String name = id.equals("$scene") ? sceneFile : id.contains("__") ? id.substring(id.indexOf("__") + 2) : id;
        write("apps/" + app + "/" + name + ".json", file);
        wire.path("scriptFiles").properties().forEach(script -> {
            String path = script.getKey();
            String target = path.startsWith("@shared/") ? path.substring(1) : "apps/" + app + "/" + path;
            bench.write(target, bytes(script.getValue().asText()));
        });
    }

    /** {@code world.json}. */
    public void writesLayout() {
        ObjectNode world = Json.object().put("formatVersion", 2);
        ObjectNode settings = world.putObject("settings");
        if (merged) {
            settings.setAll(state().settings());
        } else {
            EXPORTED_SETTINGS.forEach(
                    key -> settings.set(key, state().settings().path(key)));
        }
        world.set("spawn", state().spawn());
        ArrayNode rows = world.putArray("entities");
        state().entities().values().forEach(wire -> rows.add(row(wire)));
        write("world.json", world);
    }

    /**
     * {@code .lobby/sync-state.json}.
     *
     * @param withCursor whether the cursor is known, which it is not after scaffolding
     */
    public void writesBaseline(boolean withCursor) {
        writesBaseline(
                Bench.WORLD, withCursor ? bench.runtime().world().changes(0, 1).headCursor() : null, state());
    }

    /** The baseline of some world as it was at some time. */
    public void writesBaseline(String worldId, @Nullable Long cursor, WorldState seen) {
        ObjectNode document = Json.object().put("formatVersion", 1).put("worldId", worldId);
        document.put("cursor", cursor);
        ObjectNode world = document.putObject("world");
        world.set("settings", entry(seen.settings(), null));
        world.set("spawn", entry(form.spawn(seen.spawn()), null));
        ObjectNode objects = document.putObject("objects");
        ObjectNode blueprints = objects.putObject("blueprints");
        seen.blueprints().values().forEach(wire -> blueprints.set(key(wire), entry(form.blueprint(wire), wire)));
        ObjectNode entities = objects.putObject("entities");
        seen.entities().values().forEach(wire -> entities.set(key(wire), entry(form.entity(wire), wire)));
        document.putArray("lastConflictSnapshots");
        document.put("updatedAt", at);
        write(".lobby/sync-state.json", document);
    }

    /** An open artifact about an object, with these values; a null one stays null. */
    public void writesConflict(
            String id,
            String kind,
            String objectId,
            @Nullable ObjectNode base,
            ObjectNode local,
            ObjectNode remote,
            String field) {
        ObjectNode document =
                Json.object().put("formatVersion", 1).put("id", id).put("status", "open");
        document.put("createdAt", at).putNull("resolvedAt").putNull("resolvedWith");
        document.put("worldId", Bench.WORLD).put("reason", "startup").put("cursor", 3);
        document.put("kind", kind)
                .put("objectType", kind)
                .put("objectId", objectId)
                .putNull("objectUid");
        document.put("baselineHash", base == null ? null : UpstreamForm.hash(base));
        document.put("localHash", UpstreamForm.hash(local)).put("remoteHash", UpstreamForm.hash(remote));
        document.set("base", base);
        document.set("local", local);
        document.set("remote", remote);
        document.set("merged", local);
        ObjectNode unresolved = document.putArray("unresolvedFields").addObject();
        unresolved.put("path", field).put("ownership", "shared");
        document.putArray("autoResolvedFields");
        write(".lobby/conflicts/" + id + ".json", document);
        ObjectNode baseline = bench.json(".lobby/sync-state.json");
        ObjectNode snapshot =
                baseline.withArrayProperty("lastConflictSnapshots").addObject();
        snapshot.put("id", "s-" + id).put("at", at).put("reason", "startup").put("cursor", 3);
        ObjectNode mention = snapshot.putArray("conflicts").addObject();
        mention.put("artifactId", id).put("kind", kind).put("id", objectId).putNull("uid");
        mention.put("baselineHash", base == null ? null : UpstreamForm.hash(base));
        mention.put("localHash", UpstreamForm.hash(local)).put("remoteHash", UpstreamForm.hash(remote));
        mention.put("unresolvedCount", 1).put("autoResolvedCount", 0);
        write(".lobby/sync-state.json", baseline);
    }

    /** The world as the baseline of an object would say it. */
    public WorldState state() {
        return bench.runtime().world().state();
    }

    /** What the app-server keeps in mind of an entity. */
    public ObjectNode normal(String entity) {
        return form.entity(Objects.requireNonNull(state().entities().get(entity)));
    }

    private ObjectNode row(ObjectNode wire) {
        ObjectNode row = Json.object();
        row.set("id", wire.get("id"));
        if (merged) {
            row.put("type", "app");
        }
        for (String field : List.of("blueprint", "position", "quaternion", "scale", "pinned", "props")) {
            JsonNode value = form.entity(wire).path(field);
            row.set(field, field.equals("props") && !merged ? localised(field, value, "") : value);
        }
        if (form == UpstreamForm.R1) {
            row.putObject("state");
        }
        return row;
    }

    private ObjectNode entry(ObjectNode value, @Nullable ObjectNode wire) {
        ObjectNode entry = Json.object();
        if (wire != null) {
            entry.set("id", wire.get("id"));
            entry.set("uid", wire.path("uid").isTextual() ? wire.get("uid") : null);
        }
        entry.put("hash", UpstreamForm.hash(value));
        entry.set("value", value);
        if (wire != null) {
            entry.set("lastSyncedRevision", wire.has("version") ? wire.get("version") : wire.get("updatedAt"));
        }
        entry.put("lastSyncedAt", at);
        if (wire != null) {
            entry.set("lastOpId", wire.get("lastOpId"));
        }
        return entry;
    }

    private static String key(ObjectNode wire) {
        return wire.path("uid").isTextual()
                ? wire.path("uid").asText()
                : wire.path("id").asText();
    }

    /** The local folder: that of the blueprint with the same script, else the part of the id before {@code __}. */
    private String folder(ObjectNode wire) {
        String script = wire.path("script").asText("");
        String id = wire.path("id").asText();
        if (!script.isEmpty()) {
            for (ObjectNode other : state().blueprints().values()) {
                if (other.path("script").asText("").equals(script)) {
                    id = other.path("id").asText();
                    break;
                }
            }
        }
        return id.contains("__") ? id.substring(0, id.indexOf("__")) : id;
    }

    private JsonNode localised(String field, JsonNode value, String name) {
        if (field.equals("model")) {
            String url = value.asText("");
            return local(url, name + url.substring(Math.max(0, url.lastIndexOf('.'))), value);
        }
        if (field.equals("image")) {
            return withLocalUrl(value, name + "__image");
        }
        if (field.equals("props") && value.isObject()) {
            Map<String, JsonNode> props = new LinkedHashMap<>();
            value.properties()
                    .forEach(prop -> props.put(
                            prop.getKey(),
                            withLocalUrl(
                                    prop.getValue(),
                                    prop.getValue().path("name").asText(prop.getKey()))));
            return Json.object().setAll(props);
        }
        return value;
    }

    private JsonNode withLocalUrl(JsonNode value, String name) {
        String url = value.path("url").asText("");
        if (!value.isObject() || !url.startsWith(AssetUrl.PREFIX)) {
            return value;
        }
        String extension = url.substring(url.lastIndexOf('.'));
        ObjectNode copy = value.deepCopy();
        copy.set("url", local(url, name.endsWith(extension) ? name : name + extension, value.path("url")));
        return copy;
    }

    private JsonNode local(String url, String name, JsonNode otherwise) {
        if (!url.startsWith(AssetUrl.PREFIX)) {
            return otherwise;
        }
        bench.write("assets/" + name, bytes(url));
        return Json.mapper().getNodeFactory().textNode("assets/" + name);
    }

    private byte[] bytes(String url) {
        byte[] bytes = Objects.requireNonNull(bench.runtime().assets().get(url), url);
        AssetUrl.parse(url).flatMap(AssetUrl::sha256).ifPresent(hash -> {
            if (!hash.equals(Sha256.hex(bytes))) {
                throw new AssertionError(url + " is not its content");
            }
        });
        return bytes;
    }

    /** JSON as {@code JSON.stringify(value, null, 2)} prints it, each array element on its own line. */
    private void write(String path, ObjectNode document) {
        String text = UpstreamText.of(document);
        try {
            if (!JsonEquality.equal(Json.parse(text), document)) {
                throw new AssertionError("not the document that was to be written: " + text);
            }
        } catch (java.io.IOException e) {
            throw new AssertionError(text, e);
        }
        bench.write(path, text);
    }
}
