package dev.lobbysync.daemon.world;

import dev.lobbysync.protocol.api.ErrorCode;
import dev.lobbysync.protocol.wire.Packet;
import dev.lobbysync.protocol.wire.PacketType;

/** What the first packets after {@code adminAuth} mean (PROTOCOL 3.4, 10.2). */
enum AuthAnswer {
    /** We are in. */
    ACCEPTED,
    /** The code is wrong, or may not change anything. */
    REFUSED,
    /** {@code unauthorized} under an id that means something else in our table: the server speaks the other one. */
    WRONG_TABLE,
    /** The server could not read our packet. */
    NOT_UNDERSTOOD,
    /** Says nothing about authentication. */
    IRRELEVANT;

    static AuthAnswer of(Packet packet) {
        String error = packet.payload().path("error").asText("");
        if (packet.type() == PacketType.ADMIN_AUTH_OK) {
            return packet.payload().path("capabilities").path("builder").asBoolean(true) ? ACCEPTED : REFUSED;
        }
        if (packet.type() == PacketType.ADMIN_AUTH_ERROR) {
            return REFUSED;
        }
        if (error.equals(ErrorCode.UNAUTHORIZED)) {
            return WRONG_TABLE;
        }
        return error.equals(ErrorCode.INVALID_PACKET) ? NOT_UNDERSTOOD : IRRELEVANT;
    }
}
