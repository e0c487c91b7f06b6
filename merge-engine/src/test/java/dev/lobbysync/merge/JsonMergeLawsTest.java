package dev.lobbysync.merge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.merge.Law.Case;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The laws of ENGINE 2, each on thousands of seeded cases; {@link Law} says how to replay one. */
final class JsonMergeLawsTest {

    @Test
    void law1WhatOneSideAloneDidIsTheResult() {
        Law.holds(c -> {
            assertMerges(c.base(), c.base(), c.remote(), c.remote(), c.policy());
            assertMerges(c.base(), c.local(), c.base(), c.local(), c.policy());
            assertMerges(c.base(), c.local(), c.local(), c.local(), c.policy());
            assertThat(JsonMerge.merge(c.base(), c.base(), c.base(), c.policy()).value())
                    .isSameAs(c.base());
            assertThat(JsonMerge.merge(c.base(), c.local(), c.base(), c.policy())
                            .value()
                            .toString())
                    .isEqualTo(c.local().toString());
        });
    }

    @Test
    void law2SwappingTheSidesSwapsTheConflictsAndNothingElse() {
        Law.holds(c -> {
            MergeResult result = c.merge();
            MergeResult swapped =
                    JsonMerge.merge(c.base(), c.remote(), c.local(), c.policy().swapped());

            assertThat(Set.copyOf(swapped.conflicts()))
                    .isEqualTo(result.conflicts().stream()
                            .map(JsonMergeLawsTest::swapped)
                            .collect(Collectors.toSet()));
            assertThat(swapped.explanations().stream()
                            .map(e -> e.path() + " " + e.won().swapped())
                            .collect(Collectors.toSet()))
                    .isEqualTo(result.explanations().stream()
                            .map(e -> e.path() + " " + e.won())
                            .collect(Collectors.toSet()));
            assertEqual(masked(swapped, c.policy()), masked(result, c.policy()));
        });
    }

    @Test
    void law3MergingACleanResultAgainChangesNothing() {
        Law.holds(c -> {
            MergeResult result = c.merge();
            if (result.clean()) {
                assertMerges(c.base(), result.value(), c.remote(), result.value(), c.policy());
                assertMerges(c.base(), c.local(), result.value(), result.value(), c.policy());
            }
        });
    }

    @Test
    void law4OnceBothSidesHaveTheResultNothingIsLeftToDo() {
        Law.holds(c -> {
            JsonNode merged = c.merge().value();
            MergeResult next = JsonMerge.merge(merged, merged, merged, c.policy());

            assertThat(next.conflicts()).isEmpty();
            assertThat(next.explanations()).isEmpty();
            assertThat(next.value()).isSameAs(merged);
        });
    }

    @Test
    void law5ChangesOnDisjointPathsNeverMeet() {
        Law.holds(JsonMergeLawsTest::disjoint, c -> {
            MergeResult result = c.merge();

            assertThat(result.conflicts()).isEmpty();
            for (String key : List.of("x", "y")) {
                assertEqual(
                        MergePath.of("in", key, "l").in(result.value()),
                        MergePath.of("in", key, "l").in(c.local()));
                assertEqual(
                        MergePath.of("in", key, "r").in(result.value()),
                        MergePath.of("in", key, "r").in(c.remote()));
            }
        });
    }

    @Test
    void law6NothingIsInventedAndNothingLost() {
        Law.holds(c -> {
            Case arrays = c.with(c.policy().withoutOwners());
            MergeResult merged = arrays.merge();
            List<JsonNode> sides = Expanded.of(arrays, merged.value());
            Case expanded = new Case(sides.get(0), sides.get(1), sides.get(2), MergePolicy.SHARED, c.seed());
            MergeResult result = new MergeResult(sides.get(3), Expanded.conflicts(merged), List.of());
            if (result.clean()) {
                leaves(result.value()).forEach((path, leaf) -> assertThat(sides.subList(0, 3))
                        .as("origin of %s", path)
                        .anyMatch(side -> holds(path.in(side), leaf)));
            }
            assertNothingLost(expanded.base(), expanded.local(), result);
            assertNothingLost(expanded.base(), expanded.remote(), result);
        });
    }

