package dev.lobbysync.merge;

import static dev.lobbysync.merge.Ownership.LOCAL;
import static dev.lobbysync.merge.Ownership.RUNTIME;
import static dev.lobbysync.merge.Ownership.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MergePolicyTest {

    @Test
    void theLongestMatchWinsAndANameBeatsTheWildcard() {
        MergePolicy policy = MergePolicy.SHARED
                .with(MergePath.of("props"), LOCAL)
                .with(MergePath.of("props", "*", "url"), RUNTIME)
                .with(MergePath.of("props", "icon", "url"), SHARED)
                .with(MergePath.of("*"), RUNTIME)
                .with(MergePath.of("a", "*"), LOCAL)
                .with(MergePath.of("*", "b"), SHARED);

        assertThat(policy.ownership(MergePath.of("props"))).isEqualTo(LOCAL);
        assertThat(policy.ownership(MergePath.of("props", "x", "y", "z"))).isEqualTo(LOCAL);
        assertThat(policy.ownership(MergePath.of("props", "x", "url", "z"))).isEqualTo(RUNTIME);
        assertThat(policy.ownership(MergePath.of("props", "icon", "url"))).isEqualTo(SHARED);
        assertThat(policy.ownership(MergePath.of("other"))).isEqualTo(RUNTIME);
        assertThat(policy.ownership(MergePath.of("a", "b"))).isEqualTo(LOCAL);
        assertThat(policy.ownership(MergePath.of("c", "b"))).isEqualTo(SHARED);
        assertThat(policy.ownership(MergePath.ROOT)).isEqualTo(SHARED);
    }

    @Test
    void aPatternMayNameElementsOneOrAll() {
        MergePolicy policy = MergePolicy.SHARED
                .with(MergePath.of("items").elements(), LOCAL)
                .with(MergePath.of("items").element("id", "door"), RUNTIME)
                .with(MergePath.of("*", "x"), RUNTIME);

        assertThat(policy.ownership(MergePath.parse("items[id=lamp].x"))).isEqualTo(LOCAL);
        assertThat(policy.ownership(MergePath.parse("items[id=door].x"))).isEqualTo(RUNTIME);
        assertThat(policy.ownership(MergePath.of("items"))).isEqualTo(SHARED);
        assertThat(policy.ownership(MergePath.of("items", "[]"))).isEqualTo(SHARED);
    }

    @Test
    void aStrategyIsThatOfOneArrayAndTheMostSpecificOne() {
        MergePolicy policy = MergePolicy.SHARED
                .with(MergePath.of("props", "*"), ArrayStrategy.SET)
                .with(MergePath.of("props", "items"), ArrayStrategy.keyed("id"))
                .with(MergePath.parse("props.items[].parts"), ArrayStrategy.keyed("kind", "nr"));

        assertThat(policy.array(MergePath.of("props", "tags"))).isEqualTo(ArrayStrategy.SET);
        assertThat(policy.array(MergePath.of("props", "items"))).isEqualTo(ArrayStrategy.keyed("id"));
        assertThat(policy.array(MergePath.parse("props.items[id=a].parts")))
                .isEqualTo(ArrayStrategy.keyed("kind", "nr"));
        assertThat(policy.array(MergePath.parse("props.items[id=a].tags"))).isEqualTo(ArrayStrategy.ATOMIC);
        assertThat(policy.array(MergePath.of("props"))).isEqualTo(ArrayStrategy.ATOMIC);
        assertThat(policy.array(MergePath.of("props", "a", "b"))).isEqualTo(ArrayStrategy.ATOMIC);
    }

    @Test
    void aKeyedStrategyHasFieldsAndNoOtherDoes() {
        assertThatIllegalArgumentException().isThrownBy(() -> ArrayStrategy.keyed());
        assertThatIllegalArgumentException().isThrownBy(() -> ArrayStrategy.keyed("id", "id"));
        assertThatIllegalArgumentException().isThrownBy(() -> new ArrayStrategy(ArrayStrategy.Kind.SET, List.of("id")));
    }

    @Test
    void managedByOwnsWhatTheFileDoesNotName() {
        MergePolicy policy =
                MergePolicy.SHARED.with(MergePath.of("props"), SHARED).managedBy("Local");

        assertThat(policy.ownership(MergePath.of("name"))).isEqualTo(LOCAL);
        assertThat(policy.ownership(MergePath.of("props", "a"))).isEqualTo(SHARED);
        assertThat(MergePolicy.SHARED.managedBy("runtime").ownership(MergePath.ROOT))
                .isEqualTo(RUNTIME);
        assertThat(MergePolicy.SHARED.managedBy("shared").ownership(MergePath.of("a")))
                .isEqualTo(SHARED);
        assertThat(MergePolicy.SHARED.managedBy("")).isEqualTo(MergePolicy.SHARED);
        assertThat(MergePolicy.SHARED.with(MergePath.ROOT, LOCAL).managedBy("runtime"))
                .isEqualTo(MergePolicy.SHARED.with(MergePath.ROOT, LOCAL));
    }

    @Test
    void theVersionIsThatOfTheContent() {
        MergePolicy one = MergePolicy.SHARED.with(MergePath.of("a"), LOCAL).with(MergePath.of("b"), RUNTIME);
        MergePolicy same = MergePolicy.SHARED.with(MergePath.of("b"), RUNTIME).with(MergePath.of("a"), LOCAL);

        assertThat(one).isEqualTo(same).hasSameHashCodeAs(same).hasToString(same.toString());
        assertThat(one.version()).isEqualTo(same.version()).hasSize(64);
        assertThat(List.of(
                        MergePolicy.SHARED.version(),
                        one.version(),
                        one.with(MergePath.of("a"), SHARED).version(),
                        MergePolicy.SHARED.with(MergePath.of("a.b"), LOCAL).version(),
                        MergePolicy.SHARED.with(MergePath.of("a", "b"), LOCAL).version(),
                        MergePolicy.SHARED
                                .with(MergePath.of("a"), ArrayStrategy.SET)
                                .version(),
                        MergePolicy.SHARED
                                .with(MergePath.of("a"), ArrayStrategy.keyed("a", "b"))
                                .version(),
                        MergePolicy.SHARED
                                .with(MergePath.of("a"), ArrayStrategy.keyed("a.b"))
                                .version()))
                .doesNotHaveDuplicates();
    }

    @Test
    void aPolicyOfObjectsHoldsInTheDocumentThatTheyLieIn() {
        MergePath rows = MergePath.of("entities");
        MergePolicy row =
                MergePolicy.defaults("entity").with(MergePath.of("props", "items"), ArrayStrategy.keyed("id"));
        MergePolicy world =
                MergePolicy.SHARED.with(rows, ArrayStrategy.keyed("id")).with(rows.elements(), row);
        MergePath one = rows.element("id", "a");
        assertThat(world.array(rows)).isEqualTo(ArrayStrategy.keyed("id"));
        assertThat(world.array(one.child("props").child("items"))).isEqualTo(ArrayStrategy.keyed("id"));
        assertThat(world.array(one.child("position"))).isEqualTo(ArrayStrategy.ATOMIC);
        assertThat(world.ownership(one.child("state").child("open"))).isEqualTo(Ownership.RUNTIME);
        assertThat(world.ownership(MergePath.of("state"))).isEqualTo(Ownership.SHARED);
        assertThat(world.withoutOwners().ownership(one.child("state"))).isEqualTo(Ownership.SHARED);
        assertThat(world.withoutOwners().array(rows)).isEqualTo(ArrayStrategy.keyed("id"));
    }
}
