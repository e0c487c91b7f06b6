package dev.lobbysync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The elements of one array by name, in their order, told apart in the plainest way. */
final class ElementIndex {
    private final Map<String, JsonNode> elements = new LinkedHashMap<>();
    private String flaw;

    private ElementIndex() {}

    static ElementIndex of(JsonNode array, ArrayStrategy strategy) {
        ElementIndex index = new ElementIndex();
        boolean set = strategy.kind() == ArrayStrategy.Kind.SET;
        for (JsonNode element : array) {
            String name = strategy.nameOf(element);
            boolean again = name != null && index.elements.put(name, element) != null;
            if (index.flaw == null && (name == null || again)) {
                index.flaw = set ? Rules.NO_SET : again ? Rules.DUPLICATE_KEY : Rules.MISSING_KEY;
            }
        }
        return index;
    }

    /** The first reason why the array cannot be merged element by element, or null. */
    String flaw() {
        return flaw;
    }

    Set<String> names() {
        return Collections.unmodifiableSet(elements.keySet());
    }

    JsonNode get(String name) {
        return elements.getOrDefault(name, MissingNode.getInstance());
    }
}
