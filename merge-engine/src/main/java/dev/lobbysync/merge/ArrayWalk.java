package dev.lobbysync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.lobbysync.merge.Explanation.Side;
import java.util.Iterator;
import java.util.List;
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
    private final ElementTable table;

    private ArrayWalk(
            TreeWalk walk, MergePolicy policy, ArrayStrategy strategy, JsonNode base, JsonNode local, JsonNode remote) {
        this.walk = walk;
        this.policy = policy;
        this.strategy = strategy;
        this.base = base;
        this.local = local;
        this.remote = remote;
        this.table = new ElementTable(strategy, base, local, remote);
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
        return strategy.kind() == ArrayStrategy.Kind.KEYED && table.flaw() == null;
    }

    /** Whether the elements can be merged as a set. */
    boolean isSet() {
        return strategy.kind() == ArrayStrategy.Kind.SET && table.flaw() == null;
    }

    /** Why the elements can be merged in neither way. */
    String flaw() {
        String flaw = table.flaw();
        if (flaw == null) {
            throw new IllegalStateException("nothing is wrong with " + walk.path());
        }
        return flaw;
    }

    JsonNode merge() {
        mergeElements();
        ElementOrder order = ElementOrder.of(table.local(), table.remote());
        if (isSet()) {
            walk.explain(Side.BOTH, Rules.SET_MERGE, base, local, remote);
            return array(order.arbitrary());
        }
        return array(ordered(order));
    }

    private void mergeElements() {
        for (ElementRow row : table.local()) {
            mergeElement(row);
        }
        for (ElementRow row : table.remote()) {
            if (!row.inLocal()) {
                mergeElement(row);
            }
        }
        for (ElementRow row : table.rows()) {
            if (!row.inLocal() && !row.inRemote()) {
                mergeElement(row);
            }
        }
    }

    private void mergeElement(ElementRow row) {
        int conflicts = walk.conflicts().size();
        row.merged = strategy.kind() == ArrayStrategy.Kind.SET ? mergedMember(row) : mergedObject(row);
        // A deletion in conflict keeps its place, or the order would depend on which side is local.
        row.removed = !row.inMerged() && walk.conflicts().size() == conflicts;
    }

    /** Versions of a member are equal but for the spelling, so whoever added or removed it decides. */
    private static JsonNode mergedMember(ElementRow row) {
        boolean kept = !row.inBase() || row.isInAll();
        return kept ? row.any() : MissingNode.getInstance();
    }

    /** Most elements are as they were, which costs less to see than a step. */
    private JsonNode mergedObject(ElementRow row) {
        return JsonValues.isUntouched(row.base, row.local, row.remote)
                ? row.local
                : walk.mergeBelow(strategy.stepTo(row.any()), row.base, row.local, row.remote);
    }

    private List<ElementRow> ordered(ElementOrder order) {
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
    private JsonNode array(List<ElementRow> order) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode(order.size());
        Iterator<JsonNode> locals = local.iterator();
        boolean asLocal = true;
        for (ElementRow row : order) {
            if (row.inMerged()) {
                array.add(row.merged);
                asLocal = asLocal && locals.hasNext() && JsonValues.same(row.merged, locals.next());
            }
        }
        return asLocal && !locals.hasNext() ? local : array;
    }
}
