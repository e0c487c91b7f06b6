package dev.lobbysync.daemon.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.Sha256;
import dev.lobbysync.runtime.world.Command;
import dev.lobbysync.runtime.world.Origin;
import dev.lobbysync.runtime.world.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** Somebody who edits the world from inside it. Every verb is one accepted operation, else the test fails. */
public final class Visitor {
    private static final Origin MIRA = new Origin("mira", "editor", null);

    private final MemoryRuntime runtime;

    public Visitor(MemoryRuntime runtime) {
        this.runtime = runtime;
    }

    /** The entity as it is now. */
    public ObjectNode entity(String id) {
        ObjectNode entity = runtime.world().entity(id);
        if (entity == null) {
            throw new AssertionError("the world has no entity " + id);
        }
        return entity;
    }

    public boolean hasEntity(String id) {
        return runtime.world().entity(id) != null;
    }

    public boolean hasBlueprint(String id) {
        return runtime.world().blueprint(id) != null;
    }

    /** The blueprint as it is now. */
    public ObjectNode blueprint(String id) {
        ObjectNode blueprint = runtime.world().blueprint(id);
        if (blueprint == null) {
            throw new AssertionError("the world has no blueprint " + id);
        }
        return blueprint;
    }

    /** Places an app at the origin. */
    public void place(String id, String blueprint) {
        ObjectNode entity = Json.object().put("id", id).put("type", "app").put("blueprint", blueprint);
        entity.putArray("position").add(0).add(0).add(0);
        entity.putArray("quaternion").add(0).add(0).add(0).add(1);
        entity.putArray("scale").add(1).add(1).add(1);
        entity.put("pinned", false);
        entity.putObject("props");
        entity.putObject("state");
        entity.putNull("mover");
        entity.putNull("uploader");
        accept(new Command.EntityAdd(entity, MIRA));
    }

    public void move(String id, double x, double y, double z) {
        accept(new Command.EntityModify(position(id, x, y, z), MIRA));
    }

    /** One step of a drag: the entity stays in somebody's hand. */
    public void drag(String id, double x, double y, double z) {
        accept(new Command.EntityModify(position(id, x, y, z).put("mover", "mira"), MIRA));
    }

    public void drop(String id, double x, double y, double z) {
        accept(new Command.EntityModify(position(id, x, y, z).putNull("mover"), MIRA));
    }

    private static ObjectNode position(String id, double x, double y, double z) {
        ObjectNode change = Json.object().put("id", id);
        change.putArray("position").add(x).add(y).add(z);
        return change;
    }

    /** Sets one field of an entity. */
    public void set(String id, String field, Object value) {
        accept(new Command.EntityModify(Json.object().put("id", id).set(field, json(value)), MIRA));
    }

    /** Sets one prop of an entity, which the wire carries as the whole of them. */
    public void prop(String id, String key, Object value) {
        ObjectNode props = entity(id).path("props").deepCopy();
        props.set(key, json(value));
        set(id, "props", props);
    }

    public void remove(String id) {
        accept(new Command.EntityRemove(id, MIRA));
    }

    /** Sets one field of a blueprint; of no script field. */
    public void edit(String id, String field, Object value) {
        ObjectNode change = change(id);
        change.set(field, json(value));
        accept(new Command.BlueprintModify(change, null, MIRA));
    }

    /** Sets one prop of a blueprint. */
    public void editProp(String id, String key, Object value) {
        ObjectNode props = blueprint(id).path("props").isObject()
                ? blueprint(id).path("props").deepCopy()
                : Json.object();
        props.set(key, json(value));
        edit(id, "props", props);
    }

    /** Writes one file of an app's script set, or adds it. */
    public void script(String id, String path, String text) {
        scriptAt(id, path, asset(text, path));
    }

    /** Lets one file of an app's script set be an asset that is there already, or not. */
    public void scriptAt(String id, String path, String url) {
        ObjectNode files = blueprint(id).path("scriptFiles").isObject()
                ? blueprint(id).path("scriptFiles").deepCopy()
                : Json.object();
        files.put(path, url);
        scripts(id, files);
    }

    /** Takes one file out of an app's script set. */
    public void removeScript(String id, String path) {
        ObjectNode files = blueprint(id).path("scriptFiles").deepCopy();
        files.remove(path);
        scripts(id, files);
    }

    private void scripts(String id, ObjectNode files) {
        ObjectNode change = change(id);
        String entry = blueprint(id).path("scriptEntry").asText("index.js");
        change.set("script", files.path(entry));
        change.put("scriptEntry", entry);
        change.set("scriptFiles", files);
        change.put("scriptFormat", "module");
        change.putNull("scriptRef");
        accept(locked(blueprint(id).path("scope").asText(), token -> new Command.BlueprintModify(change, token, MIRA)));
    }

