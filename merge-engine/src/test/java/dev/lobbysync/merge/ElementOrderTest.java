package dev.lobbysync.merge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Orders as texts, one letter per element. */
final class ElementOrderTest {

    /** Each row: base, local, remote, the merged order. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            abc   | abc   | abc   | abc
            abc   | cab   | abc   | cab
            abc   | abc   | cab   | cab
            abc   | bca   | bca   | bca
            # additions stay behind what they stood behind
            abc   | axbc  | abyc  | axbyc
            abc   | xabc  | abcy  | xabcy
            abc   | cab   | abyc  | caby
            abc   | cab   | abcy  | cyab
            abc   | xcab  | abc   | xcab
            # at one place the lesser name leads, and runs stay together
            abc   | axbc  | aybc  | axybc
            abc   | aybc  | axbc  | axybc
            abc   | azxbc | aywbc | aywzxbc
            # what both added holds the runs apart
            ''    | xky   | zkw   | xzkwy
            ''    | pkq   | kr    | pkqr
            # nothing in common
            ''    | ba    | dc    | badc
            ab    | ba    | ab    | ba
            """)
    void ordersThatAgreeAreMerged(String base, String local, String remote, String merged) {
        ElementOrder order = order(base, local, remote);
        assertThat(order.agrees()).isTrue();
        assertThat(String.join("", names(order.merged()))).isEqualTo(merged);
        assertThat(names(order(base, remote, local).merged())).isEqualTo(names(order.merged()));
    }

    /** Each row: base, local, remote, local's order with remote's additions, and the other way round. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            abc   | bac   | acb   | bac   | acb
            abc   | bacx  | yacb  | ybacx | yacxb
            ''    | xy    | yx    | xy    | yx
            abc   | xabc  | abcx  | xabc  | abcx
            """)
    void ordersThatDoNotAgreeAreToldApart(String base, String local, String remote, String byLocal, String byRemote) {
        ElementOrder order = order(base, local, remote);
        assertThat(order.agrees()).isFalse();
        assertThat(String.join("", names(order.byLocal()))).isEqualTo(byLocal);
        assertThat(String.join("", names(order.byRemote()))).isEqualTo(byRemote);
        assertThat(names(order(base, remote, local).arbitrary())).isEqualTo(names(order.arbitrary()));
    }

    @Test
    void mergingTheOutcomeAgainChangesNothing() {
        for (long seed = 1; seed <= 20_000; seed++) {
            Random random = new Random(seed);
            List<String> base = some(random, 0, 5);
            // Kept by both, so that what is left of the base is in all three.
            List<String> local = edited(base, random, 3);
            List<String> remote = edited(base, random, 5);
            ElementOrder order = order(base, local, remote);
            List<List<String>> outcomes = new ArrayList<>(List.of(names(order.arbitrary())));
            if (order.agrees()) {
                outcomes.add(names(order.merged()));
            }
            for (List<String> merged : outcomes) {
                String what = seed + ": " + base + local + remote + " gives " + merged;
                assertThat(merged)
                        .as(what)
                        .containsAll(local)
                        .containsAll(remote)
                        .doesNotHaveDuplicates();
                assertThat(names(order(base, merged, remote).arbitrary()))
                        .as(what)
                        .isEqualTo(merged);
                assertThat(names(order(base, local, merged).arbitrary()))
                        .as(what)
                        .isEqualTo(merged);
            }
            if (order.agrees()) {
                assertThat(order(base, names(order.merged()), remote).agrees()).isTrue();
                assertThat(names(order(base, local, names(order.merged())).merged()))
                        .isEqualTo(names(order.merged()));
                assertThat(order.localMoved() || order.remoteMoved() || inOrder(local, names(order.merged())))
                        .isTrue();
            }
        }
    }

    private static boolean inOrder(List<String> part, List<String> whole) {
        return whole.stream().filter(part::contains).toList().equals(part);
    }

    private static ElementOrder order(String base, String local, String remote) {
        return order(letters(base), letters(local), letters(remote));
    }

    private static ElementOrder order(List<String> base, List<String> local, List<String> remote) {
        ElementTable table = new ElementTable(ArrayStrategy.SET, array(base), array(local), array(remote));
        return ElementOrder.of(table.local(), table.remote());
    }

    private static ArrayNode array(List<String> names) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        names.forEach(array::add);
        return array;
    }

    private static List<String> names(List<ElementRow> rows) {
        return rows.stream().map(row -> row.name).toList();
    }

    private static List<String> letters(String word) {
        return word.chars().mapToObj(letter -> String.valueOf((char) letter)).toList();
    }

    private static List<String> some(Random random, int from, int upTo) {
        List<String> names = new ArrayList<>(IntStream.range(from, from + random.nextInt(upTo))
                .mapToObj(Integer::toString)
                .toList());
        Collections.shuffle(names, random);
        return names;
    }

    private static List<String> edited(List<String> base, Random random, int newNames) {
        List<String> edited = new ArrayList<>(base);
        if (random.nextBoolean()) {
            Collections.shuffle(edited, random);
        }
        for (String added : some(random, 10, newNames + 1)) {
            edited.add(random.nextInt(edited.size() + 1), added);
        }
        return edited;
    }
}
