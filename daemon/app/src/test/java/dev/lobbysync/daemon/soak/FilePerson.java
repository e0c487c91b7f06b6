package dev.lobbysync.daemon.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Somebody who edits files, as editors do: reads all of a file, and saves all of it a moment later. */
final class FilePerson {
    private static final int MOST_APPS = 30;

    private final Path root;
    private final String name;
    private final Ledger ledger;
    private final Random random;
    private int made;

    FilePerson(Path root, String name, Ledger ledger, Random random) {
        this.root = root;
        this.name = name;
        this.ledger = ledger;
        this.random = random;
    }

    /** One edit; says which. */
    String edit() throws IOException {
        try {
            return switch (random.nextInt(24)) {
                case 0, 1, 2, 3 -> field();
                case 4, 5, 6, 7, 8 -> line();
                case 9, 10, 11, 12, 13, 14 -> row();
                case 15, 16 -> setting();
                case 17 -> newApp(files("apps", ".json").size() < MOST_APPS);
                case 18 -> newRow();
                case 19 -> random.nextInt(4) == 0 ? removeApp() : "";
                case 20 -> random.nextBoolean() ? removeRow() : "";
                case 21 -> scriptFile();
                case 22 -> rename();
                default -> asset();
            };
        } catch (NoSuchFileException e) {
            return "gone meanwhile: " + e.getMessage();
        }
    }

    /** The first files of a project. */
    void layOut(int apps) throws IOException {
        save(root.resolve(".gitignore"), "", ".lobby/\n*.tmp-*\n");
        save(root.resolve("shared/m.js"), "", Texts.script("m", ""));
        save(root.resolve("world.json"), "", """
                {
                  "formatVersion": 2,
                  "settings": { "title": "Soak" },
                  "spawn": { "position": [0, 0, 0], "quaternion": [0, 0, 0, 1] },
                  "entities": []
                }
                """);
        for (int i = 0; i < apps; i++) {
            newApp(true);
        }
    }

    /** Rows of apps that are gone for good, which the status asks a person to remove. */
    int removeRowsWithoutApp() throws IOException {
        List<String> apps = new ArrayList<>();
        for (Path file : files("apps", ".json")) {
            apps.add(json(file).path("id").asText());
        }
        return removeRows(row -> !apps.contains(row.path("blueprint").asText())
                && !row.path("blueprint").asText().equals("$scene"));
    }

    private String field() throws IOException {
        Path file = pick(files("apps", ".json"));
        ObjectNode document = json(file);
        String before = document.toString();
        String field = List.of("desc", "author", "name", "p0", "p1", "p2").get(random.nextInt(6));
        ObjectNode holder = field.startsWith("p") ? document.withObject("/props") : document;
        holder.put(field, ledger.token());
        return save(file, before, document.toPrettyString() + "\n") + " " + field;
    }

    private String line() throws IOException {
        List<Path> scripts = files("apps", ".js");
        scripts.addAll(files("shared", ".js"));
        Path file = random.nextInt(6) == 0 ? root.resolve("shared/m.js") : pick(scripts);
        String before = text(file);
        return save(file, before, Texts.edited(before, ledger.token(), random));
    }

    private String row() throws IOException {
        return world(world -> {
            List<ObjectNode> rows = rows(world);
            if (rows.isEmpty()) {
                return "no row";
            }
            ObjectNode row = rows.get(random.nextInt(rows.size()));
            if (random.nextInt(3) == 0) {
                row.putArray("position").add(ledger.number()).add(0).add(0);
            } else {
                row.withObject("/props").put("p" + random.nextInt(2), ledger.token());
            }
            return "row " + row.path("id").asText();
        });
    }

    private String setting() throws IOException {
        return world(world -> {
            if (random.nextInt(3) == 0) {
                world.withObject("/spawn")
                        .putArray("position")
                        .add(ledger.number())
                        .add(0)
                        .add(0);
                return "spawn";
            }
            String key = random.nextBoolean() ? "title" : "desc";
            world.withObject("/settings").put(key, ledger.token());
            return "setting " + key;
        });
    }

    private String newApp(boolean room) throws IOException {
        if (!room) {
            return "";
        }
        String id = "App" + name + made++;
        ObjectNode blueprint = Texts.blueprint(id).put("desc", ledger.token()).put("model", "assets/" + id + ".glb");
        save(root.resolve("assets/" + id + ".glb"), "", "model " + ledger.token());
        String imports = random.nextInt(3) == 0 ? "import '@shared/m.js'\n" : "";
        save(root.resolve("apps/" + id + "/index.js"), "", Texts.script(id, imports));
        save(root.resolve("apps/" + id + "/" + id + ".json"), "", blueprint.toPrettyString() + "\n");
        world(world -> place(world, id));
        return "new app " + id;
    }

