package dev.lobbysync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A seeded source of documents, and of edits to them that look for trouble: type flips, null against absent, keys that
 * differ in case or normalisation only, other spellings of one number, moves in arrays, deletions at any depth.
 */
final class RandomTrees {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> KEYS = List.of(
            "a", "A", "b", "\u00e4", "a\u0308", "\u00c4", "__proto__", "constructor", "", "a.b", "*", "\ud83d\ude00");
    private static final List<String> TEXTS = List.of("", "1", "true", "a", "A", "\u00e4", "a\u0308", "\ud83d\ude00");
    private static final List<String> ONES = List.of("1", "1.0", "1e0", "10e-1", "1.00");

    private final Random random;

    RandomTrees(long seed) {
        this.random = new Random(seed);
    }

    Random random() {
        return random;
    }

    JsonNode document() {
        return chance(10) ? tree(3) : object(4);
    }

    ObjectNode object(int depth) {
        ObjectNode object = NODES.objectNode();
        int size = random.nextInt(5);
        for (int i = 0; i < size; i++) {
            object.set(key(), tree(depth - 1));
        }
        return object;
    }

    JsonNode tree(int depth) {
        int choice = random.nextInt(depth > 0 ? 12 : 7);
        return switch (choice) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2 -> NODES.textNode(pick(TEXTS));
            case 3 -> one();
            case 4, 5 -> NODES.numberNode(random.nextInt(4));
            case 6 -> NODES.numberNode(new BigDecimal(random.nextInt(9)).scaleByPowerOfTen(-1));
            case 7, 8 -> array(depth);
            default -> object(depth);
        };
    }

    /** The document after some edits; it may be gone. */
    JsonNode perturbed(JsonNode document) {
        JsonNode edited = document;
        for (int edits = random.nextInt(4); edits > 0; edits--) {
            edited = edited(edited);
        }
        return edited;
    }

    MergePolicy policy() {
        MergePolicy policy = MergePolicy.SHARED;
        for (int patterns = random.nextInt(4); patterns > 0; patterns--) {
            List<String> path = new ArrayList<>();
            for (int length = random.nextInt(3); length > 0; length--) {
                path.add(key());
            }
            policy = policy.with(new MergePath(path), pick(List.of(Ownership.values())));
        }
        return policy;
    }

    /** The same value with the keys of every object in another order. */
    JsonNode shuffled(JsonNode node) {
        if (!node.isObject()) {
            return node;
        }
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>(node.properties());
        Collections.shuffle(members, random);
        ObjectNode object = NODES.objectNode();
        members.forEach(member -> object.set(member.getKey(), shuffled(member.getValue())));
        return object;
    }

    private JsonNode edited(JsonNode node) {
        if (node.isObject() && !node.isEmpty() && !chance(25)) {
            ObjectNode copy = ((ObjectNode) node).deepCopy();
            String key = pick(keysOf(node));
            JsonNode member = edited(node.get(key));
            if (member.isMissingNode()) {
                copy.remove(key);
            } else {
                copy.set(key, member);
            }
            return copy;
        }
        return switch (random.nextInt(10)) {
            case 0 -> Trees.ABSENT;
            case 1 -> NODES.nullNode();
            case 2 -> flipped(node);
            case 3 -> respelled(node);
            case 4 -> NODES.objectNode().set(key(), node.isMissingNode() ? NODES.nullNode() : node);
            case 5 -> tree(2);
            default -> rearranged(node);
        };
    }

    private JsonNode flipped(JsonNode node) {
        if (node.isNumber() || node.isBoolean()) {
            return NODES.textNode(node.asText());
        }
        if (node.isObject()) {
            ArrayNode array = NODES.arrayNode();
            node.forEach(array::add);
            return array;
        }
        if (node.isArray()) {
            ObjectNode object = NODES.objectNode();
            node.forEach(element -> object.set(key(), element));
            return object;
        }
        return node.isTextual() ? one() : NODES.objectNode();
    }

    private JsonNode respelled(JsonNode node) {
        if (!node.isNumber()) {
            return one();
        }
        BigDecimal value = node.decimalValue();
        return NODES.numberNode(value.setScale(value.scale() + 1 + random.nextInt(2)));
    }

    private JsonNode rearranged(JsonNode node) {
        if (node.isArray()) {
            List<JsonNode> elements = new ArrayList<>();
            node.forEach(elements::add);
            switch (random.nextInt(3)) {
                case 0 -> Collections.rotate(elements, 1);
                case 1 -> elements.add(elements.isEmpty() ? one() : elements.get(0));
                default -> elements.remove(elements.isEmpty() ? Trees.ABSENT : elements.get(0));
            }
            return NODES.arrayNode().addAll(elements);
        }
        if (node.isObject()) {
            ObjectNode copy = ((ObjectNode) node).deepCopy();
            copy.set(key(), tree(1));
            return copy;
        }
        return one();
    }

    private ArrayNode array(int depth) {
        ArrayNode array = NODES.arrayNode();
        int size = random.nextInt(4);
        for (int i = 0; i < size; i++) {
            array.add(tree(depth - 1));
        }
        return array;
    }

    private JsonNode one() {
        return NODES.numberNode(new BigDecimal(pick(ONES)));
    }

    private String key() {
        return pick(KEYS);
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static List<String> keysOf(JsonNode object) {
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
    }
}
