package dev.lobbysync.daemon.state;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.lobbysync.protocol.json.Json;
import java.nio.charset.StandardCharsets;

/**
 * JSON as the files of {@code .lobby/} hold it. Lone surrogates, which UTF-8 cannot carry, are escaped, so that an odd
 * name read back is the name written.
 */
public final class LobbyJson {
    private static final ObjectWriter ASCII = Json.mapper().writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);
    private static final DefaultPrettyPrinter PRINTER = printer();

    private LobbyJson() {}

    /** On one line, in ASCII. */
    static byte[] line(JsonNode node) {
        return Json.text(node, ASCII).getBytes(StandardCharsets.US_ASCII);
    }

    /** For people: two spaces of indentation and a final newline (PROTOCOL 7.1). */
    public static byte[] pretty(JsonNode node) {
        return (Json.text(node, Json.mapper().writer(PRINTER)) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static DefaultPrettyPrinter printer() {
        Separators separators = Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator("");
        DefaultIndenter twoSpaces = new DefaultIndenter("  ", "\n");
        return new DefaultPrettyPrinter(separators)
                .withObjectIndenter(twoSpaces)
                .withArrayIndenter(twoSpaces);
    }
}
