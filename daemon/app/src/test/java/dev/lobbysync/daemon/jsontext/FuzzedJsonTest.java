package dev.lobbysync.daemon.jsontext;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.testing.Mutations;
import dev.lobbysync.protocol.json.CanonicalJson;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.JsonEquality;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Damaged JSON is refused as such, or it is a value like any other: written, compared, hashed and edited in its text. */
class FuzzedJsonTest {
    private static final List<String> TEXTS = List.of("""
            {
              "id": "Lantern",
              "name": "Lânterne \ud83c\udfee",
              "createdAt": "2026-03-02T08:00:00.000Z",
              "model": null,
              "preload": false,
              "props": {
                "glow": 0.5,
                "many": [1, 2.50, -3e-7, 1E21, 12345678901234567890],
                "icon": { "type": "image", "url": "assets/icon.png", "__proto__": { "x": 1 } }
              }
            }
            """, """
            {"formatVersion":2,"settings":{"title":"Harbour","desc":null},"spawn":{"position":[0,0,0]},"entities":[
            {"id":"lamp","blueprint":"Lantern","position":[1,0,2],"props":{"a\\u00e9\\"":"\\n\\\\"}},{}]}
            """, "\ufeff{\r\n\t\"a\" : [ ],\r\n\t\"b\":{ }}\r\n");

    @Test
    void whateverItBecameItIsRefusedOrAValue() {
        Mutations.seeds(4_000).forEach(seed -> {
            byte[] whole = TEXTS.get((int) (seed % TEXTS.size())).getBytes(StandardCharsets.UTF_8);
            byte[] damaged = new Mutations(seed).of(whole);
            try {
                judge(damaged);
            } catch (IOException | RuntimeException | AssertionError | StackOverflowError e) {
                throw new AssertionError(
                        "-Dfuzz.seed=" + seed + ":\n" + new String(damaged, StandardCharsets.ISO_8859_1) + "\n" + e, e);
            }
        });
    }

    private static void judge(byte[] damaged) throws IOException {
        JsonNode value;
        try {
            value = Json.parse(damaged);
        } catch (IOException refused) {
            assertThat(String.valueOf(refused.getMessage())).isNotBlank();
            return;
        }
        if (Json.text(value).codePoints().anyMatch(point -> point >= 0xD800 && point < 0xE000)) {
            return; // the escape of half a character, which UTF-8 has no bytes for
        }
        assertThat(JsonEquality.equal(Json.parse(Json.bytes(value)), value))
                .as("written and read")
                .isTrue();
        byte[] canonical = CanonicalJson.bytes(value);
        assertThat(CanonicalJson.bytes(Json.parse(canonical)))
                .as("one canonical form")
                .isEqualTo(canonical);
        String text = text(damaged);
        if (text == null) {
            return;
        }
        String body = text.startsWith("\ufeff") ? text.substring(1) : text;
        assertThat(JsonEquality.equal(Json.parse(body), value))
                .as("bytes and text are read alike")
                .isTrue();
        if (value instanceof ObjectNode object) {
            edit(text, object);
        }
    }

    private static void edit(String text, ObjectNode object) throws IOException {
        ObjectNode wanted = object.deepCopy();
        Map<String, JsonNode> changes = new LinkedHashMap<>();
        object.fieldNames().forEachRemaining(name -> {
            if (changes.isEmpty() && !name.equals("__proto__")) {
                changes.put(name, MissingNode.getInstance());
            }
        });
        wanted.remove(changes.keySet());
        changes.put("an added one", IntNode.valueOf(7));
        wanted.put("an added one", 7);
        JsonTextEditor editor = new JsonTextEditor(text);
        editor.edit((JsonSpan.Members) editor.root(), changes, List.of());
        String edited = editor.finish();
        JsonNode now = Json.parse(edited.startsWith("\ufeff") ? edited.substring(1) : edited);
        assertThat(JsonEquality.equal(now, wanted)).as("edited: %s", edited).isTrue();
    }

    private static @Nullable String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
