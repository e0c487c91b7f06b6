package dev.lobbysync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code .lobby/sync-policy.json} (PROTOCOL 7.9) with the units of PROTOCOL 8.4. */
final class PolicyFile {
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
    private static final List<String> PROPS = List.of("props");
    private static final List<String> TRANSFORM = List.of("blueprint", "position", "quaternion", "scale", "pinned");
    private static final List<String> STATE = List.of("state");

    private PolicyFile() {}

    static MergePolicy read(JsonNode file, String objectKind) {
        return switch (objectKind) {
            case "blueprint" -> blueprint(file.path("blueprints"));
            case "entity" -> entity(file.path("entities"));
            case "settings" -> settings(file.path("world").path("settings"));
            case "spawn" -> spawn(file.path("world").path("spawn"));
            case "module" -> module(file.path("blueprints"));
            default ->
                throw new IllegalArgumentException("no sync policy for object kind '" + objectKind
                        + "'; it is one of blueprint, entity, settings, spawn, module");
        };
    }

    private static MergePolicy blueprint(JsonNode units) {
        MergePolicy policy = MergePolicy.SHARED;
        policy = fields(policy, SCRIPT, units.path("script"));
        policy = fields(policy, METADATA, units.path("metadata"));
        return fields(policy, PROPS, units.path("props"));
    }

    private static MergePolicy entity(JsonNode units) {
        MergePolicy policy = MergePolicy.SHARED.with(MergePath.of("state"), Ownership.RUNTIME);
        policy = fields(policy, TRANSFORM, units.path("transform"));
        policy = fields(policy, PROPS, units.path("props"));
        return fields(policy, STATE, units.path("state"));
    }

    private static MergePolicy settings(JsonNode keys) {
        MergePolicy policy = MergePolicy.SHARED;
        for (Map.Entry<String, JsonNode> entry : keys.properties()) {
            // "*" is the wildcard of policies too, so a specific key beats it here as there.
            policy = fields(policy, List.of(entry.getKey()), entry.getValue());
        }
        return policy;
    }

    private static MergePolicy spawn(JsonNode units) {
        MergePolicy policy = fields(MergePolicy.SHARED, List.of("position"), units.path("position"));
        return fields(policy, List.of("quaternion"), units.path("quaternion"));
    }

    /** A shared module is script text and nothing else. */
    private static MergePolicy module(JsonNode units) {
        return owner(units.path("script"))
                .map(owner -> MergePolicy.SHARED.with(MergePath.ROOT, owner))
                .orElse(MergePolicy.SHARED);
    }

    private static MergePolicy fields(MergePolicy policy, List<String> fields, JsonNode value) {
        Optional<Ownership> owner = owner(value);
        if (owner.isEmpty()) {
            return policy;
        }
        MergePolicy with = policy;
        for (String field : fields) {
            with = with.with(MergePath.of(field), owner.get());
        }
        return with;
    }

    private static Optional<Ownership> owner(JsonNode value) {
        return value.isTextual() ? Ownership.ofName(value.textValue()) : Optional.empty();
    }
}
