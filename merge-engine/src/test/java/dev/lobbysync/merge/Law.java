package dev.lobbysync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Tries a law on many seeded cases and, where it fails, on ever smaller ones.
 *
 * <p>{@code -Dmerge.cases=100000} tries more, {@code -Dmerge.seed=N -Dmerge.cases=1} replays the case whose seed a
 * failure printed.
 */
final class Law {
    private static final long SEED = Long.getLong("merge.seed", 1);
    private static final int CASES = Integer.getInteger("merge.cases", 4_000);

    /** Three versions of a document, the policy to merge them by, and the seed that they came from. */
    record Case(JsonNode base, JsonNode local, JsonNode remote, MergePolicy policy, long seed) {

        static Case ofSeed(long seed) {
            RandomTrees trees = new RandomTrees(seed);
            JsonNode base = trees.random().nextInt(12) == 0 ? Trees.ABSENT : trees.document();
            JsonNode origin = base.isMissingNode() ? trees.document() : base;
            return new Case(base, trees.perturbed(origin), trees.perturbed(origin), trees.policy(), seed);
        }

        MergeResult merge() {
            return JsonMerge.merge(base, local, remote, policy);
        }

        Case with(MergePolicy other) {
            return new Case(base, local, remote, other, seed);
        }

        @Override
        public String toString() {
            return "seed   %d%nbase   %s%nlocal  %s%nremote %s%npolicy %s"
                    .formatted(seed, text(base), text(local), text(remote), policy);
        }

        private static String text(JsonNode node) {
            return node.isMissingNode() ? "absent" : node.toString();
        }
    }

    private Law() {}

    static void holds(Consumer<Case> law) {
        holds(Case::ofSeed, law);
    }

    static void holds(Function<Long, Case> generator, Consumer<Case> law) {
        for (long seed = SEED; seed < SEED + CASES; seed++) {
            Case instance = generator.apply(seed);
            if (failure(law, instance) != null) {
                Case shrunk = shrunk(law, instance);
                throw new AssertionError("the law fails for\n" + shrunk, failure(law, shrunk));
            }
        }
    }

    private static Throwable failure(Consumer<Case> law, Case instance) {
        try {
            law.accept(instance);
            return null;
        } catch (AssertionError | RuntimeException e) {
            return e;
        }
    }

    private static Case shrunk(Consumer<Case> law, Case failing) {
        Case smallest = failing;
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (Case candidate : candidates(smallest)) {
                if (failure(law, candidate) != null) {
                    smallest = candidate;
                    smaller = true;
                    break;
                }
            }
        }
        return smallest;
    }

    private static List<Case> candidates(Case c) {
        List<Case> smaller = new ArrayList<>();
        if (!c.policy().equals(MergePolicy.SHARED)) {
            smaller.add(c.with(MergePolicy.SHARED));
            if (!c.policy().withoutOwners().equals(c.policy())) {
                smaller.add(c.with(c.policy().withoutOwners()));
            }
        }
        smaller(c.base()).forEach(base -> smaller.add(new Case(base, c.local(), c.remote(), c.policy(), c.seed())));
        smaller(c.local()).forEach(local -> smaller.add(new Case(c.base(), local, c.remote(), c.policy(), c.seed())));
        smaller(c.remote()).forEach(remote -> smaller.add(new Case(c.base(), c.local(), remote, c.policy(), c.seed())));
        if (c.base().equals(c.local()) || c.base().equals(c.remote())) {
            smaller(c.base()).forEach(base -> {
                JsonNode local = c.local().equals(c.base()) ? base : c.local();
                JsonNode remote = c.remote().equals(c.base()) ? base : c.remote();
                smaller.add(new Case(base, local, remote, c.policy(), c.seed()));
            });
        }
        return smaller;
    }

    /** Documents with one node less. */
    private static List<JsonNode> smaller(JsonNode node) {
        List<JsonNode> smaller = new ArrayList<>();
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                ObjectNode without = ((ObjectNode) node).deepCopy();
                without.remove(member.getKey());
                smaller.add(without);
                for (JsonNode value : smaller(member.getValue())) {
                    ObjectNode with = ((ObjectNode) node).deepCopy();
                    with.set(member.getKey(), value);
                    smaller.add(with);
                }
            }
        } else if (node.isArray() && !node.isEmpty()) {
            for (int i = 0; i < node.size(); i++) {
                ArrayNode without = ((ArrayNode) node).deepCopy();
                without.remove(i);
                smaller.add(without);
                for (JsonNode value : smaller(node.get(i))) {
                    ArrayNode with = ((ArrayNode) node).deepCopy();
                    with.set(i, value);
                    smaller.add(with);
                }
            }
        }
        if (node.isContainerNode() && node.isEmpty()) {
            smaller.add(JsonNodeFactory.instance.numberNode(0));
        }
        return smaller;
    }
}
