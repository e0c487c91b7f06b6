package dev.lobbysync.daemon.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What opens the admin interface: a code, a token of R2, both or nothing (PROTOCOL 2.1, 10.1). Never printed.
 *
 * @param code null for none
 * @param token null for none
 */
record Credentials(@Nullable String code, @Nullable String token) {
    Credentials {
        code = code == null || code.isEmpty() ? null : code;
        token = token == null || token.isEmpty() ? null : token;
    }

    /**
     * Gives the headers of a request or an upgrade.
     *
     * @param authorization value for the header {@code Authorization} that a proxy in between wants, or null; the token
     *     then goes under its other name
     */
    void headers(@Nullable String authorization, BiConsumer<String, String> header) {
        if (authorization != null) {
            header.accept("Authorization", authorization);
        }
        if (token != null) {
            header.accept(
                    authorization == null ? "Authorization" : "X-Runtime-Auth-Token",
                    authorization == null ? "Bearer " + token : token);
        }
        if (code != null) {
            header.accept("X-Admin-Code", code);
        }
    }

    /** Fills the payload of {@code adminAuth}. A code that is not there would be taken for a wrong one. */
    void authenticate(ObjectNode payload) {
        if (token != null) {
            payload.put("authToken", token);
        }
        if (code != null || token == null) {
            payload.put("code", code);
        }
    }

    @Override
    public String toString() {
        return "(hidden)";
    }
}
