package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The elements of one array in the order of another one, by their keys (ENGINE S3). */
final class ElementsInOrder {
    private ElementsInOrder() {}

    /**
     * Orders the elements; one that the other array lacks stays behind the one that it stands behind now.
     *
     * @param wanted the array whose order is taken
     * @param key the fields that name an element
     */
    static JsonNode of(JsonNode elements, @Nullable JsonNode wanted, List<String> key) {
        if (wanted == null || !wanted.isArray() || !elements.isArray()) {
            return elements;
        }
        Map<List<String>, Integer> places = new HashMap<>();
        for (int i = 0; i < wanted.size(); i++) {
            places.putIfAbsent(name(wanted.get(i), key), i);
        }
        // An element that both arrays have leads those behind it that the other one lacks.
        List<JsonNode> first = new ArrayList<>();
        List<List<JsonNode>> groups = new ArrayList<>();
        for (JsonNode element : elements) {
            if (places.containsKey(name(element, key))) {
                groups.add(new ArrayList<>(List.of(element)));
            } else {
                (groups.isEmpty() ? first : groups.get(groups.size() - 1)).add(element);
            }
        }
        groups.sort(Comparator.comparing(group -> places.getOrDefault(name(group.get(0), key), 0)));
        ArrayNode ordered = JsonNodeFactory.instance.arrayNode().addAll(first);
        groups.forEach(ordered::addAll);
        return ordered;
    }

    private static List<String> name(JsonNode element, List<String> key) {
        List<String> name = new ArrayList<>();
        for (String field : key) {
            JsonNode value = element.path(field);
            name.add(value.isNumber() ? "n" + value.doubleValue() : value.toString());
        }
        return name;
    }
}
