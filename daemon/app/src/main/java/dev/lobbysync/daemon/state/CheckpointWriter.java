package dev.lobbysync.daemon.state;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes a checkpoint as one JSON document with one entry per line: strict JSON for upstream's tool, and a diff shows what
 * moved.
 */
final class CheckpointWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private CheckpointWriter() {}

    /**
     * @param snapshots {@code lastConflictSnapshots}
     * @param nowIso {@code updatedAt}
     */
    static byte[] write(StateTables tables, ArrayNode snapshots, String nowIso) {
        return new CheckpointWriter().document(tables, snapshots, nowIso);
    }

    private byte[] document(StateTables tables, ArrayNode snapshots, String nowIso) {
        text("{\n\"formatVersion\":" + Checkpoint.FORMAT + ",\n\"worldId\":");
        out.writeBytes(LobbyJson.line(TextNode.valueOf(tables.worldId())));
        text(",\n\"cursor\":"
                + (tables.agreed() ? Long.toString(tables.position().cursor()) : "null"));
        text(",\n\"world\":{");
        String separator = "\n";
        for (StoredEntry entry : tables.entries()) {
            ObjectKind kind = entry.base().key().kind();
            if (kind == ObjectKind.SETTINGS || kind == ObjectKind.SPAWN) {
                row(separator, kind.wireName(), entry);
                separator = ",\n";
            }
        }
        text("\n},\n\"objects\":{\n\"blueprints\":");
        table(tables, ObjectKind.BLUEPRINT);
        text(",\n\"entities\":");
        table(tables, ObjectKind.ENTITY);
        text(",\n\"modules\":");
        table(tables, ObjectKind.MODULE);
        text("\n},\n\"lastConflictSnapshots\":");
        out.writeBytes(LobbyJson.line(snapshots));
        text(",\n\"updatedAt\":\"" + nowIso + "\",\n\"daemon\":");
        out.writeBytes(LobbyJson.line(daemon(tables)));
        text("\n}\n");
        return out.toByteArray();
    }

    /** The table key is the uid, or the id if another object has that uid (DESIGN 5). */
    private void table(StateTables tables, ObjectKind kind) {
        List<StoredEntry> entries = tables.entries().stream()
                .filter(entry -> entry.base().key().kind() == kind)
                .toList();
        Set<String> ids = new HashSet<>();
        entries.forEach(entry -> ids.add(entry.base().key().id()));
        Set<String> taken = new HashSet<>();
        text("{");
        String separator = "\n";
        for (StoredEntry entry : entries) {
            String id = entry.base().key().id();
            String uid = entry.base().uid();
            boolean usable = uid != null && !uid.isEmpty() && Json.isWhole(uid) && !ids.contains(uid);
            String key = uid != null && usable && taken.add(uid) ? uid : id;
            row(separator, Json.isWhole(key) ? key : Sha256.hex(key.getBytes(StandardCharsets.UTF_16BE)), entry);
            separator = ",\n";
        }
        text("\n}");
    }

    private void row(String separator, String key, StoredEntry entry) {
        text(separator);
        out.writeBytes(LobbyJson.line(TextNode.valueOf(key)));
        text(":");
        JournalCodec.writeWithValue(out, LobbyJson.line(entry.members()), entry.value());
    }

    private static ObjectNode daemon(StateTables tables) {
        ObjectNode daemon = Json.object();
        daemon.put("format", Checkpoint.DAEMON_FORMAT).put("agreed", tables.agreed());
        daemon.put("opIdAtCursor", tables.position().opId());
        if (tables.position().reflected() < tables.position().cursor()) {
            daemon.put("reflected", tables.position().reflected());
        }
        if (tables.policy() != null) {
            daemon.put("policy", tables.policy());
        }
        InstanceIdentity identity = tables.identity();
        if (identity != null) {
            daemon.put("instanceId", identity.id()).put("projectPath", identity.path());
            daemon.put("rootInode", identity.inode());
        }
        ObjectNode aliases = daemon.putObject("aliases");
        new TreeSet<>(tables.aliases().keySet())
                .stream()
                        .filter(Json::isWhole)
                        .forEach(name -> aliases.put(name, tables.aliases().get(name)));
        ArrayNode unsettled = daemon.putArray("unsettled");
        tables.unsettled().values().forEach(op -> unsettled.add(JournalCodec.toJson(op)));
        daemon.set("settled", tables.settled().forCheckpoint());
        JournalRecord.Expected expected = tables.stillExpected();
        if (!expected.isEmpty()) {
            daemon.set("expected", JournalCodec.toJson(expected));
        }
        return daemon;
    }

    private void text(String ascii) {
        out.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
    }
}
