package dev.lobbysync.daemon.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.doc.KnownFields;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.CanonicalJson;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.JsonEquality;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one side says, in a form in which two sides can be compared: per object one line of canonical JSON, defaults left
 * out, assets and scripts by the hash of their bytes. Written from PROTOCOL 5 and 7 alone, so that it shares no mistake with
 * the code that it judges.
 */
public final class Picture {
    private static final Pattern IMPORT = Pattern.compile("(?:from|import)\\s*['\"]([^'\"]+)['\"]");
    /** A file may name an asset of the world instead of its copy in the project (PROTOCOL 7.4). */
    private static final Pattern CONTENT = Pattern.compile("asset://([0-9a-f]{64})\\.[a-z0-9]+");

    private static final Set<String> CONFIG = Set.of("package.json", "tsconfig.json", "jsconfig.json");
    private static final Set<String> SILENT = Set.of("name", "scope", "keep");

    private final Map<String, ObjectNode> objects = new TreeMap<>();
    private final Map<String, Set<String>> unsaid = new TreeMap<>();
    private final Map<String, String> modules = new TreeMap<>();

    private Picture() {}

    /** Every difference of the two sides, one entry per object; empty if they are in sync. */
    public static Map<String, String> differences(Picture files, Picture world) {
        Map<String, String> differences = new TreeMap<>();
        Set<String> names = new LinkedHashSet<>(files.objects.keySet());
        names.addAll(world.objects.keySet());
        for (String name : names) {
            ObjectNode local = files.objects.get(name);
            ObjectNode remote = world.objects.get(name);
            if (remote != null && local != null) {
                remote = remote.deepCopy();
                remote.remove(files.unsaid.getOrDefault(name, Set.of()));
                leaveOutUnimported(local, remote, files.modules);
            }
            if (local == null || remote == null || !JsonEquality.equal(local, remote)) {
                differences.put(name, "files " + text(local) + " world " + text(remote));
            }
        }
        return differences;
    }

    /** A module that the world's set names stays in it, though no script of the files imports it any more. */
    private static void leaveOutUnimported(ObjectNode local, ObjectNode remote, Map<String, String> modules) {
        modules.forEach((path, hash) -> {
            if (remote.path("scripts").path(path).asText().equals(hash)
                    && !local.path("scripts").has(path)) {
                ((ObjectNode) remote.path("scripts")).remove(path);
            }
        });
    }

    private static String text(@Nullable ObjectNode value) {
        return value == null ? "nothing" : CanonicalJson.text(value);
    }

    /** What the runtime serves. */
    public static Picture ofWorld(MemoryRuntime runtime) {
        Picture picture = new Picture();
        AssetHash hash = url -> {
            byte[] bytes = runtime.assets().get(url);
            return bytes == null ? "dangling " + url : Sha256.hex(bytes);
        };
        var state = runtime.world().state();
        state.blueprints().forEach((id, wire) -> {
            ObjectNode object = fields(ObjectKind.BLUEPRINT, wire, hash);
            String ref = wire.path("scriptRef").asText("");
            ObjectNode root = ref.isEmpty() || wire.path("scriptRef").isNull()
                    ? byName(id, wire, state.blueprints())
                    : state.blueprints().get(ref);
            if (root != null && root.path("scriptFiles").isObject()) {
                ObjectNode scripts = object.putObject("scripts");
                root.path("scriptFiles")
                        .properties()
                        .forEach(file -> scripts.put(
                                file.getKey(), hash.of(file.getValue().asText())));
            } else if (root != null && root.path("script").asText("").startsWith("asset://")) {
                object.putObject("scripts")
                        .put("index.js", hash.of(root.path("script").asText()));
            }
            picture.objects.put("blueprint " + id, object);
        });
        state.entities()
                .forEach((id, wire) -> picture.objects.put("entity " + id, fields(ObjectKind.ENTITY, wire, hash)));
        picture.objects.put("settings", fields(ObjectKind.SETTINGS, state.settings(), hash));
        picture.objects.put("spawn", fields(ObjectKind.SPAWN, state.spawn(), hash));
        return picture;
    }

    /** Without a set of its own it runs the set of the blueprint that its id names before {@code __} (PROTOCOL 5.2). */
    private static ObjectNode byName(String id, ObjectNode wire, Map<String, ObjectNode> blueprints) {
        int split = id.indexOf("__");
        ObjectNode named = split > 0 ? blueprints.get(id.substring(0, split)) : null;
        boolean own =
                wire.path("scriptFiles").isObject() && !wire.path("scriptFiles").isEmpty();
        return !own && named != null && named.path("scriptFiles").isObject() ? named : wire;
    }

