package dev.lobbysync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Documents with an object in the place of each array that is merged element by element: name to element. A merge that
 * knows of no arrays can then tell what a merge of arrays must do, but for the order.
 */
final class Expanded {
    private final MergePolicy policy;

    private Expanded(MergePolicy policy) {
        this.policy = policy;
    }

    /** Base, local, remote and the merged value. */
    static List<JsonNode> of(Law.Case c, JsonNode merged) {
        return new Expanded(c.policy()).expand(MergePath.ROOT, List.of(c.base(), c.local(), c.remote(), merged));
    }

    static JsonNode alone(JsonNode document, MergePolicy policy) {
        return new Expanded(policy)
                .expand(MergePath.ROOT, List.of(document, document, document))
                .get(0);
    }

    /** The conflicts as those of expanded documents, without those about the order. */
    static List<MergeConflict> conflicts(MergeResult result) {
        return result.conflicts().stream()
                .filter(c -> c.kind() != MergeConflict.Kind.ORDER)
                .map(c -> new MergeConflict(
                        MergePath.of(c.path().segments().toArray(new String[0])),
                        c.base(),
                        c.local(),
                        c.remote(),
                        c.kind(),
                        c.rule()))
                .toList();
    }

    private List<JsonNode> expand(MergePath path, List<JsonNode> versions) {
        JsonNode base = versions.get(0);
        List<JsonNode> sides = versions.subList(1, 3);
        if (sides.stream().allMatch(JsonNode::isObject) && (base.isObject() || base.isMissingNode())) {
            Set<String> keys = new LinkedHashSet<>();
            versions.forEach(version -> version.fieldNames().forEachRemaining(keys::add));
            List<ObjectNode> objects = objects(versions);
            keys.forEach(key -> put(
                    objects,
                    key,
                    expand(
                            path.child(key),
                            versions.stream().map(v -> v.path(key)).toList())));
            return matching(versions, objects);
        }
        ArrayStrategy strategy = policy.array(path);
        if (sides.stream().allMatch(JsonNode::isArray)
                && (base.isArray() || base.isMissingNode())
                && strategy.kind() != ArrayStrategy.Kind.ATOMIC) {
            List<ElementIndex> indexes =
                    versions.stream().map(v -> ElementIndex.of(v, strategy)).toList();
            if (indexes.stream().allMatch(index -> index.flaw() == null)) {
                return matching(versions, elements(path, strategy, indexes));
            }
        }
        return versions;
    }

    private List<ObjectNode> elements(MergePath path, ArrayStrategy strategy, List<ElementIndex> indexes) {
        Set<String> names = new LinkedHashSet<>();
        indexes.forEach(index -> names.addAll(index.names()));
        List<ObjectNode> objects = objects(indexes);
        for (String name : names) {
            List<JsonNode> elements =
                    indexes.stream().map(index -> index.get(name)).toList();
            if (strategy.kind() == ArrayStrategy.Kind.SET) {
                put(objects, name, elements);
            } else {
                JsonNode any = elements.stream()
                        .filter(e -> !e.isMissingNode())
                        .findFirst()
                        .orElseThrow();
                MergePath.Element step = strategy.stepTo(any);
                put(objects, step.toString(), expand(path.child(step), elements));
            }
        }
        return objects;
    }

    private static List<ObjectNode> objects(List<?> versions) {
        List<ObjectNode> objects = new ArrayList<>();
        versions.forEach(version -> objects.add(JsonNodeFactory.instance.objectNode()));
        return objects;
    }

    private static void put(List<ObjectNode> objects, String key, List<JsonNode> values) {
        for (int i = 0; i < objects.size(); i++) {
            if (!values.get(i).isMissingNode()) {
                objects.get(i).set(key, values.get(i));
            }
        }
    }

    /** What is not there stays so. */
    private static List<JsonNode> matching(List<JsonNode> versions, List<ObjectNode> objects) {
        List<JsonNode> matching = new ArrayList<>();
        for (int i = 0; i < versions.size(); i++) {
            matching.add(versions.get(i).isMissingNode() ? versions.get(i) : objects.get(i));
        }
        return matching;
    }
}
