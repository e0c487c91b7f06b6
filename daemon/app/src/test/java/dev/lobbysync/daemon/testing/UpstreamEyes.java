package dev.lobbysync.daemon.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.doc.KnownFields;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.JsonEquality;
import dev.lobbysync.runtime.world.WorldState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a project as upstream's app-server (R1) would at its start: reads every file of {@code .lobby/} strictly, compares
 * the three sides by hash (PROTOCOL 8.3), and tells what it would do. Written from the protocol alone.
 *
 * <p>A class other than "unchanged" still counts as nothing to do if the sides differ only in members that are there on one
 * side and null, absent or a default on the other: what upstream then sends changes nothing (PROTOCOL 11, item 36).
 */
public final class UpstreamEyes {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    private static final Set<String> OURS = Set.of("daemon", "modules", "cursor", "silent", "origin");
    /** A script is named by its file, finer than upstream does; it only counts and prints these. */
    private static final List<String> FIELD_PATHS = List.of(
            "props\\..+",
            "state",
            "settings\\..+",
            "spawn\\.(position|quaternion)",
            "\\$object",
            "scriptFiles/.+",
            "[a-zA-Z]+");

    private final Map<String, byte[]> files;
    private final WorldState world;
    private final List<String> complaints = new ArrayList<>();
    private final Map<String, ObjectNode> base = new HashMap<>();
    private final Map<String, String> doings = new TreeMap<>();

    private UpstreamEyes(Map<String, byte[]> files, WorldState world) {
        this.files = files;
        this.world = world;
    }

    /** Looks at the project of a stopped daemon beside its world. */
    public static UpstreamEyes on(Bench bench) {
        Map<String, byte[]> files = new TreeMap<>(bench.disk().files(Bench.ROOT));
        bench.disk().files(Bench.ROOT.resolve(".lobby")).forEach((path, bytes) -> files.put(".lobby/" + path, bytes));
        return on(files, bench.runtime().world().state());
    }

    /** Looks at a project beside a world; paths relative to the root, {@code .lobby/} included. */
    public static UpstreamEyes on(Map<String, byte[]> files, WorldState world) {
        UpstreamEyes eyes = new UpstreamEyes(files, world);
        eyes.readState();
        eyes.readIndex();
        eyes.readConflicts();
        eyes.compare();
        return eyes;
    }

    /** What it cannot read, or what is not as the protocol says. */
    public List<String> complaints() {
        return complaints;
    }

    /** What it would do at its start, by object. */
    public Map<String, String> doings() {
        return doings;
    }

    private void readState() {
        ObjectNode state = object(".lobby/sync-state.json");
        members(
                state,
                Set.of("formatVersion", "worldId", "cursor", "world", "objects", "lastConflictSnapshots", "updatedAt"));
        require(
                state.path("formatVersion").isInt()
                        && state.path("formatVersion").asInt() == 1,
                "formatVersion is 1");
        require(state.path("worldId").asText().equals(world.worldId()), "worldId is that of the world");
        require(state.path("cursor").isNumber() || state.path("cursor").isNull(), "cursor is a number or null");
        time(state, "updatedAt");
        members((ObjectNode) state.path("world"), Set.of("settings", "spawn"));
        state.path("world").properties().forEach(entry -> readEntry(entry.getKey(), "", (ObjectNode) entry.getValue()));
        members((ObjectNode) state.path("objects"), Set.of("blueprints", "entities"));
        for (String table : List.of("blueprints", "entities")) {
            Set<String> ids = new HashSet<>();
            state.path("objects").path(table).properties().forEach(row -> {
                ObjectNode entry = (ObjectNode) row.getValue();
                String id = entry.path("id").asText();
                require(ids.add(id), "one entry for " + id);
                require(
                        row.getKey().equals(entry.path("uid").asText(id))
                                || row.getKey().equals(id),
                        "the key of " + id + " is its uid or id");
                readEntry(table.equals("blueprints") ? "blueprint " : "entity ", id, entry);
            });
        }
        for (JsonNode snapshot : state.path("lastConflictSnapshots")) {
            members((ObjectNode) snapshot, Set.of("id", "at", "reason", "cursor", "conflicts"));
            time((ObjectNode) snapshot, "at");
            for (JsonNode conflict : snapshot.path("conflicts")) {
                require(
                        conflict.path("artifactId").isTextual()
                                && conflict.path("unresolvedCount").isInt(),
                        "a mention");
            }
        }
    }

