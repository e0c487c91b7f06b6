package dev.lobbysync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/** One element of an array in three versions, absent where a version does not have it, and what becomes of it. */
final class ElementRow {
    private static final JsonNode ABSENT = MissingNode.getInstance();

    /** No other row of the array has it. */
    final String name;

    /** The place among the rows; those that the base has are the first, in its order. */
    final int number;

    JsonNode base = ABSENT;
    JsonNode local = ABSENT;
    JsonNode remote = ABSENT;
    JsonNode merged = ABSENT;

    /** Whether the merge takes it out of the array. A deletion in conflict keeps its place in the order. */
    boolean removed;

    ElementRow(String name, int number) {
        this.name = name;
        this.number = number;
    }

    /** The versions of an array. */
    enum Version {
        BASE,
        LOCAL,
        REMOTE
    }

    /** Not if the version has an element in this row already. */
    boolean put(Version version, JsonNode element) {
        JsonNode before;
        switch (version) {
            case BASE -> {
                before = base;
                base = element;
            }
            case LOCAL -> {
                before = local;
                local = element;
            }
            default -> {
                before = remote;
                remote = element;
            }
        }
        return JsonValues.same(before, ABSENT);
    }

    boolean isInAll() {
        return inBase() && inLocal() && inRemote();
    }

    // By reference, here and below: to ask the nodes would be to fetch each of them from memory.
    boolean inBase() {
        return !JsonValues.same(base, ABSENT);
    }

    boolean inLocal() {
        return !JsonValues.same(local, ABSENT);
    }

    boolean inRemote() {
        return !JsonValues.same(remote, ABSENT);
    }

    boolean inMerged() {
        return !JsonValues.same(merged, ABSENT);
    }

    /** The element in a version that has it, local's if that does. */
    JsonNode any() {
        return inLocal() ? local : inRemote() ? remote : base;
    }

    /** The number, which is no other row's and costs nothing; the identity's would be worked out. */
    @Override
    public int hashCode() {
        return number;
    }

    @Override
    public String toString() {
        return name;
    }
}
