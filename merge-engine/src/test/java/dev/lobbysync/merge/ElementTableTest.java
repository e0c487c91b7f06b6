package dev.lobbysync.merge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Three arrays side by side hold what each of them holds by itself. */
final class ElementTableTest {
    private static final ArrayStrategy BY_ID = ArrayStrategy.keyed("id");

    @Test
    void eachElementIsInTheRowOfItsName() {
        new SeededLaw<>(20_000, ElementTableTest::versions, (List<JsonNode> versions) -> List.<List<JsonNode>>of())
                .holds(versions -> {
                    ElementTable table = new ElementTable(BY_ID, versions.get(0), versions.get(1), versions.get(2));
                    List<ElementIndex> indexes = versions.stream()
                            .map(version -> ElementIndex.of(version, BY_ID))
                            .toList();
                    assertThat(table.flaw())
                            .isEqualTo(indexes.stream()
                                    .map(ElementIndex::flaw)
                                    .filter(Objects::nonNull)
                                    .sorted()
                                    .findFirst()
                                    .orElse(null));
                    if (table.flaw() == null) {
                        assertHolds(table.rows(), row -> row.base, indexes.get(0));
                        assertHolds(table.local(), row -> row.local, indexes.get(1));
                        assertHolds(table.remote(), row -> row.remote, indexes.get(2));
                        assertThat(table.rows()).extracting(row -> row.name).doesNotHaveDuplicates();
                        assertThat(table.rows().stream()
                                        .allMatch(row -> table.rows().get(row.number) == row))
                                .isTrue();
                    }
                });
    }

    /** Those in a version, in its order. */
    private static void assertHolds(
            List<ElementRow> rows, Function<ElementRow, JsonNode> version, ElementIndex expected) {
        List<ElementRow> there =
                rows.stream().filter(row -> !version.apply(row).isMissingNode()).toList();
        assertThat(there).extracting(row -> row.name).containsExactlyElementsOf(expected.names());
        there.forEach(row -> assertThat(version.apply(row)).isSameAs(expected.get(row.name)));
    }

    private static List<JsonNode> versions(Random random) {
        List<Integer> base = new ArrayList<>();
        for (int id = random.nextInt(8); id > 0; id--) {
            base.add(id);
        }
        return Stream.of(base, edited(base, random), edited(base, random))
                .map(ids -> array(ids, random))
                .toList();
    }

    private static List<Integer> edited(List<Integer> ids, Random random) {
        List<Integer> edited = new ArrayList<>(ids);
        for (int edits = random.nextInt(4); edits > 0; edits--) {
            int at = random.nextInt(edited.size() + 1);
            if (random.nextBoolean() || at == edited.size()) {
                edited.add(at, 10 + random.nextInt(10));
            } else if (random.nextBoolean()) {
                edited.remove(at);
            } else {
                Collections.rotate(edited.subList(at, edited.size()), 1);
            }
        }
        return edited;
    }

    /** Now and then an element without a name. */
    private static JsonNode array(List<Integer> ids, Random random) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        ids.forEach(id -> array.addObject().put(random.nextInt(100) == 0 ? "name" : "id", id));
        return array;
    }
}
