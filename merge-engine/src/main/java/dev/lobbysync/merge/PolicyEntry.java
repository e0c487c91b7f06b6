package dev.lobbysync.merge;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind one name of a policy file: {@code "local"}, or {@code {"owner": "shared", "array": "keyed", "key":
 * ["id"]}}.
 */
record PolicyEntry(Optional<Ownership> owner, Optional<ArrayStrategy> strategy) {
    private static final String OWNERS = "write local, runtime or shared";

    /**
     * @param array the entry speaks of the elements of an array
     * @throws MergePolicy.Malformed if it makes no sense
     */
    static PolicyEntry of(PlacedJson.Member member, boolean array) {
        PlacedJson value = member.value();
        if (!value.isObject()) {
            return new PolicyEntry(Optional.of(owner(value)), Optional.empty());
        }
        PlacedJson owner = null;
        PlacedJson strategy = null;
        PlacedJson key = null;
        for (PlacedJson.Member part : value.members()) {
            switch (part.name()) {
                case "owner" -> owner = part.value();
                case "array" -> strategy = part.value();
                case "key" -> key = part.value();
                default ->
                    throw part.place()
                            .complaint("'" + part.name() + "' means nothing here; there are owner, array and key");
            }
        }
        if (owner == null && strategy == null && key == null) {
            throw value.place().complaint("'" + member.name() + "' is said nothing about; give an owner or an array");
        }
        if (strategy == null && key != null) {
            throw key.place().complaint("a key is of use only with \"array\": \"keyed\"; add that, or remove the key");
        }
        if (strategy != null && !array) {
            throw strategy.place()
                    .complaint("'" + member.name() + "' names no elements; write '" + member.name()
                            + "[]' to say how an array is merged");
        }
        return new PolicyEntry(
                owner == null ? Optional.empty() : Optional.of(owner(owner)),
                strategy == null ? Optional.empty() : Optional.of(strategy(strategy, key)));
    }

    private static Ownership owner(PlacedJson value) {
        if (!value.isString()) {
            throw value.place().complaint(value.shown() + " is no owner; " + OWNERS);
        }
        return Ownership.ofName(value.text())
                .orElseThrow(() -> value.place().complaint(value.shown() + " is no owner; " + OWNERS));
    }

    private static ArrayStrategy strategy(PlacedJson word, @Nullable PlacedJson key) {
        String name = word.isString() ? word.text().strip().toLowerCase(Locale.ROOT) : "";
        if (name.equals("keyed")) {
            if (key == null) {
                throw word.place()
                        .complaint("a keyed array needs the fields that name its elements; add \"key\": [\"id\"]");
            }
            return new ArrayStrategy(ArrayStrategy.Kind.KEYED, fields(key));
        }
        if (key != null) {
            throw key.place().complaint("only a keyed array has a key; write \"array\": \"keyed\", or remove the key");
        }
        return switch (name) {
            case "atomic" -> ArrayStrategy.ATOMIC;
            case "set" -> ArrayStrategy.SET;
            default ->
                throw word.place().complaint(word.shown() + " is no way to merge an array; write atomic, set or keyed");
        };
    }

    private static List<String> fields(PlacedJson key) {
        List<PlacedJson> items = key.isArray() ? key.items() : List.of(key);
        Set<String> fields = new LinkedHashSet<>();
        for (PlacedJson field : items) {
            if (!field.isString() || field.text().isEmpty()) {
                throw field.place().complaint(field.shown() + " is no name of a field; write \"key\": [\"id\"]");
            }
            if (!fields.add(field.text())) {
                throw field.place().complaint("the field " + field.shown() + " is named twice; once is enough");
            }
        }
        if (fields.isEmpty()) {
            throw key.place().complaint("the key names no field; write \"key\": [\"id\"]");
        }
        return List.copyOf(fields);
    }
}
