package dev.lobbysync.daemon.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.doc.KnownFields;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.CanonicalJson;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Compares a project with a world, deeply: every merged field of every object, every script and asset by its bytes.
 * Reads both sides in its own plain way, apart from the daemon's.
 */
public final class InStep {
    private static final Set<String> NO_BLUEPRINT = Set.of("package.json", "tsconfig.json", "jsconfig.json");

    private final Path root;
    private final Editor editor;
    private final Map<String, String> contents = new HashMap<>();

    /** Of a project, with the world as that person sees it. */
    public InStep(Path root, Editor editor) {
        this.root = root;
        this.editor = editor;
    }

    /** Fails with the differences if there are any, but for these objects. */
    void check(Set<String> except) throws IOException {
        List<String> differences = differences(except);
        if (!differences.isEmpty()) {
            throw new AssertionError("differences between project and world:\n" + String.join("\n", differences));
        }
    }

    /** One line per field that differs, but for these objects. */
    public List<String> differences(Set<String> except) throws IOException {
        ObjectNode snapshot = editor.snapshot();
        Map<String, String> local = local(snapshot, except);
        Map<String, String> remote = remote(snapshot, except);
        List<String> differences = new ArrayList<>();
        Set<String> keys = new TreeSet<>(local.keySet());
        keys.addAll(remote.keySet());
        for (String key : keys) {
            String here = local.getOrDefault(key, "(absent)");
            String there = remote.getOrDefault(key, "(absent)");
            if (!here.equals(there)) {
                differences.add(key + ": local " + here + ", remote " + there);
            }
        }
        return differences;
    }

