package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Loss;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One random history: people edit files and world at the same time, requests and replies are lost, the runtime and the
 * daemon come and go, the daemon dies at any call. At rest the {@link Tokens} say whether anything was lost.
 */
final class Simulation {
    private static final int STEPS = 30;
    private static final List<String> CALLS = List.of(
            "blueprint_modify",
            "entity_modify",
            "entity_add",
            "entity_remove",
            "settings_modify",
            "spawn_set",
            "blueprint_remove",
            "blueprint_add",
            "upload",
            "download",
            "changes",
            "connect",
            "lock");

    private final Random random;
    private final Bench bench;
    private final Tokens tokens;
    private final LocalPerson local;
    private final WorldPerson remote;
    private final List<String> trace = new ArrayList<>();
    private final int patience;
    private int crashes;

    Simulation(long seed) {
        random = new Random(seed);
        patience = 2 + random.nextInt(8);
        bench = new Bench(seed);
        tokens = new Tokens(bench);
        local = new LocalPerson(bench, tokens, random);
        remote = new WorldPerson(bench, tokens, random);
    }

    /** What was done, one line per step. */
    List<String> trace() {
        return trace;
    }

    Bench bench() {
        return bench;
    }

    /** Plays the history and checks what is left of it. */
    void run() {
        local.layOut();
        bench.start();
        bench.assertInSync();
        for (int i = 0; i < STEPS; i++) {
            step();
        }
        comeToRest();
        tokens.assertNothingLost();
        resolveEverything();
        local.removeRowsWithoutApp();
        bench.pass(70_000);
        bench.assertInSync();
        tokens.assertNothingLost();
        bench.takeMutations();
        bench.restart();
        bench.assertInSync();
        assertThat(bench.takeMutations()).as("the plan after a restart at rest").isEmpty();
    }

    private void step() {
        int dice = random.nextInt(100);
        if (dice < 38) {
            note("local: " + local.edit());
        } else if (dice < 72) {
            note("world: " + remote.edit());
        } else if (dice < 76) {
            String call = call();
            note("the world moves before " + call);
            bench.remote().faults().before(call, () -> note("  world: " + remote.edit()));
        } else if (dice < 79) {
            String call = call();
            note("a file moves before " + call);
            bench.remote().faults().before(call, () -> note("  local: " + local.edit()));
        } else if (dice < 83) {
            String call = call();
            boolean reply = random.nextBoolean();
            note((reply ? "reply of " : "request ") + call + " is lost");
            if (reply) {
                bench.remote().faults().loseReply(call);
            } else {
                bench.remote().faults().loseRequest(call);
            }
        } else if (dice < 86) {
            boolean away = random.nextBoolean();
            note(away ? "the runtime is away" : "the runtime is back");
            bench.remote().away(away);
        } else if (dice < 88) {
            note("the runtime restarts");
            bench.runtime().restart();
        } else if (dice < 92) {
            note("the daemon restarts");
            if (bench.time().isAlive()) {
                bench.stop();
            }
            bench.start();
        } else if (dice < 97) {
            crashSoon();
        } else {
            note("the socket " + (bench.time().monotonicMillis() % 2 == 0 ? "is silent" : "tells"));
            bench.remote().hinting(bench.time().monotonicMillis() % 2 != 0);
        }
        if (random.nextInt(10) < patience) {
            bench.pass(random.nextInt(random.nextBoolean() ? 100 : 6_000));
        }
        reviveIfDead();
    }

    private void crashSoon() {
        int k = 1 + random.nextInt(25);
        boolean after = random.nextBoolean();
        if (random.nextInt(3) == 0) {
            note("the daemon dies " + (after ? "after" : "before") + " request " + k);
            bench.remote().faults().crashAt(k, after, () -> bench.disk().crashBefore(1));
        } else if (after) {
            note("the daemon dies after disk call " + k);
            bench.disk().crashAfter(k);
        } else {
            note("the daemon dies before disk call " + k);
            bench.disk().crashBefore(k);
        }
    }

    private void reviveIfDead() {
        if (!bench.time().isAlive()) {
            Loss loss = Loss.values()[random.nextInt(Loss.values().length)];
            note("the daemon is dead; it starts again, lost: " + loss);
            crashes++;
            bench.revive(loss);
            bench.start();
            if (!bench.time().isAlive() && crashes < 200) {
                reviveIfDead();
            }
        }
    }

