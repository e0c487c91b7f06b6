package dev.lobbysync.daemon.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.api.WorldSnapshot;
import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.doc.KnownFields;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.JsonEquality;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Compares a whole project with a whole world: every blueprint, every script and shared module by its bytes, every asset by its bytes,
 * every entity, settings and spawn. Knows the file formats by itself (PROTOCOL 7), so that it does not repeat the daemon's mistakes.
 */
final class Agreement {
    private static final int SHOWN = 3;

    private final ProjectFiles files;
    private final WorldSnapshot world;
    private final Map<Path, String> hashes = new TreeMap<>();
    private final List<String> differences = new ArrayList<>();
    private final Set<Path> scripts = new TreeSet<>();

    private Agreement(ProjectFiles files, WorldSnapshot world) {
        this.files = files;
        this.world = world;
    }

    /** How many things both sides have. */
    record Counts(int blueprints, int scripts, int modules, int entities) {}

    /** What differs; empty if the sides agree. */
    static List<String> differences(ProjectFiles files, WorldSnapshot world) throws IOException {
        Agreement agreement = new Agreement(files, world);
        agreement.compare();
        return agreement.differences;
    }

    /**
     * Fails unless the sides agree.
     *
     * @return how much they agree on
     */
    static Counts check(ProjectFiles files, WorldSnapshot world) throws IOException {
        Agreement agreement = new Agreement(files, world);
        agreement.compare();
        List<String> found = agreement.differences;
        if (!found.isEmpty()) {
            throw new StepFailed(
                    "files and world to hold the same",
                    found.size() + " differences: "
                            + String.join("; ", found.subList(0, Math.min(SHOWN, found.size()))));
        }
        long modules = agreement.scripts.stream()
                .filter(path -> path.startsWith(files.root().resolve("shared")))
                .count();
        return new Counts(
                world.blueprints().size(),
                agreement.scripts.size() - (int) modules,
                (int) modules,
                world.entities().size());
    }

    private void compare() throws IOException {
        Map<String, Path> blueprints = files.blueprintFiles();
        sameKeys("blueprint", blueprints.keySet(), world.blueprints().keySet());
        for (Map.Entry<String, Path> blueprint : blueprints.entrySet()) {
            ObjectNode remote = world.blueprints().get(blueprint.getKey());
            if (remote != null) {
                ObjectNode local = ProjectFiles.read(blueprint.getValue());
                sameFields(ObjectKind.BLUEPRINT, "blueprint " + blueprint.getKey(), local, remote);
                sameScripts(blueprint.getValue().resolveSibling(""), remote);
            }
        }
        noOtherScripts("apps");
        noOtherScripts("shared");
        if (!Files.exists(files.world())) {
            differences.add("there is no world.json");
            return;
        }
        ObjectNode layout = ProjectFiles.read(files.world());
        Map<String, ObjectNode> rows = new TreeMap<>();
        layout.path("entities").forEach(row -> rows.put(row.path("id").asText(), (ObjectNode) row));
        sameKeys("entity", rows.keySet(), world.entities().keySet());
        for (Map.Entry<String, ObjectNode> row : rows.entrySet()) {
            ObjectNode remote = world.entities().get(row.getKey());
            if (remote != null) {
                sameFields(ObjectKind.ENTITY, "entity " + row.getKey(), row.getValue(), remote);
            }
        }
        sameFields(ObjectKind.SETTINGS, "settings", layout.path("settings"), world.settings());
        sameFields(ObjectKind.SPAWN, "spawn", layout.path("spawn"), world.spawn());
    }

    private void sameKeys(String kind, Set<String> local, Set<String> remote) {
        local.stream()
                .filter(id -> !remote.contains(id))
                .forEach(id -> differences.add(kind + " " + id + " only in the files"));
        remote.stream()
                .filter(id -> !local.contains(id))
                .forEach(id -> differences.add(kind + " " + id + " only in the world"));
    }

    private void sameFields(ObjectKind kind, String object, JsonNode local, JsonNode remote) throws IOException {
        for (String field : KnownFields.of(kind)) {
            if (kind == ObjectKind.BLUEPRINT && KnownFields.SCRIPT.contains(field)) {
                continue;
            }
            JsonNode here = value(kind, field, global(field, local.path(field)));
            JsonNode there = value(kind, field, remote.path(field));
            if (!JsonEquality.equal(here, there)) {
                differences.add(object + " " + field + " is " + here + " in the files and " + there + " in the world");
            }
        }
    }

    private static JsonNode value(ObjectKind kind, String field, JsonNode value) {
        return value.isMissingNode() || value.isNull() ? KnownFields.defaultOf(kind, field) : value;
    }

    /** With the names of local files replaced by those of the runtime's assets (PROTOCOL 7.5). */
    private JsonNode global(String field, JsonNode value) throws IOException {
        if (field.equals("model") && value.isTextual()) {
            ObjectNode holder = Json.object().put("url", value.textValue());
            return withGlobalUrl(holder).path("url");
        }
        if (field.equals("props") && value instanceof ObjectNode props) {
            ObjectNode copy = props.deepCopy();
            for (Map.Entry<String, JsonNode> prop : props.properties()) {
                copy.set(prop.getKey(), withGlobalUrl(prop.getValue()));
            }
            return copy;
        }
        return withGlobalUrl(value);
    }

    private JsonNode withGlobalUrl(JsonNode value) throws IOException {
        String url = value.path("url").asText("");
        Path file = files.root().resolve(url);
        if (!url.startsWith("assets/") || !Files.isRegularFile(file)) {
            return value;
        }
        String extension = url.substring(url.lastIndexOf('.') + 1);
        ObjectNode copy = value.deepCopy();
        return copy.put("url", AssetUrl.ofContent(hash(file), extension).toString());
    }

    private void sameScripts(Path folder, ObjectNode remote) throws IOException {
        for (Map.Entry<String, JsonNode> script : remote.path("scriptFiles").properties()) {
            String key = script.getKey();
            Path file = key.startsWith("@shared/")
                    ? files.root().resolve(key.substring(1))
                    : key.startsWith("shared/") ? files.root().resolve(key) : folder.resolve(key);
            scripts.add(file);
            String wanted = AssetUrl.parse(script.getValue().asText())
                    .flatMap(AssetUrl::sha256)
                    .orElse("");
            if (!Files.exists(file)) {
                differences.add(files.root().relativize(file) + " is missing");
            } else if (!hash(file).equals(wanted)) {
                differences.add(files.root().relativize(file) + " has other text than the world");
            }
        }
    }

    private void noOtherScripts(String directory) throws IOException {
        Path top = files.root().resolve(directory);
        if (Files.isDirectory(top)) {
            try (Stream<Path> all = Files.walk(top)) {
                all.filter(path -> path.toString().matches(".*\\.[jt]s") && !scripts.contains(path))
                        .forEach(path -> differences.add(files.root().relativize(path) + " is no script of the world"));
            }
        }
    }

    private String hash(Path file) throws IOException {
        String known = hashes.get(file);
        if (known == null) {
            known = Sha256.hex(Files.readAllBytes(file));
            hashes.put(file, known);
        }
        return known;
    }
}
