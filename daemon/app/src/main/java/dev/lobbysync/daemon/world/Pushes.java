package dev.lobbysync.daemon.world;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.wire.Packet;
import java.util.Optional;

/**
 * Which object a push is about (PROTOCOL 3.7). Player data travels in {@code entityModified} too, often without a type:
 * only what says {@code app} counts. A hint that is dropped costs a poll interval, a false one costs the same.
 */
final class Pushes {
    private Pushes() {}

    static Optional<ObjectKey> key(Packet packet) {
        JsonNode payload = packet.payload();
        return switch (packet.type()) {
            case BLUEPRINT_ADDED, BLUEPRINT_MODIFIED, BLUEPRINT_REMOVED ->
                id(payload.path("id")).map(ObjectKey::blueprint);
            case ENTITY_ADDED, ENTITY_MODIFIED ->
                payload.path("type").asText("").equals("app")
                        ? id(payload.path("id")).map(ObjectKey::entity)
                        : Optional.empty();
            case ENTITY_REMOVED -> id(payload).map(ObjectKey::entity);
            case SETTINGS_MODIFIED -> Optional.of(ObjectKey.SETTINGS);
            case SPAWN_MODIFIED -> Optional.of(ObjectKey.SPAWN);
            default -> Optional.empty();
        };
    }

    private static Optional<String> id(JsonNode node) {
        return Optional.ofNullable(node.textValue()).filter(id -> !id.isEmpty());
    }
}
