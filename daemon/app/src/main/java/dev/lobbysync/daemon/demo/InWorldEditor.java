package dev.lobbysync.daemon.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.protocol.api.LockGrant;
import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.Sha256;
import dev.lobbysync.protocol.wire.PacketTable;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/** Somebody who edits the world from inside it: one admin socket (PROTOCOL 3), ops signed with another name than the daemon's. */
final class InWorldEditor implements AutoCloseable {
    private static final String NAME = "mira";
    private static final int PATIENCE_SECONDS = 30;

    private final AdminApi api;
    private final AdminPackets socket;

    private InWorldEditor(AdminApi api, AdminPackets socket) {
        this.api = api;
        this.socket = socket;
    }

    /** Connects and is let in. */
    static InWorldEditor enter(AdminApi api) throws IOException {
        PacketTable table = PacketTable.detect(api.get("/admin/snapshot"));
        URI url = URI.create(api.url().toString().replaceFirst("^http", "ws") + "/admin");
        AdminPackets socket = AdminPackets.open(AdminApi.client(), url, table);
        await(socket.authenticate(api.adminCode()));
        return new InWorldEditor(api, socket);
    }

    /** Changes top-level fields of a blueprint; the version is taken care of. */
    void changeBlueprint(String id, ObjectNode fields) throws IOException {
        ObjectNode change = Json.object().put("id", id);
        change.put("version", api.blueprint(id).path("version").longValue() + 1);
        change.setAll(fields);
        await(command("blueprint_modify", "change", change));
    }

    /** Sets one key of a blueprint's {@code props}. */
    void setProp(String id, String key, JsonNode value) throws IOException {
        ObjectNode fields = Json.object();
        JsonNode props = api.blueprint(id).path("props");
        ObjectNode changed = props instanceof ObjectNode existing ? existing.deepCopy() : Json.object();
        changed.set(key, value);
        fields.set("props", changed);
        changeBlueprint(id, fields);
    }

    /** Edits one script of a blueprint, under the deploy lock that this needs (PROTOCOL 3.6, 6). */
    void editScript(String id, String path, UnaryOperator<String> edit) throws IOException {
        ObjectNode blueprint = api.blueprint(id);
        ObjectNode files = blueprint.path("scriptFiles").deepCopy();
        AssetUrl old = AssetUrl.parse(files.path(path).asText()).orElseThrow();
        byte[] text =
                edit.apply(new String(api.asset(old), StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        AssetUrl edited = AssetUrl.ofContent(Sha256.hex(text), old.extension());
        await(api.upload(edited.name(), text));
        files.put(path, edited.toString());
        String scope = blueprint.path("scope").asText("global");
        ObjectNode lock = Json.object().put("owner", NAME).put("scope", scope);
        LockGrant grant = LockGrant.from(api.send("POST", "/admin/deploy-lock", lock));
        try {
            ObjectNode change = Json.object().put("id", id);
            change.put("version", blueprint.path("version").longValue() + 1);
            change.put("scope", scope);
            change.set("scriptFiles", files);
            change.set("scriptEntry", blueprint.path("scriptEntry"));
            change.set("script", files.path(blueprint.path("scriptEntry").asText()));
            ObjectNode command = commandOf("blueprint_modify", "change", change);
            await(socket.request(command.put("lockToken", grant.token())));
        } finally {
            api.send("DELETE", "/admin/deploy-lock", Json.object().put("token", grant.token()));
        }
    }

    void changeEntity(String id, ObjectNode fields) throws IOException {
        ObjectNode change = Json.object().put("id", id);
        change.setAll(fields);
        await(command("entity_modify", "change", change));
    }

    void addEntity(ObjectNode entity) throws IOException {
        await(command("entity_add", "entity", entity));
    }

    /** Sends a command about an object without waiting; fails if it is refused. */
    CompletableFuture<JsonNode> command(String type, String key, JsonNode object) {
        return socket.request(commandOf(type, key, object));
    }

    static ObjectNode commandOf(String type, String key, JsonNode object) {
        ObjectNode command = Json.object().put("type", type).put("actor", NAME).put("source", "editor");
        command.set(key, object);
        return command;
    }

    /** Sends a command that was made with {@link #commandOf}. */
    CompletableFuture<JsonNode> send(ObjectNode command) {
        return socket.request(command);
    }

    static <T> T await(CompletableFuture<T> future) throws IOException {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the in-world edit failed: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException("the runtime did not answer the in-world edit", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted during an in-world edit", e);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
