package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.testing.Bench;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Somebody who edits files. */
final class LocalPerson {
    private final Bench bench;
    private final Tokens tokens;
    private final Random random;
    private final String name;
    private final FilesAtHand atHand;
    private @Nullable Undo undo;
    private int created;

    /** The last edit of a file, for as long as the editor has it open. */
    private record Undo(String path, String before, String after, Set<String> written, Set<String> replaced) {}

    /** One of several; what they make bears their name. */
    LocalPerson(Bench bench, Tokens tokens, Random random, String name) {
        this.name = name;
        this.bench = bench;
        this.tokens = tokens;
        this.random = random;
        this.atHand = new FilesAtHand(bench, random);
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
            case 4, 5, 6 -> undoable("world.json", this::entityProp);
            case 7 -> undoable("world.json", this::setting);
            case 8 -> newThing();
            case 9 -> removal();
            case 10 -> scriptFile();
            default -> asset();
        };
    }

    private String undoable(String path, Supplier<String> edit) {
        String before = bench.has(path) ? bench.read(path) : "";
        Set<String> then = tokens.live();
        String what = edit.get();
        Set<String> now = tokens.live();
        undo = bench.has(path)
                ? new Undo(path, before, bench.read(path), without(now, then), without(then, now))
                : null;
        return what;
    }

    private static Set<String> without(Set<String> all, Set<String> others) {
        Set<String> rest = new HashSet<>(all);
        rest.removeAll(others);
        return rest;
    }

    /** As an editor does it: only if nobody else has written into the file since. */
    String takeBack() {
        Undo last = undo;
        undo = null;
        if (last == null || !bench.has(last.path()) || !bench.read(last.path()).equals(last.after())) {
            return "nothing to take back";
        }
        tokens.takenBack(last.written(), last.replaced(), last.path());
        bench.write(last.path(), last.before());
        return last.path() + " as it was before the last edit";
    }

    private String field() {
        List<String> files = atHand.files("apps/[^/]+/[^/]+\\.json");
        if (files.isEmpty()) {
            return "nothing to edit";
        }
        String path = atHand.pick(files);
        return undoable(path, () -> field(path));
    }

    /** Edits something in the file of this app. */
    String editApp(String id) {
        return atHand.files("apps/[^/]+/[^/]+\\.json").stream()
                .filter(path -> bench.json(path).path("id").asText().equals(id))
                .findFirst()
                .map(this::field)
                .orElse("no file of " + id);
    }

    private String field(String path) {
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
        List<String> files = atHand.files("(apps|shared)/.*\\.js");
        if (files.isEmpty()) {
            return "nothing to edit";
        }
        String path = atHand.pick(files);
        return undoable(path, () -> {
            bench.write(path, editedLine(bench.read(path), tokens, random));
            return path + " " + tokens.last();
        });
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
        String id = atHand.pick(rows);
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
            String id = name + "L" + created++;
            app(id, random.nextBoolean() && bench.has("shared/m.js"));
            return "new app " + id;
        }
        List<String> apps = atHand.files("apps/[^/]+/[^/]+\\.json");
        if (apps.isEmpty() || !bench.has("world.json")) {
            return "nothing to place";
        }
        String blueprint = bench.json(atHand.pick(apps)).path("id").asText();
        String id = name + "l" + created++;
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
            List<String> apps = atHand.files("apps/[^/]+/[^/]+\\.json");
            if (!apps.isEmpty()) {
                String path = atHand.pick(apps);
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
        String id = atHand.pick(rows);
        tokens.superseded(String.valueOf(bench.row(id)));
        bench.removeRow(id);
        return "row " + id + " removed";
    }

    /** The rows of world.json that place an app. */
    List<JsonNode> rowsOf(String blueprint) {
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
        List<String> extra = atHand.files("apps/[^/]+/lib/.*\\.js");
        if (!extra.isEmpty() && random.nextInt(3) == 0) {
            String path = atHand.pick(extra);
            tokens.superseded(bench.read(path));
            bench.erase(path);
            return path + " removed";
        }
        List<String> apps = atHand.files("apps/[^/]+/index\\.js");
        if (apps.isEmpty()) {
            return "no app";
        }
        String app = atHand.pick(apps);
        String path = app.substring(0, app.lastIndexOf('/')) + "/lib/" + name + "n" + created++ + ".js";
        bench.write(path, "export const added = '" + tokens.write("", path) + "'\n");
        return path + " added " + tokens.last();
    }

    private String asset() {
        List<String> assets = atHand.files("assets/.*\\.glb");
        if (assets.isEmpty()) {
            return "no asset";
        }
        String path = atHand.pick(assets);
        bench.write(path, "model " + tokens.write(bench.read(path), path));
        return path + " " + tokens.last();
    }
}
