package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a JSON file of the project holds.
 *
 * @param document its object, or null if it cannot be read or holds something else
 * @param problem why it cannot be read and what to do, or null
 */
record JsonFile(@Nullable ObjectNode document, @Nullable String problem) {

    static JsonFile of(String path, byte[] bytes) {
        String text;
        try {
            text = text(bytes);
        } catch (CharacterCodingException e) {
            return broken(path + " is not UTF-8; save it as UTF-8");
        }
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (body.isBlank()) {
            return broken(path + " is empty; restore its content, or delete the file to delete what it describes");
        }
        if (hasConflictMarkers(body)) {
            return broken(path + " holds conflict markers (<<<<<<<); resolve them");
        }
        try {
            JsonNode value = Json.parse(body);
            return new JsonFile(value instanceof ObjectNode object ? object : null, null);
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
            return broken(path + " is not valid JSON" + where + " (" + e.getOriginalMessage() + "); correct it");
        } catch (IOException e) {
            return broken(path + " is not valid JSON (" + e.getMessage() + "); correct it");
        }
    }

    /** A file that could not even be read. */
    static JsonFile broken(String problem) {
        return new JsonFile(null, problem);
    }

    /** The exact text of the bytes, byte order mark included. */
    static String text(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    /** Whether a line begins as git marks the start of a conflict. */
    static boolean hasConflictMarkers(String text) {
        int at = text.indexOf("<<<<<<< ");
        while (at > 0 && text.charAt(at - 1) != '\n') {
            at = text.indexOf("<<<<<<< ", at + 1);
        }
        return at >= 0;
    }
}
