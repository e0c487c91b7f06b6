package dev.lobbysync.protocol.wire;

import java.nio.charset.StandardCharsets;

/** A bounds-checked big-endian cursor over one frame. */
final class ByteReader {

    private final byte[] bytes;
    private int at;

    ByteReader(byte[] bytes) {
        this.bytes = bytes;
    }

    int remaining() {
        return bytes.length - at;
    }

    int u8() throws MalformedPacketException {
        need(1);
        return bytes[at++] & 0xFF;
    }

    int u16() throws MalformedPacketException {
        need(2);
        return u8() << 8 | u8();
    }

    int i32() throws MalformedPacketException {
        need(4);
        return u16() << 16 | u16();
    }

    long u32() throws MalformedPacketException {
        return Integer.toUnsignedLong(i32());
    }

    long i64() throws MalformedPacketException {
        need(8);
        return u32() << 32 | u32();
    }

    String utf8(long length) throws MalformedPacketException {
        need(length);
        String text = new String(bytes, at, (int) length, StandardCharsets.UTF_8);
        at += (int) length;
        return text;
    }

    /** Refuses a declared length that the frame cannot hold, before anything is allocated for it. */
    void need(long length) throws MalformedPacketException {
        if (length > remaining()) {
            throw malformed("needs " + length + " more bytes, has " + remaining());
        }
    }

    MalformedPacketException malformed(String problem) {
        return new MalformedPacketException(at, problem);
    }
}
