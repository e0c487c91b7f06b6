package dev.lobbysync.daemon.world;

import static dev.lobbysync.daemon.world.RemoteAssertions.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.port.RemoteException.Kind;
import dev.lobbysync.daemon.world.FakeRuntime.Scripted;
import dev.lobbysync.daemon.world.FakeRuntime.Seen;
import dev.lobbysync.protocol.api.ChangePage;
import dev.lobbysync.protocol.json.Json;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Blueprints, history, spawn and deploy snapshots over HTTP (PROTOCOL 2.3, 4, 6.3). */
class ReadWriteTest extends WorldTest {
    private FakeRuntime runtime;
    private RuntimeClient client;

    @BeforeEach
    void start() {
        runtime = closing(FakeRuntime.r1(vertx));
        client = client(runtime);
    }

    @Test
    void aBlueprintIsFoundUnderAnyIdThatTheRouterTakes() throws Exception {
        runtime.route(
                "GET /admin/blueprints/a%2Fb%20%24c%25%C3%A9",
                request -> Scripted.json(200, "{\"blueprint\":{\"id\":\"x\",\"version\":3}}"));
        assertThat(client.blueprint("a/b $c%\u00e9")
                        .orElseThrow()
                        .path("version")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void aBlueprintIsAbsentOnlyIfTheRuntimeSaysSo() throws Exception {
        runtime.route("GET /admin/blueprints/gone", request -> Scripted.json(404, "{\"error\":\"not_found\"}"));
        assertThat(client.blueprint("gone")).isEmpty();
        assertThat(failureOf(() -> client.blueprint("no-such-route")).kind()).isEqualTo(Kind.MALFORMED);
        for (String id : List.of("", ".", "..", "x".repeat(101))) {
            assertThat(failureOf(() -> client.blueprint(id)).code()).isEqualTo("invalid_id");
        }
    }

    @Test
    void anAnswerBeyondAllReasonIsCutOff() {
        runtime.route(
                "GET /admin/blueprints/huge",
                request -> Scripted.json(200, "{\"blueprint\":{\"a\":\"" + "x".repeat(17 << 20) + "\"}}"));
        assertThat(failureOf(() -> client.blueprint("huge")).kind()).isEqualTo(Kind.MALFORMED);
    }

    @Test
    void compressedAnswersAreReadAndBombsAreNot() throws Exception {
        runtime.route("GET /admin/blueprints/small", request -> gzip("{\"blueprint\":{\"id\":\"small\"}}"));
        assertThat(client.blueprint("small").orElseThrow().path("id").asText()).isEqualTo("small");
        runtime.route(
                "GET /admin/blueprints/bomb",
                request -> gzip("{\"blueprint\":{\"a\":\"" + "x".repeat(32 << 20) + "\"}}"));
        assertThat(failureOf(() -> client.blueprint("bomb")).kind()).isEqualTo(Kind.MALFORMED);
    }

    private static Scripted gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Scripted(200, Map.of("Content-Encoding", "gzip"), Buffer.buffer(bytes.toByteArray()));
    }

    @Test
    void removalCarriesNoContentTypeAndCountsAsDoneIfAlreadyGone() throws Exception {
        runtime.route("DELETE /admin/blueprints/Lamp", request -> Scripted.json(200, "{\"ok\":true}"));
        client.removeBlueprint("Lamp");
        Seen seen = runtime.requests.get(0);
        assertThat(seen.headers()).doesNotContainKey("content-type").containsEntry("x-admin-code", FakeRuntime.CODE);
        runtime.route("DELETE /admin/blueprints/Lamp", request -> Scripted.json(404, "{\"error\":\"not_found\"}"));
        client.removeBlueprint("Lamp");
        runtime.route("DELETE /admin/blueprints/Lamp", request -> Scripted.json(409, "{\"error\":\"in_use\"}"));
        assertThat(failureOf(() -> client.removeBlueprint("Lamp")).code()).isEqualTo("in_use");
    }

    @Test
    void spawnIsPutAsPoseOnly() throws Exception {
        runtime.route("PUT /admin/spawn", request -> Scripted.json(200, "{\"ok\":true}"));
        client.putSpawn((com.fasterxml.jackson.databind.node.ObjectNode)
                Json.parse("{\"position\":[1,2.5,3],\"quaternion\":[0,0,0,1],\"extra\":true}"));
        assertThat(runtime.requests.get(0).body().toString())
                .isEqualTo("{\"position\":[1,2.5,3],\"quaternion\":[0,0,0,1]}");
    }

    @Test
    void aDeploySnapshotNamesItsScopeAndToken() throws Exception {
        runtime.route("POST /admin/deploy-snapshots", request -> Scripted.json(200, "{\"ok\":true,\"id\":\"snap-1\"}"));
        assertThat(client.deploySnapshot(List.of("Lamp"), "Lamp", "token-1", "before the party"))
                .isEqualTo("snap-1");
        assertThat(Json.parse(runtime.requests.get(0).body().getBytes()))
                .isEqualTo(Json.parse("{\"ids\":[\"Lamp\"],\"scope\":\"Lamp\",\"lockToken\":\"token-1\","
                        + "\"note\":\"before the party\"}"));
        runtime.route("POST /admin/deploy-snapshots", request -> Scripted.json(409, "{\"error\":\"deploy_locked\"}"));
        assertThat(failureOf(() -> client.deploySnapshot(List.of("Lamp"), "Lamp", "t", null))
                        .code())
                .isEqualTo("deploy_locked");
    }

    @Test
    void recordedHistoryIsRead() throws Exception {
        String recorded;
        try (var in = ReadWriteTest.class.getResourceAsStream("/world/r1-changes.json")) {
            recorded = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        runtime.route("GET /admin/changes", request -> Scripted.json(200, recorded));
        ChangePage page = client.changes(0, 200);
        assertThat(page.operations()).isNotEmpty();
        assertThat(page.cursor())
                .isEqualTo(page.operations().get(page.operations().size() - 1).cursor());
    }

    @Test
    void aPageIsFollowedByWhatItHoldsNotByWhatItClaims() throws Exception {
        page("{\"cursor\":9,\"headCursor\":9,\"operations\":[" + op(8) + "," + op(9) + "],\"hasMore\":false}");
        assertThat(client.changes(7, 2).hasMore()).as("a full page").isTrue();
        page("{\"cursor\":7,\"headCursor\":99,\"operations\":[],\"hasMore\":true}");
        assertThat(client.changes(7, 2).hasMore()).as("an empty page").isFalse();
        page("{\"cursor\":50,\"headCursor\":99,\"operations\":[" + op(8) + "],\"hasMore\":true}");
        assertThat(client.changes(7, 2).cursor()).as("a cursor past its ops").isEqualTo(8);
    }

    @Test
    void aPageOutOfOrderIsMalformed() {
        page("{\"cursor\":9,\"headCursor\":9,\"operations\":[" + op(9) + "," + op(8) + "],\"hasMore\":false}");
        assertThat(failureOf(() -> client.changes(7, 10)).kind()).isEqualTo(Kind.MALFORMED);
        page("{\"cursor\":7,\"headCursor\":9,\"operations\":[" + op(7) + "],\"hasMore\":false}");
        assertThat(failureOf(() -> client.changes(7, 10)).kind()).isEqualTo(Kind.MALFORMED);
        page("{\"cursor\":9,\"headCursor\":9,\"operations\":[" + op(8) + "," + op(9) + "],\"hasMore\":false}");
        assertThat(failureOf(() -> client.changes(7, 1)).kind()).isEqualTo(Kind.MALFORMED);
    }

    private void page(String json) {
        runtime.route("GET /admin/changes", request -> Scripted.json(200, json));
    }

    private static String op(long cursor) {
        return "{\"cursor\":" + cursor + ",\"opId\":\"op" + cursor
                + "\",\"ts\":\"2026-03-01T10:15:00.120Z\",\"actor\":\"mira\",\"source\":\"editor\",\"kind\":\"entity.update\","
                + "\"objectUid\":\"u\",\"patch\":{\"id\":\"lamp-7\"}}";
    }

    @Test
    void aClosedClientAnswersAtOnce() {
        client.close();
        assertThat(failureOf(() -> client.changes(0, 10)).kind()).isEqualTo(Kind.AWAY);
        assertThat(failureOf(client.download("asset://Model.glb")).kind()).isEqualTo(Kind.AWAY);
    }

    @Test
    void aConnectionClosedInTheMomentOfReuseIsNotAFailure() throws Exception {
        boolean[] closed = {false};
        runtime.raw.put("GET /admin/changes", request -> {
            if (closed[0]) {
                request.response().end("{\"cursor\":1,\"headCursor\":1,\"operations\":[],\"hasMore\":false}");
            } else {
                closed[0] = true;
                request.connection().close();
            }
        });
        assertThat(client.changes(1, 10).headCursor()).isEqualTo(1);
    }
}
