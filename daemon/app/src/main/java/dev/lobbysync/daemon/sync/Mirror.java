package dev.lobbysync.daemon.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.api.FeedOp;
import dev.lobbysync.protocol.api.WorldSnapshot;
import dev.lobbysync.protocol.doc.NormalForm;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.CanonicalJson;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The remote tree: what the runtime serves, from the last snapshot and advanced by the feed (DESIGN 3). Documents are
 * never changed, only replaced.
 */
final class Mirror {
    private static final int WORTH_SHARING = 1_000;

    private final Map<ObjectKey, ObjectNode> objects = new LinkedHashMap<>();
    private final Map<ObjectKey, String> hashes = new HashMap<>();
    private final Set<ObjectKey> withoutPlainNames = new HashSet<>();
    private final Map<String, Set<ObjectKey>> entitiesByBlueprint = new HashMap<>();
    private final Map<ObjectKey, Set<ObjectKey>> importersByModule = new HashMap<>();

    /** Takes a snapshot for what the runtime serves now, and tells which objects are not as they were. */
    Set<ObjectKey> replace(WorldSnapshot snapshot) {
        Map<ObjectKey, ObjectNode> now = new LinkedHashMap<>();
        snapshot.blueprints().forEach((id, wire) -> now.put(ObjectKey.blueprint(id), wire));
        snapshot.entities().forEach((id, wire) -> now.put(ObjectKey.entity(id), wire));
        now.put(ObjectKey.SETTINGS, snapshot.settings());
        now.put(ObjectKey.SPAWN, snapshot.spawn());
        Set<ObjectKey> changed = new HashSet<>();
        for (ObjectKey key : Set.copyOf(objects.keySet())) {
            if (!now.containsKey(key)) {
                put(key, null);
                changed.add(key);
            }
        }
        now.forEach((key, wire) -> {
            if (!wire.equals(objects.get(key))) {
                put(key, wire);
                changed.add(key);
            }
        });
        return changed;
    }

    /** Takes in one op; null if it concerns no object of ours. Applying an op twice, or late, is harmless. */
    @Nullable
    ObjectKey apply(FeedOp op) {
        ObjectKind kind = op.kind().objectKind().orElse(null);
        if (kind == null) {
            return null;
        }
        ObjectKey key = keyOf(op, kind);
        if (op.kind().isRemove()) {
            put(key, null);
        } else if (kind == ObjectKind.SETTINGS) {
            applySetting(op);
        } else if (op.snapshot() instanceof ObjectNode snapshot) {
            put(key, snapshot);
        }
        return key;
    }

    /** The object that an op is about. */
    static ObjectKey keyOf(FeedOp op, ObjectKind kind) {
        return switch (kind) {
            case SETTINGS -> ObjectKey.SETTINGS;
            case SPAWN -> ObjectKey.SPAWN;
            default -> new ObjectKey(kind, op.objectId());
        };
    }

    /** Replaces one object by what the runtime says about it in another way; null if it says that it is gone. */
    void put(ObjectKey key, @Nullable ObjectNode wire) {
        ObjectNode before = wire == null ? objects.remove(key) : objects.put(key, wire);
        hashes.remove(key);
        withoutPlainNames.remove(key);
        if (key.kind() == ObjectKind.ENTITY) {
            unlink(before == null ? null : before.path("blueprint").textValue(), key);
            if (wire != null && wire.path("blueprint").isTextual()) {
                entitiesByBlueprint
                        .computeIfAbsent(wire.path("blueprint").textValue(), id -> new TreeSet<>())
                        .add(key);
            }
        } else if (key.kind() == ObjectKind.BLUEPRINT) {
            modulesOf(before).forEach(module -> {
                Set<ObjectKey> importers = importersByModule.get(module);
                if (importers != null) {
                    importers.remove(key);
                }
            });
            modulesOf(wire).forEach(module -> importersByModule
                    .computeIfAbsent(module, m -> new TreeSet<>())
                    .add(key));
        }
    }

    @Nullable
    ObjectNode served(ObjectKey key) {
        return objects.get(key);
    }

