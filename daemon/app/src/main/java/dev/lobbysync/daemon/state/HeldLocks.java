package dev.lobbysync.daemon.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Deploy lock tokens that are held now, so that the next start can release what a crash left held (PROTOCOL 6.1). Tokens
 * are secrets: {@code .lobby/locks.json} has mode 0600 and exists only while a lock is held.
 *
 * <pre>{"formatVersion":1,"worlds":{"local-harbour":{"Lantern":"…token…"}}}</pre>
 */
final class HeldLocks {
    private final DurableFiles files;
    private final Path file;
    private final String worldId;
    private final Map<String, Map<String, String>> worlds = new TreeMap<>();

    /** @param notices told if the file cannot be read: its locks will expire by themselves */
    HeldLocks(DurableFiles files, Path file, String worldId, List<String> notices) throws IOException {
        this.files = files;
        this.file = file;
        this.worldId = worldId;
        byte[] bytes = files.read(file).orElse(new byte[0]);
        if (bytes.length > 0) {
            try {
                load(Json.parse(bytes));
            } catch (IOException e) {
                notices.add(".lobby/locks.json is damaged and is ignored; locks left held expire by themselves");
            }
        }
    }

    Map<String, String> held() {
        return Collections.unmodifiableMap(new TreeMap<>(worlds.getOrDefault(worldId, Map.of())));
    }

    void add(String scope, String token) throws IOException {
        Map<String, String> mine = worlds.computeIfAbsent(worldId, id -> new TreeMap<>());
        if (!token.equals(mine.put(scope, token))) {
            save();
        }
    }

    void remove(String scope) throws IOException {
        Map<String, String> mine = worlds.get(worldId);
        if (mine != null && mine.remove(scope) != null) {
            if (mine.isEmpty()) {
                worlds.remove(worldId);
            }
            save();
        }
    }

    private void load(JsonNode document) {
        document.path("worlds").properties().forEach(world -> {
            Map<String, String> locks = new TreeMap<>();
            world.getValue()
                    .properties()
                    .forEach(lock -> locks.put(lock.getKey(), lock.getValue().asText()));
            worlds.put(world.getKey(), locks);
        });
    }

    private void save() throws IOException {
        if (worlds.isEmpty()) {
            files.deleteIfPresent(file);
            files.disk().forceDirectory(DurableFiles.parentOf(file));
            return;
        }
        ObjectNode document = Json.object().put("formatVersion", 1);
        ObjectNode all = document.putObject("worlds");
        worlds.forEach((world, locks) -> locks.forEach(all.withObjectProperty(world)::put));
        files.replace(file, LobbyJson.pretty(document), true);
    }
}