    /** But for the order, which objects do not have. */
    @Test
    void anArrayMergesLikeTheObjectOfItsElements() {
        Law.holds(c -> {
            Case arrays = c.with(c.policy().withoutOwners());
            MergeResult result = arrays.merge();
            List<JsonNode> sides = Expanded.of(arrays, result.value());
            MergeResult asObjects = JsonMerge.merge(sides.get(0), sides.get(1), sides.get(2), MergePolicy.SHARED);

            assertThat(Expanded.conflicts(result).stream().map(conflict -> conflict.path() + " " + conflict.kind()))
                    .containsExactlyInAnyOrderElementsOf(asObjects.conflicts().stream()
                            .map(conflict -> conflict.path() + " " + conflict.kind())
                            .toList());
            assertEqual(sides.get(3), asObjects.value());
        });
    }

    @Test
    void law7TheOrderOfKeysDecidesNothing() {
        Law.holds(c -> {
            RandomTrees trees = new RandomTrees(c.seed());
            MergeResult shuffled = JsonMerge.merge(
                    trees.shuffled(c.base()), trees.shuffled(c.local()), trees.shuffled(c.remote()), c.policy());
            MergeResult result = c.merge();

            assertEqual(shuffled.value(), result.value());
            assertThat(shuffled.conflicts())
                    .extracting(MergeConflict::path)
                    .containsExactlyInAnyOrderElementsOf(
                            result.conflicts().stream().map(MergeConflict::path).toList());
        });
    }

    /**
     * Not so where both sides made the same change before remote went on: seen step by step that change was settled, seen
     * as a sum it is local's alone. Where both sides added elements at one place of an array, their order may differ.
     */
    @Test
    void law7RemoteEventsOneByOneEqualTheirSum() {
        Law.holds(c -> {
            MergePolicy policy = c.policy().withoutOwners();
            JsonNode later = new RandomTrees(c.seed()).perturbed(c.remote());
            MergeResult first = c.with(policy).merge();
            MergeResult second = JsonMerge.merge(c.remote(), first.value(), later, policy);
            MergeResult sum = JsonMerge.merge(c.base(), c.local(), later, policy);
            boolean met = Stream.of(first, second, sum)
                    .flatMap(result -> result.explanations().stream())
                    .anyMatch(e -> e.won() == Explanation.Side.BOTH);
            met |= bothAddedAContainer(Expanded.of(c.with(policy), first.value()));
            if (first.clean() && second.clean() && sum.clean() && !met) {
                assertEqual(Expanded.alone(second.value(), policy), Expanded.alone(sum.value(), policy));
            }
        });
    }

    /** Which is a change that both made, too, though what is in it may be from one side. */
    private static boolean bothAddedAContainer(List<JsonNode> versions) {
        JsonNode base = versions.get(0);
        JsonNode local = versions.get(1);
        JsonNode remote = versions.get(2);
        if (base.isMissingNode() && local.isContainerNode() && remote.isContainerNode()) {
            return true;
        }
        return local.isObject()
                && local.properties().stream()
                        .map(Map.Entry::getKey)
                        .anyMatch(
                                key -> bothAddedAContainer(List.of(base.path(key), local.path(key), remote.path(key))));
    }

    @Test
    void law8OwnershipDecidesWhereBothChangedAndNothingElse() {
        Law.holds(c -> {
            MergeResult shared = c.with(c.policy().withoutOwners()).merge();
            MergeResult owned = c.merge();
            JsonNode expected = shared.value();
            boolean reordered = false;
            List<MergeConflict> left = new ArrayList<>();
            for (MergeConflict conflict : shared.conflicts()) {
                Ownership owner = c.policy().ownership(conflict.path());
                if (conflict.kind().isDeletion() || owner == Ownership.SHARED) {
                    left.add(conflict);
                } else if (owner == Ownership.RUNTIME && conflict.kind() == MergeConflict.Kind.ORDER) {
                    reordered = true;
                } else if (owner == Ownership.RUNTIME) {
                    expected = conflict.path().put(expected, conflict.remote());
                }
            }

            assertThat(owned.conflicts()).isEqualTo(left);
            if (reordered) {
                assertEqual(Expanded.alone(owned.value(), c.policy()), Expanded.alone(expected, c.policy()));
            } else {
                assertEqual(owned.value(), expected);
            }
            assertThat(owned.explanations().stream()
                            .filter(Explanation::byPolicy)
                            .count())
                    .isEqualTo(shared.conflicts().size() - left.size());
        });
    }

