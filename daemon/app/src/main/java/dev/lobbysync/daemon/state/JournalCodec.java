package dev.lobbysync.daemon.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.FeedPosition;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.SentOp;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Lines of {@code .lobby/sync-state.journal}: a checksum as eight hexadecimal digits, a space, the JSON text on one line, a
 * line feed. The checksum is the CRC-32C of the digits of the line before, if there is one, and of the JSON text: so lines
 * that were taken out, doubled or moved are damage as well.
 *
 * <pre>
 * 1b5cd2f0 {"t":"journal","format":1,"checkpoint":"…64 hex or null…","foreign":false,"worldId":"local-harbour"}
 * 8a0e77c1 {"t":"instance","id":"…uuid…","path":"/home/ann/harbour","inode":4711}
 * 77aa0b12 {"t":"sent","ops":[{"opId":"…","kind":"blueprint","id":"Lantern","fields":["props"],"valueHash":"…","seen":118}]}
 * 03c9d1e4 {"t":"writing","number":7,"intents":[{"path":"apps/Lantern/Lantern.json", …}]}
 * 5f1d2c3b {"t":"written","number":7}
 * c01dbeef {"t":"state","put":[{"kind":"blueprint","id":"Lantern", …,"value":{…}}],"removed":[["entity","k3Jd82LmQx"]],
 *           "cursor":121,"opId":"…","settled":["…"],"aliases":{"asset://Lamp.glb":"asset://…64 hex….glb"},
 *           "policy":"…64 hex…","at":1772438400000}
 * 9e107d9d {"t":"reset","reason":"…","at":1772438400000}
 * e4d909c2 {"t":"compacted","checkpoint":"…64 hex…"}
 * </pre>
 *
 * <p>A line of {@code writing} has a member {@code then} with {@code put} and {@code removed} as in {@code state}: what is
 * agreed once the files are written. A line of {@code state} with {@code "landed":true} says that this is dealt with.
 *
 * <p>Members of {@code state} that say nothing are left out. An entry of {@code put} without {@code value} keeps its
 * value. An intent of {@code sent} has a member {@code saw} if its request carries no op id (see {@link SentOp}).
 */
final class JournalCodec {
    static final int FORMAT = 1;
    /** Digits and space before the JSON text. */
    static final int PREFIX = 9;

    private JournalCodec() {}

    /**
     * A line with its line feed.
     *
     * @param before {@link #digits} of the line before, empty for the first
     */
    static byte[] encode(JournalRecord record, String before) {
        byte[] json = json(record);
        byte[] crc = crc(before, json, 0, json.length).getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream line = new ByteArrayOutputStream(json.length + PREFIX + 1);
        line.writeBytes(crc);
        line.write(' ');
        line.writeBytes(json);
        line.write('\n');
        return line.toByteArray();
    }

    /** Whether the line, given without its line feed, is as it was written, and where. */
    static boolean intact(String before, byte[] bytes, int from, int to) {
        return to - from > PREFIX
                && bytes[from + PREFIX - 1] == ' '
                && digits(bytes, from).equals(crc(before, bytes, from + PREFIX, to));
    }

    /** The checksum that a line of sufficient length begins with. */
    static String digits(byte[] bytes, int from) {
        return new String(bytes, from, PREFIX - 1, StandardCharsets.ISO_8859_1);
    }

    /**
     * @param from start of an intact line
     * @throws StateFormatException if a newer version wrote it
     * @throws IOException if it makes no sense, although it is as it was written
     */
    static JournalRecord decode(byte[] bytes, int from, int to) throws IOException {
        try {
            return record(bytes, from, to);
        } catch (IllegalArgumentException | ClassCastException e) {
            throw new IOException("the record makes no sense: " + e.getMessage(), e);
        }
    }

    private static JournalRecord record(byte[] bytes, int from, int to) throws IOException {
        JsonNode node = Json.parse(Arrays.copyOfRange(bytes, from + PREFIX, to));
        String type = node.path("t").asText();
        return switch (type) {
            case "journal" -> header(node);
            case "instance" ->
                new JournalRecord.Instance(new InstanceIdentity(
                        node.path("id").asText(),
                        node.path("path").asText(),
                        node.path("inode").asLong()));
            case "state" -> state(node);
            case "sent" -> sent(node.path("ops"));
            case "writing" -> writing(node);
            case "written" -> new JournalRecord.Written(node.path("number").asLong());
            case "compacted" ->
                new JournalRecord.Compacted(node.path("checkpoint").asText());
            case "reset" ->
                new JournalRecord.Reset(
                        node.path("reason").asText(), node.path("at").asLong());
            default ->
                throw new StateFormatException("the journal .lobby/sync-state.journal holds a record of type '" + type
                        + "' that this version does not know; update gamedev sync");
        };
    }

