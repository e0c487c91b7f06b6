package dev.lobbysync.daemon.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of a project as upstream's app-server reads them (PROTOCOL 7.2 to 7.5): the payload that it would build from each
 * blueprint file, and the rows of {@code world.json}. Every asset is taken as uploaded. Complains where it would refuse.
 */
final class UpstreamFiles {
    private static final Set<String> CONFIG = Set.of("package.json", "tsconfig.json", "jsconfig.json");
    private static final List<String> FIELDS = List.of(
            "model",
            "image",
            "props",
            "preload",
            "public",
            "locked",
            "frozen",
            "unique",
            "scene",
            "disabled",
            "keep",
            "author",
            "url",
            "desc");
    private static final Pattern IMPORT = Pattern.compile("(?:from|import)\\s*['\"]([^'\"]+)['\"]");
    private static final Pattern DEFAULT_EXPORT = Pattern.compile("export\\s+default\\b|\\bas\\s+default\\b");

    private final Map<String, byte[]> files;
    private final Map<String, ObjectNode> remote;
    private final Map<String, ObjectNode> blueprints = new TreeMap<>();
    private final Map<String, String> paths = new TreeMap<>();
    private final List<String> complaints = new ArrayList<>();

    /** A blueprint file before its payload is built. */
    private record Draft(String id, String base, String path, ObjectNode document) {}

    UpstreamFiles(Map<String, byte[]> files, Map<String, ObjectNode> remote) {
        this.files = files;
        this.remote = remote;
        Map<String, List<Draft>> apps = new TreeMap<>();
        files.forEach((path, bytes) -> {
            String[] parts = path.split("/", -1);
            if (parts.length == 3 && parts[0].equals("apps") && path.endsWith(".json") && !CONFIG.contains(parts[2])) {
                String base = parts[2].substring(0, parts[2].length() - ".json".length());
                ObjectNode document = object(path);
                String derived = base.equals(parts[1]) ? base : parts[1] + "__" + base;
                String id = document.path("id").asText(derived);
                if (paths.put(id, path) != null) {
                    complaints.add(path + " claims the id " + id + " of another file");
                }
                apps.computeIfAbsent(parts[1], app -> new ArrayList<>()).add(new Draft(id, base, path, document));
            }
        });
        apps.forEach(this::readApp);
    }

    /** By id; not yet normalised. */
    Map<String, ObjectNode> blueprints() {
        return blueprints;
    }

    /** Path of the file of each blueprint. */
    Map<String, String> paths() {
        return paths;
    }

    List<String> complaints() {
        return complaints;
    }

    /** {@code world.json}, validated as both releases do. */
    ObjectNode world() {
        ObjectNode world = object("world.json");
        require(world.path("formatVersion").asInt() == 2, "world.json: formatVersion");
        require(world.path("settings").isObject(), "world.json: settings");
        require(world.path("spawn").path("position").size() == 3, "world.json: spawn.position");
        require(world.path("spawn").path("quaternion").size() == 4, "world.json: spawn.quaternion");
        for (JsonNode row : world.path("entities")) {
            String id = row.path("id").asText();
            require(!id.isEmpty() && !row.path("blueprint").asText().isEmpty(), "world.json: id or blueprint of " + id);
            require(row.path("position").size() == 3, "world.json: position of " + id);
            require(row.path("quaternion").size() == 4, "world.json: quaternion of " + id);
            require(row.path("scale").size() == 3, "world.json: scale of " + id);
            require(row.path("pinned").isBoolean(), "world.json: pinned of " + id);
            require(row.path("state").isObject(), "world.json: state of " + id + ", which R1 requires");
            require(!row.has("props") || row.path("props").isObject(), "world.json: props of " + id);
        }
        return world;
    }

    private void readApp(String app, List<Draft> drafts) {
        Map<String, String> scripts = scripts(app);
        String entry = entry(app, drafts, scripts);
        String format =
                entry == null || !DEFAULT_EXPORT.matcher(scripts.get(entry)).find() ? "legacy-body" : "module";
        Draft root = drafts.stream()
                .min(Comparator.comparing((Draft draft) ->
                                draft.document().path("createdAt").asText("9"))
                        .thenComparing(draft -> draft.base().toLowerCase(Locale.ROOT)))
                .orElseThrow();
        for (Draft draft : drafts) {
            ObjectNode current = remote.getOrDefault(draft.id(), Json.object());
            ObjectNode payload = Json.object().put("id", draft.id());
            ObjectNode document = draft.document();
            payload.put(
                    "name", document.path("name").asText(current.path("name").asText(draft.base())));
            if (entry != null) {
                ObjectNode urls = Json.object();
                // Upstream would rename a built-in script to its content (PROTOCOL 11, item 36), which changes nothing.
                scripts.forEach((path, text) -> {
                    String name = url(path, text.getBytes(StandardCharsets.UTF_8));
                    String plain = current.path("scriptFiles").path(path).asText("");
                    urls.put(path, isPlain(plain, name) ? plain : name);
                });
                payload.set("script", urls.get(entry));
                if (draft == root) {
                    payload.put("scriptEntry", entry).set("scriptFiles", urls);
                    payload.put("scriptFormat", format).putNull("scriptRef");
                } else {
                    payload.putNull("scriptEntry").putNull("scriptFiles").putNull("scriptFormat");
                    payload.put("scriptRef", root.id());
                }
            } else {
                for (String field : List.of("script", "scriptEntry", "scriptFiles", "scriptFormat", "scriptRef")) {
                    JsonNode value = document.has(field) ? document.get(field) : current.get(field);
                    if (value != null) {
                        payload.set(field, value);
                    }
                }
            }
            for (String field : FIELDS) {
                if (document.has(field)) {
                    payload.set(field, uploaded(field, document.get(field), current.path(field)));
                }
            }
            payload.put(
                    "scope", document.path("scope").asText(current.path("scope").asText(app)));
            blueprints.put(draft.id(), payload);
        }
    }