    private Map<String, String> local(ObjectNode snapshot, Set<String> except) throws IOException {
        Map<String, String> facts = new TreeMap<>();
        Map<String, ObjectNode> remotes = byId(snapshot.path("blueprints"));
        for (Path app : children(root.resolve("apps"))) {
            for (Path file : Files.isDirectory(app) ? children(app) : List.<Path>of()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".json") && !NO_BLUEPRINT.contains(name)) {
                    if (except.contains(app.getFileName().toString())) {
                        continue;
                    }
                    ObjectNode json = (ObjectNode) Json.parse(Files.readAllBytes(file));
                    String base = name.substring(0, name.length() - 5);
                    String folder = app.getFileName().toString();
                    String id = json.path("id").asText(base.equals(folder) ? base : folder + "__" + base);
                    if (!except.contains(id)) {
                        ObjectNode there = remotes.getOrDefault(id, Json.object());
                        if (!json.has("name")) {
                            json.put("name", base);
                        }
                        if (!json.has("scope")) {
                            json.set("scope", there.path("scope"));
                        }
                        fields(facts, "blueprint " + id, ObjectKind.BLUEPRINT, located(json));
                        scripts(facts, id, app);
                    }
                }
            }
        }
        JsonNode world = Json.parse(Files.readAllBytes(root.resolve("world.json")));
        byId(world.path("entities")).forEach((id, row) -> {
            if (!except.contains(id)) {
                fields(facts, "entity " + id, ObjectKind.ENTITY, located(row));
            }
        });
        settingsAndSpawn(facts, world, except);
        // A module counts where the world has a copy of it.
        remotes.values()
                .forEach(blueprint -> blueprint.path("scriptFiles").properties().forEach(file -> {
                    if (file.getKey().startsWith("@shared/")
                            && !except.contains(blueprint.path("id").asText())) {
                        facts.put(
                                "blueprint " + blueprint.path("id").asText() + " script " + file.getKey(),
                                hash(root.resolve(file.getKey().substring(1))));
                    }
                }));
        return facts;
    }

    private Map<String, String> remote(ObjectNode snapshot, Set<String> except) {
        Map<String, String> facts = new TreeMap<>();
        Map<String, ObjectNode> blueprints = byId(snapshot.path("blueprints"));
        blueprints.forEach((id, blueprint) -> {
            if (!except.contains(id)) {
                fields(facts, "blueprint " + id, ObjectKind.BLUEPRINT, blueprint);
                ObjectNode owner =
                        blueprints.getOrDefault(blueprint.path("scriptRef").asText(), blueprint);
                owner.path("scriptFiles").properties().forEach(file -> {
                    if (!file.getKey().endsWith(".d.ts")
                            && (owner == blueprint || !file.getKey().startsWith("@"))) {
                        facts.put(
                                "blueprint " + id + " script " + file.getKey(),
                                AssetUrl.parse(named(file.getValue()).asText())
                                        .flatMap(AssetUrl::sha256)
                                        .orElseThrow());
                    }
                });
            }
        });
        byId(snapshot.path("entities")).forEach((id, entity) -> {
            if (!except.contains(id)) {
                fields(facts, "entity " + id, ObjectKind.ENTITY, entity);
            }
        });
        settingsAndSpawn(facts, snapshot, except);
        return facts;
    }

    private void settingsAndSpawn(Map<String, String> facts, JsonNode world, Set<String> except) {
        if (!except.contains("settings")) {
            fields(facts, "settings", ObjectKind.SETTINGS, (ObjectNode) world.path("settings"));
        }
        if (!except.contains("spawn")) {
            fields(facts, "spawn", ObjectKind.SPAWN, (ObjectNode) world.path("spawn"));
        }
    }

    private void fields(Map<String, String> facts, String object, ObjectKind kind, ObjectNode document) {
        facts.put(object, "present");
        for (String field : KnownFields.of(kind)) {
            if (!KnownFields.SCRIPT.contains(field)) {
                JsonNode value = document.path(field);
                facts.put(
                        object + " " + field,
                        CanonicalJson.text(named(
                                value.isMissingNode() || value.isNull() ? KnownFields.defaultOf(kind, field) : value)));
            }
        }
    }

    /** With assets of plain names under the name of their content: they are equal if that is (ENGINE S10). */
    private JsonNode named(JsonNode value) {
        if (value.isTextual() && value.asText().startsWith("asset://")) {
            return TextNode.valueOf(contents.computeIfAbsent(value.asText(), url -> {
                AssetUrl asset = AssetUrl.parse(url).orElseThrow();
                return asset.sha256().isPresent()
                        ? url
                        : AssetUrl.ofContent(Sha256.hex(editor.asset(url)), asset.extension())
                                .toString();
            }));
        }
        if (value instanceof ObjectNode object) {
            ObjectNode copy = object.objectNode();
            object.properties().forEach(member -> copy.set(member.getKey(), named(member.getValue())));
            return copy;
        }
        return value;
    }

    private void scripts(Map<String, String> facts, String id, Path app) throws IOException {
        try (Stream<Path> files = Files.walk(app)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = app.relativize(file).toString();
                if (name.matches("(?i).*\\.(js|ts)") && !name.endsWith(".d.ts")) {
                    facts.put("blueprint " + id + " script " + name, hash(file));
                }
            }
        }
    }

    /** With {@code assets/} references replaced by content URLs. */
    private ObjectNode located(ObjectNode document) {
        ObjectNode copy = document.deepCopy();
        locate(copy, "model");
        locate(copy.path("image"), "url");
        copy.path("props").forEach(value -> locate(value, "url"));
        return copy;
    }

    private void locate(JsonNode holder, String field) {
        String text = holder.path(field).asText();
        if (holder instanceof ObjectNode object && text.startsWith("assets/")) {
            String extension = text.substring(text.lastIndexOf('.') + 1);
            object.put(
                    field,
                    AssetUrl.ofContent(hash(root.resolve(text)), extension.toLowerCase(Locale.ROOT))
                            .toString());
        }
    }

    private static String hash(Path file) {
        try {
            return Files.exists(file) ? Sha256.hex(Files.readAllBytes(file)) : "no file " + file.getFileName();
        } catch (IOException e) {
            return "unreadable " + file.getFileName();
        }
    }

    private static Map<String, ObjectNode> byId(JsonNode rows) {
        Map<String, ObjectNode> found = new TreeMap<>();
        rows.forEach(row -> found.put(row.path("id").asText(), (ObjectNode) row));
        return found;
    }

    private static List<Path> children(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }
}
