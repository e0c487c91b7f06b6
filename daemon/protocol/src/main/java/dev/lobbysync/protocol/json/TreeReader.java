package dev.lobbysync.protocol.json;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Builds the tree of one JSON value from its tokens, without a mapper: to make one takes a short command longer than all
 * the rest of it. Not recursive, so that the depth of a document is no matter for the thread.
 */
final class TreeReader {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final RecentTexts TEXTS = new RecentTexts();

    /** A value in a tree takes up to about a hundred bytes; the tree of one document shall leave room for others. */
    private static final long MOST_VALUES =
            Math.max(1_000_000, Runtime.getRuntime().maxMemory() / 160);

    private TreeReader() {}

    /**
     * Reads one value and closes the parser.
     *
     * @throws IOException if there is none, or something behind it
     */
    static JsonNode read(JsonParser parser) throws IOException {
        try (JsonParser in = parser) {
            if (in.nextToken() == null) {
                throw new IOException("empty text where a JSON value was expected");
            }
            JsonNode root = value(in);
            JsonToken more = in.nextToken();
            if (more != null) {
                throw new JsonParseException(in, "Trailing token (" + more + ") found after the value");
            }
            return root;
        }
    }

    private static JsonNode value(JsonParser in) throws IOException {
        JsonNode root = node(in);
        Deque<ContainerNode<?>> open = new ArrayDeque<>();
        if (root instanceof ContainerNode<?> container) {
            open.push(container);
        }
        long values = 1;
        while (!open.isEmpty()) {
            if (++values > MOST_VALUES) {
                throw new IOException("it holds more than " + MOST_VALUES
                        + " values, too many for the memory of this process; make it smaller, or give Java more with"
                        + " -Xmx");
            }
            ContainerNode<?> parent = open.peek();
            JsonToken token = in.nextToken();
            if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
                open.pop();
                continue;
            }
            JsonNode child;
            if (parent instanceof ObjectNode object) {
                String name = in.currentName();
                in.nextToken();
                child = node(in);
                object.set(name, child);
            } else {
                child = node(in);
                ((ArrayNode) parent).add(child);
            }
            if (child instanceof ContainerNode<?> container) {
                open.push(container);
            }
        }
        return root;
    }

    /** The value that the current token is, or begins. */
    private static JsonNode node(JsonParser in) throws IOException {
        return switch (in.currentToken()) {
            case START_OBJECT -> NODES.objectNode();
            case START_ARRAY -> NODES.arrayNode();
            case VALUE_STRING -> TEXTS.node(in.getText());
            case VALUE_NUMBER_INT ->
                switch (in.getNumberType()) {
                    case INT -> NODES.numberNode(in.getIntValue());
                    case LONG -> NODES.numberNode(in.getLongValue());
                    default -> {
                        BigInteger number = in.getBigIntegerValue();
                        checkFinite(number.doubleValue());
                        yield NODES.numberNode(number);
                    }
                };
            case VALUE_NUMBER_FLOAT -> {
                double number = in.getDoubleValue();
                checkFinite(number);
                yield NODES.numberNode(number);
            }
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            default -> throw new JsonParseException(in, "Unexpected token (" + in.currentToken() + ")");
        };
    }

    private static void checkFinite(double number) throws IOException {
        if (!Double.isFinite(number)) {
            throw new IOException("a number is too large for a double (limit about 1.8e308)");
        }
    }
}
