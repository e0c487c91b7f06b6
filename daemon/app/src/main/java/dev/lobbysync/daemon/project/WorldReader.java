package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Project.Problem;
import dev.lobbysync.protocol.doc.KnownFields;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.JsonEquality;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code world.json} (PROTOCOL 7.4). An invalid file makes everything in it unknown; an invalid row only itself. A
 * row without an id could be any entity: while there is one, no entity counts as absent (ENGINE S9).
 */
final class WorldReader {
    private static final Map<String, Integer> VECTORS = Map.of("position", 3, "quaternion", 4, "scale", 3);

    private final AssetShelf shelf;
    private final WorldView before;
    private final boolean reuse;
    private final Map<ObjectKey, WorldView.Row> rows = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private @Nullable String anonymous;

    private WorldReader(AssetShelf shelf, WorldView before, boolean reuse) {
        this.shelf = shelf;
        this.before = before;
        this.reuse = reuse;
    }

    /**
     * Reads the file.
     *
     * @param before what the file said before
     * @param reuse whether rows that did not change keep their state: no asset changed
     */
    static WorldView read(
            @Nullable FileFact fact,
            FileTable.@Nullable Block block,
            AssetShelf shelf,
            WorldView before,
            boolean reuse) {
        if (block != null) {
            return WorldView.invalid(block.why());
        }
        JsonFile file = fact == null ? null : fact.json();
        if (file == null) {
            return WorldView.missing();
        }
        ObjectNode document = file.document();
        String problem = file.problem();
        if (document == null) {
            return WorldView.invalid(problem == null ? "world.json holds no JSON object; restore it" : problem);
        }
        JsonNode version = document.path("formatVersion");
        if (!version.isNumber() || version.doubleValue() != 2) {
            return WorldView.invalid("world.json has formatVersion " + version + "; only 2 is understood");
        }
        if (!document.path("entities").isArray()) {
            return WorldView.invalid("world.json has no list of entities; restore it");
        }
        for (String member : List.of("settings", "spawn")) {
            if (!document.path(member).isObject()) {
                return WorldView.invalid("world.json has no object " + member + "; add it, or restore the file");
            }
        }
        return new WorldReader(shelf, before, reuse).read(document);
    }

    private WorldView read(ObjectNode document) {
        rows.put(ObjectKey.SETTINGS, row(ObjectKey.SETTINGS, document.get("settings")));
        rows.put(ObjectKey.SPAWN, row(ObjectKey.SPAWN, document.get("spawn")));
        Map<String, List<JsonNode>> byId = new LinkedHashMap<>();
        int index = 0;
        for (JsonNode row : document.get("entities")) {
            String id = row.path("id").textValue();
            if (id == null || id.isBlank()) {
                anonymous = "entry " + index + " of entities in world.json has no id; give it one or remove it";
                problems.add(AppReader.problem(Layout.WORLD, anonymous));
            } else {
                byId.computeIfAbsent(id, i -> new ArrayList<>()).add(row);
            }
            index++;
        }
        Set<ObjectKey> contested = new HashSet<>();
        byId.forEach((id, of) -> {
            ObjectKey key = ObjectKey.entity(id);
            if (of.size() == 1) {
                rows.put(key, row(key, of.get(0)));
            } else {
                contested.add(key);
                rows.put(key, agreed(key, of));
            }
        });
        rows.forEach((key, row) -> {
            if (row.state() instanceof LocalState.Unknown unknown) {
                problems.add(AppReader.problem(Layout.WORLD, unknown.problem()));
            }
        });
        return WorldView.valid(rows, contested, anonymous, problems);
    }