    @Test
    void law9AnyThreeValuesMergeTheSameWayEachTime() {
        Law.holds(c -> {
            RandomTrees trees = new RandomTrees(-c.seed());
            Case unrelated = new Case(trees.document(), trees.document(), trees.document(), c.policy(), c.seed());

            assertThat(unrelated.merge()).isEqualTo(unrelated.merge());
            assertThat(unrelated.merge().toString()).isEqualTo(unrelated.merge().toString());
            assertThat(c.merge().toString()).isEqualTo(c.merge().toString());
        });
    }

    /** Values are spelled as the side did that they are from, local where that is both; keys stay in local's order. */
    @Test
    void law10WhatDidNotChangeKeepsItsSpellingAndItsPlace() {
        Law.holds(c -> {
            MergeResult result = c.merge();
            Set<MergePath> fromRemote = result.explanations().stream()
                    .filter(e -> e.won() == Explanation.Side.REMOTE)
                    .map(Explanation::path)
                    .collect(Collectors.toSet());
            assertKept(MergePath.ROOT, c.local(), result.value(), fromRemote);
        });
    }

    /** What was taken from remote as a whole is as remote has it. */
    private static void assertKept(MergePath path, JsonNode local, JsonNode merged, Set<MergePath> fromRemote) {
        if (fromRemote.contains(path) || local.isMissingNode() || merged.isMissingNode()) {
            return;
        }
        if (local.isValueNode() && JsonValues.equal(local, merged)) {
            assertThat(merged.toString()).as("spelling of %s", path).isEqualTo(local.toString());
        }
        List<String> before = new ArrayList<>();
        local.fieldNames().forEachRemaining(before::add);
        before.removeIf(key -> !merged.has(key));
        List<String> after = new ArrayList<>();
        merged.fieldNames().forEachRemaining(after::add);
        if (local.isObject() && merged.isObject()) {
            assertThat(after.subList(0, before.size())).as("keys of %s", path).isEqualTo(before);
        }
        before.forEach(key -> assertKept(path.child(key), local.get(key), merged.get(key), fromRemote));
    }

    /** Laws prove nothing about what the generator never makes. */
    @Test
    void theCasesReachEveryKindOfOutcome() {
        Set<String> outcomes = new TreeSet<>();
        AtomicInteger clean = new AtomicInteger();
        Law.holds(c -> {
            MergeResult result = c.merge();
            result.conflicts().forEach(conflict -> outcomes.add(conflict.kind() + " " + conflict.rule()));
            result.explanations().forEach(explanation -> outcomes.add(explanation.rule()));
            if (result.clean() && result.explanations().size() > 1) {
                clean.incrementAndGet();
            }
        });

        assertThat(outcomes)
                .containsExactly(
                        "BOTH_ADDED both-added-differently",
                        "BOTH_CHANGED both-changed-differently",
                        "LOCAL_DELETED edit-against-delete",
                        "ORDER both-reordered-differently",
                        "REMOTE_DELETED edit-against-delete",
                        "TYPE_CHANGED type-against-change",
                        "duplicate-key",
                        "local-policy",
                        "missing-key",
                        "not-a-set",
                        "only-local-changed",
                        "only-local-reordered",
                        "only-remote-changed",
                        "only-remote-reordered",
                        "remote-policy",
                        "same-change",
                        "same-order",
                        "set-merge");
        assertThat(clean).hasPositiveValue();
    }

