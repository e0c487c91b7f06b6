package dev.lobbysync.protocol.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of one packet that are written once and referred to again. */
final class SharedValues {

    /** A declared value; null while it is still being read. */
    private record Shared(@Nullable JsonNode value, long nodes, int height) {}

    private static final Shared UNFINISHED = new Shared(null, 0, 0);

    private final Map<Integer, Shared> byNumber = new HashMap<>();
    private final Budget budget;
    private final ByteReader in;

    SharedValues(Budget budget, ByteReader in) {
        this.budget = budget;
        this.in = in;
    }

    void begin(int number) {
        byNumber.put(number, UNFINISHED);
    }

    void complete(int number, JsonNode value, long nodes, int height) {
        byNumber.put(number, new Shared(value, nodes, height));
    }

    JsonNode refer(int number) throws MalformedPacketException {
        Shared shared = byNumber.get(number);
        if (shared == null) {
            throw in.malformed("reference " + Integer.toUnsignedString(number) + " was not declared before");
        }
        if (shared.value == null) {
            throw in.malformed("reference " + Integer.toUnsignedString(number) + " contains itself");
        }
        budget.charge(shared.nodes);
        budget.reach(shared.height);
        return shared.value;
    }
}