    /** Of several rows with one id the one that is equal to the base is it, else none can be told (ENGINE S9). */
    private WorldView.Row agreed(ObjectKey key, List<JsonNode> candidates) {
        String problem =
                "world.json has more than one entity with the id " + key.id() + "; remove one or give it another id";
        ObjectNode base = shelf.base(key);
        for (JsonNode candidate : candidates) {
            WorldView.Row row = row(key, candidate);
            if (base != null && row.state() instanceof LocalState.Present present && isSame(present.value(), base)) {
                problems.add(AppReader.problem(Layout.WORLD, problem));
                return row;
            }
        }
        return new WorldView.Row(null, new LocalState.Unknown(problem, Layout.WORLD), Set.of());
    }

    private boolean isSame(ObjectNode value, ObjectNode base) {
        for (String field : KnownFields.of(ObjectKind.ENTITY)) {
            if (!JsonEquality.equal(said(field, value), said(field, base))) {
                return false;
            }
        }
        return true;
    }

    /** A field by its content: absent and null stand for the default (ENGINE S1, S10). */
    private JsonNode said(String field, ObjectNode entity) {
        JsonNode value = entity.path(field);
        return value.isMissingNode() || value.isNull()
                ? KnownFields.defaultOf(ObjectKind.ENTITY, field)
                : AssetPlaces.rewrite(field, value, (in, prop, holder, text) -> shelf.canonical(text));
    }

    private WorldView.Row row(ObjectKey key, JsonNode raw) {
        WorldView.Row old = before.rows().get(key);
        if (reuse && old != null && raw.equals(old.raw())) {
            return old;
        }
        DocumentReader reader = new DocumentReader(shelf, Layout.WORLD, key);
        if (!(raw instanceof ObjectNode document)) {
            reader.problem(key + " in world.json is no object; correct it");
            return new WorldView.Row(raw, reader.finish(), Set.of());
        }
        if (key.kind() == ObjectKind.ENTITY) {
            reader.identify(key.id());
            checkEntity(key, document, reader);
        } else if (key.kind() == ObjectKind.SPAWN) {
            checkVectors(key, document, reader);
        }
        for (String field : KnownFields.of(key.kind())) {
            reader.take(document, field);
        }
        if (key.kind() == ObjectKind.ENTITY) {
            reader.take(document, KnownFields.ENTITY_STATE);
            takeStateOwnership(document, reader);
        }
        return new WorldView.Row(raw, reader.finish(), Set.copyOf(reader.assets()));
    }

    /** Two spellings of who owns this row's state (PROTOCOL 7.4). */
    private static void takeStateOwnership(ObjectNode document, DocumentReader reader) {
        JsonNode own = document.path(KnownFields.STATE_OWNERSHIP);
        JsonNode said = own.isTextual() ? own : document.path("sync").path("state");
        if (said.isTextual()) {
            reader.remark(KnownFields.STATE_OWNERSHIP, said);
        }
    }

    private static void checkEntity(ObjectKey key, ObjectNode document, DocumentReader reader) {
        if (BlueprintFile.text(document, "blueprint") == null) {
            reader.problem(key + " in world.json names no blueprint; add it");
        }
        checkVectors(key, document, reader);
        if (isWrong(document.path("pinned"), document.path("pinned").isBoolean())) {
            reader.problem(key + " in world.json: pinned must be true or false; correct it");
        }
        for (String field : List.of("props", KnownFields.ENTITY_STATE)) {
            if (isWrong(document.path(field), document.path(field).isObject())) {
                reader.problem(key + " in world.json: " + field + " must be an object; correct it");
            }
        }
    }

    private static void checkVectors(ObjectKey key, ObjectNode document, DocumentReader reader) {
        VECTORS.forEach((field, length) -> {
            JsonNode vector = document.path(field);
            boolean right = vector.isArray() && vector.size() == length;
            for (JsonNode element : vector) {
                right &= element.isNumber();
            }
            if (isWrong(vector, right)) {
                reader.problem(
                        key + " in world.json: " + field + " must be a list of " + length + " numbers; correct it");
            }
        });
    }

    /** Absent and null stand for the default (ENGINE S1). */
    private static boolean isWrong(JsonNode value, boolean right) {
        return !right && !value.isMissingNode() && !value.isNull();
    }
}