    /** What the files say. */
    public static Picture ofFiles(MemoryDisk disk, Path root) {
        Picture picture = new Picture();
        Map<String, byte[]> files = disk.files(root);
        AssetHash hash = path -> {
            Matcher named = CONTENT.matcher(path);
            if (named.matches()) {
                return named.group(1);
            }
            byte[] bytes = files.get(path);
            return bytes == null ? "missing " + path : Sha256.hex(bytes);
        };
        files.forEach((path, bytes) -> {
            String[] parts = path.split("/", -1);
            if (parts.length == 3 && parts[0].equals("apps") && path.endsWith(".json") && !CONFIG.contains(parts[2])) {
                picture.addBlueprint(parts[1], parts[2], bytes, files, hash);
            }
        });
        files.forEach((path, bytes) -> {
            if (path.startsWith("shared/")) {
                picture.modules.put("@" + path, Sha256.hex(bytes));
            }
        });
        byte[] world = files.get("world.json");
        if (world != null) {
            ObjectNode manifest = parse(world);
            manifest.path("entities")
                    .forEach(row -> picture.objects.put(
                            "entity " + row.path("id").asText(), fields(ObjectKind.ENTITY, (ObjectNode) row, hash)));
            picture.objects.put("settings", fields(ObjectKind.SETTINGS, (ObjectNode) manifest.get("settings"), hash));
            picture.objects.put("spawn", fields(ObjectKind.SPAWN, (ObjectNode) manifest.get("spawn"), hash));
        }
        return picture;
    }

    private void addBlueprint(String app, String name, byte[] bytes, Map<String, byte[]> files, AssetHash hash) {
        ObjectNode document = parse(bytes);
        String base = name.substring(0, name.length() - ".json".length());
        String derived = base.equals(app) ? base : app + "__" + base;
        String key = "blueprint " + document.path("id").asText(derived);
        ObjectNode object = fields(ObjectKind.BLUEPRINT, document, hash);
        ObjectNode scripts = Json.object();
        Set<String> shared = new LinkedHashSet<>();
        String folder = "apps/" + app + "/";
        files.forEach((path, text) -> {
            if (path.startsWith(folder) && isScript(path)) {
                scripts.put(path.substring(folder.length()), Sha256.hex(text));
                collectShared(text, files, shared);
            }
        });
        shared.forEach(path -> scripts.put("@" + path, hash.of(path)));
        if (!scripts.isEmpty()) {
            object.set("scripts", scripts);
        }
        objects.put(key, object);
        Set<String> silent = new LinkedHashSet<>();
        for (String field : SILENT) {
            if (!document.has(field)) {
                silent.add(field);
            }
        }
        unsaid.put(key, silent);
    }

    private static boolean isScript(String path) {
        return (path.endsWith(".js") || path.endsWith(".ts")) && !path.endsWith(".d.ts");
    }

    private static void collectShared(byte[] text, Map<String, byte[]> files, Set<String> shared) {
        Matcher matcher = IMPORT.matcher(new String(text, StandardCharsets.UTF_8));
        while (matcher.find()) {
            String specifier = matcher.group(1);
            String path = specifier.startsWith("@shared/") ? specifier.substring(1) : specifier;
            byte[] module = path.startsWith("shared/") ? files.get(path) : null;
            if (module != null && shared.add(path)) {
                collectShared(module, files, shared);
            }
        }
    }

    private static ObjectNode fields(ObjectKind kind, ObjectNode value, AssetHash hash) {
        ObjectNode object = Json.object();
        for (String field : KnownFields.of(kind)) {
            JsonNode member = value.path(field);
            boolean script = kind == ObjectKind.BLUEPRINT && KnownFields.SCRIPT.contains(field);
            boolean nothing = member.isMissingNode()
                    || member.isNull()
                    || JsonEquality.equal(member, KnownFields.defaultOf(kind, field));
            if (!script && !nothing) {
                object.set(field, hashed(field, member, hash));
            }
        }
        return object;
    }

    private static JsonNode hashed(String field, JsonNode value, AssetHash hash) {
        if (field.equals("model") && isAsset(value.asText())) {
            return Json.mapper().getNodeFactory().textNode(hash.of(value.asText()));
        }
        if (field.equals("image")) {
            return withHashedUrl(value, hash);
        }
        if (field.equals("props") && value.isObject()) {
            ObjectNode props = Json.object();
            value.properties().forEach(prop -> props.set(prop.getKey(), withHashedUrl(prop.getValue(), hash)));
            return props;
        }
        return value;
    }

    private static JsonNode withHashedUrl(JsonNode value, AssetHash hash) {
        if (!value.isObject() || !isAsset(value.path("url").asText())) {
            return value;
        }
        ObjectNode copy = value.deepCopy();
        copy.put("url", hash.of(value.path("url").asText()));
        return copy;
    }

    private static boolean isAsset(String url) {
        return url.startsWith("asset://") || url.startsWith("assets/");
    }

    private static ObjectNode parse(byte[] bytes) {
        try {
            return (ObjectNode) Json.parse(bytes);
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + new String(bytes, StandardCharsets.UTF_8), e);
        }
    }

    /** Names of the objects, sorted. */
    public List<String> names() {
        return List.copyOf(objects.keySet());
    }

    /** What it says about one object as canonical JSON, or null. */
    public @Nullable String of(String name) {
        ObjectNode object = objects.get(name);
        return object == null ? null : CanonicalJson.text(object);
    }

    /** The hash of an asset's bytes. */
    private interface AssetHash {
        String of(String url);
    }
}
