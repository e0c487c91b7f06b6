package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lists in props that a policy has merged element by element (ENGINE S3). */
class ListPolicyTest {
    private static final String ITEMS = "[{\"id\":\"a\",\"n\":1},{\"id\":\"b\",\"n\":1},{\"id\":\"c\",\"n\":1}]";

    private final Bench bench = Harbour.running();

    @BeforeEach
    void haveLists() {
        bench.policy("""
                {"blueprints": {"props.items[]": {"array": "keyed", "key": ["id"]}, "props.tags[]": {"array": "set"}}}""");
        bench.replace(Harbour.LANTERN, "\"glow\": 0.5", "\"glow\": 0.5, \"items\": " + ITEMS + ", \"tags\": [1, 2]");
        bench.settle();
        bench.restart();
        bench.apart();
    }

    private void here(String from, String to) {
        bench.replace(Harbour.LANTERN, from, to);
    }

    private void there(String prop, String value) throws IOException {
        bench.world().editProp("Lantern", prop, Json.parse(value));
    }

    private void assertBothSay(String prop, String value) throws IOException {
        JsonNode expected = Json.parse(value);
        assertThat(bench.json(Harbour.LANTERN).at("/props/" + prop)).isEqualTo(expected);
        assertThat(bench.world().blueprint("Lantern").at("/props/" + prop)).isEqualTo(expected);
        bench.assertInSync();
    }

    @Test
    void editsOfDifferentElementsMeetInBoth() throws IOException {
        here("\"id\":\"a\",\"n\":1", "\"id\":\"a\",\"n\":2");
        there("items", "[{\"id\":\"c\",\"n\":1},{\"id\":\"a\",\"n\":1},{\"id\":\"b\",\"n\":5},{\"id\":\"d\"}]");
        bench.reunite();
        assertBothSay("items", "[{\"id\":\"c\",\"n\":1},{\"id\":\"a\",\"n\":2},{\"id\":\"b\",\"n\":5},{\"id\":\"d\"}]");
    }

    @Test
    void setsUnite() throws IOException {
        here("[1, 2]", "[2, 3]");
        there("tags", "[1, 2, 4]");
        bench.reunite();
        assertBothSay("tags", "[2, 3, 4]");
    }

    @ParameterizedTest
    @EnumSource(
            value = Use.class,
            names = {"LOCAL", "REMOTE"})
    void twoOrdersAreAConflictAboutTheList(Use use) throws IOException {
        String mine = "[{\"id\":\"b\",\"n\":1},{\"id\":\"a\",\"n\":1},{\"id\":\"c\",\"n\":1}]";
        String theirs = "[{\"id\":\"a\",\"n\":1},{\"id\":\"c\",\"n\":1},{\"id\":\"b\",\"n\":1}]";
        here(ITEMS, mine);
        there("items", theirs);
        bench.reunite();
        assertThat(bench.conflictFields("blueprint Lantern")).containsExactly("props.items");
        bench.resolve("blueprint Lantern", use);
        assertBothSay("items", use == Use.LOCAL ? mine : theirs);
    }

    @Test
    void anEditOfAnElementThatIsGoneIsAConflictAtTheElement() throws IOException {
        here("{\"id\":\"b\",\"n\":1},", "");
        there("items", ITEMS.replace("\"b\",\"n\":1", "\"b\",\"n\":7"));
        bench.reunite();
        assertThat(bench.conflictFields("blueprint Lantern")).containsExactly("props.items[id=b]");
        assertThat(bench.world().blueprint("Lantern").toString()).contains("\"n\":7");
        assertThat(bench.read(Harbour.LANTERN)).doesNotContain("\"b\"");
    }
}
