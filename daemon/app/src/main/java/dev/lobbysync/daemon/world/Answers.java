package dev.lobbysync.daemon.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.RemoteException.Kind;
import dev.lobbysync.protocol.api.ErrorCode;
import dev.lobbysync.protocol.api.LockStatus;
import dev.lobbysync.protocol.api.ProtocolException;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Judges HTTP answers (PROTOCOL 2.1, 13): a document, or what its status and body mean. The runtime's own failures are a
 * 500 with an empty body, its router's a 404 whose {@code error} is no code; both can come from a proxy as HTML.
 */
final class Answers {
    /** What a runtime says to somebody without a token, or with one that ran out (PROTOCOL 10.3). */
    private static final Set<String> NEEDS_TOKEN =
            Set.of("auth_required", "invalid_token", "user_not_found", "unauthorized");

    private final RemoteText text;

    Answers(RemoteText text) {
        this.text = text;
    }

    /** The JSON object of a positive answer. */
    ObjectNode object(HttpReply reply) throws RemoteException {
        if (!reply.ok()) {
            throw failure(reply);
        }
        try {
            if (Json.parse(reply.body()) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw malformed(reply, text.quote(e.getMessage()), e);
        }
        throw malformed(reply, "it is no JSON object", null);
    }

    /** The object, read by one of the records that both ends share. */
    <T> T read(HttpReply reply, Function<JsonNode, T> shape) throws RemoteException {
        return shaped(reply, object(reply), shape);
    }

    /** Likewise, of an object that was looked at before. */
    <T> T shaped(HttpReply reply, ObjectNode object, Function<JsonNode, T> shape) throws RemoteException {
        try {
            return shape.apply(object);
        } catch (ProtocolException e) {
            throw malformed(reply, text.quote(e.getMessage()), e);
        }
    }

    RemoteException malformed(HttpReply reply, String why, @Nullable Throwable cause) {
        String message = reply.what() + " was answered " + reply.status() + " with something that makes no sense ("
                + why + "); check that the URL is a world runtime and that its version is supported";
        // A parser's words are the other side's.
        return cause == null || text.mentionsSecret(cause)
                ? new RemoteException(Kind.MALFORMED, "", message)
                : new RemoteException(Kind.MALFORMED, "", message, cause);
    }

    /** What an answer that is not positive means. */
    RemoteException failure(HttpReply reply) {
        ObjectNode body = lenient(reply);
        String code = code(body);
        int status = reply.status();
        String said = reply.what() + " was answered " + status + (code.isEmpty() ? said(reply) : " " + code);
        if (status == 401 || status == 403) {
            String refused = code.isEmpty() ? ErrorCode.ADMIN_REQUIRED : code;
            return new RemoteException(Kind.REFUSED, refused, said + "; " + remedy(refused));
        }
        if (status >= 500 || status == 408 || status == 425 || status == 429) {
            long wait = RetryAfter.millis(reply.retryAfter(), Instant.now());
            String asked = wait == 0 ? "" : "; it asks to wait " + (wait + 999) / 1000 + " s";
            return new RemoteException(
                    Kind.AWAY,
                    code,
                    said + asked + "; it is tried again, see the runtime's log if this persists",
                    wait);
        }
        if (status < 400) {
            return new RemoteException(
                    Kind.MALFORMED,
                    "",
                    said + " and points to '" + text.quote(reply.location()) + "'; set WORLD_URL to where it leads");
        }
        if (code.isEmpty()) {
            return status == 404 || status == 405
                    ? new RemoteException(
                            Kind.MALFORMED,
                            "",
                            said + "; there is no such route, so check that the URL is a world runtime")
                    : new RemoteException(Kind.REJECTED, "http_" + status, said + "; see the runtime's log");
        }
        return new RemoteException(Kind.REJECTED, code, said + detail(body));
    }

    /** What a person can do who was refused with this code. */
    static String remedy(String code) {
        return NEEDS_TOKEN.contains(code)
                ? "the runtime wants a token: sign in with its own command line, which writes .lobby/auth.json, or set"
                        + " ADMIN_CODE if it has one"
                : "check ADMIN_CODE: the runtime does not accept this admin code";
    }

    /** Words of the other side, fit for a message. */
    String quote(@Nullable String words) {
        return text.quote(words);
    }

    /** Words about who holds a lock, or which scopes collide; empty if the answer has none. */
    String detail(JsonNode body) {
        JsonNode lock = body.path("lock");
        if (lock.path("locked").asBoolean(false)) {
            try {
                LockStatus held = LockStatus.from(lock);
                return ": scope '" + text.quote(held.scope()) + "' is locked by " + text.quote(held.owner())
                        + " and expires in " + (held.expiresInMs() + 999) / 1000 + " s unless renewed";
            } catch (ProtocolException e) {
                return ": " + text.quote(lock.toString());
            }
        }
        for (String field : new String[] {"details", "scopes", "ids", "message", "maxUploadSize"}) {
            if (body.hasNonNull(field)) {
                return ": " + field + " " + text.quote(body.get(field).toString());
            }
        }
        return "";
    }

    private static ObjectNode lenient(HttpReply reply) {
        try {
            if (reply.body().length > 0 && Json.parse(reply.body()) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            // An error page of a proxy; its status alone counts.
            return Json.object();
        }
        return Json.object();
    }

    /** Application codes are lower-case words; the router's {@code "Not Found"} and other texts are not. */
    private static String code(ObjectNode body) {
        String error = body.path("error").asText("");
        return error.matches("[a-z0-9_]{1,64}") ? error : "";
    }

    private String said(HttpReply reply) {
        if (reply.body().length == 0) {
            return " with an empty body";
        }
        return " ('" + text.quoteStart(reply.body()) + "')";
    }
}
