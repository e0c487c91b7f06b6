package dev.lobbysync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an array is merged (ENGINE S3); a {@link MergePolicy} says which one holds where.
 *
 * <pre>{@code
 * MergePolicy policy = MergePolicy.SHARED
 *         .with(MergePath.of("props", "items"), ArrayStrategy.keyed("id"))
 *         .with(MergePath.of("props", "tags"), ArrayStrategy.SET);
 * }</pre>
 *
 * @param kind the way
 * @param key for {@link Kind#KEYED} the members that name an element, all of which it must have; else empty
 */
public record ArrayStrategy(Kind kind, List<String> key) {

    /** The array is one value. */
    public static final ArrayStrategy ATOMIC = new ArrayStrategy(Kind.ATOMIC, List.of());

    /** The array is a set of scalars. */
    public static final ArrayStrategy SET = new ArrayStrategy(Kind.SET, List.of());

    /** The ways to merge an array. */
    public enum Kind {
        /** One value, taken from one side or a conflict. */
        ATOMIC,
        /**
         * Strings, numbers, booleans and nulls, each at most once: what either side added is in, what either side removed
         * is out. There is no conflict; where the sides disagree about the order, one is chosen that does not depend on
         * which of them is local. An array with an object, an array or a repetition in it is merged as {@link #ATOMIC}.
         */
        SET,
        /**
         * Objects that are named by some of their members: membership is merged as for the keys of an object, each
         * element member by member, then the order. What one side added stays behind the element that it stood behind
         * there. If both sides put the elements in different orders, that alone is a conflict. An array with an element
         * without a key, or with two of one key, is merged as {@link #ATOMIC}, and an explanation says so.
         */
        KEYED
    }

    /** Refuses a key without {@link Kind#KEYED}, none or a repetition with it, with {@link IllegalArgumentException}. */
    public ArrayStrategy {
        key = List.copyOf(key);
        if (key.isEmpty() == (kind == Kind.KEYED)) {
            throw new IllegalArgumentException("an array has key fields if and only if it is merged by key");
        }
        if (new LinkedHashSet<>(key).size() != key.size()) {
            throw new IllegalArgumentException("the key fields " + key + " name one of them twice");
        }
    }

    /** The array holds objects that these members name; numbers, strings and booleans do. */
    public static ArrayStrategy keyed(String... fields) {
        return new ArrayStrategy(Kind.KEYED, List.of(fields));
    }

    /** What tells an element from the others; null for one that this strategy cannot name. */
    @Nullable
    String nameOf(JsonNode element) {
        if (kind == Kind.SET) {
            return Identities.canBeInSet(element) ? Identities.text(element) : null;
        }
        if (!element.isObject()) {
            return null;
        }
        if (key.size() == 1) {
            JsonNode value = element.path(key.get(0));
            return Identities.canName(value) ? Identities.text(value) : null;
        }
        StringBuilder name = new StringBuilder();
        for (String field : key) {
            JsonNode value = element.path(field);
            if (!Identities.canName(value)) {
                return null;
            }
            String text = Identities.text(value);
            name.append(text.length()).append(' ').append(text);
        }
        return name.toString();
    }

    /** The step that leads to an element. */
    MergePath.Element stepTo(JsonNode element) {
        Map<String, JsonNode> identity = new HashMap<>();
        key.forEach(field -> identity.put(field, element.path(field)));
        return new MergePath.Element(identity);
    }

    /** {@code atomic}, {@code set} or {@code keyed[id]}. */
    @Override
    public String toString() {
        return switch (kind) {
            case ATOMIC -> "atomic";
            case SET -> "set";
            case KEYED -> "keyed" + key;
        };
    }
}
