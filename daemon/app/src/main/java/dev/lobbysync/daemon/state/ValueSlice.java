package dev.lobbysync.daemon.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.protocol.json.CanonicalJson;
import dev.lobbysync.protocol.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * The text of a JSON object inside a larger buffer, parsed when asked for. Ten thousand bases stay one array and ten
 * thousand of these, and a restart without changes parses none of them.
 */
final class ValueSlice implements BaseEntry.Text {
    private final byte[] buffer;
    private final int offset;
    private final int length;

    ValueSlice(byte[] buffer, int offset, int length) {
        if (length < 2 || buffer[offset] != '{' || buffer[offset + length - 1] != '}') {
            throw new IllegalArgumentException("no JSON object at byte " + offset);
        }
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
    }

    static ValueSlice of(ObjectNode value) {
        byte[] bytes = CanonicalJson.bytes(value);
        return new ValueSlice(bytes, 0, bytes.length);
    }

    @Override
    public ObjectNode get() {
        try {
            JsonNode node = Json.parse(Arrays.copyOfRange(buffer, offset, offset + length));
            return (ObjectNode) node;
        } catch (IOException e) {
            throw new UncheckedIOException("a base value that was valid JSON when loaded no longer is", e);
        }
    }

    @Override
    public boolean is(byte[] canonical) {
        return Arrays.equals(buffer, offset, offset + length, canonical, 0, canonical.length);
    }

    void writeTo(ByteArrayOutputStream out) {
        out.write(buffer, offset, length);
    }
}