    /** Texts by script path, shared modules included. */
    private Map<String, String> scripts(String app) {
        String folder = "apps/" + app + "/";
        Map<String, String> scripts = new TreeMap<>();
        files.forEach((path, bytes) -> {
            String name = path.toLowerCase(Locale.ROOT);
            if (path.startsWith(folder) && (name.endsWith(".js") || name.endsWith(".ts"))) {
                scripts.put(path.substring(folder.length()), new String(bytes, StandardCharsets.UTF_8));
            }
        });
        Map<String, String> shared = new LinkedHashMap<>();
        scripts.values().forEach(text -> follow(app, text, shared));
        shared.forEach(scripts::putIfAbsent);
        return scripts;
    }

    private void follow(String app, String text, Map<String, String> shared) {
        Matcher matcher = IMPORT.matcher(text);
        while (matcher.find()) {
            String specifier = matcher.group(1);
            String path = specifier.startsWith("@shared/") ? specifier.substring(1) : specifier;
            if (path.startsWith("shared/") && !shared.containsKey("@" + path)) {
                byte[] module = files.get(path);
                if (module == null) {
                    complaints.add("app " + app + ": missing_shared_scripts " + path);
                    continue;
                }
                shared.put("@" + path, new String(module, StandardCharsets.UTF_8));
                follow(app, new String(module, StandardCharsets.UTF_8), shared);
            }
        }
    }

    private String entry(String app, List<Draft> drafts, Map<String, String> scripts) {
        List<String> candidates = new ArrayList<>();
        drafts.stream()
                .sorted(Comparator.comparing(draft -> !draft.base().equals(app)))
                .forEach(draft ->
                        candidates.add(draft.document().path("scriptEntry").asText("")));
        drafts.forEach(draft -> candidates.add(remote.getOrDefault(draft.id(), Json.object())
                .path("scriptEntry")
                .asText("")));
        candidates.add("index.ts");
        candidates.add("index.js");
        Set<String> own = new TreeSet<>(scripts.keySet());
        own.removeIf(path -> path.startsWith("@shared/"));
        if (own.size() == 1) {
            candidates.addAll(own);
        }
        return candidates.stream().filter(scripts::containsKey).findFirst().orElse(null);
    }

    /** Local asset paths as the URLs that they would be uploaded under; a plain remote name counts as the same file. */
    JsonNode uploaded(String field, JsonNode value, JsonNode current) {
        if (field.equals("model")) {
            return uploaded(value, current);
        }
        if (field.equals("image") && value.isObject()) {
            return withUrl(value, current);
        }
        if (field.equals("props") && value.isObject()) {
            ObjectNode props = Json.object();
            value.properties()
                    .forEach(prop -> props.set(prop.getKey(), withUrl(prop.getValue(), current.path(prop.getKey()))));
            return props;
        }
        return value;
    }

    private JsonNode withUrl(JsonNode value, JsonNode current) {
        if (!value.isObject() || !value.path("url").isTextual()) {
            return value;
        }
        ObjectNode copy = value.deepCopy();
        copy.set("url", uploaded(value.path("url"), current.path("url")));
        return copy;
    }

    private JsonNode uploaded(JsonNode value, JsonNode current) {
        String path = value.asText("");
        if (!path.startsWith("assets/")) {
            return value;
        }
        byte[] bytes = files.get(path);
        if (bytes == null) {
            complaints.add(path + " is named, but missing");
            return value;
        }
        String url = url(path, bytes);
        String plain = current.asText("");
        return Json.mapper().getNodeFactory().textNode(isPlain(plain, url) ? plain : url);
    }

    /** Whether the runtime's URL is no hash, but has the extension of ours. */
    private static boolean isPlain(String there, String here) {
        return there.matches("asset://(?![0-9a-f]{64}\\.).*") && there.endsWith(here.substring(here.lastIndexOf('.')));
    }

    private static String url(String path, byte[] bytes) {
        return "asset://" + Sha256.hex(bytes)
                + path.substring(path.lastIndexOf('.')).toLowerCase(Locale.ROOT);
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            complaints.add(what);
        }
    }

    private ObjectNode object(String path) {
        try {
            if (files.containsKey(path) && Json.parse(files.get(path)) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            complaints.add(path + ": " + e.getMessage());
            return Json.object();
        }
        complaints.add(path + " is missing, or no object");
        return Json.object();
    }
}
