package dev.lobbysync.daemon.jsontext;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.JsonEquality;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ENGINE S12 and law 10: a file is edited in its text. A failing seed is in the name of the test case. */
class JsonTextEditorTest {
    private static final List<String> ORDER = List.of("a", "b", "c", "d");

    private static JsonNode json(String text) {
        try {
            return Json.parse(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String edit(String text, String changes) {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        json(changes).properties().forEach(m -> members.put(m.getKey(), m.getValue()));
        return edit(text, members);
    }

    private static String edit(String text, Map<String, JsonNode> members) {
        JsonTextEditor editor = new JsonTextEditor(text);
        editor.edit((JsonSpan.Members) editor.root(), members, ORDER);
        return editor.finish();
    }

    @Test
    void onlyTheChangedMemberIsReplaced() {
        String text = "\uFEFF{\r\n\t\"b\" : 1.50,\r\n\t\"x\":[ 1,2 ] ,\"a\": \"\\u0041\"\r\n}\r\n\r\n";
        assertThat(edit(text, "{\"a\": \"B\"}")).isEqualTo(text.replace("\"\\u0041\"", "\"B\""));
        assertThat(edit(text, "{\"a\": \"A\", \"b\": 1.5}"))
                .as("equal values keep their spelling")
                .isEqualTo(text);
    }

    @Test
    void onlyTheChangedLeafInsideAnObjectIsReplaced() {
        String text =
                "{\n  \"a\": {\n      \"deep\": { \"x\": 1e0, \"y\": [1.0, 2.0, 3.0] },\n      \"k\": true\n  }\n}";
        assertThat(edit(text, "{\"a\": {\"deep\": {\"x\": 1, \"y\": [1, 5, 3]}, \"k\": true}}"))
                .isEqualTo(text.replace("2.0", "5"));
    }

    @Test
    void aNewMemberTakesItsPlaceInTheOrderOfTheFormatAndTheLayoutOfTheFile() {
        assertThat(edit("{\n    \"a\": 1,\n    \"d\": 4\n}\n", "{\"c\": {\"k\": [1]}}"))
                .isEqualTo(
                        "{\n    \"a\": 1,\n    \"c\": {\n        \"k\": [\n            1\n        ]\n    },\n    \"d\": 4\n}\n");
        assertThat(edit("{\"d\":4}", "{\"c\":{\"k\":1}}")).isEqualTo("{\"c\":{\"k\":1},\"d\":4}");
        assertThat(edit("{}\n", "{\"b\":2,\"a\":1}")).isEqualTo("{\n  \"a\": 1,\n  \"b\": 2\n}\n");
        assertThat(edit("{\r\n  \"a\": 1\r\n}", "{\"b\": 2}")).isEqualTo("{\r\n  \"a\": 1,\r\n  \"b\": 2\r\n}");
    }

    @Test
    void removedMembersTakeTheirCommaWithThem() {
        Map<String, JsonNode> gone = new LinkedHashMap<>();
        gone.put("a", MissingNode.getInstance());
        assertThat(edit("{ \"a\": 1, \"b\": 2 }", gone)).isEqualTo("{ \"b\": 2 }");
        assertThat(edit("{ \"b\": 2, \"a\": 1 }", gone)).isEqualTo("{ \"b\": 2 }");
        assertThat(edit("{ \"b\": 2, \"a\": 1, \"c\": 3 }", gone)).isEqualTo("{ \"b\": 2, \"c\": 3 }");
        assertThat(edit("{ \"a\": 1 }", gone)).isEqualTo("{}");
        assertThat(edit("{ \"a\": 1, \"b\": 2, \"a\": 3 }", gone)).isEqualTo("{ \"b\": 2 }");
    }

    @Test
    void ofDuplicateKeysTheOneThatCountsIsChanged() {
        assertThat(edit("{\"a\":1,\"a\":2}", "{\"a\":3}")).isEqualTo("{\"a\":1,\"a\":3}");
    }

    @Test
    void aPrototypeKeyStaysInTheFile() {
        String text = "{\"a\": {\"__proto__\": {\"x\": 1}, \"k\": 1}}";
        assertThat(edit(text, "{\"a\": {\"k\": 2}}")).isEqualTo(text.replace("\"k\": 1", "\"k\": 2"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    @DisplayName("random edits give the wanted value and keep every other line")
    void randomEditsGiveTheWantedValueAndTouchNothingElse(long seed) throws IOException {
        Random random = new Random(seed);
        for (int round = 0; round < 400; round++) {
            ObjectNode before = object(random, 3);
            JsonStyle style = new JsonStyle(
                    random.nextBoolean() ? "\n" : "\r\n",
                    random.nextBoolean() ? "  " : "\t",
                    random.nextBoolean() ? ": " : ":",
                    random.nextBoolean() ? " " : "",
                    true);
            String text = style.render(before, random.nextInt(4) == 0 ? null : "") + style.newline();
            ObjectNode after = before.deepCopy();
            perturb(after, random);
            Map<String, JsonNode> changes = new LinkedHashMap<>();
            before.properties().forEach(m -> changes.put(m.getKey(), after.path(m.getKey())));
            after.properties().forEach(m -> changes.put(m.getKey(), m.getValue()));
            String edited = edit(text, changes);
            assertThat(JsonEquality.equal(Json.parse(edited), after))
                    .as("%s%n->%n%s", text, edited)
                    .isTrue();
            assertThat(edit(text, asMap(before))).as("no change, no byte").isEqualTo(text);
            // Editing back restores the value, and a second identical edit changes nothing.
            assertThat(edit(edited, asMap(after))).isEqualTo(edited);
        }
    }

    private static Map<String, JsonNode> asMap(ObjectNode node) {
        Map<String, JsonNode> map = new LinkedHashMap<>();
        node.properties().forEach(m -> map.put(m.getKey(), m.getValue()));
        return map;
    }

    private static ObjectNode object(Random random, int depth) {
        ObjectNode node = Json.object();
        int size = random.nextInt(5);
        for (int i = 0; i < size; i++) {
            node.set(key(random), value(random, depth - 1));
        }
        return node;
    }

    private static String key(Random random) {
        return List.of("a", "b", "c", "d", "e\"\\", "Ünï", "f{[,").get(random.nextInt(7));
    }

    private static JsonNode value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0 -> Json.object().numberNode(random.nextInt(5));
            case 1 -> Json.object().numberNode(random.nextInt(100) / 8.0);
            case 2 -> Json.object().textNode("t" + random.nextInt(3) + "\n\"");
            case 3 -> Json.object().booleanNode(random.nextBoolean());
            case 4 -> Json.object().nullNode();
            case 5 -> Json.array();
            case 6 -> object(random, depth);
            default -> {
                ArrayNode array = Json.array();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    array.add(value(random, depth - 1));
                }
                yield array;
            }
        };
    }

    private static void perturb(ObjectNode node, Random random) {
        for (int i = random.nextInt(3); i >= 0; i--) {
            String key = key(random);
            JsonNode old = node.path(key);
            if (old instanceof ObjectNode child && random.nextInt(3) > 0) {
                perturb(child, random);
            } else if (old instanceof ArrayNode array && !array.isEmpty() && random.nextBoolean()) {
                int at = random.nextInt(array.size());
                switch (random.nextInt(3)) {
                    case 0 -> array.remove(at);
                    case 1 -> array.insert(at, value(random, 1));
                    default -> array.set(at, value(random, 1));
                }
            } else if (random.nextInt(3) == 0) {
                node.remove(key);
            } else {
                node.set(key, value(random, 2));
            }
        }
    }

    @Test
    void rowsAreRemovedAndAppendedInTheLayoutOfTheList() {
        String text = "{\n  \"a\": [\n    { \"id\": 1 },\n    { \"id\": 2 }\n  ]\n}\n";
        JsonTextEditor editor = new JsonTextEditor(text);
        JsonSpan.Elements rows =
                (JsonSpan.Elements) ((JsonSpan.Members) editor.root()).find("a").value();
        editor.edit(rows, java.util.Set.of(0), List.of(json("{\"id\": 3}")));
        assertThat(editor.finish())
                .isEqualTo("{\n  \"a\": [\n    { \"id\": 2 },\n    {\n      \"id\": 3\n    }\n  ]\n}\n");
    }
}
