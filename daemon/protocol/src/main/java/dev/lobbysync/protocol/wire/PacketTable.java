package dev.lobbysync.protocol.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * Which packet has which id. The newer runtime (R2) inserts two packets after id 14 and so shifts every later one
 * (PROTOCOL 3.2, 10.1).
 */
public enum PacketTable {
    R1,
    R2;

    /** The id of {@code type}; fails with {@link IllegalArgumentException} for a packet this table does not have. */
    public int id(PacketType type) {
        int id = idOrNone(type);
        if (id == PacketType.NONE) {
            throw new IllegalArgumentException("packet " + type.wireName() + " does not exist in table " + this);
        }
        return id;
    }

    /** The packet with this id, or empty if the table has none. */
    public Optional<PacketType> type(int id) {
        for (PacketType type : PacketType.values()) {
            if (id >= 0 && idOrNone(type) == id) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** The other table, to fall back on after an {@code unauthorized} under an unexpected id (PROTOCOL 10.2). */
    public PacketTable other() {
        return this == R1 ? R2 : R1;
    }

    /** The table of the runtime that answered {@code GET /admin/snapshot} with {@code snapshot} (PROTOCOL 10.2). */
    public static PacketTable detect(JsonNode snapshot) {
        return snapshot.has("adminCodeAuthSupported") ? R2 : R1;
    }

    private int idOrNone(PacketType type) {
        return this == R1 ? type.r1() : type.r2();
    }
}
