package dev.lobbysync.daemon.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.ConflictDraft;
import dev.lobbysync.daemon.model.FieldChoice;
import dev.lobbysync.daemon.model.FieldConflict;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.ScriptVersions;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.CanonicalJson;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.JsonEquality;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a conflict artifact (PROTOCOL 7.10). Ours adds one member:
 *
 * <pre>"daemon":{"format":1,"refreshedAt":"…",
 *   "scripts":{"index.js":{"base":"…sha256…","local":"…","remote":"…","merged":"…"}},
 *   "fields":{"props.color":{"why":"both sides changed it, …"}},
 *   "explained":[{"path":"name","won":"local","rule":"only-local-changed","sentence":"…"}],
 *   "settled":{"props.color":{"use":"remote"}}}</pre>
 *
 * where {@code order} is added to fields of which only the order of the elements collides, {@code settled} is there once a person settled a field, with the {@code value} if they wrote it;
 * and, when an artifact closed because the sides agree, {@code "closedBy":"agreement"} in it; {@code resolvedWith} stays
 * null then.
 */
final class ConflictDocument {
    private static final List<String> CONTENT =
            List.of("kind", "objectId", "base", "local", "remote", "merged", "unresolvedFields", "autoResolvedFields");

    private static final List<String> SIDES = List.of("base", "local", "remote");
    private static final int MOST_EXPLAINED = 200;

    private ConflictDocument() {}

    static ObjectNode of(
            ConflictDraft draft,
            String id,
            String createdAt,
            String refreshedAt,
            @Nullable String worldId,
            String reason,
            long cursor) {
        ObjectNode document =
                Json.object().put("formatVersion", 1).put("id", id).put("status", "open");
        document.put("createdAt", createdAt).putNull("resolvedAt").putNull("resolvedWith");
        document.put("worldId", worldId).put("reason", reason).put("cursor", cursor);
        String kind = draft.key().kind().wireName();
        document.put("kind", kind)
                .put("objectType", kind)
                .put("objectId", draft.key().id());
        document.put("objectUid", draft.uid());
        document.put("baselineHash", hash(draft.base()))
                .put("localHash", hash(draft.local()))
                .put("remoteHash", hash(draft.remote()));
        document.set("base", draft.base());
        document.set("local", draft.local());
        document.set("remote", draft.remote());
        document.set("merged", draft.merged());
        ArrayNode unresolved = document.putArray("unresolvedFields");
        draft.unresolved().forEach(field -> unresolved.add(unresolved(field)));
        ArrayNode resolved = document.putArray("autoResolvedFields");
        draft.autoResolved().forEach(field -> resolved.add(resolved(field)));
        ObjectNode daemon = document.putObject("daemon").put("format", 1).put("refreshedAt", refreshedAt);
        ObjectNode scripts = daemon.putObject("scripts");
        draft.scripts().forEach((path, versions) -> scripts.set(path, hashes(versions)));
        ObjectNode fields = daemon.putObject("fields");
        draft.unresolved().forEach(field -> about(field, fields.putObject(field.path())));
        ArrayNode explained = daemon.putArray("explained");
        draft.explained().stream().limit(MOST_EXPLAINED).forEach(field -> explained
                .addObject()
                .put("path", field.path())
                .put("won", field.won())
                .put("rule", field.rule())
                .put("sentence", field.sentence()));
        return document;
    }

    private static void about(FieldConflict field, ObjectNode about) {
        about.put("why", field.why());
        if (field.order()) {
            about.put("order", true);
        }
    }

    /** The document with a person's choice for one field. */
    static ObjectNode settled(ObjectNode open, String field, FieldChoice choice) {
        ObjectNode document = open.deepCopy();
        ObjectNode settled = document.withObjectProperty("daemon").withObjectProperty("settled");
        settled.putObject(field).put("use", choice.use().word());
        if (choice.value() != null) {
            ((ObjectNode) settled.get(field)).set("value", choice.value());
        }
        return document;
    }

    /** Takes over from an artifact what a person settled there, as far as both sides still say the same about it. */
    static void keepSettled(ObjectNode before, ObjectNode document) {
        JsonNode settled = before.path("daemon").path("settled");
        for (JsonNode field : document.path("unresolvedFields")) {
            String path = field.path("path").asText();
            boolean same =
                    settled.has(path) && SIDES.stream().allMatch(side -> same(unresolved(before, path), field, side));
            if (same) {
                document.withObjectProperty("daemon")
                        .withObjectProperty("settled")
                        .set(path, settled.get(path));
            }
        }
    }

