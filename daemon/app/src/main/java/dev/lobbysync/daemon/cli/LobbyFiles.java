package dev.lobbysync.daemon.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.ObjectKey;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link OfflineView} on the files of {@code .lobby/} (PROTOCOL 7.7, 7.10). What {@code status} needs is read as a stream,
 * because building a tree of a large state would take longer than the command may.
 */
final class LobbyFiles implements OfflineView {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int BUFFER = 1 << 16;

    private final Path lobby;

    LobbyFiles(Path lobby) {
        this.lobby = lobby;
    }

    @Override
    public @Nullable Agreed agreed() throws IOException {
        Tally tally = new Tally();
        try (JsonParser in = open(lobby.resolve("sync-state.json"))) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                JsonToken token = in.nextToken();
                switch (name) {
                    case "worldId" -> tally.worldId = in.getValueAsString();
                    case "cursor" -> tally.cursor = token == JsonToken.VALUE_NUMBER_INT ? in.getLongValue() : null;
                    case "updatedAt" -> tally.updatedAt = in.getValueAsString();
                    case "objects" -> tally.objects(in);
                    default -> in.skipChildren();
                }
            }
        } catch (NoSuchFileException e) {
            return null;
        }
        return new Agreed(
                tally.worldId, tally.cursor, tally.blueprints, tally.entities, tally.modules, tally.updatedAt);
    }

    private static final class Tally {
        private @Nullable String worldId;
        private @Nullable Long cursor;
        private @Nullable String updatedAt;
        private int blueprints;
        private int entities;
        private int modules;

        void objects(JsonParser in) throws IOException {
            if (in.currentToken() != JsonToken.START_OBJECT) {
                in.skipChildren();
                return;
            }
            for (String kind = in.nextFieldName(); kind != null; kind = in.nextFieldName()) {
                in.nextToken();
                switch (kind) {
                    case "blueprints" -> blueprints = members(in);
                    case "entities" -> entities = members(in);
                    case "modules" -> modules = members(in);
                    default -> in.skipChildren();
                }
            }
        }

        private static int members(JsonParser in) throws IOException {
            int count = 0;
            if (in.currentToken() == JsonToken.START_OBJECT) {
                for (String key = in.nextFieldName(); key != null; key = in.nextFieldName()) {
                    in.nextToken();
                    in.skipChildren();
                    count++;
                }
            }
            return count;
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