    private void comeToRest() {
        note("rest");
        bench.remote().faults().calm();
        bench.disk().calm();
        bench.remote().away(false);
        bench.remote().hinting(true);
        bench.pass(1);
        reviveIfDead();
        bench.pass(200_000);
        if (bench.status().guard() != null) {
            note("accepted: " + bench.status().guard());
            bench.engine().resume(true);
            bench.pass(100_000);
        }
    }

    private void resolveEverything() {
        for (int round = 0; round < 10 && !bench.conflicts().isEmpty(); round++) {
            for (String object : List.copyOf(bench.conflicts().keySet())) {
                if (bench.conflicts().containsKey(object)) {
                    Use use = random.nextBoolean() ? Use.LOCAL : Use.REMOTE;
                    note("resolve " + object + " with " + use + ": "
                            + bench.resolve(object, use).message());
                }
            }
            bench.pass(70_000);
            if (bench.status().guard() != null) {
                bench.engine().resume(true);
                bench.pass(70_000);
            }
        }
    }

    private String call() {
        return CALLS.get(random.nextInt(CALLS.size()));
    }

    private void note(String what) {
        trace.add(bench.time().monotonicMillis() + " " + what);
    }

    /** Somebody who edits files. */
    private static final class LocalPerson {
        private final Bench bench;
        private final Tokens tokens;
        private final Random random;
        private int created;

        LocalPerson(Bench bench, Tokens tokens, Random random) {
            this.bench = bench;
            this.tokens = tokens;
            this.random = random;
        }

        void layOut() {
            int apps = 1 + random.nextInt(4);
            for (int i = 0; i < apps; i++) {
                app("A" + i, i < 2);
            }
            bench.write("shared/m.js", lines("m", ""));
            StringBuilder rows = new StringBuilder();
            int entities = 1 + random.nextInt(5);
            for (int i = 0; i < entities; i++) {
                rows.append(i == 0 ? "" : ",\n").append(row("e" + i, "A" + i % apps));
            }
            bench.write("world.json", """
                    {
                      "formatVersion": 2,
                      "settings": { "title": "Sim" },
                      "spawn": { "position": [0, 0, 0], "quaternion": [0, 0, 0, 1] },
                      "entities": [
                    %s
                      ]
                    }
                    """.formatted(rows));
        }

        private void app(String id, boolean imports) {
            bench.write("apps/" + id + "/" + id + ".json", """
                    {
                      "id": "%s",
                      "name": "%s",
                      "scope": "%s",
                      "author": "nobody",
                      "desc": "nothing",
                      "model": "assets/%s.glb",
                      "props": { "p0": "a", "p1": "b" }
                    }
                    """.formatted(id, id, id, id));
            bench.write("assets/" + id + ".glb", "model of " + id + " " + tokens.write("", id));
            bench.write("apps/" + id + "/index.js", lines(id, imports ? "import '@shared/m.js'\n" : ""));
            bench.write("apps/" + id + "/lib/x.js", lines(id + "x", ""));
        }

        static String lines(String name, String first) {
            StringBuilder text = new StringBuilder(first);
            for (int i = 0; i < 4; i++) {
                text.append("// ")
                        .append(name)
                        .append(i)
                        .append(" begins\n\nexport const ")
                        .append(name)
                        .append(i);
                text.append(" = 'nothing'\n\n");
            }
            return text.toString();
        }

        static String row(String id, String blueprint) {
            return """
                        { "id": "%s", "blueprint": "%s", "position": [1, 0, 2], "quaternion": [0, 0, 0, 1],
                          "scale": [1, 1, 1], "pinned": false, "props": { "p": "a" }, "state": {} }""".formatted(id, blueprint);
        }

        String edit() {
            return switch (random.nextInt(12)) {
                case 0, 1 -> field();
                case 2, 3 -> line();
                case 4, 5, 6 -> entityProp();
                case 7 -> setting();
                case 8 -> newThing();
                case 9 -> removal();
                case 10 -> scriptFile();
                default -> asset();
            };
        }

        private List<String> files(String pattern) {
            return bench.disk().files(Bench.ROOT).keySet().stream()
                    .filter(path -> path.matches(pattern) && !path.contains("$scene"))
                    .toList();
        }

