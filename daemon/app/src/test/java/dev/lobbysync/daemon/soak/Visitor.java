package dev.lobbysync.daemon.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Somebody who edits the world from inside. Blueprints have a version, so that only what was seen is replaced; entities and
 * settings have none, and whoever writes them replaces whatever is there by then: the feed tells what that was.
 */
final class Visitor {
    private static final int MOST_APPS = 30;
    private static final String SHARED = "@shared/";

    private final World world;
    private final Ledger ledger;
    private final Random random;
    private int made;

    Visitor(World world, Ledger ledger, Random random) {
        this.world = world;
        this.ledger = ledger;
        this.random = random;
    }

    /** One edit; says which. */
    String edit() {
        long cursor = world.head();
        ObjectNode snapshot = world.snapshot();
        List<ObjectNode> apps = rows(snapshot, "blueprints", "id");
        List<ObjectNode> entities = rows(snapshot, "entities", "blueprint");
        int dice = random.nextInt(24);
        if (dice < 6) {
            return apps.isEmpty() ? "" : field(pick(apps));
        } else if (dice < 10) {
            return apps.isEmpty() ? "" : line(pick(apps));
        } else if (dice < 16) {
            return entities.isEmpty() ? "" : entity(pick(entities), cursor);
        } else if (dice < 18) {
            return setting(snapshot, cursor);
        } else if (dice == 18) {
            return apps.size() < MOST_APPS ? newApp() : "";
        } else if (dice == 19) {
            return apps.isEmpty() ? "" : place(pick(apps).path("id").asText());
        } else if (dice == 20) {
            return entities.size() < 6 ? "" : remove(pick(entities).path("id").asText(), cursor);
        } else if (dice == 21) {
            return apps.size() < 6 || random.nextInt(4) > 0 ? "" : removeApp(pick(apps), entities, cursor);
        } else if (dice == 22) {
            return entities.isEmpty() ? "" : drag(pick(entities), cursor);
        }
        return apps.isEmpty() ? "" : model(pick(apps));
    }

    private static List<ObjectNode> rows(JsonNode snapshot, String table, String sceneIn) {
        List<ObjectNode> rows = new ArrayList<>();
        snapshot.path(table).forEach(row -> {
            if (!row.path(sceneIn).asText().equals("$scene")) {
                rows.add((ObjectNode) row);
            }
        });
        return rows;
    }

    private ObjectNode pick(List<ObjectNode> from) {
        return from.get(random.nextInt(from.size()));
    }

    private String field(ObjectNode blueprint) {
        String field = List.of("desc", "author", "name", "p0", "p1", "p2").get(random.nextInt(6));
        String token = ledger.token();
        ObjectNode change = Json.object();
        JsonNode before = blueprint.path(field);
        if (field.startsWith("p")) {
            ObjectNode props = blueprint.path("props").deepCopy();
            before = props.path(field);
            change.set("props", props.put(field, token));
        } else {
            change.put(field, token);
        }
        return modify(blueprint, change, before.asText(), token, field);
    }

    private String model(ObjectNode blueprint) {
        String text = "model " + ledger.token();
        String before = world.text(blueprint.path("model").asText());
        String url = world.editor().upload(text.getBytes(StandardCharsets.UTF_8), "glb");
        return modify(blueprint, Json.object().put("model", url), before, text, "model");
    }

    private String modify(ObjectNode blueprint, ObjectNode change, String before, String after, String what) {
        String id = blueprint.path("id").asText();
        change.put("id", id).put("version", blueprint.path("version").asInt() + 1);
        ObjectNode command = Json.object().put("type", "blueprint_modify");
        command.set("change", change);
        return settled(world.editor().attempt(command), before, after, id + " " + what);
    }

    private String settled(JsonNode result, String before, String after, String where) {
        if (!result.path("ok").asBoolean()) {
            return where + " refused: " + result.path("error").asText();
        }
        ledger.changed(before, after, "world:" + where);
        return where + " " + Ledger.tokens(after);
    }

    private String line(ObjectNode blueprint) {
        List<String> paths = new ArrayList<>();
        blueprint.path("scriptFiles").fieldNames().forEachRemaining(paths::add);
        if (paths.isEmpty()) {
            return "";
        }
        String path = paths.get(random.nextInt(paths.size()));
        String before = world.text(blueprint.path("scriptFiles").path(path).asText());
        String after = Texts.edited(before, ledger.token(), random);
        ObjectNode files = blueprint.path("scriptFiles").deepCopy();
        files.put(path, world.editor().upload(after.getBytes(StandardCharsets.UTF_8), "js"));
        String entry = blueprint.path("scriptEntry").asText();
        ObjectNode change = Json.object()
                .put("id", blueprint.path("id").asText())
                .put("version", blueprint.path("version").asInt() + 1)
                .put("script", files.path(entry).asText())
                .put("scriptEntry", entry)
                .put("scriptFormat", "module");
        change.set("scriptFiles", files);
        ObjectNode command = Json.object().put("type", "blueprint_modify");
        command.set("change", change);
        return locked(
                blueprint.path("scope").asText(),
                command,
                before,
                after,
                change.path("id").asText() + " " + path);
    }

    private String locked(String scope, ObjectNode command, String before, String after, String where) {
        String owner = Json.object().put("owner", "mira").put("scope", scope).toString();
        String token;
        try {
            token = world.editor()
                    .http("POST", "/admin/deploy-lock", owner)
                    .path("token")
                    .asText();
        } catch (AssertionError e) {
            return where + " is locked by somebody else";
        }
        try {
            return settled(world.editor().attempt(command.put("lockToken", token)), before, after, where);
        } finally {
            world.editor()
                    .http(
                            "DELETE",
                            "/admin/deploy-lock",
                            Json.object().put("token", token).toString());
        }
    }

