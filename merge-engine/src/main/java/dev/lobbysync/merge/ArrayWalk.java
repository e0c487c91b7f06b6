package dev.lobbysync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.lobbysync.merge.Explanation.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a merge that looks into one array (ENGINE S3): membership as for the keys of an object, elements like any
 * other value, then the order. Linear in the number of elements.
 */
final class ArrayWalk {
    private final TreeWalk walk;
    private final MergePolicy policy;
    private final ArrayStrategy strategy;
    private final JsonNode base;
    private final JsonNode local;
    private final JsonNode remote;
    private final ElementIndex baseIndex;
    private final ElementIndex localIndex;
    private final ElementIndex remoteIndex;
    private final Map<String, JsonNode> merged;
    private final Set<String> removed = new HashSet<>();

    private ArrayWalk(
            TreeWalk walk, MergePolicy policy, ArrayStrategy strategy, JsonNode base, JsonNode local, JsonNode remote) {
        this.walk = walk;
        this.policy = policy;
        this.strategy = strategy;
        this.base = base;
        this.local = local;
        this.remote = remote;
        this.baseIndex = ElementIndex.of(base, strategy);
        this.localIndex = ElementIndex.of(local, strategy);
        this.remoteIndex = ElementIndex.of(remote, strategy);
        this.merged = new HashMap<>(2 * local.size());
    }

    /** Null if these are not arrays on both sides, or if the policy takes arrays here for values. */
    static @Nullable ArrayWalk into(TreeWalk walk, MergePolicy policy, JsonNode base, JsonNode local, JsonNode remote) {
        boolean arrays = local.isArray() && remote.isArray() && (base.isArray() || base.isMissingNode());
        if (!arrays || !policy.looksIntoArrays()) {
            return null;
        }
        ArrayStrategy strategy = policy.array(walk.path());
        return strategy.kind() == ArrayStrategy.Kind.ATOMIC
                ? null
                : new ArrayWalk(walk, policy, strategy, base, local, remote);
    }

    /** Whether the elements can be merged by key. */
    boolean isKeyed() {
        return strategy.kind() == ArrayStrategy.Kind.KEYED && firstFlaw() == null;
    }

    /** Whether the elements can be merged as a set. */
    boolean isSet() {
        return strategy.kind() == ArrayStrategy.Kind.SET && firstFlaw() == null;
    }

    /** Why the elements can be merged in neither way. */
    String flaw() {
        String flaw = firstFlaw();
        if (flaw == null) {
            throw new IllegalStateException("nothing is wrong with " + walk.path());
        }
        return flaw;
    }

    /** Of several the same one whichever side is local. */
    private @Nullable String firstFlaw() {
        String first = baseIndex.flaw();
        for (String flaw : new @Nullable String[] {localIndex.flaw(), remoteIndex.flaw()}) {
            first = first == null || (flaw != null && flaw.compareTo(first) < 0) ? flaw : first;
        }
        return first;
    }

    JsonNode merge() {
        mergeElements();
        ElementOrder order = ElementOrder.of(baseIndex.names(), kept(localIndex), kept(remoteIndex));
        if (isSet()) {
            walk.explain(Side.BOTH, Rules.SET_MERGE, base, local, remote);
            return array(order.arbitrary());
        }
        return array(ordered(order));
    }

    private void mergeElements() {
        for (String name : localIndex.names()) {
            mergeElement(name);
        }
        for (String name : remoteIndex.names()) {
            if (!localIndex.has(name)) {
                mergeElement(name);
            }
        }
        for (String name : baseIndex.names()) {
            if (!localIndex.has(name) && !remoteIndex.has(name)) {
                mergeElement(name);
            }
        }
    }

    private void mergeElement(String name) {
        JsonNode before = baseIndex.get(name);
        JsonNode here = localIndex.get(name);
        JsonNode there = remoteIndex.get(name);
        int conflicts = walk.conflicts().size();
        JsonNode value;
        if (strategy.kind() == ArrayStrategy.Kind.SET) {
            // Equal but for the spelling, so whoever added or removed it decides.
            boolean kept = before.isMissingNode() || (!here.isMissingNode() && !there.isMissingNode());
            value = !kept ? MissingNode.getInstance() : here.isMissingNode() ? there : here;
        } else {
            JsonNode any = !here.isMissingNode() ? here : !there.isMissingNode() ? there : before;
            // Most elements are as they were, which costs less to see than a step.
            value = JsonValues.isUntouched(before, here, there)
                    ? here
                    : walk.mergeBelow(ElementIndex.step(any, strategy), before, here, there);
        }
        merged.put(name, value);
        // A deletion in conflict keeps its place, or the order would depend on which side is local.
        if (value.isMissingNode() && walk.conflicts().size() == conflicts) {
            removed.add(name);
        }
    }

    private List<String> kept(ElementIndex index) {
        List<String> kept = new ArrayList<>(index.names());
        kept.removeIf(removed::contains);
        return kept;
    }

    private List<String> ordered(ElementOrder order) {
        if (order.agrees()) {
            if (order.localMoved() && order.remoteMoved()) {
                walk.explain(Side.BOTH, Rules.SAME_ORDER, base, local, remote);
            } else if (order.localMoved()) {
                walk.explain(Side.LOCAL, Rules.ONLY_LOCAL_REORDERED, base, local, remote);
            } else if (order.remoteMoved()) {
                walk.explain(Side.REMOTE, Rules.ONLY_REMOTE_REORDERED, base, local, remote);
            }
            return order.merged();
        }
        return switch (policy.ownership(walk.path())) {
            case LOCAL -> {
                walk.explain(Side.LOCAL, Rules.LOCAL_POLICY, base, local, remote);
                yield order.byLocal();
            }
            case RUNTIME -> {
                walk.explain(Side.REMOTE, Rules.REMOTE_POLICY, base, local, remote);
                yield order.byRemote();
            }
            case SHARED -> {
                walk.conflict(base, local, remote, MergeConflict.Kind.ORDER, Rules.BOTH_REORDERED);
                yield order.byLocal();
            }
        };
    }

    /** The elements in that order; local's own array if it is just that. */
    private JsonNode array(List<String> order) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode(order.size());
        Iterator<JsonNode> locals = local.iterator();
        boolean asLocal = true;
        for (String name : order) {
            JsonNode element = merged.get(name);
            if (element != null && !element.isMissingNode()) {
                array.add(element);
                asLocal = asLocal && locals.hasNext() && JsonValues.same(element, locals.next());
            }
        }
        return asLocal && !locals.hasNext() ? local : array;
    }
}
