package dev.lobbysync.daemon.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.lobbysync.merge.MergePolicy;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** The file {@code .lobby/sync-policy.json} (PROTOCOL 7.9): who owns which field. Read once at start. */
public final class SyncPolicy {
    private final Map<ObjectKind, MergePolicy> byKind = new EnumMap<>(ObjectKind.class);

    private SyncPolicy(JsonNode file) {
        for (ObjectKind kind : ObjectKind.values()) {
            byKind.put(kind, MergePolicy.parse(file, kind.wireName()));
        }
    }

    /** What holds without a file. */
    public static SyncPolicy defaults() {
        return new SyncPolicy(MissingNode.getInstance());
    }

    /**
     * The policy of a project, the defaults if it has no file.
     *
     * @throws ConfigException if there is a file that is no JSON object: what a person wanted is unknown then
     */
    public static SyncPolicy load(Path project) {
        String shownAs = ".lobby/sync-policy.json";
        try {
            JsonNode file =
                    Json.parse(Files.readAllBytes(project.resolve(".lobby").resolve("sync-policy.json")));
            if (!file.isObject()) {
                throw new ConfigException(
                        shownAs + " must be a JSON object; correct it, or delete it for the defaults");
            }
            return new SyncPolicy(file);
        } catch (NoSuchFileException e) {
            return defaults();
        } catch (JsonProcessingException e) {
            throw new ConfigException(
                    shownAs + " line " + e.getLocation().getLineNr() + " column "
                            + e.getLocation().getColumnNr() + " is not valid JSON (" + e.getOriginalMessage()
                            + "); correct it, or delete it for the defaults",
                    e);
        } catch (IOException e) {
            throw new ConfigException(shownAs + " cannot be read (" + e.getMessage() + ")", e);
        }
    }

    public MergePolicy of(ObjectKind kind) {
        MergePolicy policy = byKind.get(kind);
        if (policy == null) {
            throw new IllegalArgumentException("no policy for " + kind);
        }
        return policy;
    }
}
