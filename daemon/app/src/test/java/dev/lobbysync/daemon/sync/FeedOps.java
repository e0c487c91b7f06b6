package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.api.FeedOp;
import dev.lobbysync.protocol.api.OpKind;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Ops and documents for tests that need no world. */
final class FeedOps {
    private FeedOps() {}

    /** A document, written with single quotes. */
    static ObjectNode json(String text) {
        try {
            return (ObjectNode) Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An op of somebody in the world; patch and snapshot written with single quotes. */
    static FeedOp op(long cursor, OpKind kind, String objectId, @Nullable String patch, @Nullable String snapshot) {
        return op(cursor, "op" + cursor, "ws", kind, objectId, patch, snapshot);
    }

    static FeedOp op(
            long cursor,
            String opId,
            String source,
            OpKind kind,
            String objectId,
            @Nullable String patch,
            @Nullable String snapshot) {
        return new FeedOp(
                cursor,
                opId,
                "2026-03-02T08:00:00.000Z",
                "somebody",
                source,
                kind,
                objectId,
                patch == null ? null : withId(patch, kind, objectId),
                snapshot == null ? null : withId(snapshot, kind, objectId));
    }

    private static ObjectNode withId(String text, OpKind kind, String objectId) {
        ObjectNode document = json(text);
        boolean worldWide = kind == OpKind.SETTINGS_UPDATE || kind == OpKind.SPAWN_UPDATE;
        return worldWide ? document : document.put("id", objectId);
    }
}