    /** A new app with these script files, {@code index.js} its entry; without files an app without scripts. */
    public void app(String id, Map<String, String> files) {
        ObjectNode blueprint =
                Json.object().put("id", id).put("version", 0).put("name", id).put("scope", id);
        blueprint.putObject("props");
        if (!files.isEmpty()) {
            ObjectNode urls = Json.object();
            files.forEach((path, text) -> urls.put(path, asset(text, path)));
            blueprint.set("script", urls.path("index.js"));
            blueprint.put("scriptEntry", "index.js");
            blueprint.set("scriptFiles", urls);
            blueprint.put("scriptFormat", "module");
        }
        accept(locked(id, token -> new Command.BlueprintAdd(blueprint, token, MIRA)));
    }

    /** An app of the old kind: one script, no set. */
    public void legacyApp(String id, String text) {
        ObjectNode blueprint =
                Json.object().put("id", id).put("version", 0).put("name", id).put("scope", id);
        blueprint.putObject("props");
        blueprint.put("script", asset(text, "index.js"));
        accept(locked(id, token -> new Command.BlueprintAdd(blueprint, token, MIRA)));
    }

    /** A blueprint that uses the scripts of another. */
    public void variant(String id, String root) {
        ObjectNode blueprint = Json.object().put("id", id).put("version", 0).put("name", id);
        blueprint.set("scope", blueprint(root).path("scope"));
        blueprint.putObject("props");
        blueprint.put("scriptRef", root);
        accept(locked(
                blueprint(root).path("scope").asText(), token -> new Command.BlueprintAdd(blueprint, token, MIRA)));
    }

    /** An app with scripts of its own gives them up for those of another. */
    public void becomeVariant(String id, String root) {
        ObjectNode change = change(id);
        change.set("script", blueprint(root).path("script"));
        change.putNull("scriptEntry");
        change.putNull("scriptFiles");
        change.putNull("scriptFormat");
        change.put("scriptRef", root);
        accept(locked(blueprint(id).path("scope").asText(), token -> new Command.BlueprintModify(change, token, MIRA)));
    }

    /** The same, and it goes over to the scope of the other. */
    public void becomeVariantElsewhere(String id, String root) {
        edit(id, "scope", blueprint(root).path("scope").asText());
        becomeVariant(id, root);
    }

    public void removeApp(String id) {
        accept(new Command.BlueprintRemove(id, Origin.HTTP));
    }

    public void setting(String key, Object value) {
        accept(new Command.SettingsModify(key, json(value), MIRA));
    }

    public void spawn(double x, double y, double z) {
        spawn(x, y, z, new Origin("mira", "editor", null));
    }

    /** The same from a tool that goes over HTTP, as the daemon does. */
    public void spawnOverHttp(double x, double y, double z) {
        spawn(x, y, z, Origin.HTTP);
    }

    private void spawn(double x, double y, double z, Origin origin) {
        ObjectNode pose = Json.object();
        pose.putArray("position").add(x).add(y).add(z);
        pose.putArray("quaternion").add(0).add(0).add(0).add(1);
        accept(new Command.SpawnSet(pose, origin));
    }

    /** Takes the deploy lock of a scope, and gives it back never. */
    public void lock(String scope, int seconds) {
        runtime.world().locks().acquire("mira", json(seconds), scope, runtime.now(), runtime.ids());
    }

    /** Uploads a text. */
    public String asset(String text, String name) {
        return asset(text.getBytes(StandardCharsets.UTF_8), name);
    }

    /** Uploads bytes and tells their URL. */
    public String asset(byte[] bytes, String name) {
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String url = AssetUrl.ofContent(Sha256.hex(bytes), extension).toString();
        runtime.assets().put(url, bytes);
        return url;
    }

    /** Whether somebody holds the deploy lock of a scope. */
    public boolean isLocked(String scope) {
        return runtime.world()
                .locks()
                .status(scope, runtime.now())
                .path("locked")
                .asBoolean();
    }

    private ObjectNode change(String id) {
        return Json.object()
                .put("id", id)
                .put("version", blueprint(id).path("version").asLong() + 1);
    }

    private interface LockedCommand {
        Command with(String token);
    }

    private Command locked(String scope, LockedCommand command) {
        Outcome outcome =
                runtime.world().locks().acquire("mira", MissingNode.getInstance(), scope, runtime.now(), runtime.ids());
        if (!(outcome instanceof Outcome.Accepted granted)) {
            throw new AssertionError("the lock of " + scope + " is held by somebody else");
        }
        String token = granted.reply().path("token").asText();
        Command built = command.with(token);
        pendingRelease = () -> runtime.world().locks().release(token, scope, runtime.now());
        return built;
    }

    private Runnable pendingRelease = () -> {};

    private void accept(Command command) {
        Outcome outcome = runtime.apply(command);
        pendingRelease.run();
        pendingRelease = () -> {};
        if (outcome instanceof Outcome.Rejected rejected) {
            throw new AssertionError("the world refused " + command + ": " + rejected);
        }
    }

    private static JsonNode json(Object value) {
        return value instanceof JsonNode node ? node : Json.mapper().valueToTree(value);
    }
}