        private String pick(List<String> from) {
            return from.get(random.nextInt(from.size()));
        }

        private String field() {
            List<String> files = files("apps/[^/]+/[^/]+\\.json");
            if (files.isEmpty()) {
                return "nothing to edit";
            }
            String path = pick(files);
            ObjectNode document = bench.json(path);
            int which = random.nextInt(4);
            if (which < 2) {
                String field = which == 0 ? "desc" : "author";
                document.put(field, tokens.write(document.path(field).asText(), path));
            } else {
                ObjectNode props = document.path("props").isObject()
                        ? (ObjectNode) document.get("props")
                        : document.putObject("props");
                String key = "p" + random.nextInt(3);
                props.put(key, tokens.write(props.path(key).asText(), path));
            }
            bench.write(path, document.toPrettyString() + "\n");
            return path + " " + tokens.last();
        }

        private String line() {
            List<String> files = files("(apps|shared)/.*\\.js");
            if (files.isEmpty()) {
                return "nothing to edit";
            }
            String path = pick(files);
            String text = bench.read(path);
            bench.write(path, editedLine(text, tokens, random));
            return path + " " + tokens.last();
        }

        static String editedLine(String text, Tokens tokens, Random random) {
            String[] lines = text.split("\n", -1);
            List<Integer> candidates = new ArrayList<>();
            for (int i = 0; i < lines.length; i++) {
                if (lines[i].startsWith("export const")) {
                    candidates.add(i);
                }
            }
            if (candidates.isEmpty()) {
                return text + "\n\nexport const more = '" + tokens.write("", "end") + "'\n";
            }
            int i = candidates.get(random.nextInt(candidates.size()));
            String token = tokens.write(lines[i], "line");
            lines[i] = lines[i].substring(0, lines[i].indexOf('=')) + "= '" + token + "'";
            return String.join("\n", lines);
        }

        private List<String> rows() {
            List<String> ids = new ArrayList<>();
            if (bench.has("world.json")) {
                bench.json("world.json").path("entities").forEach(row -> {
                    if (!row.path("blueprint").asText().equals("$scene")) {
                        ids.add(row.path("id").asText());
                    }
                });
            }
            return ids;
        }

        private String entityProp() {
            List<String> rows = rows();
            if (rows.isEmpty()) {
                return "no row";
            }
            String id = pick(rows);
            bench.layoutRow(id, row -> {
                if (random.nextInt(3) == 0) {
                    double x = tokens.number(row.path("position").toString());
                    row.putArray("position").add(x).add(0).add(0);
                } else {
                    ObjectNode props = (ObjectNode) row.get("props");
                    String key = "p" + random.nextInt(2);
                    props.put(key, tokens.write(props.path(key).asText(), id));
                }
            });
            return "row " + id + " " + tokens.last();
        }

        private String setting() {
            if (!bench.has("world.json")) {
                return "no world.json";
            }
            if (random.nextInt(3) == 0) {
                bench.layout(world -> {
                    ObjectNode spawn = (ObjectNode) world.get("spawn");
                    double x = tokens.number(spawn.path("position").toString());
                    spawn.putArray("position").add(x).add(0).add(0);
                });
                return "spawn " + tokens.last();
            }
            bench.layout(world -> {
                ObjectNode settings = (ObjectNode) world.get("settings");
                String key = random.nextBoolean() ? "title" : "desc";
                settings.put(key, tokens.write(settings.path(key).asText(), key));
            });
            return "setting " + tokens.last();
        }

        private String newThing() {
            if (random.nextBoolean()) {
                String id = "L" + created++;
                app(id, random.nextBoolean() && bench.has("shared/m.js"));
                return "new app " + id;
            }
            List<String> apps = files("apps/[^/]+/[^/]+\\.json");
            if (apps.isEmpty() || !bench.has("world.json")) {
                return "nothing to place";
            }
            String blueprint = bench.json(pick(apps)).path("id").asText();
            String id = "l" + created++;
            bench.layout(world -> {
                JsonNode row = parsed(row(id, blueprint));
                ((ObjectNode) row.get("props")).put("p", tokens.write("", id));
                ((ArrayNode) world.get("entities")).add(row);
            });
            return "new row " + id + " of " + blueprint + " " + tokens.last();
        }

