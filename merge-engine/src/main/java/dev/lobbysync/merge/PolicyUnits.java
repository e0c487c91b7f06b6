package dev.lobbysync.merge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a policy may speak of, per section of its file (PROTOCOL 7.9, 8.4).
 *
 * @param section as the file calls it
 * @param groups words for several fields at once
 * @param fields that exist; empty if any does
 * @param values fields that are always merged as a whole (ENGINE S3)
 */
record PolicyUnits(String section, Map<String, List<String>> groups, List<String> fields, List<String> values) {
    private static final List<String> SCRIPT =
            List.of("script", "scriptEntry", "scriptFiles", "scriptFormat", "scriptRef");
    private static final List<String> METADATA = List.of(
            "name",
            "model",
            "image",
            "preload",
            "public",
            "locked",
            "frozen",
            "unique",
            "scene",
            "disabled",
            "keep",
            "author",
            "url",
            "desc",
            "scope");
    private static final List<String> TRANSFORM = List.of("blueprint", "position", "quaternion", "scale", "pinned");

    static final PolicyUnits BLUEPRINTS = new PolicyUnits(
            "blueprints",
            Map.of("script", SCRIPT, "metadata", METADATA),
            joined(SCRIPT, METADATA, List.of("props")),
            List.of());
    static final PolicyUnits ENTITIES = new PolicyUnits(
            "entities",
            Map.of("transform", TRANSFORM),
            joined(TRANSFORM, List.of("props", "state")),
            List.of("position", "quaternion", "scale"));
    static final PolicyUnits SETTINGS = new PolicyUnits("world.settings", Map.of(), List.of(), List.of());
    static final PolicyUnits SPAWN = new PolicyUnits(
            "world.spawn", Map.of(), List.of("position", "quaternion"), List.of("position", "quaternion"));

    /**
     * Sections are told apart by what the file calls them. Written out, since the generated methods of a record cost every
     * short command their linking.
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PolicyUnits units && section.equals(units.section);
    }

    @Override
    public int hashCode() {
        return section.hashCode();
    }

    /** All that may begin a path, in words. */
    String choices() {
        List<String> choices = new ArrayList<>(groups.keySet().stream().sorted().toList());
        fields.stream().filter(field -> !choices.contains(field)).forEach(choices::add);
        choices.add("*");
        return String.join(", ", choices);
    }

    boolean knows(String field) {
        return fields.isEmpty() || field.equals("*") || fields.contains(field);
    }

    @SafeVarargs
    private static List<String> joined(List<String>... parts) {
        List<String> joined = new ArrayList<>();
        for (List<String> part : parts) {
            joined.addAll(part);
        }
        return joined;
    }
}
