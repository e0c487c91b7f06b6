package dev.lobbysync.daemon.jsontext;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.merge.MergePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one text says comes into another without touching the rest of it (ENGINE S12). */
class JsonGraftTest {
    private static final JsonText.Naming ROWS = (array, rows) -> {
        List<MergePath.Element> names = new ArrayList<>();
        if (array.equals(MergePath.of("entities"))) {
            rows.forEach(row -> names.add(new MergePath.Element(Map.of("id", row.path("id")))));
        }
        return names;
    };

    private static String toward(String host, String donor) throws IOException {
        JsonText from = JsonText.parse(donor, ROWS);
        return TextEdit.apply(host, JsonGraft.towards(JsonText.parse(host, ROWS), from, from.value()));
    }

    private static String copy(String host, String donor, MergePath path) throws IOException {
        JsonText from = JsonText.parse(donor, ROWS);
        return TextEdit.apply(host, JsonGraft.copies(JsonText.parse(host, ROWS), from, from, List.of(path)));
    }

    private static String rows(String... rows) {
        return "{\n  \"entities\": [\n    { \"id\": \"" + String.join("\" },\n    { \"id\": \"", rows)
                + "\" }\n  ]\n}\n";
    }

    @Test
    void whatChangesKeepsTheSpellingOfTheDonor() throws IOException {
        assertThat(toward("{ \"a\": 1.0, \"b\": 2 }", "{\"a\":1,\"b\":2.50}")).isEqualTo("{ \"a\": 1.0, \"b\": 2.50 }");
        assertThat(toward("{\"a\": 1}", "{\"a\": 1, \"\\u0062\": \"\\u0041\"}"))
                .isEqualTo("{\"a\": 1, \"\\u0062\": \"\\u0041\"}");
    }

    @Test
    void newMembersStandBeforeTheNeighbourThatTheyPrecedeInTheDonorElseAtTheEnd() throws IOException {
        assertThat(toward("{\"a\":1,\"mine\":0,\"z\":2}", "{\"n\":1,\"a\":1,\"m\":5,\"mine\":0,\"z\":2,\"zz\":3}"))
                .isEqualTo("{\"n\":1,\"a\":1,\"m\":5,\"mine\":0,\"z\":2,\"zz\":3}");
    }

    @ParameterizedTest
    @CsvSource({
        "a b, a x b, a x b",
        "a b, x a b, x a b",
        "a b, a b x, a b x",
        "a b, x y, x y",
        "a b c, c, c",
        "a b c, a y c z, a y c z",
    })
    void rowsComeAndGoWhereTheDonorHasThem(String host, String donor, String wanted) throws IOException {
        assertThat(toward(rows(host.split(" ", -1)), rows(donor.split(" ", -1))))
                .isEqualTo(rows(wanted.split(" ", -1)));
    }

    @Test
    void rowsAreKnownByTheirKeyWhereverTheyLie() throws IOException {
        assertThat(toward(
                        "{\"entities\": [{\"id\": \"a\", \"n\": 1}, {\"id\": \"b\", \"n\": 1}]}",
                        "{\"entities\": [{\"id\": \"b\", \"n\": 2}, {\"id\": \"a\", \"n\": 1}]}"))
                .isEqualTo("{\"entities\": [{\"id\": \"a\", \"n\": 1}, {\"id\": \"b\", \"n\": 2}]}");
    }

    @Test
    void whatIsCopiedTakesTheLayoutOfTheHost() throws IOException {
        String host = "\uFEFF{\r\n\t\"a\": {\r\n\t\t\"k\": 1\r\n\t}\r\n}\r\n";
        String donor =
                "{\n  \"a\": {\n    \"k\": 1,\n    \"deep\": {\n      \"x\": [\n        1.0\n      ]\n    }\n  }\n}";
        assertThat(toward(host, donor))
                .isEqualTo(host.replace(
                        "1\r\n\t}",
                        "1,\r\n\t\t\"deep\": {\r\n\t\t\t\"x\": [\r\n\t\t\t\t1.0\r\n\t\t\t]\r\n\t\t}\r\n\t}"));
        assertThat(toward("{\"a\":{\"k\":1}}", donor)).isEqualTo("{\"a\":{\"k\":1,\"deep\":{\"x\": [1.0]}}}");
    }

