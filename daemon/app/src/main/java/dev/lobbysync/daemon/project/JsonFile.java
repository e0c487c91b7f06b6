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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a JSON file of the project holds. Of a blueprint that is known from an earlier run it is read when first asked for.
 */
final class JsonFile {
    private final @Nullable String problem;
    private final @Nullable KnownBlueprint known;
    private @Nullable ObjectNode document;
    private @Nullable Supplier<ObjectNode> unread;

    private JsonFile(
            @Nullable ObjectNode document,
            @Nullable String problem,
            @Nullable KnownBlueprint known,
            @Nullable Supplier<ObjectNode> unread) {
        this.document = document;
        this.problem = problem;
        this.known = known;
        this.unread = unread;
    }

    /**
     * A blueprint that was read in an earlier run.
     *
     * @param unread reads it again; throws {@link java.io.UncheckedIOException} if the content is not the same
     */
    static JsonFile known(KnownBlueprint known, Supplier<ObjectNode> unread) {
        return new JsonFile(null, null, known, unread);
    }

    /** Its object, or null if it cannot be read or holds something else. */
    @Nullable
    ObjectNode document() {
        if (unread != null) {
            document = unread.get();
            unread = null;
        }
        return document;
    }

    /** Why it cannot be read and what to do, or null. */
    @Nullable
    String problem() {
        return problem;
    }

    /** What an earlier run knew of this content, or null. */
    @Nullable
    KnownBlueprint known() {
        return known;
    }

    static JsonFile of(String path, byte[] bytes) {
        try {
            return read(path, bytes);
        } catch (CharacterCodingException e) {
            return broken(path + " is not UTF-8; save it as UTF-8");
        }
    }

    private static JsonFile read(String path, byte[] bytes) throws CharacterCodingException {
        try {
            JsonNode value = isAscii(bytes) ? Json.parse(bytes) : Json.parse(withoutMark(text(bytes)));
            return new JsonFile(value instanceof ObjectNode object ? object : null, null, null, null);
        } catch (CharacterCodingException e) {
            throw e;
        } catch (IOException e) {
            return broken(why(path, withoutMark(text(bytes)), e));
        }
    }

    private static String why(String path, String body, IOException e) {
        if (body.isBlank()) {
            return path + " is empty; restore its content, or delete the file to delete what it describes";
        }
        // A line that begins so is never part of valid JSON.
        if (hasConflictMarkers(body)) {
            return path + " holds conflict markers (<<<<<<<); resolve them";
        }
        if (e instanceof JsonProcessingException json) {
            String where = json.getLocation() == null
                    ? ""
                    : " in line " + json.getLocation().getLineNr();
            return path + " is not valid JSON" + where + " (" + json.getOriginalMessage() + "); correct it";
        }
        return path + " is not valid JSON (" + e.getMessage() + "); correct it";
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** A file that could not even be read. */
    static JsonFile broken(String problem) {
        return new JsonFile(null, problem, null, null);
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