    private String entity(ObjectNode entity, long cursor) {
        ObjectNode change = Json.object();
        if (random.nextInt(3) == 0) {
            change.putArray("position").add(ledger.number()).add(0).add(0);
        } else {
            ObjectNode props = entity.path("props").deepCopy();
            change.set("props", props.put("p" + random.nextInt(2), ledger.token()));
        }
        return entityModify(entity, change, cursor);
    }

    private String entityModify(ObjectNode entity, ObjectNode change, long cursor) {
        String id = entity.path("id").asText();
        ObjectNode command = Json.object().put("type", "entity_modify");
        command.set("change", change.put("id", id));
        return unchecked(command, cursor, id, entity.toString());
    }

    /** A burst of positions, as of something that hangs on the mouse. */
    private String drag(ObjectNode entity, long cursor) {
        for (int i = 0; i < 8; i++) {
            ObjectNode change = Json.object().put("mover", "mira");
            change.putArray("position").add(ledger.number()).add(0).add(0);
            entityModify(entity, change, cursor);
        }
        ObjectNode end = Json.object().putNull("mover");
        end.putArray("position").add(ledger.number()).add(0).add(0);
        return "dragged " + entityModify(entity, end, cursor);
    }

    private String setting(ObjectNode snapshot, long cursor) {
        if (random.nextInt(3) == 0) {
            ObjectNode spawn = Json.object();
            spawn.putArray("position").add(ledger.number()).add(0).add(0);
            spawn.putArray("quaternion").add(0).add(0).add(0).add(1);
            world.editor().http("PUT", "/admin/spawn", spawn.toString());
            return replaced(cursor, "$world.spawn", snapshot.path("spawn").toString(), spawn.toString());
        }
        String key = random.nextBoolean() ? "title" : "desc";
        ObjectNode command =
                Json.object().put("type", "settings_modify").put("key", key).put("value", ledger.token());
        return unchecked(
                command, cursor, key, snapshot.path("settings").path(key).asText());
    }

    /** A command that replaces whatever is there. */
    private String unchecked(ObjectNode command, long cursor, String id, String seen) {
        JsonNode result = world.editor().attempt(command);
        return result.path("ok").asBoolean()
                ? replaced(cursor, id, seen, command.toString())
                : id + " refused: " + result.path("error").asText();
    }

    private String replaced(long cursor, String id, String seen, String written) {
        StringBuilder before = new StringBuilder(seen);
        String after = written;
        // The last op with what we wrote is ours; whatever the ones before it brought is gone if it does not say so
        // too.
        for (JsonNode op : world.opsAfter(cursor)) {
            if (World.isAbout(op, id)) {
                if (Ledger.tokens(op.toString()).containsAll(Ledger.tokens(written))) {
                    after = op.has("snapshot") ? op.path("snapshot").toString() : written;
                    break;
                }
                before.append('\n').append(op);
            }
        }
        // What both have is no news: written by others, and still there.
        ledger.changed(before.toString(), after, "world:" + id);
        return id + " " + Ledger.tokens(written);
    }

    private String newApp() {
        String id = "Guest" + made++;
        String script = Texts.script(id, "");
        script = Texts.edited(script, ledger.token(), random);
        ObjectNode blueprint = Texts.blueprint(id).put("version", 0).put("desc", ledger.token());
        String url = world.editor().upload(script.getBytes(StandardCharsets.UTF_8), "js");
        blueprint.put("script", url).put("scriptEntry", "index.js").putNull("scriptRef");
        blueprint.putObject("scriptFiles").put("index.js", url);
        ObjectNode command = Json.object().put("type", "blueprint_add");
        command.set("blueprint", blueprint);
        String added = locked(id, command, "", blueprint + script, id);
        return "new app " + added + ", " + place(id);
    }

    private String place(String app) {
        String id = "guest" + made++;
        ObjectNode entity = Texts.entity(id, app).put("type", "app");
        entity.withObject("/props").put("p0", ledger.token());
        ObjectNode command = Json.object().put("type", "entity_add");
        command.set("entity", entity);
        return settled(world.editor().attempt(command), "", entity.toString(), id);
    }

    private String remove(String id, long cursor) {
        world.editor().attempt(Json.object().put("type", "entity_remove").put("id", id));
        for (JsonNode op : world.opsAfter(cursor)) {
            if (World.isAbout(op, id)) {
                ledger.changed(op.toString(), "", id);
            }
        }
        return "removed " + id;
    }

    private String removeApp(ObjectNode app, List<ObjectNode> entities, long cursor) {
        String id = app.path("id").asText();
        for (ObjectNode entity : entities) {
            if (entity.path("blueprint").asText().equals(id)) {
                remove(entity.path("id").asText(), cursor);
            }
        }
        try {
            world.editor().http("DELETE", "/admin/blueprints/" + URLEncoder.encode(id, StandardCharsets.UTF_8), null);
        } catch (AssertionError e) {
            return id + " is not to be removed: " + e.getMessage();
        }
        Set<String> others = new HashSet<>();
        world.snapshot().path("blueprints").forEach(one -> one.path("scriptFiles")
                .forEach(url -> others.add(url.asText())));
        for (JsonNode op : world.opsAfter(cursor)) {
            if (World.isAbout(op, id)) {
                JsonNode was = op.path("snapshot");
                ledger.changed(was + world.text(was.path("model").asText()), "", id);
                was.path("scriptFiles").properties().forEach(file -> {
                    if (!file.getKey().startsWith(SHARED)
                            || !others.contains(file.getValue().asText())) {
                        ledger.changed(world.text(file.getValue().asText()), "", id);
                    }
                });
            }
        }
        return "removed app " + id;
    }
}
