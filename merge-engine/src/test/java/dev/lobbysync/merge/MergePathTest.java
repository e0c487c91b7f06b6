package dev.lobbysync.merge;

import static dev.lobbysync.merge.Trees.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    void itKeepsItsStepsToItself() {
        List<MergePath.Step> steps = new ArrayList<>(List.of(new MergePath.Key("a")));
        MergePath path = new MergePath(steps);
        steps.add(new MergePath.Key("b"));

        assertThat(path).isEqualTo(MergePath.of("a"));
        assertThat(path.child("b")).isEqualTo(MergePath.of("a", "b"));
    }

    @Test
    void anElementIsFoundByItsName() {
        JsonNode document = json("{'items':[{'id':'window'},{'id':'door','open':true},{'id':7.0,'kind':'x y'}]}");
        MergePath items = MergePath.of("items");

        assertThat(items.element("id", "door").child("open").in(document)).isEqualTo(json("true"));
        assertThat(MergePath.parse("items[id=door].open").in(document)).isEqualTo(json("true"));
        assertThat(MergePath.parse("items[id=7,kind=\"x y\"].id").in(document)).isEqualTo(json("7.0"));
        for (String nothing :
                List.of("items[id=lamp]", "items[id=\"7\"]", "items[]", "items[id=7,kind=z]", "items.0")) {
            assertThat(MergePath.parse(nothing).in(document).isMissingNode())
                    .as(nothing)
                    .isTrue();
        }
    }

    @Test
    void aNameThatTwoElementsBearFindsNeither() {
        assertThat(MergePath.parse("[id=a]").in(json("[{'id':'a'},{'id':'a'}]")).isMissingNode())
                .isTrue();
    }

    /** Each row: the text, and the steps it stands for. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            props.color                       | props, color
            props["a.b"].c                    | props, a.b, c
            ["a.b"]                           | a.b
            [""]                              |
            props.*                           | props, *
            front door.\u00e4=1,2            | front door, \u00e4=1,2
            ["$object"]                       | $object
            ["say \\"x]\\""].y            | say "x]", y
            props.items[id=door].open         | props, items, [id=door], open
            props.items[].parts[]             | props, items, [], parts, []
            [id="front door",kind="1"]        | [id="front door",kind="1"]
            [id=1e300,nr=-7,on=true,x="true"] | [id=1.0E300,nr=-7,on=true,x="true"]
            """)
    void itsTextAndItsStepsAreOneThing(String text, String steps) {
        MergePath path = MergePath.parse(text);

        assertThat(String.join(", ", path.segments())).isEqualTo(steps == null ? "" : steps);
        assertThat(MergePath.parse(path.toString())).isEqualTo(path);
    }

    @Test
    void whateverTheStepsTheTextLeadsBackToThem() {
        List<String> words = List.of(
                "a",
                "",
                ".",
                "[",
                "]",
                "\"",
                "\\",
                "a=b",
                "a,b",
                "*",
                "$object",
                "1",
                "-0",
                "true",
                "\n",
                "\ud83d\ude00",
                " ");
        Random random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            MergePath path = MergePath.ROOT;
            for (int length = random.nextInt(4); length > 0; length--) {
                String word = words.get(random.nextInt(words.size()));
                path = switch (random.nextInt(4)) {
                    case 0 -> path.elements();
                    case 1 -> path.element(word, words.get(random.nextInt(words.size())));
                    case 2 ->
                        path.child(new MergePath.Element(
                                Map.of(word, DoubleNode.valueOf(random.nextGaussian() * 1e9), "b", BooleanNode.TRUE)));
                    default -> path.child(word);
                };
            }
            assertThat(MergePath.parse(path.toString())).as(path.toString()).isEqualTo(path);
        }
    }

    /** Each row: a text that is no path, and what is wrong with it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            a..b       | character 3 a key is missing
            .a         | character 1 a key is missing
            a.         | character 3 a key is missing
            a[id]      | character 5 an element is named
            a[id=]     | character 6 a value is missing
            a[id=x     | character 7 a closing bracket is missing
            a[id=x]b   | character 8 a dot or a bracket must follow
            a["x]      | character 3 the quoted text does not end
            a[i=1,i=2] | character 10 the field 'i' is named twice
            a]         | character 2 a dot or a bracket must follow
            """)
    void whatIsNoPathIsRefusedWithTheCharacter(String text, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MergePath.parse(text))
                .withMessageContaining("'" + text + "'")
                .withMessageContaining(reason);
    }

    @Test
    void itPutsAValueInItsPlaceAndLeavesTheOriginal() {
        JsonNode document = json("{'a':{'b':1},'items':[{'id':'x','n':1},{'id':'y'}]}");
        String before = document.toString();

        assertThat(MergePath.of("a", "b").put(document, json("2")).at("/a/b")).isEqualTo(json("2"));
        assertThat(MergePath.of("a", "b").put(document, Trees.ABSENT).get("a")).isEqualTo(json("{}"));
        assertThat(MergePath.of("c", "d").put(document, json("3")).at("/c/d")).isEqualTo(json("3"));
        assertThat(MergePath.of("c", "d").put(document, Trees.ABSENT).has("c")).isFalse();
        assertThat(MergePath.parse("items[id=x].n").put(document, json("5")).get("items"))
                .isEqualTo(json("[{'id':'x','n':5},{'id':'y'}]"));
        assertThat(MergePath.parse("items[id=x]").put(document, Trees.ABSENT).get("items"))
                .isEqualTo(json("[{'id':'y'}]"));
        assertThat(MergePath.parse("items[id=z]")
                        .put(document, json("{'id':'z'}"))
                        .get("items"))
                .hasSize(3);
        assertThat(MergePath.ROOT.put(document, json("1"))).isEqualTo(json("1"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MergePath.of("items", "n").put(document, json("1")))
                .withMessageContaining("items.n");
        assertThat(document).hasToString(before);
    }

    @Test
    void onlyScalarsNameAnElement() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MergePath.Element(Map.of("id", json("[]"))))
                .withMessageContaining("'id'");
        assertThat(new MergePath.Element(Map.of("id", json("1"))))
                .isEqualTo(new MergePath.Element(Map.of("id", json("1.0"))));
    }
}