        private static JsonNode parsed(String json) {
            try {
                return dev.lobbysync.protocol.json.Json.parse(json);
            } catch (java.io.IOException e) {
                throw new AssertionError(e);
            }
        }

        private String removal() {
            if (random.nextInt(3) == 0) {
                List<String> apps = files("apps/[^/]+/[^/]+\\.json");
                if (!apps.isEmpty()) {
                    String path = pick(apps);
                    String folder = path.substring(0, path.lastIndexOf('/'));
                    String id = bench.json(path).path("id").asText();
                    bench.disk().files(Bench.ROOT).forEach((file, bytes) -> {
                        if (file.startsWith(folder + "/")) {
                            tokens.superseded(Tokens.text(bytes));
                        }
                    });
                    rowsOf(id).forEach(row -> tokens.superseded(row.toString()));
                    bench.erase(folder);
                    return "app in " + folder + " removed";
                }
            }
            List<String> rows = rows();
            if (rows.isEmpty()) {
                return "no row";
            }
            String id = pick(rows);
            tokens.superseded(String.valueOf(bench.row(id)));
            bench.removeRow(id);
            return "row " + id + " removed";
        }

        /** What the status asks for where an app went for good and a row of it stayed. */
        void removeRowsWithoutApp() {
            for (var waiting : bench.status().held()) {
                String id = waiting.key().id();
                if (waiting.reason().contains("neither side has") && bench.row(id) != null) {
                    tokens.superseded(String.valueOf(bench.row(id)));
                    bench.removeRow(id);
                }
                if (waiting.reason().contains("still places")) {
                    rowsOf(id).forEach(row -> {
                        tokens.superseded(row.toString());
                        bench.removeRow(row.path("id").asText());
                    });
                }
            }
        }

        private List<JsonNode> rowsOf(String blueprint) {
            List<JsonNode> rows = new ArrayList<>();
            if (bench.has("world.json")) {
                bench.json("world.json").path("entities").forEach(row -> {
                    if (row.path("blueprint").asText().equals(blueprint)) {
                        rows.add(row);
                    }
                });
            }
            return rows;
        }

        private String scriptFile() {
            List<String> extra = files("apps/[^/]+/lib/.*\\.js");
            if (!extra.isEmpty() && random.nextInt(3) == 0) {
                String path = pick(extra);
                tokens.superseded(bench.read(path));
                bench.erase(path);
                return path + " removed";
            }
            List<String> apps = files("apps/[^/]+/index\\.js");
            if (apps.isEmpty()) {
                return "no app";
            }
            String app = pick(apps);
            String path = app.substring(0, app.lastIndexOf('/')) + "/lib/n" + created++ + ".js";
            bench.write(path, "export const added = '" + tokens.write("", path) + "'\n");
            return path + " added " + tokens.last();
        }

        private String asset() {
            List<String> assets = files("assets/.*\\.glb");
            if (assets.isEmpty()) {
                return "no asset";
            }
            String path = pick(assets);
            bench.write(path, "model " + tokens.write(bench.read(path), path));
            return path + " " + tokens.last();
        }
    }

    /** Somebody who edits the world. */
    private static final class WorldPerson {
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
            return switch (random.nextInt(12)) {
                case 0, 1, 2 -> apps.isEmpty() ? "no app" : field(pick(apps));
                case 3, 4 -> apps.isEmpty() ? "no app" : line(pick(apps));
                case 5, 6, 7 -> entities.isEmpty() ? "no entity" : entity(pick(entities));
                case 8 -> setting();
                case 9 -> newThing(apps);
                case 10 -> removal(apps, entities);
                default -> apps.isEmpty() ? "no app" : model(pick(apps));
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
            List<String> paths = new ArrayList<>();
            bench.world().blueprint(id).path("scriptFiles").fieldNames().forEachRemaining(paths::add);
            if (paths.isEmpty() || isLocked(id)) {
                return "no script";
            }
            String path = pick(paths);
            String url =
                    bench.world().blueprint(id).path("scriptFiles").path(path).asText();
            String text = Tokens.text(bench.runtime().assets().get(url));
            bench.world().script(id, path, LocalPerson.editedLine(text, tokens, random));
            return id + " " + path + " " + tokens.last();
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
                        .prop(
                                id,
                                key,
                                tokens.write(entity.path("props").path(key).asText(), id));
            }
            return "entity " + id + " " + tokens.last();
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
}
