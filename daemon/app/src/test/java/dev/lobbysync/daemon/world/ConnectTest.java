package dev.lobbysync.daemon.world;

import static dev.lobbysync.daemon.world.RemoteAssertions.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lobbysync.daemon.port.Remote.Session;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.RemoteException.Kind;
import dev.lobbysync.daemon.world.FakeRuntime.Scripted;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.wire.PacketTable;
import dev.lobbysync.protocol.wire.PacketType;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code connect} promises (DESIGN 4, PROTOCOL 3.4, 10.2). */
class ConnectTest extends WorldTest {
    private final RecordedHints hints = new RecordedHints();

    @ParameterizedTest
    @EnumSource(PacketTable.class)
    void theSocketIsOpenBeforeTheHeadIsReadAndTheHeadBeforeTheSnapshot(PacketTable table) throws Exception {
        FakeRuntime runtime = closing(new FakeRuntime(vertx, table, ""));
        Session session = client(runtime).connect(hints);
        assertThat(runtime.lines())
                .filteredOn(line -> !line.equals("GET /status"))
                .containsExactly("GET /health", "WS /admin", "GET /admin/changes", "GET /admin/snapshot");
        assertThat(session.headCursor()).isEqualTo(57);
        assertThat(session.snapshot().worldId()).isEqualTo(FakeRuntime.WORLD);
        assertThat(session.snapshot().table()).isEqualTo(table);
        assertThat(session.sameProcess()).isFalse();
        assertThat(hints.disconnected).isEmpty();
    }

    @Test
    void aPathPrefixIsKeptForEveryRequest() throws Exception {
        FakeRuntime runtime = closing(new FakeRuntime(vertx, PacketTable.R1, "/worlds/moss"));
        client(new RuntimeAddress(runtime.url() + "/", FakeRuntime.WORLD, FakeRuntime.CODE), RemoteAssertions.QUICK)
                .connect(hints);
        assertThat(runtime.lines()).allMatch(line -> line.contains(" /worlds/moss/"));
    }

    @Test
    void theOtherPacketTableIsTriedWhenHealthMisled() throws Exception {
        FakeRuntime r2 = closing(FakeRuntime.r2(vertx));
        r2.healthTellsState = false;
        client(r2).connect(hints);
        assertThat(r2.lines()).filteredOn("WS /admin"::equals).hasSize(2);

        FakeRuntime r1 = closing(FakeRuntime.r1(vertx));
        r1.route("GET /health", request -> Scripted.json(200, "{\"ok\":true,\"uptime\":9,\"state\":\"ready\"}"));
        client(r1).connect(hints);
        assertThat(r1.lines()).filteredOn("WS /admin"::equals).hasSize(2);
    }

    @Test
    void theSnapshotTellsThePacketTableWhereHealthIsHidden() throws Exception {
        FakeRuntime runtime = closing(FakeRuntime.r2(vertx));
        runtime.routes.remove("GET /health");
        Session session = client(runtime).connect(hints);
        assertThat(runtime.lines())
                .containsExactly(
                        "GET /health", "GET /admin/snapshot", "WS /admin", "GET /admin/changes", "GET /admin/snapshot");
        assertThat(session.snapshot().table()).isEqualTo(PacketTable.R2);
    }

