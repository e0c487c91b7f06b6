package dev.lobbysync.daemon.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.port.Clock;
import dev.lobbysync.daemon.port.Disk;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.JsonEquality;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code .lobby/blueprint-index.json} (PROTOCOL 7.8), by which upstream's tool finds a blueprint again whose file was
 * renamed. This daemon writes it and never reads it for its own decisions.
 */
public final class BlueprintIndexFile {
    private final DurableFiles files;
    private final Path file;
    private final Clock clock;

    /** The index of a project; writes nothing yet. */
    public BlueprintIndexFile(Disk disk, Path projectRoot, Clock clock) {
        this.files = new DurableFiles(disk);
        this.file = new StatePaths(projectRoot.toAbsolutePath().normalize()).blueprintIndex();
        this.clock = clock;
    }

    /**
     * A blueprint that a file describes.
     *
     * @param path of its file, relative to the project root with {@code /}
     * @param signature {@code createdAt:<value>} or {@code hash:<sha256>}, null if unknown
     */
    public record Indexed(
            String id,
            @Nullable String uid,
            String path,
            @Nullable String signature) {}

    /**
     * Brings the file up to date: {@code byPath} anew, the other tables only grow.
     *
     * @return whether it was written; it is not if nothing changed
     */
    public boolean write(Collection<Indexed> blueprints) throws IOException {
        JsonNode before = read();
        ObjectNode tables = Json.object();
        ObjectNode byId = copyOf(before, "byId");
        ObjectNode byUid = copyOf(before, "byUid");
        ObjectNode bySignature = copyOf(before, "bySignature");
        ObjectNode byPath = Json.object();
        blueprints.stream().sorted(Comparator.comparing(Indexed::path)).forEach(blueprint -> {
            ObjectNode entry = Json.object().put("id", blueprint.id()).put("uid", blueprint.uid());
            entry.put("path", blueprint.path()).put("signature", blueprint.signature());
            byId.set(blueprint.id(), entry);
            byPath.set(blueprint.path(), entry);
            if (blueprint.uid() != null) {
                byUid.set(blueprint.uid(), entry);
            }
            if (blueprint.signature() != null) {
                bySignature.set(blueprint.signature(), entry);
            }
        });
        tables.set("byId", byId);
        tables.set("byUid", byUid);
        tables.set("byPath", byPath);
        tables.set("bySignature", bySignature);
        if (JsonEquality.equal(before.path("blueprints"), tables)) {
            return false;
        }
        ObjectNode document = Json.object().put("formatVersion", 1);
        document.set("blueprints", tables);
        document.put("updatedAt", IsoTime.iso(clock.wallMillis()));
        files.replace(file, JsonText.pretty(document), false);
        return true;
    }

    private JsonNode read() throws IOException {
        Optional<byte[]> bytes = files.read(file);
        if (bytes.isEmpty()) {
            return Json.object();
        }
        try {
            return Json.parse(bytes.get());
        } catch (IOException damaged) {
            // It holds nothing that the files of the project do not say.
            return Json.object();
        }
    }

    private static ObjectNode copyOf(JsonNode document, String table) {
        return document.path("blueprints").path(table) instanceof ObjectNode known ? known.deepCopy() : Json.object();
    }
}
