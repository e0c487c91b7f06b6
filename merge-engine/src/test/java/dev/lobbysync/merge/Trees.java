package dev.lobbysync.merge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Short spellings for documents in tests. */
final class Trees {
    static final JsonNode ABSENT = MissingNode.getInstance();

    /** Keeps numbers as they are spelled. */
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Trees() {}

    /** Parses JSON written with single quotes; {@code -} is absent. */
    static JsonNode json(String text) {
        if (text.equals("-")) {
            return ABSENT;
        }
        return jsonAsIs(text.replace('\'', '"'));
    }

    static JsonNode jsonAsIs(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** Objects in objects under the key {@code k}, as deep as asked, with a value at the bottom. */
    static JsonNode nested(int depth, JsonNode bottom) {
        JsonNode node = bottom;
        for (int i = 0; i < depth; i++) {
            ObjectNode outer = JsonNodeFactory.instance.objectNode();
            outer.set("k", node);
            node = outer;
        }
        return node;
    }
}
