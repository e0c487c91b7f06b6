package dev.lobbysync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A seeded source of documents, and of edits to them that look for trouble: type flips, null against absent, keys that
 * differ in case or normalisation only, other spellings of one number, elements that move, share a name or lose it, deletions at any depth.
 */
final class RandomTrees {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> KEYS = List.of(
            "a",
            "A",
            "b",
            "id",
            "\u00e4",
            "a\u0308",
            "\u00c4",
            "__proto__",
            "constructor",
            "",
            "a.b",
            "*",
            "\ud83d\ude00");
    /** What names elements: few enough to meet, some equal but for the spelling, some equal but for the type. */
    private static final List<String> IDS = List.of(
            "'a'", "'b'", "'c'", "'d'", "'e'", "'A'", "'\u00e4'", "'a\u0308'", "1", "1.0", "'1'", "2e0", "true");

    private static final List<String> LISTS = List.of("a", "b", "\u00e4");
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
        return chance(10) ? tree(3) : chance(30) ? lists() : object(4);
    }

    /** Arrays under keys that {@link #policy} names most often. */
    private ObjectNode lists() {
        ObjectNode lists = NODES.objectNode();
        for (String key : LISTS) {
            if (chance(60)) {
                lists.set(key, array(1 + random.nextInt(2)));
            }
        }
        return lists;
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
        for (int edits = random.nextInt(5); edits > 0; edits--) {
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
            policy = policy.with(MergePath.of(path.toArray(new String[0])), pick(List.of(Ownership.values())));
        }
        return arrays(policy);
    }

    /** Strategies for arrays, most of them with wildcards, or they would hardly ever meet an array. */
    private MergePolicy arrays(MergePolicy owners) {
        MergePolicy policy = owners;
        for (int patterns = random.nextInt(4); patterns > 0; patterns--) {
            MergePath path = MergePath.ROOT;
            for (int length = random.nextInt(4); length > 0; length--) {
                path = chance(25) ? path.elements() : path.child(chance(70) ? "*" : key());
            }
            policy = policy.with(path, strategy());
        }
        if (chance(60)) {
            policy = policy.with(MergePath.of(pick(LISTS)), strategy());
            policy = policy.with(MergePath.of(pick(LISTS)), ArrayStrategy.keyed("id"));
        }
        if (chance(10)) {
            policy = policy.with(MergePath.of("*").elements(), pick(List.of(Ownership.values())));
        }
        if (chance(10)) {
            policy = policy.with(MergePath.of(pick(LISTS)).element("id", "a"), pick(List.of(Ownership.values())));
        }
        return policy;
    }

    private ArrayStrategy strategy() {
        return switch (random.nextInt(6)) {
            case 0 -> ArrayStrategy.ATOMIC;
            case 1 -> ArrayStrategy.SET;
            case 2 -> ArrayStrategy.keyed("id", "a");
            default -> ArrayStrategy.keyed("id");
        };
    }

    /** The same value with the keys of every object in another order. */
    JsonNode shuffled(JsonNode node) {
        if (node.isArray()) {
            ArrayNode array = NODES.arrayNode();
            node.forEach(element -> array.add(shuffled(element)));
            return array;
        }
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
        if (node.isArray() && !node.isEmpty() && !chance(15)) {
            return editedArray(node);
        }
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

    /** Elements edited, moved, added, removed, repeated. */
    private JsonNode editedArray(JsonNode array) {
        List<JsonNode> elements = new ArrayList<>();
        array.forEach(elements::add);
        int at = random.nextInt(elements.size());
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                JsonNode element = edited(elements.get(at));
                elements.set(at, element.isMissingNode() ? NODES.nullNode() : element);
            }
            case 2, 3 -> elements.add(random.nextInt(elements.size()), elements.remove(at));
            case 4, 5 -> elements.add(random.nextInt(elements.size() + 1), sibling(elements.get(at)));
            case 6 -> elements.remove(at);
            default -> {
                if (chance(20)) {
                    elements.add(elements.get(at));
                } else {
                    Collections.reverse(elements);
                }
            }
        }
        return NODES.arrayNode().addAll(elements);
    }

    /** Something that could stand beside that element. */
    private JsonNode sibling(JsonNode element) {
        return element.isObject() ? element(1) : scalar();
    }

    private ObjectNode element(int depth) {
        ObjectNode element = object(depth);
        element.set("id", Trees.json(pick(IDS)));
        if (chance(20)) {
            element.set("a", Trees.json(pick(IDS)));
        }
        return element;
    }

    private JsonNode scalar() {
        return chance(50) ? Trees.json(pick(IDS)) : tree(0);
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
        int size = random.nextInt(6);
        int sort = random.nextInt(8);
        if (sort == 0) {
            ArrayNode array = NODES.arrayNode();
            for (int i = 0; i < size; i++) {
                array.add(tree(depth - 1));
            }
            return array;
        }
        Map<String, JsonNode> distinct = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            if (sort < 3) {
                JsonNode scalar = scalar();
                distinct.putIfAbsent(Identities.text(scalar), scalar);
            } else {
                ObjectNode element = element(depth);
                distinct.putIfAbsent(Identities.text(element.get("id")), element);
            }
        }
        return NODES.arrayNode().addAll(distinct.values());
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
