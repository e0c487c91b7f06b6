package dev.lobbysync.daemon.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.JsonEquality;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A base entry with what only the files know about it.
 *
 * <p>Its members besides {@code value}, alike in checkpoint and journal (PROTOCOL 7.7 and, after {@code lastOpId}, ours):
 *
 * <pre>{"id":"Lantern","uid":null,"hash":"…","lastSyncedRevision":4,"lastSyncedAt":"…","lastOpId":null,
 * "cursor":120,"silent":["keep"],"origin":"synced"}</pre>
 *
 * @param value the text behind {@link BaseEntry#value}
 * @param lastSyncedAt ISO time; moves only with hash or revision (PROTOCOL 7.7)
 */
record StoredEntry(BaseEntry base, ValueSlice value, String lastSyncedAt) {

    static StoredEntry of(ObjectKey key, JsonNode members, ValueSlice value, long defaultCursor) {
        Set<String> silent = new LinkedHashSet<>();
        members.path("silent").forEach(name -> silent.add(name.asText()));
        JsonNode revision = members.path("lastSyncedRevision");
        BaseEntry base = new BaseEntry(
                key,
                textOrNull(members.path("uid")),
                members.path("hash").asText(),
                value,
                silent,
                revision.isMissingNode() || revision.isNull() ? null : revision,
                textOrNull(members.path("lastOpId")),
                members.path("cursor").canConvertToLong()
                        ? members.path("cursor").longValue()
                        : defaultCursor,
                originOf(members.path("origin").asText("synced")));
        return new StoredEntry(base, value, members.path("lastSyncedAt").asText());
    }

    /** The members besides {@code value}. */
    static ObjectNode members(BaseEntry base, String lastSyncedAt) {
        ObjectNode members = Json.object();
        members.put("id", base.key().id());
        members.put("uid", base.uid());
        members.put("hash", base.hash());
        members.set("lastSyncedRevision", base.revision());
        members.put("lastSyncedAt", lastSyncedAt);
        members.put("lastOpId", base.lastOpId());
        members.put("cursor", base.cursor());
        if (!base.silent().isEmpty()) {
            ArrayNode silent = members.putArray("silent");
            new TreeSet<>(base.silent()).forEach(silent::add);
        }
        members.put("origin", base.origin().name().toLowerCase(Locale.ROOT));
        return members;
    }

    ObjectNode members() {
        return members(base, lastSyncedAt);
    }

    /** Whether storing the other entry instead would change nothing. */
    boolean says(BaseEntry other) {
        return sameContent(other)
                && Objects.equals(base.uid(), other.uid())
                && base.silent().equals(other.silent())
                && Objects.equals(base.lastOpId(), other.lastOpId())
                && base.cursor() == other.cursor()
                && base.origin() == other.origin();
    }

    /** Whether {@code lastSyncedAt} stays. */
    boolean sameContent(BaseEntry other) {
        return JsonEquality.equal(base.revision(), revisionOf(other))
                && base.hash().equals(other.hash());
    }

    private static @Nullable JsonNode revisionOf(BaseEntry entry) {
        JsonNode revision = entry.revision();
        return revision == null || revision.isNull() ? null : revision;
    }

    static @Nullable String textOrNull(JsonNode node) {
        return node.isTextual() ? node.textValue() : null;
    }

    private static BaseEntry.Origin originOf(String word) {
        for (BaseEntry.Origin origin : BaseEntry.Origin.values()) {
            if (origin.name().toLowerCase(Locale.ROOT).equals(word)) {
                return origin;
            }
        }
        return BaseEntry.Origin.UPSTREAM;
    }
}
