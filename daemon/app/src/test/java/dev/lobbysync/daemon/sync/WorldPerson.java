package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.testing.Bench;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Somebody who edits the world. */
final class WorldPerson {
    private final Bench bench;
    private final Tokens tokens;
    private final Random random;
    private int created;

    WorldPerson(Bench bench, Tokens tokens, Random random) {
        this.bench = bench;
        this.tokens = tokens;
        this.random = random;
    }

    String edit() {
        List<String> apps = ids(bench.runtime().world().state().blueprints());
        List<String> entities = ids(bench.runtime().world().state().entities());
        entities.removeIf(
                id -> bench.world().entity(id).path("blueprint").asText().equals("$scene"));
        return switch (random.nextInt(15)) {
            case 0, 1, 2 -> apps.isEmpty() ? "no app" : field(pick(apps));
            case 3, 4 -> apps.isEmpty() ? "no app" : line(pick(apps));
            case 5, 6, 7 -> entities.isEmpty() ? "no entity" : entity(pick(entities));
            case 8 -> setting();
            case 9 -> newThing(apps);
            case 10 -> removal(apps, entities);
            case 11 -> apps.isEmpty() ? "no app" : model(pick(apps));
            case 12 -> apps.isEmpty() ? "no app" : scriptFile(pick(apps));
            default -> entities.isEmpty() ? "no entity" : drag(pick(entities));
        };
    }

    private static List<String> ids(Map<String, ObjectNode> objects) {
        List<String> ids = new ArrayList<>(objects.keySet());
        ids.remove("$scene");
        return ids;
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private String field(String id) {
        ObjectNode blueprint = bench.world().blueprint(id);
        int which = random.nextInt(4);
        if (which < 2) {
            String field = which == 0 ? "desc" : "author";
            bench.world().edit(id, field, tokens.write(blueprint.path(field).asText(), id));
        } else {
            String key = "p" + random.nextInt(3);
            bench.world()
                    .editProp(
                            id,
                            key,
                            tokens.write(blueprint.path("props").path(key).asText(), id));
        }
        return id + " " + tokens.last();
    }

    private String line(String id) {
        List<String> paths = scriptPaths(id);
        if (paths.isEmpty() || isLocked(id)) {
            return "no script";
        }
        String path = pick(paths);
        bench.world().script(id, path, LocalPerson.editedLine(text(id, path), tokens, random));
        return id + " " + path + " " + tokens.last();
    }

    private List<String> scriptPaths(String id) {
        List<String> paths = new ArrayList<>();
        bench.world().blueprint(id).path("scriptFiles").fieldNames().forEachRemaining(paths::add);
        return paths;
    }

    private boolean isLocked(String id) {
        String scope = bench.world().blueprint(id).path("scope").asText();
        return bench.world().isLocked(scope);
    }

    private String entity(String id) {
        ObjectNode entity = bench.world().entity(id);
        if (random.nextInt(3) == 0) {
            bench.world().move(id, tokens.number(entity.path("position").toString()), 0, 0);
        } else {
            String key = "p" + random.nextInt(2);
            bench.world()
                    .prop(id, key, tokens.write(entity.path("props").path(key).asText(), id));
        }
        return "entity " + id + " " + tokens.last();
    }

    /** Somebody takes an entity along; now and then they leave without putting it down. */
    private String drag(String id) {
        int steps = 2 + random.nextInt(5);
        for (int i = 0; i < steps; i++) {
            bench.world().drag(id, somewhere(id), 0, 0);
        }
        boolean dropped = random.nextInt(3) > 0;
        if (dropped) {
            bench.world().drop(id, somewhere(id), 0, 0);
        }
        return "entity " + id + " dragged to " + tokens.last() + (dropped ? "" : ", and still in hand");
    }

    private double somewhere(String id) {
        return tokens.number(bench.world().entity(id).path("position").toString());
    }

    /** A file more or less in an app's script set, or one under another path. */
    private String scriptFile(String id) {
        List<String> paths = scriptPaths(id);
        paths.removeIf(path -> !path.startsWith("lib/"));
        if (isLocked(id) || bench.world().blueprint(id).path("scriptRef").isTextual()) {
            return "no script";
        }
        String fresh = "lib/w" + created++ + ".js";
        if (paths.isEmpty() || random.nextInt(3) == 0) {
            bench.world().script(id, fresh, "export const added = '" + tokens.write("", fresh) + "'\n");
            return id + " " + fresh + " added " + tokens.last();
        }
        String path = pick(paths);
        String text = text(id, path);
        bench.world().removeScript(id, path);
        if (random.nextBoolean()) {
            bench.world().script(id, fresh, text);
            return id + " " + path + " renamed to " + fresh;
        }
        tokens.superseded(text);
        return id + " " + path + " removed";
    }

    private String text(String id, String path) {
        String url = bench.world().blueprint(id).path("scriptFiles").path(path).asText();
        return Tokens.text(bench.runtime().assets().get(url));
    }

    private String setting() {
        if (random.nextInt(3) == 0) {
            JsonNode position = bench.runtime().world().state().spawn().path("position");
            bench.world().spawn(tokens.number(position.toString()), 0, 0);
            return "spawn " + tokens.last();
        }
        String key = random.nextBoolean() ? "title" : "desc";
        bench.world()
                .setting(
                        key,
                        tokens.write(
                                bench.runtime().world().settings().path(key).asText(), key));
        return "setting " + key + " " + tokens.last();
    }

    private String newThing(List<String> apps) {
        if (random.nextBoolean() && !bench.world().isLocked("global")) {
            String id = "R" + created++;
            bench.world().app(id, Map.of("index.js", LocalPerson.lines(id, "")));
            bench.world().edit(id, "desc", tokens.write("", id));
            return "new app " + id + " " + tokens.last();
        }
        if (apps.isEmpty()) {
            return "no app";
        }
        String id = "r" + created++;
        bench.world().place(id, pick(apps));
        bench.world().prop(id, "p", tokens.write("", id));
        return "placed " + id + " " + tokens.last();
    }

    private String removal(List<String> apps, List<String> entities) {
        if (!apps.isEmpty() && random.nextInt(3) == 0) {
            String app = pick(apps);
            for (String id : entities) {
                if (bench.world().entity(id).path("blueprint").asText().equals(app)) {
                    tokens.superseded(bench.world().entity(id).toString());
                    bench.world().remove(id);
                }
            }
            tokens.superseded(tokens.deep(bench.world().blueprint(app)));
            bench.world().removeApp(app);
            return "app " + app + " removed";
        }
        if (entities.isEmpty()) {
            return "no entity";
        }
        String id = pick(entities);
        tokens.superseded(bench.world().entity(id).toString());
        bench.world().remove(id);
        return "entity " + id + " removed";
    }

    private String model(String id) {
        String before = bench.world().blueprint(id).path("model").asText();
        byte[] bytes = bench.runtime().assets().get(before);
        String token = tokens.write(bytes == null ? "" : Tokens.text(bytes), id);
        bench.world().edit(id, "model", bench.world().asset("model " + token, "x.glb"));
        return id + " model " + token;
    }
}
