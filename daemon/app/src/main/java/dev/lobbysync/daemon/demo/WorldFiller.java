package dev.lobbysync.daemon.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lobbysync.protocol.api.LockGrant;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.worlds.RemoteWorld;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Puts a generated world into a fresh runtime through its admin API, as people with many hands would have built it. */
final class WorldFiller {
    private static final int UPLOADS_AT_ONCE = 8;
    private static final int LOCK_SECONDS = 600;

    private final AdminApi api;
    private final InWorldEditor editor;

    WorldFiller(AdminApi api, InWorldEditor editor) {
        this.api = api;
        this.editor = editor;
    }

    void fill(RemoteWorld world) throws IOException {
        upload(world.assets());
        List<CompletableFuture<JsonNode>> answers = new ArrayList<>();
        world.settings().properties().forEach(setting -> {
            ObjectNode command = InWorldEditor.commandOf("settings_modify", "value", setting.getValue());
            answers.add(editor.send(command.put("key", setting.getKey())));
        });
        api.send("PUT", "/admin/spawn", world.spawn());
        // The built-in scene makes room for the world's own.
        for (String id : api.snapshot().entities().keySet()) {
            answers.add(editor.command("entity_remove", "id", TextNode.valueOf(id)));
        }
        ObjectNode lock = Json.object().put("owner", "builders").put("ttl", LOCK_SECONDS);
        LockGrant grant = LockGrant.from(api.send("POST", "/admin/deploy-lock", lock));
        for (ObjectNode blueprint : world.blueprints()) {
            ObjectNode command = InWorldEditor.commandOf("blueprint_add", "blueprint", blueprint);
            answers.add(editor.send(command.put("lockToken", grant.token())));
        }
        for (ObjectNode entity : world.entities()) {
            answers.add(editor.command("entity_add", "entity", entity));
        }
        for (CompletableFuture<JsonNode> answer : answers) {
            InWorldEditor.await(answer);
        }
        api.send("DELETE", "/admin/deploy-lock", Json.object().put("token", grant.token()));
    }

    private void upload(Map<String, byte[]> assets) throws IOException {
        Deque<CompletableFuture<Void>> running = new ArrayDeque<>();
        for (Map.Entry<String, byte[]> asset : assets.entrySet()) {
            if (running.size() >= UPLOADS_AT_ONCE) {
                InWorldEditor.await(running.removeFirst());
            }
            running.add(api.upload(asset.getKey(), asset.getValue()));
        }
        for (CompletableFuture<Void> upload : running) {
            InWorldEditor.await(upload);
        }
    }
}