    private void readEntry(String prefix, String id, ObjectNode entry) {
        String name = prefix + id;
        require(entry.path("value").isObject(), "value of " + name);
        ObjectNode value = (ObjectNode) entry.path("value");
        require(HASH.matcher(entry.path("hash").asText()).matches(), "hash of " + name);
        require(
                UpstreamForm.hash(value).equals(entry.path("hash").asText()),
                "the hash of " + name + " is its value's");
        time(entry, "lastSyncedAt");
        if (!id.isEmpty()) {
            for (String member : List.of("uid", "lastOpId")) {
                JsonNode text = entry.path(member);
                require(text.isTextual() || text.isNull(), member + " of " + name + " is a string or null");
            }
            JsonNode revision = entry.path("lastSyncedRevision");
            require(revision.isNumber() || revision.isTextual() || revision.isNull(), "revision of " + name);
            boolean blueprint = prefix.startsWith("blueprint");
            ObjectNode normal = blueprint ? UpstreamForm.R1.blueprint(value) : UpstreamForm.R1.entity(value);
            require(normal.equals(value), name + " is in normal form: " + value);
        }
        base.put(name, value);
    }

    private void readIndex() {
        if (!files.containsKey(".lobby/blueprint-index.json")) {
            complaints.add("no index");
            return;
        }
        ObjectNode index = object(".lobby/blueprint-index.json");
        members(index, Set.of("formatVersion", "blueprints", "updatedAt"));
        require(index.path("formatVersion").asInt() == 1, "index: formatVersion is 1");
        ObjectNode tables = (ObjectNode) index.path("blueprints");
        members(tables, Set.of("byId", "byUid", "byPath", "bySignature"));
        Map<String, String> paths = new UpstreamFiles(files, world.blueprints()).paths();
        Set<String> indexed = new TreeSet<>();
        tables.path("byPath").properties().forEach(entry -> {
            indexed.add(entry.getKey());
            require(entry.getKey().equals(entry.getValue().path("path").asText()), "index: path " + entry.getKey());
        });
        require(indexed.equals(new TreeSet<>(paths.values())), "index: paths are those of the files, not " + indexed);
        paths.forEach((id, path) -> {
            JsonNode entry = tables.path("byId").path(id);
            members((ObjectNode) entry, Set.of("id", "uid", "path", "signature"));
            require(entry.path("path").asText().equals(path), "index: " + id + " lies at " + path);
            String created = object(path).path("createdAt").asText("");
            String signature = entry.path("signature").asText();
            require(
                    created.isEmpty()
                            ? signature.equals("hash:" + hashWithoutIdentity(object(path)))
                            : signature.equals("createdAt:" + created),
                    "index: signature of " + id);
        });
    }

    private static String hashWithoutIdentity(ObjectNode file) {
        ObjectNode rest = file.deepCopy();
        rest.remove(List.of("id", "uid"));
        return UpstreamForm.hash(rest);
    }

    private void readConflicts() {
        files.forEach((path, bytes) -> {
            if (path.matches("\\.lobby/conflicts/[^/]+\\.json")) {
                readConflict(path, object(path));
            }
        });
    }

    private void readConflict(String path, ObjectNode artifact) {
        Set<String> known = new HashSet<>(Set.of(
                "formatVersion",
                "id",
                "status",
                "createdAt",
                "resolvedAt",
                "resolvedWith",
                "worldId",
                "reason",
                "cursor",
                "kind",
                "objectType",
                "objectId",
                "objectUid",
                "baselineHash",
                "localHash",
                "remoteHash",
                "base",
                "local",
                "remote",
                "merged",
                "unresolvedFields",
                "autoResolvedFields"));
        boolean resolved = artifact.path("status").asText().equals("resolved");
        if (resolved) {
            known.add("resolutionSummary");
            time(artifact, "resolvedAt");
        }
        members(artifact, known);
        require(artifact.path("formatVersion").asInt() == 1, path + ": formatVersion");
        require(path.endsWith("/" + artifact.path("id").asText() + ".json"), path + ": id");
        require(resolved || artifact.path("status").asText().equals("open"), path + ": status");
        String kind = artifact.path("kind").asText();
        require(kind.equals(artifact.path("objectType").asText()), path + ": objectType");
        if (kind.equals("module")) {
            return;
        }
        for (String side : List.of("base", "local", "remote")) {
            JsonNode value = artifact.path(side);
            JsonNode hash = artifact.path(side.equals("base") ? "baselineHash" : side + "Hash");
            require(value.isNull() || value.isObject(), path + ": " + side);
            if (value instanceof ObjectNode object) {
                require(hash.asText().equals(UpstreamForm.hash(object)), path + ": hash of " + side);
                if (kind.equals("entity")) {
                    require(
                            UpstreamForm.R1.entity(object).equals(object),
                            path + ": normal form of " + side + " " + object);
                }
            } else {
                require(hash.isNull(), path + ": hash of absent " + side);
            }
        }
        for (JsonNode field : artifact.path("unresolvedFields")) {
            String name = field.path("path").asText();
            require(FIELD_PATHS.stream().anyMatch(name::matches), path + ": field path " + name);
            require(!kind.equals("settings") || name.startsWith("settings."), path + ": field path " + name);
            require(!kind.equals("spawn") || name.startsWith("spawn."), path + ": field path " + name);
            require(
                    Set.of("local", "runtime", "shared")
                            .contains(field.path("ownership").asText()),
                    path + ": ownership");
        }
    }

