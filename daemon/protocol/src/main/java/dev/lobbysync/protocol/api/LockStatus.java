package dev.lobbysync.protocol.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.json.Json;

/**
 * A deploy lock as others see it (PROTOCOL 6.1). Its token is never part of it.
 *
 * @param locked whether somebody holds it; if not, the other fields are empty or zero
 * @param owner the name that the holder gave, {@code unknown} if none
 * @param acquiredAt epoch milliseconds
 * @param ageMs milliseconds since then
 * @param expiresInMs milliseconds until it expires by itself
 * @param scope what it covers, {@code global} for everything
 */
public record LockStatus(boolean locked, String owner, long acquiredAt, long ageMs, long expiresInMs, String scope) {

    /** Nobody holds the lock. */
    public static final LockStatus FREE = new LockStatus(false, "", 0, 0, 0, "");

    /**
     * Reads a lock status; times that are missing count as zero.
     *
     * @throws ProtocolException if {@code locked} is not a boolean
     */
    public static LockStatus from(JsonNode json) {
        Fields fields = Fields.of(json, "lock");
        if (!fields.flag("locked")) {
            return FREE;
        }
        return new LockStatus(
                true,
                fields.textOr("owner", "unknown"),
                fields.wholeOr("acquiredAt", 0),
                fields.wholeOr("ageMs", 0),
                fields.wholeOr("expiresInMs", 0),
                fields.textOr("scope", "global"));
    }

    /** The status as the runtime serves it. */
    public ObjectNode toJson() {
        ObjectNode json = Json.object().put("locked", locked);
        if (!locked) {
            return json;
        }
        return json.put("owner", owner)
                .put("acquiredAt", acquiredAt)
                .put("ageMs", ageMs)
                .put("expiresInMs", expiresInMs)
                .put("scope", scope);
    }
}
