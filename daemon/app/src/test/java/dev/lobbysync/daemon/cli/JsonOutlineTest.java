package dev.lobbysync.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonOutlineTest {
    private static final String[] TEXTS = {"", "a", "\\", "\"", "{[,:]}", "é\\\"", "\n", "灯\\\\"};

    private static JsonNode random(Random random, int depth) {
        var nodes = Json.mapper().getNodeFactory();
        return switch (random.nextInt(depth > 4 ? 4 : 6)) {
            case 0 -> nodes.textNode(TEXTS[random.nextInt(TEXTS.length)]);
            case 1 -> nodes.numberNode(random.nextDouble() - 0.5);
            case 2 -> nodes.booleanNode(random.nextBoolean());
            case 3 -> nodes.nullNode();
            case 4 -> {
                ArrayNode array = Json.array();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(random(random, depth + 1));
                }
                yield array;
            }
            default -> object(random, depth + 1);
        };
    }

    private static ObjectNode object(Random random, int depth) {
        ObjectNode object = Json.object();
        for (int i = random.nextInt(5); i > 0; i--) {
            object.set("k" + i + (random.nextBoolean() ? "" : " é{"), random(random, depth));
        }
        return object;
    }

    @Test
    void countsWithinAMemberOnTheSameWay() throws IOException {
        Random random = new Random(11);
        for (int i = 0; i < 2_000; i++) {
            ObjectNode object = object(random, 0);
            ObjectNode inside = object(random, 0);
            object.set("objects", inside);
            object.set("after", random(random, 1));
            byte[] text = (random.nextBoolean() ? object.toString() : object.toPrettyString())
                    .getBytes(StandardCharsets.UTF_8);
            Map<String, Integer> sizes = new HashMap<>();
            Map<String, JsonOutline.Range> members = JsonOutline.members(text, "objects", sizes);
            assertThat(members).isEqualTo(JsonOutline.members(text, 0));
            Map<String, Integer> expected = new HashMap<>();
            inside.properties().forEach(member -> {
                if (member.getValue().isObject()) {
                    expected.put(member.getKey(), member.getValue().size());
                }
            });
            assertThat(sizes).as(object.toString()).isEqualTo(expected);
        }
    }

    @Test
    void findsTheSameMembersAsAParser() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            ObjectNode object = object(random, 0);
            byte[] text = (random.nextBoolean() ? object.toString() : " \n" + object.toPrettyString() + "\n")
                    .getBytes(StandardCharsets.UTF_8);

            Map<String, JsonOutline.Range> members = JsonOutline.members(text, 0);

            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            assertThat(members.keySet()).containsExactlyElementsOf(names);
            assertThat(JsonOutline.count(text, 0)).isEqualTo(object.size());
            for (Map.Entry<String, JsonOutline.Range> member : members.entrySet()) {
                JsonOutline.Range range = member.getValue();
                String value = new String(text, range.from(), range.to() - range.from(), StandardCharsets.UTF_8);
                assertThat(Json.parse(value)).isEqualTo(object.get(member.getKey()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":\"x", "{\"a\":[1", "{1:2}", "x"})
    void whatCannotBeAnObjectIsAnError(String text) {
        assertThatThrownBy(() -> JsonOutline.members(text.getBytes(StandardCharsets.UTF_8), 0))
                .isInstanceOf(IOException.class);
    }
}
