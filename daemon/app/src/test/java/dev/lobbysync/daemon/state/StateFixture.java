package dev.lobbysync.daemon.state;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.FeedPosition;
import dev.lobbysync.daemon.model.FileChange;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.SentOp;
import dev.lobbysync.daemon.model.StateChange;
import dev.lobbysync.daemon.testing.Loss;
import dev.lobbysync.daemon.testing.MemoryDisk;
import dev.lobbysync.daemon.testing.SeededRandom;
import dev.lobbysync.daemon.testing.TestClock;
import dev.lobbysync.protocol.json.CanonicalJson;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A project on a lossy disk, and short words for what the sync does to its state. */
final class StateFixture {
    static final Path ROOT = Path.of("/harbour");
    static final String WORLD = "local-harbour";

    final MemoryDisk disk = new MemoryDisk();
    final TestClock clock = new TestClock();
    final SeededRandom random = new SeededRandom(7);
    final StatePaths paths = new StatePaths(ROOT);

    StateFixture() {
        disk.installDirectory(ROOT.resolve("apps"));
    }

    FileStateStore open() throws IOException {
        return open(WORLD);
    }

    FileStateStore open(String worldId) throws IOException {
        return StateStores.open(disk, ROOT, worldId, clock, random);
    }

    static ObjectNode blueprint(String id, String name) {
        return Json.object().put("id", id).put("name", name).set("props", Json.object());
    }

    static BaseEntry entry(String id, String name, long cursor) {
        ObjectNode value = blueprint(id, name);
        return new BaseEntry(
                ObjectKey.blueprint(id),
                "uid-" + id,
                CanonicalJson.sha256(value),
                () -> value,
                Set.of("keep"),
                IntNode.valueOf(4),
                "op-" + cursor,
                cursor,
                BaseEntry.Origin.SYNCED);
    }

    static StateChange put(long cursor, BaseEntry... entries) {
        return new StateChange(
                List.of(entries), Set.of(), new FeedPosition(cursor, "op-" + cursor), Set.of(), Map.of());
    }

    static StateChange remove(long cursor, ObjectKey key) {
        return new StateChange(List.of(), Set.of(key), new FeedPosition(cursor, "op-" + cursor), Set.of(), Map.of());
    }

    static SentOp op(String id) {
        ObjectNode said = Json.object().set("props", Json.object().put("glow", 0.5));
        return new SentOp(id, ObjectKey.blueprint("Lantern"), Set.of("desc"), said, "0".repeat(64), 7, null);
    }

    /** An intent of a request that carries no op id. */
    static SentOp nameless(String id) {
        ObjectNode saw = Json.object().put("name", "Ünï");
        return new SentOp(id, ObjectKey.blueprint("Pier"), Set.of(), null, "1".repeat(64), 9, saw);
    }

    static StateChange settle(String... ids) {
        return new StateChange(List.of(), Set.of(), null, Set.of(ids), Map.of());
    }

    static FileChange write(String path, byte[] content) {
        return new FileChange(path, null, content, Set.of(), "test", false);
    }

    static FileChange delete(String path, String expected) {
        Set<ObjectKey> objects = Set.of(ObjectKey.blueprint("Lamp"));
        return new FileChange(path, Sha256.hex(utf8(expected)), null, objects, "test", true);
    }

    /** A blueprint that is written to one place and deleted at another. */
    static List<FileChange> move(String from, String content, String to, String now) {
        Set<ObjectKey> lamp = Set.of(ObjectKey.blueprint("Lamp"));
        return List.of(new FileChange(to, null, utf8(now), lamp, "test", false), delete(from, content));
    }

    /** An app of a blueprint and two scripts goes, and the daemon dies once the blueprint is gone. */
    List<RestoredFile> removalCutShort(String blueprint, String edited) throws IOException {
        disk.install(ROOT.resolve("apps/Lamp/Lamp.json"), "{}");
        disk.install(ROOT.resolve("apps/Lamp/index.js"), "index");
        disk.install(ROOT.resolve("apps/Lamp/lib/glow.js"), "glow");
        try (FileStateStore store = open()) {
            store.writing(
                    List.of(
                            delete("apps/Lamp/Lamp.json", "{}"),
                            delete("apps/Lamp/index.js", "index"),
                            delete("apps/Lamp/lib/glow.js", "glow")),
                    StateChange.NONE);
        }
        disk.crash(Loss.UNFORCED);
        disk.remove(ROOT.resolve("apps/Lamp/Lamp.json"));
        if (!blueprint.isEmpty()) {
            disk.install(ROOT.resolve("apps/Lamp/Lamp.json"), blueprint);
        }
        disk.install(ROOT.resolve("apps/Lamp/lib/glow.js"), edited);
        try (FileStateStore store = open()) {
            return store.restored();
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** All that a state says, to be compared. */
    static String describe(ReadState store) {
        StringBuilder text = new StringBuilder(store.worldId() + " " + store.position() + " fresh=" + store.fresh());
        store.bases().stream()
                .sorted(java.util.Comparator.comparing(BaseEntry::key))
                .forEach(base -> text.append('\n')
                        .append(base)
                        .append(' ')
                        .append(base.uid())
                        .append(' ')
                        .append(base.silent())
                        .append(' ')
                        .append(base.revision())
                        .append(' ')
                        .append(base.lastOpId())
                        .append(' ')
                        .append(base.origin())
                        .append(' ')
                        .append(CanonicalJson.text(base.value())));
        return text.append("\n")
                .append(new java.util.TreeMap<>(store.aliases()))
                .append(new java.util.TreeSet<>(store.unsettled().keySet()))
                .append(new java.util.TreeMap<>(store.expected()))
                .toString();
    }
}
