package dev.lobbysync.daemon.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.port.Disk;
import dev.lobbysync.protocol.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code manifest.jsonl} of a trash folder: a line of JSON about the folder, then one per item, so that the thousandth
 * item costs what the first did.
 *
 * <pre>
 * {"formatVersion":1,"at":"2026-03-02T08:00:00.000Z","reason":"removed in the world"}
 * {"file":"apps/Lantern/Lantern.json","path":"apps/Lantern/Lantern.json","why":"…","size":812}
 * {"file":"values/entity-k3Jd82LmQx.local.json","kind":"entity","id":"k3Jd82LmQx","side":"local","why":"…","size":210}
 * </pre>
 */
final class TrashManifest {
    static final String NAME = "manifest.jsonl";

    private final DurableFiles files;
    private final Path file;

    TrashManifest(DurableFiles files, Path folder) {
        this.files = files;
        this.file = folder.resolve(NAME);
    }

    void begin(long wallMillis, String reason) throws IOException {
        ObjectNode header = Json.object()
                .put("formatVersion", 1)
                .put("at", IsoTime.iso(wallMillis))
                .put("reason", reason);
        files.replace(file, line(header), false);
    }

    void add(TrashedBatch.Item item) throws IOException {
        ObjectNode node = Json.object().put("file", item.file());
        if (item.path() != null) {
            node.put("path", item.path());
        } else {
            node.put("kind", item.kind()).put("id", item.id()).put("side", item.side());
        }
        node.put("why", item.why()).put("size", item.size());
        try (Disk.Appender out = files.disk().append(file, false)) {
            // An append that failed half-way leaves a line without end; readers pass over it and over the empty one.
            out.append(("\n" + new String(line(node), StandardCharsets.US_ASCII)).getBytes(StandardCharsets.US_ASCII));
            out.force();
        }
    }

    /**
     * What the manifest says; lines that make no sense are passed over.
     *
     * @param name of the folder, which begins with a stamp
     */
    TrashedBatch read(String name) throws IOException {
        String at = IsoTime.iso(IsoTime.ofStamp(name).orElseThrow());
        String reason = "";
        List<TrashedBatch.Item> items = new ArrayList<>();
        String text = new String(files.read(file).orElse(new byte[0]), StandardCharsets.UTF_8);
        for (String line : text.split("\n", -1)) {
            JsonNode node = parse(line);
            if (node.path("file").isTextual()) {
                items.add(item(node));
            } else if (node.path("reason").isTextual()) {
                at = node.path("at").asText(at);
                reason = node.path("reason").textValue();
            }
        }
        return new TrashedBatch(name, at, reason, items);
    }

    private static TrashedBatch.Item item(JsonNode node) {
        return new TrashedBatch.Item(
                node.path("file").asText(),
                StoredEntry.textOrNull(node.path("path")),
                StoredEntry.textOrNull(node.path("kind")),
                StoredEntry.textOrNull(node.path("id")),
                StoredEntry.textOrNull(node.path("side")),
                node.path("why").asText(),
                node.path("size").asLong());
    }

    private static JsonNode parse(String line) {
        if (line.isBlank()) {
            return Json.object();
        }
        try {
            return Json.parse(line);
        } catch (IOException cutShort) {
            return Json.object();
        }
    }

    private static byte[] line(ObjectNode node) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(LobbyJson.line(node));
        out.write('\n');
        return out.toByteArray();
    }
}
