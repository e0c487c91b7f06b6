package dev.lobbysync.merge;

import static dev.lobbysync.merge.Trees.ABSENT;
import static dev.lobbysync.merge.Trees.json;
import static dev.lobbysync.merge.Trees.nested;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.merge.Explanation.Side;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonMergeTest {

    /** Each row: base, local, remote, and the text of the clean result; {@code -} is absent. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            # one side changed
            1                         | 1                        | 2                        | 2
            1                         | 2                        | 1                        | 2
            {'a':1,'b':2}             | {'a':3,'b':2}            | {'a':1,'b':4}            | {'a':3,'b':4}
            {'a':1}                   | {'a':1,'b':2}            | {'a':1,'c':3}            | {'a':1,'b':2,'c':3}
            {'a':1,'b':2}             | {'b':2}                  | {'a':1}                  | {}
            {'a':{'b':{'c':1}}}       | {'a':{'b':{'c':2}}}      | {'a':{'b':{'c':1,'d':3}}}| {'a':{'b':{'c':2,'d':3}}}
            {'a':{'b':1}}             | {'a':5}                  | {'a':{'b':1}}            | {'a':5}
            {'a':[1,2]}               | {'a':[1,2,3]}            | {'a':[1,2]}              | {'a':[1,2,3]}
            # both did the same
            1                         | 2                        | 2                        | 2
            {'a':1}                   | {}                       | {}                       | {}
            {}                        | {'a':[1,{'x':2}]}        | {'a':[1.0,{'x':2e0}]}    | {'a':[1,{'x':2}]}
            # absent is not null
            {'a':1}                   | {'a':null}               | {'a':1}                  | {'a':null}
            {'a':null}                | {}                       | {'a':null}               | {}
            {}                        | {'a':null}               | {}                       | {'a':null}
            # numbers are doubles, the spelling of what did not change stays
            {'a':1.0,'b':1}           | {'a':1,'b':2e0}          | {'a':1e0,'b':1.0}        | {'a':1,'b':2e0}
            {'a':9007199254740992}    | {'a':9007199254740993}   | {'a':9007199254740992.0} | {'a':9007199254740993}
            0                         | -0.0                     | 5                        | 5
            # no base: equal, one-sided and disjoint things unite
            -                         | {'a':1}                  | -                        | {'a':1}
            -                         | {'a':1,'p':{'x':1}}      | {'p':{'y':2},'a':1.0}    | {'a':1,'p':{'x':1,'y':2}}
            {}                        | {'p':{'x':1}}            | {'p':{'y':2}}            | {'p':{'x':1,'y':2}}
            # keys like any other
            {'__proto__':{'a':1}}     | {'__proto__':{'a':2}}    | {'__proto__':{'a':1},'constructor':3} | {'__proto__':{'a':2},'constructor':3}
            {}                        | {'a':1}                  | {'A':2}                  | {'a':1,'A':2}
            {}                        | {'':1}                   | {'a.b':2}                | {'':1,'a.b':2}
            # local's order first, then what only remote has
            {'z':1,'a':1}             | {'z':1,'m':1,'a':1}      | {'q':1,'a':1,'b':1,'z':2}| {'z':2,'m':1,'a':1,'q':1,'b':1}
            """)
    void changesThatDoNotMeetAreCombined(String base, String local, String remote, String merged) {
        MergeResult result = JsonMerge.merge(json(base), json(local), json(remote), MergePolicy.SHARED);

        assertThat(result.conflicts()).isEmpty();
        assertThat(result.value().toString()).isEqualTo(json(merged).toString());
    }

    /** Each row: base, local, remote, the path and the kind of the one conflict. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            1                     | 2                     | 3                     | $object | BOTH_CHANGED
            {'a':1}               | {'a':2}               | {'a':'2'}             | a       | BOTH_CHANGED
            {'a':1}               | {'a':null}            | {'a':2}               | a       | BOTH_CHANGED
            {'p':{'x':[1]}}       | {'p':{'x':[1,2]}}     | {'p':{'x':[0,1]}}     | p.x     | BOTH_CHANGED
            {}                    | {'a':1}               | {'a':2}               | a       | BOTH_ADDED
            {}                    | {'a':{'x':1}}         | {'a':[1]}             | a       | BOTH_ADDED
            -                     | {'a':1,'b':1}         | {'a':1,'b':2}         | b       | BOTH_ADDED
            {'a':{'x':1}}         | {'a':'s'}             | {'a':{'x':2}}         | a       | TYPE_CHANGED
            {'a':{'x':1}}         | {'a':{'x':1,'y':2}}   | {'a':null}            | a       | TYPE_CHANGED
            {'a':1}               | {'a':{'x':1}}         | {'a':{'y':1}}         | a       | TYPE_CHANGED
            {'a':{'x':1}}         | {}                    | {'a':{'x':2}}         | a       | LOCAL_DELETED
            {'a':{'x':{'y':1}}}   | {'a':{'x':{'y':2}}}   | {'a':{}}              | a.x     | REMOTE_DELETED
            {'a':1}               | -                     | {'a':2}               | $object | LOCAL_DELETED
            {'a':{'x':1,'y':1}}   | {'a':{'x':1}}         | {}                    | a       | REMOTE_DELETED
            """)
    void changesThatMeetAreOneConflictAtTheSmallestNode(
            String base, String local, String remote, String path, MergeConflict.Kind kind) {
        MergeResult result = JsonMerge.merge(json(base), json(local), json(remote), MergePolicy.SHARED);

        assertThat(result.clean()).isFalse();
        assertThat(result.conflicts()).singleElement().satisfies(conflict -> {
            assertThat(conflict.path()).hasToString(path);
            assertThat(conflict.kind()).isEqualTo(kind);
            assertThat(conflict.base()).isEqualTo(conflict.path().in(json(base)));
            assertThat(conflict.local()).isEqualTo(conflict.path().in(json(local)));
            assertThat(conflict.remote()).isEqualTo(conflict.path().in(json(remote)));
            assertThat(conflict.path().in(result.value())).isEqualTo(conflict.local());
        });
    }

    @Test
    void aConflictLeavesTheRestOfTheDocumentMerged() {
        MergeResult result = JsonMerge.merge(
                json("{'a':1,'b':1,'c':1}"),
                json("{'a':2,'b':2,'c':1}"),
                json("{'a':3,'b':1,'c':2}"),
                MergePolicy.SHARED);

        assertThat(result.value()).isEqualTo(json("{'a':2,'b':2,'c':2}"));
        assertThat(result.conflicts()).extracting(MergeConflict::rule).containsExactly("both-changed-differently");
        assertThat(result.explanations())
                .extracting(e -> e.path().toString(), Explanation::won, Explanation::rule, Explanation::byPolicy)
                .containsExactly(
                        tuple("b", Side.LOCAL, "only-local-changed", false),
                        tuple("c", Side.REMOTE, "only-remote-changed", false));
        assertThat(result.explanations().get(0).lost()).isEqualTo(ABSENT);
    }

    @Test
    void theOwnerWinsWhereBothChangedAndTheLoserIsReported() {
        MergePolicy policy = MergePolicy.SHARED
                .with(MergePath.of("mine"), Ownership.LOCAL)
                .with(MergePath.of("theirs"), Ownership.RUNTIME);
        MergeResult result = JsonMerge.merge(
                json("{'mine':{'x':1},'theirs':1}"),
                json("{'mine':{'x':2,'new':1},'theirs':2}"),
                json("{'mine':{'x':3,'other':1},'theirs':3}"),
                policy);

        assertThat(result.clean()).isTrue();
        assertThat(result.value()).isEqualTo(json("{'mine':{'x':2,'new':1,'other':1},'theirs':3}"));
        assertThat(result.explanations())
                .filteredOn(Explanation::byPolicy)
                .extracting(e -> e.path().toString(), Explanation::won, Explanation::rule, Explanation::lost)
                .containsExactly(
                        tuple("mine.x", Side.LOCAL, "local-policy", json("3")),
                        tuple("theirs", Side.REMOTE, "remote-policy", json("2")));
    }

    @Test
    void noOwnerDecidesAnEditAgainstADelete() {
        for (Ownership owner : Ownership.values()) {
            MergePolicy policy = MergePolicy.SHARED.with(MergePath.ROOT, owner);
            assertThat(JsonMerge.merge(json("{'a':1}"), json("{}"), json("{'a':2}"), policy)
                            .conflicts())
                    .extracting(MergeConflict::kind)
                    .containsExactly(MergeConflict.Kind.LOCAL_DELETED);
            assertThat(JsonMerge.merge(json("{'a':1}"), json("{'a':2}"), ABSENT, policy)
                            .conflicts())
                    .extracting(MergeConflict::kind)
                    .containsExactly(MergeConflict.Kind.REMOTE_DELETED);
        }
    }

    @Test
    void noOwnerOverridesAOneSidedChange() {
        MergePolicy policy = MergePolicy.SHARED.with(MergePath.ROOT, Ownership.LOCAL);

        assertThat(JsonMerge.merge(json("{'a':1}"), json("{'a':1}"), json("{'a':2}"), policy)
                        .value())
                .isEqualTo(json("{'a':2}"));
        assertThat(JsonMerge.merge(json("{'a':1}"), json("{'a':1}"), json("{}"), policy)
                        .value())
                .isEqualTo(json("{}"));
    }

    @Test
    void aCleanButInvalidResultIsAConflict() {
        MergeResult result = JsonMerge.merge(
                json("{'min':1,'max':5}"),
                json("{'min':4,'max':5}"),
                json("{'min':1,'max':3}"),
                MergePolicy.SHARED,
                merged -> merged.path("min").intValue() <= merged.path("max").intValue()
                        ? Map.of()
                        : Map.of(MergePath.of("max"), "max is below min"));

        assertThat(result.conflicts())
                .containsExactly(new MergeConflict(
                        MergePath.of("max"),
                        json("5"),
                        json("5"),
                        json("3"),
                        MergeConflict.Kind.INVALID,
                        "max is below min"));
    }

    @Test
    void theValidatorIsNotAskedWhereNothingWouldBeWritten() {
        AtomicBoolean asked = new AtomicBoolean();
        JsonMerge.merge(json("1"), json("2"), json("2.0"), MergePolicy.SHARED, merged -> {
            asked.set(true);
            return Map.of();
        });
        JsonMerge.merge(json("1"), json("2"), json("3"), MergePolicy.SHARED, merged -> {
            asked.set(true);
            return Map.of();
        });

        assertThat(asked).isFalse();
    }

    @Test
    void deletingADocumentNobodyElseChangedIsClean() {
        assertThat(JsonMerge.merge(json("{'a':1}"), ABSENT, json("{'a':1.0}"), MergePolicy.SHARED)
                        .value()
                        .isMissingNode())
                .isTrue();
    }

    @Test
    void nestingAThousandDeepIsMerged() {
        JsonNode base = nested(1_000, json("{'a':1,'b':1}"));
        JsonNode local = nested(1_000, json("{'a':2,'b':1}"));
        JsonNode remote = nested(1_000, json("{'a':1,'b':2}"));

        MergeResult result = JsonMerge.merge(base, local, remote, MergePolicy.SHARED);

        assertThat(result.clean()).isTrue();
        assertThat(JsonValues.equal(result.value(), nested(1_000, json("{'a':2,'b':2}"))))
                .isTrue();
        assertThat(JsonMerge.merge(base, local, nested(1_000, json("{'a':3}")), MergePolicy.SHARED)
                        .conflicts())
                .singleElement()
                .satisfies(conflict -> assertThat(conflict.path().segments()).hasSize(1_001));
    }

    @Test
    void keyedArraysInEachOtherAThousandLevelsDeepAreMerged() {
        MergePolicy policy = MergePolicy.SHARED;
        MergePath array = MergePath.ROOT;
        for (int i = 0; i < 500; i++) {
            array = array.child("k");
            policy = policy.with(array, ArrayStrategy.keyed("id"));
            array = array.elements();
        }
        JsonNode base = keyed(500, json("{'id':0,'a':1,'b':1}"));
        JsonNode local = keyed(500, json("{'id':0,'a':2,'b':1}"));
        JsonNode remote = keyed(500, json("{'id':0,'a':1,'b':2}"));

        MergeResult result = JsonMerge.merge(base, local, remote, policy);
        assertThat(result.conflicts()).isEmpty();
        assertThat(JsonValues.equal(result.value(), keyed(500, json("{'id':0,'a':2,'b':2}"))))
                .isTrue();
        assertThat(JsonMerge.merge(base, local, keyed(500, json("{'id':0,'a':3}")), policy)
                        .conflicts())
                .hasSize(1)
                .first()
                .satisfies(conflict -> assertThat(conflict.path().steps()).hasSize(1_001));
    }

    /** Objects in arrays in objects, each array with a neighbour. */
    private static JsonNode keyed(int arrays, JsonNode innermost) {
        JsonNode value = innermost;
        for (int i = 0; i < arrays; i++) {
            ObjectNode outer = json("{'id':0,'k':[{'id':1}]}").deepCopy();
            outer.withArray("k").insert(0, value);
            value = outer;
        }
        return value;
    }

    @Test
    void arraysAThousandDeepAreCompared() {
        JsonNode deep = JsonNodeFactory.instance.arrayNode();
        JsonNode same = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < 1_000; i++) {
            deep = JsonNodeFactory.instance.arrayNode().add(deep);
            same = JsonNodeFactory.instance.arrayNode().add(same);
        }

        assertThat(JsonMerge.merge(deep, same, json("1"), MergePolicy.SHARED).value())
                .isEqualTo(json("1"));
    }

    @Test
    void whatDidNotChangeIsNotCopied() {
        JsonNode local = json("{'a':{'b':1},'c':1}");
        JsonNode remote = json("{'a':{'b':1},'c':2}");

        assertThat(JsonMerge.merge(local, local, local, MergePolicy.SHARED).value())
                .isSameAs(local);
        assertThat(JsonMerge.merge(local, local, remote, MergePolicy.SHARED)
                        .value()
                        .get("a"))
                .isSameAs(local.get("a"));
    }

    @Test
    void theInputsAreLeftAlone() {
        ObjectNode base = (ObjectNode) json("{'a':{'x':1}}");
        ObjectNode local = (ObjectNode) json("{'a':{'x':1,'y':1}}");
        ObjectNode remote = (ObjectNode) json("{'a':{'x':2}}");

        JsonMerge.merge(base, local, remote, MergePolicy.SHARED);

        assertThat(base).isEqualTo(json("{'a':{'x':1}}"));
        assertThat(local).isEqualTo(json("{'a':{'x':1,'y':1}}"));
        assertThat(remote).isEqualTo(json("{'a':{'x':2}}"));
    }

    @Test
    void aJavaNullIsRefusedWithTheRemedy() {
        assertThatNullPointerException()
                .isThrownBy(() -> JsonMerge.merge(null, ABSENT, ABSENT, MergePolicy.SHARED))
                .withMessageContaining("MissingNode");
    }
}
