package dev.lobbysync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.merge.Explanation.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One merge under way: walks the three trees in step, once, and collects what it met.
 *
 * <p>Objects are entered without comparing them first, and so are arrays that are merged by key. Comparing at every level
 * would cost nodes times depth; only where the walk ends are values compared as a whole.
 */
final class TreeWalk {
    private final MergePolicy policy;
    private final List<MergePath.Step> trail = new ArrayList<>();
    private final List<MergeConflict> conflicts = new ArrayList<>();
    private final List<Explanation> explanations = new ArrayList<>();

    TreeWalk(MergePolicy policy) {
        this.policy = policy;
    }

    List<MergeConflict> conflicts() {
        return conflicts;
    }

    List<Explanation> explanations() {
        return explanations;
    }

    JsonNode merge(JsonNode base, JsonNode local, JsonNode remote) {
        boolean sidesAreObjects = local.isObject() && remote.isObject();
        if (sidesAreObjects && (base.isObject() || base.isMissingNode())) {
            return mergeMembers(base, local, remote);
        }
        ArrayWalk elements = ArrayWalk.into(this, policy, base, local, remote);
        if (elements != null && elements.isKeyed()) {
            return elements.merge();
        }
        if (JsonValues.equal(local, remote)) {
            if (!JsonValues.equal(base, local)) {
                explain(Side.BOTH, Rules.SAME_CHANGE, base, local, remote);
            }
            return local;
        }
        if (JsonValues.equal(base, remote)) {
            explain(Side.LOCAL, Rules.ONLY_LOCAL, base, local, remote);
            return local;
        }
        if (JsonValues.equal(base, local)) {
            explain(Side.REMOTE, Rules.ONLY_REMOTE, base, local, remote);
            return remote;
        }
        if (elements == null) {
            return decide(base, local, remote);
        }
        if (elements.isSet()) {
            return elements.merge();
        }
        explain(Side.BOTH, elements.flaw(), base, local, remote);
        return decide(base, local, remote);
    }

    /** Local's own node if it comes to just that: most objects of a document are as they were. */
    private JsonNode mergeMembers(JsonNode base, JsonNode local, JsonNode remote) {
        @Nullable ObjectNode merged = null;
        for (Map.Entry<String, JsonNode> member : local.properties()) {
            String key = member.getKey();
            JsonNode value = mergeMember(key, base, member.getValue(), remote.path(key));
            if (merged == null && !JsonValues.same(value, member.getValue())) {
                merged = membersBefore(key, local);
            }
            if (merged != null && !value.isMissingNode()) {
                merged.set(key, value);
            }
        }
        for (Map.Entry<String, JsonNode> member : remote.properties()) {
            String key = member.getKey();
            if (local.has(key)) {
                continue;
            }
            JsonNode value = mergeMember(key, base, MissingNode.getInstance(), member.getValue());
            if (!value.isMissingNode()) {
                merged = merged == null ? membersBefore(null, local) : merged;
                merged.set(key, value);
            }
        }
        explainSameRemovals(base, local, remote);
        return merged == null ? local : merged;
    }

    /** A new object with the members that stand before a key; with all of them if there is none. */
    private static ObjectNode membersBefore(@Nullable String end, JsonNode object) {
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (member.getKey().equals(end)) {
                break;
            }
            members.set(member.getKey(), member.getValue());
        }
        return members;
    }

    private void explainSameRemovals(JsonNode base, JsonNode local, JsonNode remote) {
        for (String key : (Iterable<String>) base::fieldNames) {
            if (!local.has(key) && !remote.has(key)) {
                mergeMember(key, base, MissingNode.getInstance(), MissingNode.getInstance());
            }
        }
    }

    private JsonNode mergeMember(String key, JsonNode base, JsonNode local, JsonNode remote) {
        JsonNode before = base.path(key);
        boolean scalars = !before.isContainerNode() && !local.isContainerNode() && !remote.isContainerNode();
        if (scalars && JsonValues.isUntouched(before, local, remote)) {
            return local; // the usual case, told without a step
        }
        return mergeBelow(new MergePath.Key(key), before, local, remote);
    }

    /** Merges what lies one step down. */
    JsonNode mergeBelow(MergePath.Step step, JsonNode base, JsonNode local, JsonNode remote) {
        trail.add(step);
        JsonNode value = merge(base, local, remote);
        trail.remove(trail.size() - 1);
        return value;
    }

    /** Both sides changed this node, differently. The base may be absent; then neither side is. */
    private JsonNode decide(JsonNode base, JsonNode local, JsonNode remote) {
        if (local.isMissingNode()) {
            return conflict(base, local, remote, MergeConflict.Kind.LOCAL_DELETED, Rules.EDIT_AGAINST_DELETE);
        }
        if (remote.isMissingNode()) {
            return conflict(base, local, remote, MergeConflict.Kind.REMOTE_DELETED, Rules.EDIT_AGAINST_DELETE);
        }
        switch (policy.ownership(path())) {
            case LOCAL -> {
                explain(Side.LOCAL, Rules.LOCAL_POLICY, base, local, remote);
                return local;
            }
            case RUNTIME -> {
                explain(Side.REMOTE, Rules.REMOTE_POLICY, base, local, remote);
                return remote;
            }
            case SHARED -> {}
        }
        if (base.isMissingNode()) {
            return conflict(base, local, remote, MergeConflict.Kind.BOTH_ADDED, Rules.BOTH_ADDED);
        }
        if (base.isObject() || local.isObject() || remote.isObject()) {
            return conflict(base, local, remote, MergeConflict.Kind.TYPE_CHANGED, Rules.TYPE_AGAINST_CHANGE);
        }
        return conflict(base, local, remote, MergeConflict.Kind.BOTH_CHANGED, Rules.BOTH_CHANGED);
    }

    JsonNode conflict(JsonNode base, JsonNode local, JsonNode remote, MergeConflict.Kind kind, String rule) {
        conflicts.add(new MergeConflict(path(), base, local, remote, kind, rule));
        return local;
    }

    void explain(Side won, String rule, JsonNode base, JsonNode local, JsonNode remote) {
        explanations.add(new Explanation(path(), won, rule, base, local, remote));
    }

    MergePath path() {
        return new MergePath(trail);
    }
}
