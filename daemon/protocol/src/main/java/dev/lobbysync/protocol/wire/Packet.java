package dev.lobbysync.protocol.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;

/**
 * One packet of the admin socket (PROTOCOL 3.2).
 *
 * @param type what it is
 * @param payload its content: mostly an object, a string for {@code entityRemoved}; JSON null if it had none. Treat it as
 *     immutable: parts of a decoded payload may be shared instances
 */
public record Packet(PacketType type, JsonNode payload) {

    public Packet {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(payload, "payload");
    }
}
