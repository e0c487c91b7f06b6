package dev.lobbysync.protocol.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.protocol.json.Json;
import java.util.HexFormat;

/** Hand-written frames: an {@code adminCommand} of R1 around a value given in hex. */
final class Frames {

    static final PacketCodec R1 = new PacketCodec(PacketTable.R1, CodecLimits.DEFAULT);

    private Frames() {}

    static byte[] frame(String valueHex) {
        return HexFormat.of().parseHex("921a" + valueHex.replace(" ", ""));
    }

    static JsonNode decode(String valueHex) throws MalformedPacketException {
        return R1.decode(frame(valueHex)).payload();
    }

    /** The value as compact JSON text. */
    static String json(String valueHex) throws MalformedPacketException {
        return Json.text(decode(valueHex));
    }

    /** The bytes that our encoder writes for a value, in hex. */
    static String encode(JsonNode value) {
        String hex = HexFormat.of().formatHex(R1.encode(new Packet(PacketType.ADMIN_COMMAND, value)));
        return hex.substring(4);
    }
}
