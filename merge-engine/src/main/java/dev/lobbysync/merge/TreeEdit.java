package dev.lobbysync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Documents with one place changed, sharing all else with the original. */
final class TreeEdit {
    private TreeEdit() {}

    /** The element of that name; {@code MissingNode} if there is none, or more than one. */
    static JsonNode find(MergePath.Element name, JsonNode array) {
        JsonNode found = MissingNode.getInstance();
        if (array.isArray()) {
            for (JsonNode element : array) {
                if (name.names(element)) {
                    if (!found.isMissingNode()) {
                        return MissingNode.getInstance();
                    }
                    found = element;
                }
            }
        }
        return found;
    }

    /**
     * @param from the steps before this one lead to {@code node}
     */
    static JsonNode put(JsonNode node, MergePath path, int from, JsonNode value) {
        if (from == path.steps().size()) {
            return value;
        }
        MergePath.Step step = path.steps().get(from);
        if (node.isMissingNode() && value.isMissingNode()) {
            return node;
        }
        return step instanceof MergePath.Element element
                ? putElement(node, element, path, from, value)
                : putMember(node, step.toString(), path, from, value);
    }

    private static JsonNode putMember(JsonNode node, String key, MergePath path, int from, JsonNode value) {
        if (!node.isObject() && !node.isMissingNode()) {
            throw new IllegalArgumentException(
                    "there is no " + path + ", for what should hold '" + key + "' is no object");
        }
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        node.properties().forEach(member -> copy.set(member.getKey(), member.getValue()));
        JsonNode member = put(node.path(key), path, from + 1, value);
        if (member.isMissingNode()) {
            copy.remove(key);
        } else {
            copy.set(key, member);
        }
        return copy;
    }

    private static JsonNode putElement(
            JsonNode node, MergePath.Element name, MergePath path, int from, JsonNode value) {
        if (!node.isArray() && !node.isMissingNode()) {
            throw new IllegalArgumentException(
                    "there is no " + path + ", for what should hold " + name + " is no array");
        }
        JsonNode before = find(name, node);
        JsonNode after = put(before, path, from + 1, value);
        List<JsonNode> elements = new ArrayList<>(node.size() + 1);
        for (JsonNode element : node) {
            if (!JsonValues.same(element, before)) {
                elements.add(element);
            } else if (!after.isMissingNode()) {
                elements.add(after);
            }
        }
        if (before.isMissingNode() && !after.isMissingNode()) {
            elements.add(after);
        }
        ArrayNode copy = JsonNodeFactory.instance.arrayNode(elements.size());
        return copy.addAll(elements);
    }
}
