package dev.lobbysync.protocol.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * A page of {@code GET /admin/changes} (PROTOCOL 4.1).
 *
 * @param cursor of the last operation here, or the requested one if there is none; where to read on
 * @param headCursor the highest cursor known when the request arrived; may be below {@code cursor} under load
 * @param operations ascending by cursor
 * @param hasMore the runtime's own opinion; read on until a page is not full rather than trusting it alone
 */
public record ChangePage(long cursor, long headCursor, List<FeedOp> operations, boolean hasMore) {

    public ChangePage {
        operations = List.copyOf(operations);
    }

    /**
     * Reads a page.
     *
     * @throws ProtocolException naming the field that is missing or wrong
     */
    public static ChangePage from(JsonNode json) {
        Fields fields = Fields.of(json, "changes");
        JsonNode array = fields.array("operations");
        List<FeedOp> operations = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            operations.add(FeedOp.from(array.get(i), "changes.operations[" + i + "]"));
        }
        return new ChangePage(fields.whole("cursor"), fields.whole("headCursor"), operations, fields.flag("hasMore"));
    }

    /** The page as the runtime serves it. */
    public ObjectNode toJson() {
        ObjectNode json = Json.object().put("cursor", cursor).put("headCursor", headCursor);
        ArrayNode array = json.putArray("operations");
        operations.forEach(operation -> array.add(operation.toJson()));
        return json.put("hasMore", hasMore);
    }
}
