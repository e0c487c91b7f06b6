package dev.lobbysync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The elements of one array by name, in their order. If some have none or share one the array cannot be merged element by
 * element, and {@link #flaw} says why.
 */
final class ElementIndex {
    private final Map<String, JsonNode> elements;
    private final @Nullable String flaw;

    private ElementIndex(Map<String, JsonNode> elements, @Nullable String flaw) {
        this.elements = elements;
        this.flaw = flaw;
    }

    /**
     * @param array {@code MissingNode} counts as empty
     * @param strategy by key or as a set
     */
    static ElementIndex of(JsonNode array, ArrayStrategy strategy) {
        boolean keyed = strategy.kind() == ArrayStrategy.Kind.KEYED;
        Map<String, JsonNode> elements = new LinkedHashMap<>(2 * array.size());
        for (JsonNode element : array) {
            String name =
                    keyed ? key(element, strategy) : Identities.canBeInSet(element) ? Identities.text(element) : null;
            if (name == null) {
                return new ElementIndex(Map.of(), keyed ? Rules.MISSING_KEY : Rules.NO_SET);
            }
            if (elements.put(name, element) != null) {
                return new ElementIndex(Map.of(), keyed ? Rules.DUPLICATE_KEY : Rules.NO_SET);
            }
        }
        return new ElementIndex(elements, null);
    }

    private static @Nullable String key(JsonNode element, ArrayStrategy strategy) {
        if (strategy.key().size() == 1) {
            JsonNode value = element.path(strategy.key().get(0));
            return element.isObject() && Identities.canName(value) ? Identities.text(value) : null;
        }
        StringBuilder key = new StringBuilder();
        for (String field : strategy.key()) {
            JsonNode value = element.path(field);
            if (!element.isObject() || !Identities.canName(value)) {
                return null;
            }
            String text = Identities.text(value);
            key.append(text.length()).append(' ').append(text);
        }
        return key.toString();
    }

    /** The step that leads to an element. */
    static MergePath.Element step(JsonNode element, ArrayStrategy strategy) {
        Map<String, JsonNode> identity = new HashMap<>();
        strategy.key().forEach(field -> identity.put(field, element.path(field)));
        return new MergePath.Element(identity);
    }

    /** The rule that keeps the array from being merged element by element; null if nothing does. */
    @Nullable
    String flaw() {
        return flaw;
    }

    Set<String> names() {
        return Collections.unmodifiableSet(elements.keySet());
    }

    boolean has(String name) {
        return elements.containsKey(name);
    }

    JsonNode get(String name) {
        return elements.getOrDefault(name, MissingNode.getInstance());
    }
}