    @ParameterizedTest
    @EnumSource(PacketTable.class)
    void aWrongCodeIsRefused(PacketTable table) {
        FakeRuntime runtime = closing(new FakeRuntime(vertx, table, ""));
        runtime.code = "another";
        RemoteException failure = failureOf(() -> client(runtime).connect(hints));
        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.code()).isEqualTo("invalid_code");
        assertThat(failure).hasMessageContaining(runtime.url()).hasMessageContaining("ADMIN_CODE");
    }

    @Test
    void anotherWorldIsNotTouched() {
        FakeRuntime runtime = closing(FakeRuntime.r1(vertx));
        RuntimeAddress address = new RuntimeAddress(runtime.url(), "my-world", FakeRuntime.CODE);
        RemoteException failure =
                failureOf(() -> client(address, RemoteAssertions.QUICK).connect(hints));
        assertThat(failure.kind()).isEqualTo(Kind.WRONG_WORLD);
        assertThat(failure).hasMessageContaining("'sample-world'").hasMessageContaining("'my-world'");
        await().until(() -> runtime.sockets.get(0).isClosed());
        assertThat(hints.disconnected).isEmpty();
    }

    @Test
    void whoeverDoesNotKnowTheWorldYetLearnsIt() throws Exception {
        FakeRuntime runtime = closing(FakeRuntime.r1(vertx));
        RuntimeAddress address = new RuntimeAddress(runtime.url(), null, FakeRuntime.CODE);
        assertThat(client(address, RemoteAssertions.QUICK)
                        .connect(hints)
                        .snapshot()
                        .worldId())
                .isEqualTo(FakeRuntime.WORLD);
    }

    @Test
    void aReconnectKnowsTheProcessByItsUptime() throws Exception {
        FakeRuntime runtime = closing(FakeRuntime.r1(vertx));
        RuntimeClient client = client(runtime);
        assertThat(client.connect(hints).sameProcess()).isFalse();
        assertThat(client.snapshot().sameProcess()).isTrue();
        assertThat(client.connect(hints).sameProcess()).isTrue();
        runtime.route("GET /health", request -> runtime.health(0.5));
        assertThat(client.connect(hints).sameProcess()).isFalse();
        assertThat(hints.disconnected).isEmpty();
    }

    @Test
    void aRuntimeThatIsNotReadyIsAway() {
        FakeRuntime runtime = closing(FakeRuntime.r2(vertx));
        runtime.route(
                "GET /health",
                request -> new Scripted(
                        503,
                        Map.of("Retry-After", "1"),
                        io.vertx.core.buffer.Buffer.buffer("{\"error\":\"runtime_not_ready\",\"state\":\"boot\"}")));
        RemoteException failure = failureOf(() -> client(runtime).connect(hints));
        assertThat(failure.kind()).isEqualTo(Kind.AWAY);
        assertThat(failure.code()).isEqualTo("runtime_not_ready");
        assertThat(failure).hasMessageContaining("wait 1 s");
    }

    @Test
    void aSocketClosedAsNotReadyIsAway() {
        FakeRuntime runtime = closing(FakeRuntime.r2(vertx));
        runtime.ready = false;
        RemoteException failure = failureOf(() -> client(runtime).connect(hints));
        assertThat(failure.kind()).isEqualTo(Kind.AWAY);
        assertThat(failure).hasMessageContaining("1013").hasMessageContaining("runtime_not_ready");
        assertThat(hints.disconnected).isEmpty();
    }

    @Test
    void aSocketLostWhileTheWorldIsReadIsNeverOverlooked() throws Exception {
        FakeRuntime runtime = closing(FakeRuntime.r1(vertx));
        runtime.raw.put(
                "GET /admin/snapshot", request -> runtime.sockets.get(0).close().onComplete(closed -> request.response()
                        .end(runtime.snapshot().toString())));
        try {
            client(runtime).connect(hints);
            await().until(() -> hints.disconnected.size() == 1);
        } catch (RemoteException failure) {
            assertThat(failure.kind()).isEqualTo(Kind.AWAY);
            assertThat(hints.disconnected).isEmpty();
        }
    }

    @Test
    void hintsFlowFromTheMomentOfAuthentication() throws Exception {
        FakeRuntime runtime = closing(FakeRuntime.r1(vertx));
        runtime.onOpen = socket ->
                runtime.send(socket, PacketType.BLUEPRINT_REMOVED, Json.object().put("id", "Early"));
        client(runtime).connect(hints);
        await().until(() -> !hints.changed.isEmpty());
    }

    @Test
    void nobodyThereIsAway() {
        FakeRuntime runtime = FakeRuntime.r1(vertx);
        RuntimeAddress address = runtime.address();
        runtime.close();
        RemoteException failure =
                failureOf(() -> client(address, RemoteAssertions.QUICK).connect(hints));
        assertThat(failure.kind()).isEqualTo(Kind.AWAY);
        assertThat(failure).hasMessageContaining(address.url());
    }

    @Test
    void blockingCallsAreRefusedOnAnEventLoop() {
        FakeRuntime runtime = closing(FakeRuntime.r1(vertx));
        RuntimeClient client = client(runtime);
        CompletableFuture<Void> called = new CompletableFuture<>();
        vertx.runOnContext(ignored -> {
            try {
                client.changes(0, 10);
                called.complete(null);
            } catch (RemoteException | RuntimeException e) {
                called.completeExceptionally(e);
            }
        });
        assertThatThrownBy(() -> RemoteAssertions.get(called)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void nothingIsSentBeforeConnecting() {
        FakeRuntime runtime = closing(FakeRuntime.r1(vertx));
        assertThat(failureOf(client(runtime).send(Json.object())).kind()).isEqualTo(Kind.AWAY);
    }

    @Test
    void theAddressNeverShowsItsSecrets() {
        RuntimeAddress address = new RuntimeAddress("https://user:pass@host.example/w", "w", FakeRuntime.CODE);
        assertThat(address.toString()).doesNotContain(FakeRuntime.CODE, "pass").contains("https://host.example/w");
        assertThatThrownBy(() -> new RuntimeAddress("https://host", "w", "s3cret\u00e9"))
                .hasMessageContaining("ASCII")
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> new RuntimeAddress("ftp://user:pass@host", "w", null))
                .hasMessageContaining("WORLD_URL")
                .hasMessageNotContaining("pass");
    }
}
