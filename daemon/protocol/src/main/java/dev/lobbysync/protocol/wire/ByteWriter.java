package dev.lobbysync.protocol.wire;

import java.util.Arrays;

/** A growing big-endian byte buffer with a limit. */
final class ByteWriter {

    private final int maxBytes;
    private byte[] buffer = new byte[256];
    private int length;

    ByteWriter(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    byte[] toBytes() {
        return Arrays.copyOf(buffer, length);
    }

    void u8(int value) {
        reserve(1);
        buffer[length++] = (byte) value;
    }

    void u16(int value) {
        u8(value >>> 8);
        u8(value);
    }

    void u32(int value) {
        u16(value >>> 16);
        u16(value);
    }

    void f64(double value) {
        long bits = Double.doubleToLongBits(value);
        u32((int) (bits >>> 32));
        u32((int) bits);
    }

    void bytes(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    private void reserve(int bytes) {
        long needed = (long) length + bytes;
        if (needed > maxBytes) {
            throw new IllegalArgumentException(
                    "the packet would exceed " + maxBytes + " bytes; make the document smaller");
        }
        if (needed > buffer.length) {
            buffer = Arrays.copyOf(buffer, (int) Math.min(maxBytes, Math.max(needed, buffer.length * 2L)));
        }
    }
}