    /** SHA-256 of the canonical normal form; null if the runtime does not serve the object. */
    @Nullable
    String hash(ObjectKey key) {
        ObjectNode wire = objects.get(key);
        return wire == null
                ? null
                : hashes.computeIfAbsent(key, k -> CanonicalJson.sha256(NormalForm.of(k.kind(), wire)));
    }

    /** {@link AssetNames#unknownIn} of what is served; remembered where there is none, for no name is ever forgotten. */
    Set<String> unknownNames(ObjectKey key, AssetNames names) {
        ObjectNode wire = objects.get(key);
        if (wire == null || withoutPlainNames.contains(key)) {
            return Set.of();
        }
        Set<String> unknown = names.unknownIn(key.kind(), wire);
        if (unknown.isEmpty()) {
            withoutPlainNames.add(key);
        }
        return unknown;
    }

    /**
     * Notes the hashes of what is served just as its base holds it, by comparing texts: hashing takes several times as
     * long. The comparison is pure, and shared among the processors when there is much of it.
     */
    void recognise(Collection<BaseEntry> bases) {
        Stream<BaseEntry> all = bases.size() < WORTH_SHARING ? bases.stream() : bases.parallelStream();
        all.filter(this::isServedAs).toList().forEach(base -> hashes.put(base.key(), base.hash()));
    }

    private boolean isServedAs(BaseEntry base) {
        ObjectNode wire = objects.get(base.key());
        return wire != null
                && base.reads(CanonicalJson.bytes(NormalForm.of(base.key().kind(), wire)));
    }

    Set<ObjectKey> keys() {
        return objects.keySet();
    }

    Set<ObjectKey> entitiesUsing(String blueprintId) {
        return entitiesByBlueprint.getOrDefault(blueprintId, Set.of());
    }

    /** Blueprints whose served script set has a copy of the module. */
    Set<ObjectKey> importers(ObjectKey module) {
        return importersByModule.getOrDefault(module, Set.of());
    }

    /** Every shared module that some served blueprint has a copy of. */
    Set<ObjectKey> modules() {
        Set<ObjectKey> modules = new TreeSet<>();
        importersByModule.forEach((module, importers) -> {
            if (!importers.isEmpty()) {
                modules.add(module);
            }
        });
        return modules;
    }

    /** The shared modules in a blueprint's script set. */
    static Set<ObjectKey> modulesOf(@Nullable ObjectNode blueprint) {
        Set<ObjectKey> modules = new TreeSet<>();
        if (blueprint != null) {
            blueprint.path(MergeForm.SCRIPT_FILES).fieldNames().forEachRemaining(path -> {
                String module = MergeForm.modulePath(path);
                if (MergeForm.isShared(module)) {
                    modules.add(ObjectKey.module(module));
                }
            });
        }
        return modules;
    }

    /** The URL of a blueprint's copy of a shared module, under either spelling of its path, or null. */
    static @Nullable String copyOf(@Nullable ObjectNode blueprint, ObjectKey module) {
        if (blueprint == null) {
            return null;
        }
        JsonNode files = blueprint.path(MergeForm.SCRIPT_FILES);
        JsonNode url = files.path(module.id());
        return url.isTextual()
                ? url.textValue()
                : files.path(module.id().substring(1)).textValue();
    }

    private void applySetting(FeedOp op) {
        JsonNode patch = op.patch();
        if (patch == null || !patch.path("key").isTextual()) {
            return;
        }
        ObjectNode settings = JsonNodeFactory.instance.objectNode();
        ObjectNode before = objects.get(ObjectKey.SETTINGS);
        if (before != null) {
            settings.setAll(before);
        }
        String key = patch.path("key").textValue();
        if (patch.has("value")) {
            settings.set(key, patch.get("value"));
        } else {
            settings.remove(key);
        }
        put(ObjectKey.SETTINGS, settings);
    }

    private void unlink(@Nullable String blueprintId, ObjectKey entity) {
        Set<ObjectKey> users = blueprintId == null ? null : entitiesByBlueprint.get(blueprintId);
        if (users != null) {
            users.remove(entity);
        }
    }
}
