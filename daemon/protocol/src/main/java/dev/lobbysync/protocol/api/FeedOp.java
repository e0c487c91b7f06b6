package dev.lobbysync.protocol.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.json.Json;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One operation of the changefeed (PROTOCOL 4.2). A hint of what changed, not a log from which state can be rebuilt (4.4).
 *
 * @param cursor its position, from 1, strictly increasing with gaps
 * @param opId unique; the {@code lastOpId} that the client chose, or a short id
 * @param ts server clock, ISO time
 * @param actor who, for example a player id, {@code admin} or {@code runtime}
 * @param source through what, for example {@code admin.http}
 * @param kind what happened; {@link OpKind#OTHER} for a kind that this version does not know
 * @param objectUid the object's uid at that moment, or a fixed name for settings and spawn. Not stable, see {@link #objectId}
 * @param patch the change; null if absent or JSON null
 * @param snapshot the object afterwards (of a removal: before); null if absent or JSON null
 */
public record FeedOp(
        long cursor,
        String opId,
        String ts,
        String actor,
        String source,
        OpKind kind,
        String objectUid,
        @Nullable JsonNode patch,
        @Nullable JsonNode snapshot) {

    /** The {@link #objectId} of the settings. */
    public static final String SETTINGS_ID = "$world.settings";

    /** The {@link #objectId} of the spawn. */
    public static final String SPAWN_ID = "$world.spawn";

    public FeedOp {
        Objects.requireNonNull(opId, "opId");
        Objects.requireNonNull(ts, "ts");
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(objectUid, "objectUid");
    }

    /**
     * Reads an operation. Unknown kinds and missing descriptive fields are tolerated.
     *
     * @throws ProtocolException naming the field, if {@code cursor}, {@code opId} or {@code kind} is missing or wrong
     */
    public static FeedOp from(JsonNode json) {
        return from(json, "operation");
    }

    static FeedOp from(JsonNode json, String where) {
        Fields fields = Fields.of(json, where);
        return new FeedOp(
                fields.whole("cursor"),
                fields.text("opId"),
                fields.textOr("ts", ""),
                fields.textOr("actor", "runtime"),
                fields.textOr("source", "runtime"),
                OpKind.ofWireName(fields.text("kind")),
                fields.textOr("objectUid", ""),
                fields.any("patch"),
                fields.any("snapshot"));
    }

    /**
     * The stable id of the changed object: the {@code id} of the snapshot, else of the patch, else {@link #objectUid};
     * {@value #SETTINGS_ID} and {@value #SPAWN_ID} for the two objects without one.
     */
    public String objectId() {
        if (kind == OpKind.SETTINGS_UPDATE) {
            return SETTINGS_ID;
        }
        if (kind == OpKind.SPAWN_UPDATE) {
            return SPAWN_ID;
        }
        String id = idOf(snapshot);
        if (id == null) {
            id = idOf(patch);
        }
        return id == null ? objectUid : id;
    }

    /** The operation as the feed serves it; absent {@code patch} and {@code snapshot} are left out. */
    public ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("cursor", cursor)
                .put("opId", opId)
                .put("ts", ts)
                .put("actor", actor)
                .put("source", source)
                .put("kind", kind.wireName())
                .put("objectUid", objectUid);
        if (patch != null) {
            json.set("patch", patch);
        }
        if (snapshot != null) {
            json.set("snapshot", snapshot);
        }
        return json;
    }

    private static @Nullable String idOf(@Nullable JsonNode document) {
        String id = document == null ? null : document.path("id").textValue();
        return id == null || id.isEmpty() ? null : id;
    }
}