    private String newRow() throws IOException {
        String app = json(pick(files("apps", ".json"))).path("id").asText();
        return world(world -> place(world, app));
    }

    private String place(ObjectNode world, String app) {
        String id = "row" + name + made++;
        ObjectNode row = Texts.entity(id, app);
        row.withObject("/props").put("p0", ledger.token());
        world.withArray("/entities").add(row);
        return "new row " + id;
    }

    private String removeApp() throws IOException {
        List<Path> apps = files("apps", ".json");
        Path file = pick(apps);
        if (apps.size() < 6 || file.toString().contains("$scene")) {
            return "";
        }
        String id = json(file).path("id").asText();
        removeRows(row -> row.path("blueprint").asText().equals(id));
        try (Stream<Path> tree = Files.walk(file.getParent())) {
            for (Path one : tree.sorted(Comparator.reverseOrder()).toList()) {
                if (Files.isRegularFile(one)) {
                    ledger.changed(text(one), "", one.toString());
                }
                Files.deleteIfExists(one);
            }
        } catch (java.nio.file.DirectoryNotEmptyException e) {
            return "removed app " + id + ", into which something came meanwhile";
        }
        return "removed app " + id;
    }

    private String removeRow() throws IOException {
        List<ObjectNode> rows = rows(json(root.resolve("world.json")));
        if (rows.size() < 6) {
            return "";
        }
        String id = rows.get(random.nextInt(rows.size())).path("id").asText();
        removeRows(row -> row.path("id").asText().equals(id));
        return "removed row " + id;
    }

    private int removeRows(Predicate<JsonNode> which) throws IOException {
        int[] removed = {0};
        world(world -> {
            for (Iterator<JsonNode> rows = world.withArray("/entities").iterator(); rows.hasNext(); ) {
                if (which.test(rows.next())) {
                    rows.remove();
                    removed[0]++;
                }
            }
            return "";
        });
        return removed[0];
    }

    private String scriptFile() throws IOException {
        List<Path> extra = files("apps", ".js").stream()
                .filter(file -> file.getParent().endsWith("lib"))
                .toList();
        if (extra.size() > 12) {
            Path file = pick(extra);
            String before = text(file);
            Files.delete(file);
            ledger.changed(before, "", file.toString());
            return "removed " + root.relativize(file);
        }
        Path app = pick(files("apps", ".json")).getParent();
        return save(app.resolve("lib/" + name + made++ + ".js"), "", "export const added = '" + ledger.token() + "'\n");
    }

    private String rename() throws IOException {
        Path app = pick(files("apps", ".json")).getParent();
        if (app.endsWith("$scene")) {
            return "";
        }
        String plain = app.getFileName().toString().replaceAll("-[0-9]+$", "");
        Path to = app.resolveSibling(plain + "-" + made++);
        Files.move(app, to);
        return "renamed " + app.getFileName() + " to " + to.getFileName();
    }

    private String asset() throws IOException {
        Path file = pick(files("assets", ".glb"));
        String before = text(file);
        // Others come with the world and are no text.
        return before.startsWith("model ") ? save(file, before, "model " + ledger.token()) : "";
    }

    private interface WorldEdit {
        String apply(ObjectNode world);
    }

    private String world(WorldEdit edit) throws IOException {
        Path file = root.resolve("world.json");
        ObjectNode world = json(file);
        String before = world.toString();
        String what = edit.apply(world);
        save(file, before, world.toPrettyString() + "\n");
        return what;
    }

    private static List<ObjectNode> rows(ObjectNode world) {
        List<ObjectNode> rows = new ArrayList<>();
        world.path("entities").forEach(row -> {
            if (!row.path("blueprint").asText().equals("$scene")) {
                rows.add((ObjectNode) row);
            }
        });
        return rows;
    }

    /** Some editors write over a file, others beside it and rename. */
    private String save(Path file, String before, String after) throws IOException {
        Files.createDirectories(file.getParent());
        if (random.nextBoolean()) {
            Files.writeString(file, after);
        } else {
            Path beside = file.resolveSibling("." + file.getFileName() + ".swp");
            Files.writeString(beside, after);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        }
        String where = root.relativize(file).toString();
        ledger.changed(before, after, name + ":" + where);
        return where;
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private static ObjectNode json(Path file) throws IOException {
        return (ObjectNode) Json.parse(Files.readAllBytes(file));
    }

    private List<Path> files(String below, String ending) throws IOException {
        try (Stream<Path> tree = Files.walk(root.resolve(below))) {
            return new ArrayList<>(tree.filter(file -> file.toString().endsWith(ending) && Files.isRegularFile(file))
                    .sorted()
                    .toList());
        } catch (java.io.UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private Path pick(List<Path> from) throws NoSuchFileException {
        if (from.isEmpty()) {
            throw new NoSuchFileException("nothing of that kind");
        }
        return from.get(random.nextInt(from.size()));
    }
}
