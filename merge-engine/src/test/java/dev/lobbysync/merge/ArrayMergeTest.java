package dev.lobbysync.merge;

import static dev.lobbysync.merge.Trees.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the hard cases cannot say in a few lines of JSON. */
final class ArrayMergeTest {
    private static final int MANY = 100_000;
    private static final MergePolicy KEYED = MergePolicy.SHARED.with(MergePath.ROOT, ArrayStrategy.keyed("id"));
    private static final MergePolicy SET = MergePolicy.SHARED.with(MergePath.ROOT, ArrayStrategy.SET);

    /** Anything quadratic would take minutes here. */
    @Test
    void aHundredThousandElementsAreNothingSpecial() {
        JsonNode base = elements(0, MANY, i -> false);
        ArrayNode local = elements(0, MANY, i -> i % 10 == 0);
        local.addAll(elements(MANY, MANY + 20_000, i -> false));
        ArrayNode remote = JsonNodeFactory.instance.arrayNode();
        IntStream.range(0, MANY)
                .map(i -> MANY - 1 - i)
                .filter(i -> i % 7 != 1)
                .forEach(i -> remote.add(element(i, i % 10 == 5)));
        IntStream.range(0, 20_000).forEach(i -> remote.insert(i % 100, element(2 * MANY + i, false)));

        MergeResult result = JsonMerge.merge(base, local, remote, KEYED);

        assertThat(result.conflicts())
                .allSatisfy(conflict -> assertThat(conflict.kind()).isEqualTo(MergeConflict.Kind.REMOTE_DELETED))
                .hasSize((int) IntStream.range(0, MANY)
                        .filter(i -> i % 7 == 1 && i % 10 == 0)
                        .count());
        long kept =
                IntStream.range(0, MANY).filter(i -> i % 7 != 1 || i % 10 == 0).count();
        assertThat(result.value()).hasSize((int) kept + 40_000);
        assertThat(MergePath.parse("[id=5].on").in(result.value()).booleanValue())
                .isTrue();
    }

    @Test
    void aSetMayBeAsLarge() {
        ArrayNode base = JsonNodeFactory.instance.arrayNode();
        ArrayNode local = JsonNodeFactory.instance.arrayNode();
        ArrayNode remote = JsonNodeFactory.instance.arrayNode();
        IntStream.range(0, MANY).forEach(base::add);
        IntStream.range(0, MANY).map(i -> MANY - 1 - i).filter(i -> i % 3 != 0).forEach(local::add);
        IntStream.range(0, MANY + 1_000).filter(i -> i % 3 != 1).forEach(remote::add);

        MergeResult result = JsonMerge.merge(base, local, remote, SET);

        assertThat(result.clean()).isTrue();
        assertThat(result.value()).hasSize((int) IntStream.range(0, MANY + 1_000)
                .filter(i -> i < MANY ? i % 3 == 2 : i % 3 != 1)
                .count());
    }

    @Test
    void whatDidNotChangeIsNotCopied() {
        JsonNode base = json("[{'id':1,'n':1},{'id':2}]");
        JsonNode local = json("[{'id':2},{'id':1.0,'n':1},{'id':3}]");

        assertThat(JsonMerge.merge(base, base, base, KEYED).value()).isSameAs(base);
        assertThat(JsonMerge.merge(base, local, base, KEYED).value()).isSameAs(local);
    }

    @Test
    void aConflictAboutTheOrderHoldsTheThreeArraysAndNothingInThemIsLost() {
        JsonNode base = json("[{'id':1},{'id':2},{'id':3}]");
        JsonNode local = json("[{'id':2,'l':1},{'id':1},{'id':3}]");
        JsonNode remote = json("[{'id':1},{'id':3},{'id':2,'r':1}]");

        MergeResult result = JsonMerge.merge(base, local, remote, KEYED);

        assertThat(result.conflicts())
                .containsExactly(new MergeConflict(
                        MergePath.ROOT, base, local, remote, MergeConflict.Kind.ORDER, "both-reordered-differently"));
        assertThat(result.value()).isEqualTo(json("[{'id':2,'l':1,'r':1},{'id':1},{'id':3}]"));
    }

    @Test
    void theOwnerOfAnArrayOwnsItsElementsAndTheLoserIsInTheExplanation() {
        MergePolicy owned = KEYED.with(MergePath.ROOT, Ownership.RUNTIME);
        MergeResult result = JsonMerge.merge(
                json("[{'id':1,'n':1},{'id':2}]"),
                json("[{'id':1,'n':2},{'id':2}]"),
                json("[{'id':1,'n':3},{'id':2}]"),
                owned);

        assertThat(result.value()).isEqualTo(json("[{'id':1,'n':3},{'id':2}]"));
        assertThat(result.explanations()).singleElement().satisfies(e -> {
            assertThat(e.byPolicy()).isTrue();
            assertThat(e.path()).hasToString("[id=1].n");
            assertThat(e.lost()).isEqualTo(json("2"));
        });
    }

    @Test
    void aMergedArrayIsValidatedLikeEverythingElse() {
        MergeResult result = JsonMerge.merge(
                json("[]"),
                json("[{'id':1}]"),
                json("[{'id':2}]"),
                KEYED,
                merged -> merged.size() > 1 ? Map.of(MergePath.parse("[id=2]"), "one is enough") : Map.of());

        assertThat(result.conflicts())
                .extracting(MergeConflict::path, MergeConflict::rule)
                .containsExactly(tuple(MergePath.parse("[id=2]"), "one is enough"));
    }

    private static ArrayNode elements(int from, int to, IntPredicate on) {
        ArrayNode elements = JsonNodeFactory.instance.arrayNode();
        IntStream.range(from, to).forEach(i -> elements.add(element(i, on.test(i))));
        return elements;
    }

    private static ObjectNode element(int id, boolean on) {
        return JsonNodeFactory.instance.objectNode().put("id", id).put("on", on);
    }
}
