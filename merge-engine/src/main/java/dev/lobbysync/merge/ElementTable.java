package dev.lobbysync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The elements of three versions of an array side by side: a row for each name. If some have no name, or two of one version
 * share one, the array cannot be merged element by element, and {@link #flaw} says why.
 *
 * <p>Most elements stand behind the one that they stand behind in the base. So that is where each is looked for first; only
 * those that are not there are looked up.
 */
final class ElementTable {
    private final ArrayStrategy strategy;
    private final List<ElementRow> rows;
    private final Map<String, ElementRow> byName;
    private final List<ElementRow> local;
    private final List<ElementRow> remote;
    private @Nullable String flaw;

    /** The versions of an array; {@code MissingNode} counts as empty. */
    ElementTable(ArrayStrategy strategy, JsonNode base, JsonNode local, JsonNode remote) {
        this.strategy = strategy;
        int size = Math.max(base.size(), local.size());
        this.rows = new ArrayList<>(size);
        this.byName = new HashMap<>(2 * size);
        enter(base, ElementRow.Version.BASE);
        this.local = enter(local, ElementRow.Version.LOCAL);
        this.remote = enter(remote, ElementRow.Version.REMOTE);
    }

    /** Puts the elements of a version into their rows; those in its order. */
    private List<ElementRow> enter(JsonNode array, ElementRow.Version version) {
        List<ElementRow> entered = new ArrayList<>(array.size());
        int next = 0;
        for (JsonNode element : array) {
            String name = strategy.nameOf(element);
            if (name == null) {
                found(Rules.MISSING_KEY);
                break;
            }
            ElementRow row = row(name, next);
            if (!row.put(version, element)) {
                found(Rules.DUPLICATE_KEY);
                break;
            }
            entered.add(row);
            next = row.number + 1;
        }
        return entered;
    }

    /**
     * The row with a name, a new one if there is none.
     *
     * @param guess the number that it probably has
     */
    private ElementRow row(String name, int guess) {
        if (guess < rows.size() && rows.get(guess).name.equals(name)) {
            return rows.get(guess);
        }
        return byName.computeIfAbsent(name, this::added);
    }

    private ElementRow added(String name) {
        ElementRow row = new ElementRow(name, rows.size());
        rows.add(row);
        return row;
    }

    /** Of several flaws the same one stays whichever side is local. */
    private void found(String rule) {
        String other = strategy.kind() == ArrayStrategy.Kind.SET ? Rules.NO_SET : rule;
        flaw = flaw == null || other.compareTo(flaw) < 0 ? other : flaw;
    }

    /** The rule that keeps the array from being merged element by element; null if nothing does. */
    @Nullable
    String flaw() {
        return flaw;
    }

    /** All rows, first those that the base has, in its order. */
    List<ElementRow> rows() {
        return rows;
    }

    /** The rows that local has, in its order. */
    List<ElementRow> local() {
        return local;
    }

    List<ElementRow> remote() {
        return remote;
    }
}
