package dev.lobbysync.protocol.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import java.util.Optional;

/**
 * Packets to bytes and back, in the msgpackr dialect of PROTOCOL 3.2 and 3.3.
 *
 * <p>Encoding writes every object as a record definition of its own, which every decoder of the dialect reads. Decoding
 * also understands record references, maps, shared references and dates; a value that JSON cannot hold becomes what
 * {@code JSON.stringify} makes of it (undefined dropped, NaN null, a date its ISO text). Integral floats up to 2⁵³ become
 * integers, so that a document reads the same over the socket as over HTTP.
 *
 * <p>Stateless and thread-safe: nothing of the dialect survives a packet.
 */
public final class PacketCodec {

    private static final int ENVELOPE = 2;

    private final PacketTable table;
    private final CodecLimits limits;

    public PacketCodec(PacketTable table, CodecLimits limits) {
        this.table = Objects.requireNonNull(table, "table");
        this.limits = Objects.requireNonNull(limits, "limits");
    }

    /** The packet ids this codec speaks. */
    public PacketTable table() {
        return table;
    }

    /**
     * The bytes of {@code packet}, one complete binary frame.
     *
     * @throws IllegalArgumentException if the packet does not exist in this table, or its payload is no JSON value or
     *     exceeds the limits
     */
    public byte[] encode(Packet packet) {
        ByteWriter out = new ByteWriter(limits.maxBytes());
        ValueEncoder encoder = new ValueEncoder(out, limits.maxDepth());
        encoder.arrayHeader(ENVELOPE);
        encoder.whole(table.id(packet.type()));
        encoder.value(packet.payload());
        return out.toBytes();
    }

    /**
     * The packet in {@code frame}.
     *
     * @throws MalformedPacketException for anything that is not one packet of this table within the limits; no input
     *     causes another exception
     */
    public Packet decode(byte[] frame) throws MalformedPacketException {
        if (frame.length > limits.maxBytes()) {
            throw new MalformedPacketException(
                    0, "the packet has " + frame.length + " bytes, the limit is " + limits.maxBytes());
        }
        ByteReader in = new ByteReader(frame);
        ValueDecoder decoder = new ValueDecoder(in, limits);
        int elements = decoder.arrayHeader();
        if (elements < ENVELOPE) {
            throw in.malformed("a packet has an id and a payload, this array only " + elements + " elements");
        }
        PacketType type = type(decoder.value(), in);
        JsonNode payload = ValueDecoder.orNull(decoder.value());
        for (int i = ENVELOPE; i < elements; i++) {
            decoder.value();
        }
        if (in.remaining() > 0) {
            throw in.malformed(in.remaining() + " bytes follow the packet");
        }
        return new Packet(type, payload);
    }

    private PacketType type(JsonNode id, ByteReader in) throws MalformedPacketException {
        if (!id.isInt()) {
            throw in.malformed("the packet id is not an integer");
        }
        Optional<PacketType> type = table.type(id.intValue());
        if (type.isEmpty()) {
            throw in.malformed("packet id " + id.intValue() + " is unknown in table " + table);
        }
        return type.get();
    }
}
