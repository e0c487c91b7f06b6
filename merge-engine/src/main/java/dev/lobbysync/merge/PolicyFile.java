package dev.lobbysync.merge;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a {@code .lobby/sync-policy.json} (PROTOCOL 7.9), which checks all of it and keeps what concerns each
 * section. {@link MergePolicy#parse} describes the format.
 */
final class PolicyFile {
    /** What holds without a file, in the format of the file. What it leaves out is shared, and arrays are values. */
    private static final byte[] DEFAULTS = """
            {
              "blueprints": { "imports": "ordered" },
              "entities": { "state": "runtime" },
              "world": { "settings": {}, "spawn": {} }
            }
            """.getBytes(StandardCharsets.UTF_8);

    /** Something said about one path. */
    private record Saying(MergePath path, PolicyEntry entry) {}

    private final Map<PolicyUnits, Map<String, Ownership>> groups = new HashMap<>();
    private final Map<PolicyUnits, List<Saying>> sayings = new HashMap<>();
    private final Set<String> said = new HashSet<>();
    private TextMerge.@Nullable Imports imports;

    private PolicyFile() {}

    static MergePolicy defaults(String objectKind) {
        return new PolicyFile().file(PlacedJson.parse(DEFAULTS)).on(MergePolicy.SHARED, objectKind);
    }

    static MergePolicy read(byte[] file, String objectKind) {
        return new PolicyFile().file(PlacedJson.parse(file)).on(defaults(objectKind), objectKind);
    }

    private PolicyFile file(PlacedJson file) {
        object(file, "the file", "{\"entities\": {\"props\": \"local\"}}");
        for (PlacedJson.Member member : file.members()) {
            switch (member.name()) {
                case "blueprints" -> section(PolicyUnits.BLUEPRINTS, member);
                case "entities" -> section(PolicyUnits.ENTITIES, member);
                case "world" -> world(member);
                default ->
                    throw member.place()
                            .complaint("there is no section '" + member.name()
                                    + "'; there are blueprints, entities and world");
            }
        }
        return this;
    }

    private void world(PlacedJson.Member world) {
        object(world.value(), "'world'", "{\"settings\": {\"title\": \"local\"}}");
        for (PlacedJson.Member member : world.value().members()) {
            switch (member.name()) {
                case "settings" -> section(PolicyUnits.SETTINGS, member);
                case "spawn" -> section(PolicyUnits.SPAWN, member);
                default -> worldPath(member);
            }
        }
    }

    /** {@code settings.title}, as conflicts spell it. */
    private void worldPath(PlacedJson.Member member) {
        MergePath path = path(member);
        if (path.steps().size() > 1) {
            MergePath below = new MergePath(path.steps().subList(1, path.steps().size()));
            switch (path.steps().get(0).toString()) {
                case "settings" -> {
                    saying(PolicyUnits.SETTINGS, below, member);
                    return;
                }
                case "spawn" -> {
                    saying(PolicyUnits.SPAWN, below, member);
                    return;
                }
                default -> {}
            }
        }
        throw member.place()
                .complaint("the world has no '" + member.name() + "'; there are settings, spawn, and paths below them");
    }

    private void section(PolicyUnits units, PlacedJson.Member section) {
        object(section.value(), "'" + section.name() + "'", "{} for the defaults");
        for (PlacedJson.Member member : section.value().members()) {
            if (units.equals(PolicyUnits.BLUEPRINTS) && member.name().equals("imports")) {
                imports = imports(member.value());
            } else if (units.groups().containsKey(member.name())) {
                PolicyEntry.of(member, false).owner().ifPresent(owner -> groups.computeIfAbsent(
                                units, u -> new HashMap<>())
                        .put(member.name(), owner));
            } else {
                saying(units, path(member), member);
            }
        }
    }

    private static TextMerge.Imports imports(PlacedJson word) {
        return switch (word.isString() ? word.text().strip().toLowerCase(Locale.ROOT) : "") {
            case "ordered" -> TextMerge.Imports.ORDERED;
            case "union" -> TextMerge.Imports.UNION;
            default ->
                throw word.place().complaint(word.shown() + " is no way to merge imports; write ordered or union");
        };
    }

    private void saying(PolicyUnits units, MergePath path, PlacedJson.Member member) {
        if (path.steps().isEmpty() || !(path.steps().get(0) instanceof MergePath.Key field)) {
            throw member.place().complaint("'" + member.name() + "' must begin with a field: " + units.choices());
        }
        if (!units.knows(field.name())) {
            throw member.place()
                    .complaint(units.section() + " have no field '" + field.name() + "'; there are " + units.choices());
        }
        if (path.steps().size() > 1 && units.values().contains(field.name())) {
            throw member.place()
                    .complaint("'" + field.name() + "' is one value, whose numbers belong together; write '"
                            + field.name() + "'");
        }
        if (!said.add(units.section() + " " + path)) {
            throw member.place().complaint("something is said about '" + path + "' twice; keep one of the two");
        }
        boolean array = path.steps().get(path.steps().size() - 1).equals(MergePath.Element.ANY);
        sayings.computeIfAbsent(units, u -> new ArrayList<>()).add(new Saying(path, PolicyEntry.of(member, array)));
    }

    private static MergePath path(PlacedJson.Member member) {
        try {
            return MergePath.parse(member.name());
        } catch (IllegalArgumentException e) {
            throw member.place().complaint(String.valueOf(e.getMessage()));
        }
    }

    private static void object(PlacedJson value, String what, String example) {
        if (!value.isObject()) {
            throw value.place().complaint(what + " must be an object; write " + example);
        }
    }

    private MergePolicy on(MergePolicy defaults, String objectKind) {
        return switch (objectKind) {
            case "blueprint" -> on(scripts(defaults), PolicyUnits.BLUEPRINTS);
            case "entity" -> on(defaults, PolicyUnits.ENTITIES);
            case "settings" -> on(defaults, PolicyUnits.SETTINGS);
            case "spawn" -> on(defaults, PolicyUnits.SPAWN);
            // A shared module is script text and nothing else.
            case "module" ->
                Optional.ofNullable(groups.getOrDefault(PolicyUnits.BLUEPRINTS, Map.of())
                                .get("script"))
                        .map(owner -> scripts(defaults).with(MergePath.ROOT, owner))
                        .orElseGet(() -> scripts(defaults));
            default ->
                throw new IllegalArgumentException("no sync policy for object kind '" + objectKind
                        + "'; it is one of blueprint, entity, settings, spawn, module");
        };
    }

    private MergePolicy scripts(MergePolicy policy) {
        return imports == null ? policy : policy.with(imports);
    }

    /** A word for several fields says less than one of them by name, so it goes first. */
    private MergePolicy on(MergePolicy defaults, PolicyUnits units) {
        MergePolicy policy = defaults;
        for (Map.Entry<String, Ownership> group :
                groups.getOrDefault(units, Map.of()).entrySet()) {
            for (String field : units.groups().getOrDefault(group.getKey(), List.of())) {
                policy = policy.with(MergePath.of(field), group.getValue());
            }
        }
        for (Saying saying : sayings.getOrDefault(units, List.of())) {
            MergePath path = saying.path();
            Optional<Ownership> owner = saying.entry().owner();
            if (owner.isPresent()) {
                policy = policy.with(path, owner.get());
            }
            Optional<ArrayStrategy> strategy = saying.entry().strategy();
            if (strategy.isPresent()) {
                MergePath array =
                        new MergePath(path.steps().subList(0, path.steps().size() - 1));
                policy = policy.with(array, strategy.get());
            }
        }
        return policy;
    }
}