    private void compare() {
        UpstreamFiles local = new UpstreamFiles(files, world.blueprints());
        Map<String, ObjectNode> here = new HashMap<>();
        Map<String, ObjectNode> there = new HashMap<>();
        local.blueprints().forEach((id, payload) -> here.put("blueprint " + id, UpstreamForm.R1.blueprint(payload)));
        world.blueprints().forEach((id, wire) -> there.put("blueprint " + id, UpstreamForm.R1.blueprint(wire)));
        ObjectNode manifest = local.world();
        manifest.path("entities").forEach(row -> {
            ObjectNode normal = UpstreamForm.R1.entity((ObjectNode) row);
            ObjectNode wire = world.entities().get(row.path("id").asText());
            // What R1 compares without resolving (PROTOCOL 11, item 37) is resolved here.
            normal.set(
                    "props", local.uploaded("props", normal.path("props"), wire == null ? normal : wire.path("props")));
            here.put("entity " + row.path("id").asText(), normal);
        });
        world.entities().forEach((id, wire) -> there.put("entity " + id, UpstreamForm.R1.entity(wire)));
        here.put("settings", (ObjectNode) manifest.path("settings"));
        there.put("settings", world.settings());
        here.put("spawn", UpstreamForm.R1.spawn((ObjectNode) manifest.path("spawn")));
        there.put("spawn", UpstreamForm.R1.spawn(world.spawn()));
        complaints.addAll(local.complaints());
        Set<String> names = new TreeSet<>(here.keySet());
        names.addAll(there.keySet());
        names.addAll(base.keySet());
        names.forEach(name -> compare(name, base.get(name), here.get(name), there.get(name)));
    }

    private void compare(String name, @Nullable ObjectNode b, @Nullable ObjectNode l, @Nullable ObjectNode r) {
        if (same(l, r)) {
            return;
        }
        String kind = same(b, l) ? "remote-only" : same(b, r) ? "local-only" : "concurrent";
        if (l == null || r == null || b == null) {
            doings.put(name, kind);
            return;
        }
        ObjectKind type = ObjectKind.ofWireName(name.contains(" ") ? name.substring(0, name.indexOf(' ')) : name);
        Set<String> fields = new TreeSet<>();
        l.fieldNames().forEachRemaining(fields::add);
        r.fieldNames().forEachRemaining(fields::add);
        for (String field : fields) {
            boolean settled =
                    field.equals("state") || JsonEquality.equal(said(type, field, l, l), said(type, field, r, l));
            if (!settled) {
                doings.merge(name, kind + " " + field, (a, more) -> a + ", " + field);
            }
        }
    }

    /** Of the scripts, shared modules that nothing imports any more are left out: to drop them changes nothing. */
    private static JsonNode said(ObjectKind kind, String field, ObjectNode value, ObjectNode files) {
        JsonNode node = value.path(field);
        if (field.equals("scriptFiles") && node instanceof ObjectNode set) {
            ObjectNode imported = set.deepCopy();
            set.fieldNames().forEachRemaining(path -> {
                if (path.startsWith("@shared/") && !files.path(field).has(path)) {
                    imported.remove(path);
                }
            });
            return imported;
        }
        return node.isMissingNode() || node.isNull() ? KnownFields.defaultOf(kind, field) : node;
    }

    private static boolean same(@Nullable ObjectNode a, @Nullable ObjectNode b) {
        return a == null || b == null ? a == b : UpstreamForm.hash(a).equals(UpstreamForm.hash(b));
    }

    /** Exactly these members, beside those that are ours. */
    private void members(ObjectNode object, Set<String> known) {
        Set<String> found = new TreeSet<>();
        object.fieldNames().forEachRemaining(found::add);
        found.removeIf(name -> OURS.contains(name) && !known.contains(name));
        require(found.equals(new TreeSet<>(known)), "members " + known + ", found " + found);
    }

    private void time(ObjectNode object, String member) {
        require(TIME.matcher(object.path(member).asText()).matches(), member + " is a time: " + object.path(member));
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            complaints.add(what);
        }
    }

    private ObjectNode object(String path) {
        try {
            if (files.containsKey(path) && Json.parse(files.get(path)) instanceof ObjectNode object) {
                return object;
            }
            complaints.add(path + " is missing, or no object");
        } catch (IOException e) {
            complaints.add(path + ": " + e.getMessage());
        }
        return Json.object();
    }
}
