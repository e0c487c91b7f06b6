package dev.lobbysync.daemon.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.ObjectKey;
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
import java.util.List;
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
                    case "daemon" -> tally.daemon(in);
                    default -> in.skipChildren();
                }
            }
        } catch (NoSuchFileException e) {
            return null;
        }
        return new Agreed(
                tally.worldId,
                tally.cursor,
                tally.blueprints,
                tally.entities,
                tally.modules,
                tally.agreed ? tally.updatedAt : null,
                List.of());
    }

    private static final class Tally {
        private @Nullable String worldId;
        private @Nullable Long cursor;
        private @Nullable String updatedAt;
        private int blueprints;
        private int entities;
        private int modules;
        private boolean agreed = true;

        /** Our own member of the checkpoint; upstream's has none, and is only written after a sync. */
        void daemon(JsonParser in) throws IOException {
            if (in.currentToken() != JsonToken.START_OBJECT) {
                in.skipChildren();
                return;
            }
            for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                in.nextToken();
                if (name.equals("agreed")) {
                    agreed = in.getValueAsBoolean(true);
                } else {
                    in.skipChildren();
                }
            }
        }

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
