package dev.lobbysync.protocol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The one way this project reads and writes JSON.
 *
 * <p>Reading is strict: one value and nothing after it, no {@code NaN}, at most {@value #MAX_DEPTH} levels, and no number
 * literal that overflows a double (Jackson alone would read {@code 1E400} as infinity, ENGINE S1), and no more values than
 * fit into a part of the heap. Of duplicate keys the last one wins, as in JavaScript. Half a character in a name (a lone
 * surrogate) is read as U+FFFD, as everything does that sends text as UTF-8.
 */
public final class Json {

    /**
     * The deepest nesting that is read or written, in levels of arrays and objects: the thousand that documents may have
     * (ENGINE law 9) and what is wrapped around them. Low enough for recursive walks on an ordinary thread.
     */
    public static final int MAX_DEPTH = 1_200;

    private static final int MAX_STRING_CHARS = 256 << 20;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_STRING_CHARS)
                    .build())
            .streamWriteConstraints(
                    StreamWriteConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            // Ids are keys too: a table of thousands would be interned one by one.
            .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    /** Made when first asked for: what only reads a document is done before a mapper has begun. */
    private static final class Mapper {
        static final ObjectMapper MAPPER = JsonMapper.builder(FACTORY)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    private Json() {}

    /** The shared mapper, configured as described above. Do not reconfigure it. */
    public static ObjectMapper mapper() {
        return Mapper.MAPPER;
    }

    /** A new empty object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** A new empty array. */
    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /**
     * Reads exactly one JSON value.
     *
     * @throws IOException if the bytes are not one well-formed value within the limits; the message says where
     */
    public static JsonNode parse(byte[] utf8) throws IOException {
        int malformed = Utf8.malformedAt(utf8);
        if (malformed >= 0) {
            throw new IOException("byte " + malformed + " is not UTF-8");
        }
        try {
            return TreeReader.read(FACTORY.createParser(utf8));
        } catch (JsonParseException e) {
            return again(new String(utf8, StandardCharsets.UTF_8), e);
        }
    }

    /**
     * Reads exactly one JSON value.
     *
     * @throws IOException if the text is not one well-formed value within the limits; the message says where
     */
    public static JsonNode parse(String text) throws IOException {
        try {
            return TreeReader.read(FACTORY.createParser(text));
        } catch (JsonParseException e) {
            return again(text, e);
        }
    }

    /** Reads a text without the half characters that a first attempt may have failed at. */
    private static JsonNode again(String text, JsonParseException failure) throws IOException {
        if (!String.valueOf(failure.getOriginalMessage()).contains("surrogate")) {
            throw failure;
        }
        return TreeReader.read(FACTORY.createParser(LoneSurrogates.replaced(text)));
    }

    /** Compact UTF-8 text of a value, members in their own order. For hashing use {@link CanonicalJson}. */
    public static byte[] bytes(JsonNode value) {
        return text(value).getBytes(StandardCharsets.UTF_8);
    }

    /** Compact text of a value, members in their own order. All of it is escaped if it holds half a character. */
    public static String text(JsonNode value) {
        return text(value, Mapper.MAPPER.writer());
    }

    /** Text of a value in a writer's layout. All of it is escaped if it holds half a character. */
    public static String text(JsonNode value, ObjectWriter writer) {
        try {
            String text = writer.writeValueAsString(value);
            return isWhole(text)
                    ? text
                    : writer.with(JsonWriteFeature.ESCAPE_NON_ASCII).writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON value: " + e.getOriginalMessage(), e);
        }
    }

    /** Whether UTF-8 can carry a text: it holds no half of a character. */
    public static boolean isWhole(String text) {
        return !LoneSurrogates.isIn(text);
    }
}