    private static JsonNode unresolved(ObjectNode document, String path) {
        for (JsonNode field : document.path("unresolvedFields")) {
            if (field.path("path").asText().equals(path)) {
                return field;
            }
        }
        return MissingNode.getInstance();
    }

    private static boolean same(JsonNode before, JsonNode now, String side) {
        return before.has(side) == now.has(side) && JsonEquality.equal(before.path(side), now.path(side));
    }

    /** Hashes of the versions of one script. */
    static ObjectNode hashes(ScriptVersions versions) {
        return Json.object()
                .put("base", Sha256.hex(versions.base()))
                .put("local", Sha256.hex(versions.local()))
                .put("remote", Sha256.hex(versions.remote()))
                .put("merged", Sha256.hex(versions.merged()));
    }

    /** Whether both say the same about their object, whenever and at whatever cursor they say it. */
    static boolean sameContent(ObjectNode a, ObjectNode b) {
        return CONTENT.stream().allMatch(member -> JsonEquality.equal(a.path(member), b.path(member)))
                && JsonEquality.equal(scripts(a), scripts(b));
    }

    static JsonNode scripts(ObjectNode document) {
        return document.path("daemon").path("scripts");
    }

    static ObjectNode closed(ObjectNode open, @Nullable Use with, String nowIso) {
        ObjectNode document = open.deepCopy();
        document.put("status", "resolved").put("resolvedAt", nowIso);
        document.put("resolvedWith", with == null ? null : with.word());
        if (with == null) {
            document.withObjectProperty("daemon").put("closedBy", "agreement");
        }
        document.putObject("resolutionSummary")
                .put("kind", document.path("kind").asText())
                .put("objectId", document.path("objectId").asText());
        return document;
    }

    /**
     * Reads an artifact, whoever wrote it.
     *
     * @param id the file's name
     * @throws IOException saying what is wrong with it
     */
    static ConflictArtifact parse(String id, byte[] bytes) throws IOException {
        if (!(Json.parse(bytes) instanceof ObjectNode document)) {
            throw new IOException("it is no JSON object");
        }
        int format = document.path("formatVersion").asInt(1);
        if (format != 1) {
            throw new IOException("its formatVersion is " + format + ", this version reads 1");
        }
        String objectId = document.path("objectId").asText("");
        if (!document.path("id").asText().equals(id) || objectId.isEmpty()) {
            throw new IOException("its id is not its file name, or objectId is missing");
        }
        ObjectKind kind;
        try {
            kind = ObjectKind.ofWireName(document.path("kind").asText());
        } catch (IllegalArgumentException e) {
            throw new IOException("its kind makes no sense: " + e.getMessage(), e);
        }
        return artifact(new ObjectKey(kind, objectId), document);
    }

    static ConflictArtifact artifact(ObjectKey key, ObjectNode document) {
        return new ConflictArtifact(
                document.path("id").asText(),
                !document.path("status").asText().equals("resolved"),
                document.path("createdAt").asText(),
                key,
                StoredEntry.textOrNull(document.path("localHash")),
                StoredEntry.textOrNull(document.path("remoteHash")),
                document);
    }

    private static @Nullable String hash(@Nullable ObjectNode value) {
        return value == null ? null : CanonicalJson.sha256(value);
    }

    private static ObjectNode unresolved(FieldConflict field) {
        ObjectNode node = Json.object().put("path", field.path()).put("ownership", field.ownership());
        setIfPresent(node, "base", field.base());
        setIfPresent(node, "local", field.local());
        setIfPresent(node, "remote", field.remote());
        return node;
    }

    private static ObjectNode resolved(FieldConflict field) {
        boolean local = field.ownership().equals("local");
        ObjectNode node = Json.object().put("path", field.path()).put("ownership", field.ownership());
        node.put("resolution", local ? "local-policy" : "remote-policy");
        setIfPresent(node, "value", local ? field.local() : field.remote());
        return node;
    }

    private static void setIfPresent(ObjectNode node, String member, @Nullable JsonNode value) {
        if (value != null && !value.isMissingNode()) {
            node.set(member, value);
        }
    }
}