    private static Case disjoint(long seed) {
        RandomTrees trees = new RandomTrees(seed);
        ObjectNode base = JsonNodeFactory.instance.objectNode();
        ObjectNode local = base.deepCopy();
        ObjectNode remote = base.deepCopy();
        for (String key : List.of("x", "y")) {
            ObjectNode before = base.withObject("/in/" + key);
            ObjectNode mine = local.withObject("/in/" + key);
            ObjectNode theirs = remote.withObject("/in/" + key);
            for (String owner : List.of("l", "r")) {
                JsonNode value = trees.tree(3);
                JsonNode changed = trees.perturbed(value);
                set(before, owner, value);
                set(mine, owner, owner.equals("l") ? changed : value);
                set(theirs, owner, owner.equals("r") ? changed : value);
            }
        }
        return new Case(base, local, remote, trees.policy(), seed);
    }

    private static void assertMerges(
            JsonNode base, JsonNode local, JsonNode remote, JsonNode expected, MergePolicy policy) {
        MergeResult result = JsonMerge.merge(base, local, remote, policy);
        assertThat(result.conflicts()).isEmpty();
        assertEqual(result.value(), expected);
    }

    private static void assertEqual(JsonNode actual, JsonNode expected) {
        assertThat(JsonValues.equal(actual, expected))
                .as("%s equals %s", actual, expected)
                .isTrue();
    }

    private static void assertNothingLost(JsonNode base, JsonNode side, MergeResult result) {
        leaves(side).forEach((path, leaf) -> {
            if (!holds(path.in(base), leaf) && !inConflict(path, result)) {
                assertThat(holds(path.in(result.value()), leaf))
                        .as("%s at %s survives", leaf, path)
                        .isTrue();
            }
        });
        leaves(base).forEach((path, leaf) -> {
            if (path.in(side).isMissingNode() && !inConflict(path, result)) {
                assertThat(holds(path.in(result.value()), leaf))
                        .as("the removal of %s survives", path)
                        .isFalse();
            }
        });
    }

    private static boolean inConflict(MergePath path, MergeResult result) {
        return result.conflicts().stream()
                .map(MergeConflict::path)
                .anyMatch(at -> at.startsWith(path) || path.startsWith(at));
    }

    /** An empty object is there as long as an object is; its members are leaves of their own. */
    private static boolean holds(JsonNode node, JsonNode leaf) {
        return leaf.isObject() ? node.isObject() : JsonValues.equal(node, leaf);
    }

    private static Map<MergePath, JsonNode> leaves(JsonNode document) {
        Map<MergePath, JsonNode> leaves = new LinkedHashMap<>();
        collectLeaves(MergePath.ROOT, document, leaves);
        return leaves;
    }

    private static void collectLeaves(MergePath path, JsonNode node, Map<MergePath, JsonNode> leaves) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties().forEach(member -> collectLeaves(path.child(member.getKey()), member.getValue(), leaves));
        } else if (!node.isMissingNode()) {
            leaves.put(path, node);
        }
    }

    private static MergeConflict swapped(MergeConflict c) {
        return new MergeConflict(
                c.path(), c.base(), c.remote(), c.local(), c.kind().swapped(), c.rule());
    }

    /** The value with all that depends on who is local taken out. */
    private static JsonNode masked(MergeResult result, MergePolicy policy) {
        JsonNode masked = result.value();
        for (MergeConflict conflict : result.conflicts()) {
            MergePath path = conflict.path();
            if (conflict.kind() == MergeConflict.Kind.ORDER) {
                ElementIndex index = ElementIndex.of(path.in(masked), policy.array(path));
                ArrayNode sorted = JsonNodeFactory.instance.arrayNode();
                new TreeSet<>(index.names()).forEach(name -> sorted.add(index.get(name)));
                masked = path.put(masked, sorted);
            } else if (conflict.kind().isDeletion()) {
                masked = path.put(masked, Trees.ABSENT);
            } else {
                masked = masked(path, masked);
            }
        }
        return masked;
    }

    private static JsonNode masked(MergePath path, JsonNode document) {
        return path.put(document, JsonNodeFactory.instance.textNode("conflict"));
    }

    private static void set(ObjectNode object, String key, JsonNode value) {
        if (value.isMissingNode()) {
            object.remove(key);
        } else {
            object.set(key, value);
        }
    }
}
