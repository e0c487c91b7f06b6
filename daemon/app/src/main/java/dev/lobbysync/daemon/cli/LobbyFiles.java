package dev.lobbysync.daemon.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.ConflictFiles;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.ScriptVersions;
import dev.lobbysync.daemon.state.OfflineState;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@link OfflineView} on the files of {@code .lobby/} (PROTOCOL 7.7, 7.10). What {@code status} needs is read as a stream,
 * because building a tree of a large state would take longer than the command may.
 */
final class LobbyFiles implements OfflineView {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int BUFFER = 1 << 16;

    private final Path project;
    private final Path lobby;

    LobbyFiles(Path project) {
        this.project = project;
        this.lobby = project.resolve(".lobby");
    }

    @Override
    public @Nullable Agreed agreed() throws IOException {
        return journalHoldsRecords() ? replayed() : checkpoint();
    }

    /** After a clean stop the journal is a header at most, and the checkpoint says everything. */
    private boolean journalHoldsRecords() throws IOException {
        int lines = 0;
        try (InputStream in =
                new BufferedInputStream(Files.newInputStream(lobby.resolve("sync-state.journal")), BUFFER)) {
            for (int c = in.read(); c >= 0 && lines < 2; c = in.read()) {
                lines += c == '\n' ? 1 : 0;
            }
        } catch (NoSuchFileException e) {
            return false;
        }
        return lines > 1;
    }

    private @Nullable Agreed replayed() throws IOException {
        OfflineState state = OfflineState.read(new ReadOnlyDisk(), project).orElse(null);
        return state == null
                ? null
                : new Agreed(
                        state.worldId(),
                        state.cursor(),
                        state.blueprints(),
                        state.entities(),
                        state.modules(),
                        state.agreed() ? state.updatedAt() : null,
                        state.notices());
    }

    private @Nullable Agreed checkpoint() throws IOException {
        byte[] text;
        try {
            text = Files.readAllBytes(lobby.resolve("sync-state.json"));
        } catch (NoSuchFileException e) {
            return null;
        }
        Map<String, Integer> counts = new HashMap<>();
        Map<String, JsonOutline.Range> top = JsonOutline.members(text, "objects", counts);
        // Our own member; upstream's tool writes none, and writes only after a sync.
        boolean agreed =
                !"false".equals(scalar(text, within(text, top.get("daemon")).get("agreed")));
        return new Agreed(
                scalar(text, top.get("worldId")),
                number(scalar(text, top.get("cursor"))),
                counts.getOrDefault("blueprints", 0),
                counts.getOrDefault("entities", 0),
                counts.getOrDefault("modules", 0),
                agreed ? scalar(text, top.get("updatedAt")) : null,
                List.of());
    }

    private static Map<String, JsonOutline.Range> within(byte[] text, JsonOutline.@Nullable Range object)
            throws IOException {
        return object != null && text[object.from()] == '{' ? JsonOutline.members(text, object.from()) : Map.of();
    }

    private static @Nullable Long number(@Nullable String text) {
        try {
            return text == null ? null : Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The text of a scalar; null if it is missing, null or no scalar. */
    private static @Nullable String scalar(byte[] text, JsonOutline.@Nullable Range range) throws IOException {
        if (range == null) {
            return null;
        }
        try (JsonParser in = JSON.createParser(text, range.from(), range.to() - range.from())) {
            JsonToken token = in.nextToken();
            return token != null && token.isScalarValue() && token != JsonToken.VALUE_NULL ? in.getText() : null;
        }
    }

    @Override
    public int openConflicts() throws IOException {
        int open = 0;
        for (Path file : artifacts()) {
            try (JsonParser in = open(file)) {
                if (in.nextToken() == JsonToken.START_OBJECT && isOpen(in)) {
                    open++;
                }
            } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
                // It cannot be told resolved, so a person has to look at it.
                open++;
            }
        }
        return open;
    }

    private static boolean isOpen(JsonParser in) throws IOException {
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            in.nextToken();
            if (name.equals("status")) {
                return "open".equals(in.getValueAsString());
            }
            in.skipChildren();
        }
        return false;
    }

    @Override
    public List<ConflictArtifact> conflicts(boolean all, List<String> problems) throws IOException {
        List<ConflictArtifact> found = new ArrayList<>();
        for (Path file : artifacts()) {
            String name = file.getFileName().toString();
            try {
                ConflictArtifact artifact = artifact(name.substring(0, name.length() - ".json".length()), file);
                if (all || artifact.open()) {
                    found.add(artifact);
                }
            } catch (IOException | IllegalArgumentException e) {
                problems.add(".lobby/conflicts/" + name + " cannot be read; restore or correct it");
            }
        }
        found.sort(Comparator.comparing(ConflictArtifact::createdAt).reversed());
        return found;
    }

    /** The versions of a conflict's scripts as they lie beside it, by script path; what is missing counts as empty. */
    Map<String, ScriptVersions> scripts(ConflictArtifact conflict) throws IOException {
        Map<String, ScriptVersions> scripts = new LinkedHashMap<>();
        Iterator<String> paths =
                conflict.document().path("daemon").path("scripts").fieldNames();
        while (paths.hasNext()) {
            String path = paths.next();
            scripts.put(
                    path,
                    new ScriptVersions(
                            version(conflict, path, "base"),
                            version(conflict, path, "local"),
                            version(conflict, path, "remote"),
                            version(conflict, path, "merged")));
        }
        return scripts;
    }

    /** Where a version of a conflict's script lies. */
    Path script(ConflictArtifact conflict, String path, String version) {
        return beside(conflict).resolve(ConflictFiles.fileName(path) + "." + version);
    }

    /** Where a person edits the document of a conflict. No script's version has such a name. */
    Path document(ConflictArtifact conflict) {
        return beside(conflict).resolve("document.jsonc");
    }

    /** Where everything lies that belongs to a conflict and is not in its artifact. */
    Path beside(ConflictArtifact conflict) {
        return lobby.resolve("conflicts").resolve(conflict.id());
    }

    private byte[] version(ConflictArtifact conflict, String path, String version) throws IOException {
        try {
            return Files.readAllBytes(script(conflict, path, version));
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }

    private static ConflictArtifact artifact(String id, Path file) throws IOException {
        if (!(Json.parse(Files.readAllBytes(file)) instanceof ObjectNode document)) {
            throw new IOException("not an object");
        }
        String kind = document.path("objectType").asText(document.path("kind").asText());
        return new ConflictArtifact(
                id,
                document.path("status").asText().equals("open"),
                document.path("createdAt").asText(),
                new ObjectKey(
                        ObjectKind.ofWireName(kind), document.path("objectId").asText()),
                document.path("localHash").textValue(),
                document.path("remoteHash").textValue(),
                document);
    }

    private List<Path> artifacts() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(lobby.resolve("conflicts"), "*.json")) {
            entries.forEach(files::add);
        } catch (NoSuchFileException e) {
            return files;
        }
        files.sort(Comparator.naturalOrder());
        return files;
    }

    private static JsonParser open(Path file) throws IOException {
        InputStream bytes = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        return JSON.createParser(bytes);
    }
}
