package dev.lobbysync.merge;

import static dev.lobbysync.merge.Trees.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MergePathTest {

    @Test
    void itIsWrittenWithDotsAndTheRootAsArtifactsDo() {
        assertThat(MergePath.of("props", "color")).hasToString("props.color");
        assertThat(MergePath.ROOT).hasToString("$object").isEqualTo(MergePath.of());
    }

    @Test
    void itFindsItsValueAndNothingElse() {
        assertThat(MergePath.of("a", "b").in(json("{'a':{'b':1}}"))).isEqualTo(json("1"));
        assertThat(MergePath.ROOT.in(json("5"))).isEqualTo(json("5"));
        assertThat(MergePath.of("a", "b").in(json("{'a':[1]}")).isMissingNode()).isTrue();
        assertThat(MergePath.of("a.b").in(json("{'a':{'b':1}}")).isMissingNode())
                .isTrue();
    }

    @Test
    void aPrefixIsOneOfWholeKeys() {
        assertThat(MergePath.of("a", "b").startsWith(MergePath.of("a"))).isTrue();
        assertThat(MergePath.of("a").startsWith(MergePath.ROOT)).isTrue();
        assertThat(MergePath.of("ab").startsWith(MergePath.of("a"))).isFalse();
        assertThat(MergePath.of("a").startsWith(MergePath.of("a", "b"))).isFalse();
    }

    @Test
    void itKeepsItsKeysToItself() {
        List<String> keys = new ArrayList<>(List.of("a"));
        MergePath path = new MergePath(keys);
        keys.add("b");

        assertThat(path).isEqualTo(MergePath.of("a"));
        assertThat(path.child("b")).isEqualTo(MergePath.of("a", "b"));
    }
}
