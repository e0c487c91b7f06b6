package dev.lobbysync.daemon.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.Explained;
import dev.lobbysync.protocol.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to one object, as the log remembers it.
 *
 * @param at ISO time with zone
 * @param object {@code blueprint Lamp}, {@code settings}
 * @param uid null if unknown
 * @param opId null if no op was involved
 * @param mode how it was settled ({@link dev.lobbysync.daemon.port.Telemetry.Mode#word})
 * @param reason which base, which rule
 * @param fields those that changed, or are in conflict; empty if nobody said
 * @param explained which side won where, and by which rule; empty if no merge was needed
 */
public record LoggedDecision(
        String at,
        String worldId,
        String kind,
        String id,
        String object,
        @Nullable String uid,
        @Nullable String opId,
        String mode,
        String reason,
        List<String> fields,
        List<Explained> explained) {
    public LoggedDecision {
        fields = List.copyOf(fields);
        explained = List.copyOf(explained);
    }

    /** A line of the log that has a {@code mode}. */
    static LoggedDecision of(JsonNode line) {
        String kind = line.path("kind").asText();
        String id = line.path("object").asText();
        String mode = line.path("mode").asText();
        String message = line.path("message").asText();
        String object = kind.equals("settings") || kind.equals("spawn") ? kind : kind + " " + id;
        String prefix = TerminalText.clean(mode + " " + object + ": ");
        List<String> fields = new ArrayList<>();
        line.path("fields").forEach(field -> fields.add(field.asText()));
        List<Explained> explained = new ArrayList<>();
        line.path("explained")
                .forEach(field -> explained.add(new Explained(
                        field.path("path").asText(),
                        field.path("won").asText(),
                        field.path("rule").asText(),
                        field.path("sentence").asText())));
        return new LoggedDecision(
                line.path("@timestamp").asText(),
                line.path("worldId").asText(),
                kind,
                id,
                object,
                line.path("uid").textValue(),
                line.path("opId").textValue(),
                mode,
                message.startsWith(prefix) ? message.substring(prefix.length()) : message,
                fields,
                explained);
    }

    /** As {@code log --json} tells it. */
    public ObjectNode json() {
        ObjectNode one = Json.object().put("at", at).put("worldId", worldId).put("kind", kind);
        one.put("id", id).put("uid", uid).put("opId", opId).put("mode", mode).put("reason", reason);
        ArrayNode changed = one.putArray("fields");
        fields.forEach(changed::add);
        ArrayNode rules = one.putArray("explained");
        explained.forEach(field -> rules.addObject()
                .put("path", field.path())
                .put("won", field.won())
                .put("rule", field.rule())
                .put("sentence", field.sentence()));
        return one;
    }
}