    @Test
    void ofAnArrayOnlyTheElementsThatDifferChange() throws IOException {
        assertThat(toward("{\"v\": [ 1.0,2.0 , 3.0 ]}", "{\"v\":[1,5.50,3]}")).isEqualTo("{\"v\": [ 1.0,5.50 , 3.0 ]}");
        assertThat(toward("{\"v\": [1.0, 4]}", "{\"v\":[1,2,3.0,4]}")).isEqualTo("{\"v\": [1.0, 2, 3.0, 4]}");
        assertThat(toward("{\"v\": [1.0, 2, 3, 4]}", "{\"v\":[1,4]}")).isEqualTo("{\"v\": [1.0, 4]}");
    }

    @Test
    void placesAreCopiedAsAWholeAndRemovedWhereTheDonorLacksThem() throws IOException {
        String host = "{\n  \"a\": { \"x\": 1, \"y\": [1, 2] },\n  \"b\": 2\n}\n";
        assertThat(copy(host, "{\"a\": {\"y\": [1.0, 2.0]}}", MergePath.of("a", "y")))
                .isEqualTo(host.replace("[1, 2]", "[1.0, 2.0]"));
        assertThat(copy(host, "{\"a\": {}}", MergePath.of("a", "y"))).isEqualTo(host.replace(", \"y\": [1, 2]", ""));
        assertThat(copy(host, "{}", MergePath.of("b"))).isEqualTo(host.replace(",\n  \"b\": 2", ""));
        assertThat(copy(
                        rows("a", "c"),
                        rows("a", "b", "c"),
                        MergePath.of("entities").element("id", "b")))
                .isEqualTo(rows("a", "b", "c"));
    }

    @ParameterizedTest
    @CsvSource({"a b c d, d a b c", "a b c d, d c b a", "a b c d, a c b d", "a b, a b", "a, a"})
    void rowsArePutInOrderWithTheirText(String host, String wanted) throws IOException {
        JsonText text = JsonText.parse(rows(host.split(" ", -1)), ROWS);
        assertThat(text.with(JsonGraft.order(
                                text,
                                JsonText.parse(rows(wanted.split(" ", -1)), ROWS)
                                        .value()))
                        .text())
                .isEqualTo(rows(wanted.split(" ", -1)));
    }

    @Test
    void whatMovesInAMergedSetKeepsItsSpelling() throws IOException {
        JsonText host = JsonText.parse("{\"s\": [1.50, 7, 2e1, 9]}", ROWS);
        JsonText donor = JsonText.parse("{\"s\":[7,1.5,9,\"\\u0041\",3.0]}", ROWS);
        JsonText wanted = JsonText.parse("{\"s\":[7,20,9,1.5,3,\"A\"]}", ROWS);
        assertThat(TextEdit.apply(host.text(), JsonGraft.towards(host, donor, wanted.value())))
                .isEqualTo("{\"s\": [7, 2e1, 9, 1.5, 3.0, \"\\u0041\"]}");
    }

    @Test
    void rowsInsideElementsWithoutNamesArePutInOrderToo() throws IOException {
        JsonText.Naming everywhere = (array, rows) -> {
            List<MergePath.Element> names = new ArrayList<>();
            if (array.equals(MergePath.of("outer", "rows"))) {
                rows.forEach(row -> names.add(new MergePath.Element(Map.of("id", row.path("id")))));
            }
            return names;
        };
        JsonText host = JsonText.parse("{\"outer\": [{\"rows\": [{\"id\": 1}, {\"id\": 2}]}]}", everywhere);
        JsonText wanted = JsonText.parse("{\"outer\": [{\"rows\": [{\"id\": 2}, {\"id\": 1}]}]}", everywhere);
        assertThat(host.with(JsonGraft.order(host, wanted.value())).text()).isEqualTo(wanted.text());
    }

    @Test
    void whatStandsUnderAKeyWithBracketsIsSpreadLikeAnythingElse() throws IOException {
        String donor = "{\n  \"a[0], {\\\"b\\\"}\": {\n    \"x\": 1\n  }\n}\n";
        assertThat(toward("{\n  \"a[0], {\\\"b\\\"}\": 1\n}\n", donor)).isEqualTo(donor);
    }
}