    static ObjectNode toJson(SentOp op) {
        ObjectNode node = Json.object()
                .put("opId", op.opId())
                .put("kind", op.object().kind().wireName())
                .put("id", op.object().id());
        ArrayNode fields = node.putArray("fields");
        op.fields().stream().sorted().forEach(fields::add);
        if (op.said() != null) {
            node.set("said", op.said());
        }
        node.put("valueHash", op.valueHash()).put("seen", op.seenCursor());
        return op.saw() == null ? node : node.set("saw", op.saw());
    }

    static SentOp sentOp(JsonNode node) {
        Set<String> fields = new LinkedHashSet<>();
        node.path("fields").forEach(field -> fields.add(field.asText()));
        return new SentOp(
                node.path("opId").asText(),
                key(node.path("kind"), node.path("id")),
                fields,
                node.path("said") instanceof ObjectNode said ? said : null,
                node.path("valueHash").asText(),
                node.path("seen").asLong(Long.MAX_VALUE),
                node.path("saw") instanceof ObjectNode saw ? saw : null);
    }

    /** Appends the value as the last member of an object that is given as text. */
    static void writeWithValue(ByteArrayOutputStream out, byte[] members, ValueSlice value) {
        out.write(members, 0, members.length - 1);
        out.writeBytes(",\"value\":".getBytes(StandardCharsets.US_ASCII));
        value.writeTo(out);
        out.write('}');
    }

    private static byte[] json(JournalRecord record) {
        ObjectNode node = Json.object();
        if (record instanceof JournalRecord.Header header) {
            node.put("t", "journal").put("format", FORMAT).put("checkpoint", header.checkpoint());
            node.put("foreign", header.foreign()).put("worldId", header.worldId());
        } else if (record instanceof JournalRecord.Instance instance) {
            InstanceIdentity identity = instance.identity();
            node.put("t", "instance").put("id", identity.id());
            node.put("path", identity.path()).put("inode", identity.inode());
        } else if (record instanceof JournalRecord.State state) {
            return json(state);
        } else if (record instanceof JournalRecord.Sent sent) {
            ArrayNode ops = node.put("t", "sent").putArray("ops");
            sent.ops().forEach(op -> ops.add(toJson(op)));
        } else if (record instanceof JournalRecord.Writing writing) {
            ArrayNode intents =
                    node.put("t", "writing").put("number", writing.number()).putArray("intents");
            writing.intents().forEach(intent -> intents.add(intent.toJson()));
            if (!writing.removals().isEmpty()) {
                ArrayNode removals = node.putArray("removals");
                writing.removals().forEach(removal -> removals.add(removal.toJson()));
            }
            if (!writing.then().isEmpty()) {
                return json(node, writing.then());
            }
        } else if (record instanceof JournalRecord.Written written) {
            node.put("t", "written").put("number", written.number());
        } else if (record instanceof JournalRecord.Compacted compacted) {
            node.put("t", "compacted").put("checkpoint", compacted.checkpoint());
        } else if (record instanceof JournalRecord.Reset reset) {
            node.put("t", "reset").put("reason", reset.reason()).put("at", reset.atMillis());
        }
        return LobbyJson.line(node);
    }

    private static byte[] json(JournalRecord.State state) {
        ObjectNode rest = Json.object();
        putRemoved(rest, state.removed());
        FeedPosition position = state.position();
        if (position != null) {
            rest.put("cursor", position.cursor()).put("opId", position.opId());
            if (position.reflected() < position.cursor()) {
                rest.put("reflected", position.reflected());
            }
        }
        if (!state.settled().isEmpty()) {
            ArrayNode settled = rest.putArray("settled");
            state.settled().stream().sorted().forEach(settled::add);
        }
        if (!state.aliases().isEmpty()) {
            ObjectNode aliases = rest.putObject("aliases");
            state.aliases().forEach(aliases::put);
        }
        if (state.policy() != null) {
            rest.put("policy", state.policy());
        }
        if (state.landed()) {
            rest.put("landed", true);
        }
        rest.put("at", state.atMillis());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ascii(out, "{\"t\":\"state\",");
        writePut(out, state.put());
        out.write(',');
        byte[] tail = LobbyJson.line(rest);
        out.write(tail, 1, tail.length - 1);
        return out.toByteArray();
    }

