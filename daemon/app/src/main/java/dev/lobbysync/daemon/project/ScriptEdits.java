package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.jsontext.JsonStyle;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.doc.ScriptPath;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Drafts the script files of an edit (PROTOCOL 7.3, items 47, 48, 54 and 58): only files that the edit names are written
 * or removed, nothing is pruned.
 */
final class ScriptEdits {
    private static final String LEGACY = "index.js";

    private final FileTable table;
    private final ContentSource source;
    private final Map<String, byte[]> contents;
    private final Map<ObjectKey, Set<String>> bases;

    ScriptEdits(
            FileTable table, ContentSource source, Map<String, byte[]> contents, Map<ObjectKey, Set<String>> bases) {
        this.table = table;
        this.source = source;
        this.contents = contents;
        this.bases = bases;
    }

    /** The bytes of the script files that a whole blueprint brings along, by script path. */
    Map<String, byte[]> ofWire(ObjectNode wire) throws IOException, ProjectionException {
        Map<String, byte[]> scripts = new LinkedHashMap<>();
        JsonNode files = wire.path("scriptFiles");
        if (files.isObject() && !files.isEmpty()) {
            for (Map.Entry<String, JsonNode> file : files.properties()) {
                scripts.put(
                        checked(file.getKey()),
                        bytes(file.getKey(), file.getValue().asText("")));
            }
            return scripts;
        }
        String script = wire.path("script").asText("");
        if (script.isEmpty() || !wire.path("scriptRef").asText("").isEmpty()) {
            return scripts;
        }
        scripts.put(
                LEGACY,
                script.startsWith(AssetUrl.PREFIX) ? bytes(LEGACY, script) : script.getBytes(StandardCharsets.UTF_8));
        return scripts;
    }

    /** Whether a blueprint has a script but no set: the text becomes the only file of its folder. */
    static boolean isLegacy(ObjectNode wire) {
        return wire.path("scriptFiles").isEmpty()
                && wire.path("scriptRef").asText("").isEmpty();
    }

    void write(String app, Map<String, byte[]> scripts, ObjectKey key, Drafts.Stage stage)
            throws IOException, ProjectionException {
        for (Map.Entry<String, byte[]> script : scripts.entrySet()) {
            boolean settledByItself =
                    Layout.isModuleKey(script.getKey()) && table.fact(Layout.scriptFile(app, script.getKey())) != null;
            if (settledByItself) {
                // A shared module is an object of its own: no importer's copy may replace it (ENGINE S8).
                continue;
            }
            writeFile(Layout.scriptFile(app, script.getKey()), script.getValue(), key, stage);
        }
    }

    /** Writes and removes the files that the edit names. A shared module is never removed by one of its importers. */
    void change(String app, Map<String, Optional<String>> files, ObjectKey key, Drafts.Stage stage)
            throws IOException, ProjectionException {
        for (Map.Entry<String, Optional<String>> file : files.entrySet()) {
            String path = Layout.scriptFile(app, checked(file.getKey()));
            if (file.getValue().isPresent()) {
                writeFile(path, bytes(file.getKey(), file.getValue().get()), key, stage);
            } else if (!Layout.isModuleKey(file.getKey())) {
                stage.delete(path, "the script was removed in the world");
            }
        }
    }

    private void writeFile(String path, byte[] content, ObjectKey key, Drafts.Stage stage)
            throws IOException, ProjectionException {
        FileTable.Block block = table.blockage(path);
        if (block != null) {
            throw new ProjectionException(block.why());
        }
        FileFact fact = table.fact(path);
        if (table.isObstructed(Layout.parent(path)) || (fact == null && table.exists(path))) {
            throw new ProjectionException("something else is where " + path + " belongs; move it away");
        }
        if (fact != null && Sha256.hex(content).equals(fact.sha256())) {
            return;
        }
        boolean base = fact != null
                && fact.sha256() != null
                && bases.getOrDefault(key, Set.of()).contains(ScriptSetReader.url(path, fact.sha256()));
        stage.write(path, content, "a script of " + key, fact != null && !base);
    }

    /** A key that can be a script file here: otherwise writing it would look like its removal at the next look. */
    private static String checked(String scriptPath) throws ProjectionException {
        String path = Layout.scriptFile("app", scriptPath);
        boolean skipped = false;
        for (String segment : path.split("/", -1)) {
            skipped |= Layout.isSkippedDirectory(segment)
                    || segment.getBytes(StandardCharsets.UTF_8).length > 255
                    || segment.chars().anyMatch(c -> c < 0x20 || c == 0x7F);
        }
        Layout.Role role = Layout.role(path);
        if (!ScriptPath.isValid(scriptPath) || skipped || (role != Layout.Role.SCRIPT && role != Layout.Role.MODULE)) {
            throw new ProjectionException("the script path " + JsonStyle.quote(scriptPath)
                    + " cannot be a .js or .ts file of the project; rename it in the world");
        }
        return scriptPath;
    }

    private byte[] bytes(String scriptPath, String url) throws IOException, ProjectionException {
        byte @Nullable [] bytes = contents.get(url);
        if (bytes == null) {
            bytes = source.content(url);
        }
        if (bytes == null) {
            throw new ProjectionException("the content of the script " + scriptPath + " (" + url
                    + ") could not be fetched; it is tried again");
        }
        return bytes;
    }
}
