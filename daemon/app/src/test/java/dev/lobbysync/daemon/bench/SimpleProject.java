package dev.lobbysync.daemon.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.doc.BuiltinWorld;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A project of N apps, each one blueprint with a script of forty lines and one entity: the shape for which the figures to
 * compare with were measured.
 */
final class SimpleProject {
    final Path root;
    final int size;
    private final ObjectNode world = Json.object();

    SimpleProject(Path root, int size) {
        this.root = root;
        this.size = size;
    }

    void write() throws IOException {
        Files.createDirectories(root.resolve("apps"));
        for (int i = 0; i < size; i++) {
            Files.createDirectories(blueprintFile(i).getParent());
            Files.writeString(blueprintFile(i), blueprintText(i, "as made"));
            Files.writeString(scriptFile(i), scriptText(i, "as made"));
        }
        world.put("formatVersion", 2);
        world.set("settings", BuiltinWorld.settings());
        world.set("spawn", BuiltinWorld.spawn());
        ArrayNode rows = world.putArray("entities");
        for (int i = 0; i < size; i++) {
            rows.add(entity(i));
        }
        Files.write(worldFile(), worldBytes());
    }

    static String name(int i) {
        return "app" + (10_000 + i);
    }

    Path blueprintFile(int i) {
        return root.resolve("apps").resolve(name(i)).resolve(name(i) + ".json");
    }

    Path scriptFile(int i) {
        return root.resolve("apps").resolve(name(i)).resolve("index.js");
    }

    Path worldFile() {
        return root.resolve("world.json");
    }

    static String blueprintText(int i, String desc) {
        ObjectNode blueprint = Json.object();
        blueprint
                .put("id", name(i))
                .put("name", "App " + i)
                .put("scope", name(i))
                .put("desc", desc);
        blueprint
                .put("preload", false)
                .put("public", false)
                .put("locked", false)
                .put("frozen", false);
        blueprint.put("unique", false).put("disabled", false).put("keep", true).put("scriptFormat", "module");
        blueprint
                .putObject("props")
                .put("label", "Label of " + i)
                .put("speed", i % 7)
                .put("lit", i % 2 == 0);
        return blueprint.toPrettyString() + "\n";
    }

    static String scriptText(int i, String remark) {
        StringBuilder text = new StringBuilder("// " + name(i) + ", " + remark + "\n");
        text.append("export default (world, app, fetch, props, setTimeout) => {\n");
        for (int line = 0; line < 38; line++) {
            text.append("  const value")
                    .append(line)
                    .append(" = props.speed * ")
                    .append(line + i)
                    .append(";\n");
        }
        return text.append("}\n").toString();
    }

    static ObjectNode entity(int i) {
        ObjectNode row = Json.object().put("id", "entity" + (10_000 + i)).put("blueprint", name(i));
        row.putArray("position").add(i % 100).add(0).add(i / 100);
        row.putArray("quaternion").add(0).add(0).add(0).add(1);
        row.putArray("scale").add(1).add(1).add(1);
        row.put("pinned", false);
        row.putObject("props");
        row.putObject("state");
        return row;
    }

    /** The blueprint as a deploy sends it. */
    static ObjectNode wireBlueprint(int i) throws IOException {
        ObjectNode wire = (ObjectNode) Json.parse(blueprintText(i, "as made").getBytes(StandardCharsets.UTF_8));
        String url = scriptUrl(scriptText(i, "as made"));
        wire.put("script", url)
                .put("scriptEntry", "index.js")
                .put("scriptFormat", "module")
                .putNull("scriptRef");
        wire.putObject("scriptFiles").put("index.js", url);
        return wire;
    }

    static ObjectNode wireEntity(int i) {
        ObjectNode wire = entity(i);
        return wire.put("type", "app");
    }

    static String scriptUrl(String text) {
        return "asset://" + Sha256.hex(text.getBytes(StandardCharsets.UTF_8)) + ".js";
    }

    /** The text of {@code world.json} as it is on disk, one entity moved. */
    byte[] worldWithMoved(int i, double x) throws IOException {
        ObjectNode now = (ObjectNode) Json.parse(Files.readAllBytes(worldFile()));
        for (var row : now.path("entities")) {
            if (row.path("id").asText().equals("entity" + (10_000 + i))) {
                ((ArrayNode) row.path("position")).set(0, now.numberNode(x));
            }
        }
        return (now.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private byte[] worldBytes() {
        return (world.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