    /** What is expected of file writes comes last in their line; its values are as they lie there, never parsed. */
    private static byte[] json(ObjectNode writing, JournalRecord.Expected then) {
        ObjectNode rest = Json.object();
        putRemoved(rest, then.removed());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] head = LobbyJson.line(writing);
        out.write(head, 0, head.length - 1);
        ascii(out, ",\"then\":{");
        writePut(out, then.put());
        byte[] tail = LobbyJson.line(rest);
        if (!rest.isEmpty()) {
            out.write(',');
        }
        out.write(tail, 1, tail.length - 1);
        out.write('}');
        return out.toByteArray();
    }

    private static void writePut(ByteArrayOutputStream out, List<JournalRecord.Put> entries) {
        ascii(out, "\"put\":[");
        String separator = "";
        for (JournalRecord.Put put : entries) {
            ascii(out, separator);
            separator = ",";
            byte[] text = LobbyJson.line(members(put));
            ValueSlice value = put.value();
            if (value == null) {
                out.writeBytes(text);
            } else {
                writeWithValue(out, text, value);
            }
        }
        out.write(']');
    }

    private static void ascii(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static ObjectNode members(JournalRecord.Put put) {
        return put.members().deepCopy().put("kind", put.key().kind().wireName());
    }

    private static void putRemoved(ObjectNode node, Set<ObjectKey> keys) {
        if (!keys.isEmpty()) {
            ArrayNode removed = node.putArray("removed");
            keys.stream().sorted().forEach(key -> removed.addArray()
                    .add(key.kind().wireName())
                    .add(key.id()));
        }
    }

    static ObjectNode toJson(JournalRecord.Expected expected) {
        ObjectNode node = Json.object();
        ArrayNode put = node.putArray("put");
        for (JournalRecord.Put entry : expected.put()) {
            ObjectNode members = members(entry);
            put.add(
                    entry.value() == null
                            ? members
                            : members.set("value", entry.value().get()));
        }
        putRemoved(node, expected.removed());
        return node;
    }

    static JournalRecord.Expected expected(JsonNode node) {
        return new JournalRecord.Expected(puts(node.path("put")), keys(node.path("removed")));
    }

    private static JournalRecord header(JsonNode node) throws StateFormatException {
        int format = node.path("format").asInt();
        if (format != FORMAT) {
            throw new StateFormatException("the journal .lobby/sync-state.journal has format " + format
                    + ", this version reads " + FORMAT + "; update gamedev sync");
        }
        return new JournalRecord.Header(
                StoredEntry.textOrNull(node.path("checkpoint")),
                node.path("foreign").asBoolean(),
                node.path("worldId").asText());
    }

    private static JournalRecord state(JsonNode node) {
        Set<String> settled = new LinkedHashSet<>();
        node.path("settled").forEach(id -> settled.add(id.asText()));
        Map<String, String> aliases = new LinkedHashMap<>();
        node.path("aliases")
                .properties()
                .forEach(alias -> aliases.put(alias.getKey(), alias.getValue().asText()));
        FeedPosition position = node.has("cursor")
                ? new FeedPosition(node.path("cursor").asLong(), StoredEntry.textOrNull(node.path("opId")))
                        .reflecting(node.path("reflected").asLong(Long.MAX_VALUE))
                : null;
        return new JournalRecord.State(
                puts(node.path("put")),
                keys(node.path("removed")),
                position,
                settled,
                aliases,
                StoredEntry.textOrNull(node.path("policy")),
                node.path("landed").asBoolean(),
                node.path("at").asLong());
    }

    private static List<JournalRecord.Put> puts(JsonNode entries) {
        List<JournalRecord.Put> put = new ArrayList<>();
        for (JsonNode entry : entries) {
            ObjectKey key = key(entry.path("kind"), entry.path("id"));
            ObjectNode members = ((ObjectNode) entry).deepCopy();
            members.remove("kind");
            JsonNode value = members.remove("value");
            put.add(new JournalRecord.Put(
                    key, members, value instanceof ObjectNode object ? ValueSlice.of(object) : null));
        }
        return put;
    }

    private static Set<ObjectKey> keys(JsonNode pairs) {
        Set<ObjectKey> keys = new LinkedHashSet<>();
        pairs.forEach(pair -> keys.add(key(pair.path(0), pair.path(1))));
        return keys;
    }

    private static JournalRecord sent(JsonNode ops) {
        List<SentOp> sent = new ArrayList<>();
        ops.forEach(op -> sent.add(sentOp(op)));
        return new JournalRecord.Sent(sent);
    }

    private static JournalRecord writing(JsonNode node) throws IOException {
        List<FileIntent> intents = new ArrayList<>();
        for (JsonNode intent : node.path("intents")) {
            intents.add(FileIntent.from(intent));
        }
        List<AppRemoval> removals = new ArrayList<>();
        for (JsonNode removal : node.path("removals")) {
            removals.add(AppRemoval.from(removal));
        }
        return new JournalRecord.Writing(node.path("number").asLong(), intents, removals, expected(node.path("then")));
    }

    private static ObjectKey key(JsonNode kind, JsonNode id) {
        return new ObjectKey(ObjectKind.ofWireName(kind.asText()), id.asText());
    }

    private static String crc(String before, byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(before.getBytes(StandardCharsets.ISO_8859_1));
        crc.update(bytes, from, to - from);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
