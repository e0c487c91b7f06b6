package dev.lobbysync.protocol.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.json.Json;

/**
 * A deploy lock that was granted (PROTOCOL 6.1).
 *
 * @param token what proves that we hold it; secret
 * @param ttlMs milliseconds until it expires unless renewed
 */
public record LockGrant(String token, long ttlMs) {

    /**
     * Reads the answer of {@code POST /admin/deploy-lock}.
     *
     * @throws ProtocolException naming the field that is missing or wrong
     */
    public static LockGrant from(JsonNode json) {
        Fields fields = Fields.of(json, "lock grant");
        return new LockGrant(fields.text("token"), fields.whole("ttlMs"));
    }

    /** The grant as the runtime answers it, {@code ok} included. */
    public ObjectNode toJson() {
        return Json.object().put("ok", true).put("token", token).put("ttlMs", ttlMs);
    }

    /** Without the token, so that a log line cannot give the lock away. */
    @Override
    public String toString() {
        return "LockGrant[ttlMs=" + ttlMs + "]";
    }
}
