package dev.lobbysync.daemon.world;

import static dev.lobbysync.daemon.world.RemoteAssertions.failureOf;
import static dev.lobbysync.daemon.world.RemoteAssertions.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Remote.DeployLock;
import dev.lobbysync.daemon.port.Remote.Outcome;
import dev.lobbysync.daemon.port.Remote.Session;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.RemoteException.Kind;
import dev.lobbysync.protocol.api.ChangePage;
import dev.lobbysync.protocol.api.FeedOp;
import dev.lobbysync.protocol.api.OpKind;
import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.Sha256;
import dev.lobbysync.protocol.wire.PacketTable;
import dev.lobbysync.runtime.http.ReferenceRuntime;
import dev.lobbysync.runtime.http.RuntimeOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything a daemon asks of a runtime, asked of the reference runtime in both generations. */
class EndToEndTest extends WorldTest {
    private static final byte[] SCRIPT = "export default () => {}\n".getBytes(StandardCharsets.UTF_8);
    private static final String SCRIPT_URL =
            AssetUrl.ofContent(Sha256.hex(SCRIPT), "js").toString();

    @TempDir
    Path directory;

    private final RecordedHints hints = new RecordedHints();

    private ReferenceRuntime runtime(PacketTable generation) {
        return closing(ReferenceRuntime.start(
                RuntimeOptions.of(directory, "local-harbour").withGeneration(generation)));
    }

    private RuntimeClient client(ReferenceRuntime runtime) {
        return client(
                new RuntimeAddress(runtime.url(), runtime.worldId(), runtime.adminCode()), RemoteAssertions.QUICK);
    }

    private static ObjectNode lamp(int version) {
        return Json.object()
                .put("id", "Lamp")
                .put("version", version)
                .put("name", "Lamp " + version)
                .put("scope", "Lamp");
    }

    private static ObjectNode command(String type, String payloadKey, ObjectNode payload) {
        ObjectNode command = Json.object().put("type", type).put("lastOpId", "test:" + type);
        command.set(payloadKey, payload);
        return command;
    }

    @ParameterizedTest
    @EnumSource(PacketTable.class)
    void aBlueprintLivesFromAddToRemoval(PacketTable generation) throws Exception {
        RuntimeClient client = client(runtime(generation));
        Session session = client.connect(hints);
        assertThat(session.snapshot().table()).isEqualTo(generation);
        assertThat(client.blueprint("Lamp")).isEmpty();

        assertThat(get(client.send(command("blueprint_add", "blueprint", lamp(0)))))
                .isEqualTo(new Outcome(null, null, ""));
        await().until(() -> hints.changed.contains(ObjectKey.blueprint("Lamp")));
        ObjectNode stored = client.blueprint("Lamp").orElseThrow();
        assertThat(stored.path("lastOpId").asText()).isEqualTo("test:blueprint_add");
        assertThat(stored.path("updatedBy").asText()).isEqualTo(RuntimeClient.NAME);

        Outcome stale = get(client.send(command("blueprint_modify", "change", lamp(0))));
        assertThat(stale.error()).isEqualTo("version_mismatch");
        assertThat(stale.current()).isNotNull();

        client.removeBlueprint("Lamp");
        client.removeBlueprint("Lamp");
        assertThat(client.blueprint("Lamp")).isEmpty();

        ChangePage page = client.changes(session.headCursor(), 100);
        assertThat(page.operations())
                .extracting(FeedOp::kind)
                .containsExactly(OpKind.BLUEPRINT_ADD, OpKind.BLUEPRINT_REMOVE);
        assertThat(page.operations().get(0).opId()).isEqualTo("test:blueprint_add");
        assertThat(page.hasMore()).isFalse();
        assertThat(client.changes(session.headCursor(), 1).hasMore()).isTrue();
        assertThat(client.snapshot().headCursor()).isEqualTo(page.cursor());
    }

    @ParameterizedTest
    @EnumSource(PacketTable.class)
    void scriptsNeedTheirAssetAndTheLock(PacketTable generation) throws Exception {
        RuntimeClient client = client(runtime(generation));
        client.connect(hints);
        get(client.upload(SCRIPT_URL, SCRIPT));
        assertThat(client.knownAssets()).containsExactly(SCRIPT_URL);
        assertThat(get(client.download(SCRIPT_URL))).isEqualTo(SCRIPT);

        ObjectNode scripted = lamp(0).put("scriptEntry", "index.js").put("script", SCRIPT_URL);
        scripted.putObject("scriptFiles").put("index.js", SCRIPT_URL);
        ObjectNode add = command("blueprint_add", "blueprint", scripted);
        assertThat(get(client.send(add)).error()).isEqualTo("deploy_lock_required");
        String token;
        try (DeployLock lock = client.lock("Lamp", "mira")) {
            RemoteException locked = failureOf(() -> client.lock("Lamp", "jo"));
            assertThat(locked.kind()).isEqualTo(Kind.REJECTED);
            assertThat(locked.code()).isEqualTo("locked");
            assertThat(locked).hasMessageContaining("mira");
            token = lock.token();
            assertThat(get(client.send(add.put("lockToken", token))).error()).isNull();
            assertThat(client.deploySnapshot(List.of("Lamp"), "Lamp", token, "note"))
                    .isNotEmpty();
        }
        client.releaseLeftover("Lamp", token);
        try (DeployLock again = client.lock("Lamp", "jo")) {
            assertThat(again.token()).isNotEqualTo(token);
        }
    }

    @ParameterizedTest
    @EnumSource(PacketTable.class)
    void poseSettingsAndEntitiesComeBackAsHints(PacketTable generation) throws Exception {
        RuntimeClient client = client(runtime(generation));
        client.connect(hints);
        ObjectNode pose = (ObjectNode) Json.parse("{\"position\":[1,2.5,3],\"quaternion\":[0,0,0,1]}");
        client.putSpawn(pose);
        get(client.send(title("Moss")));
        ObjectNode entity = (ObjectNode) Json.parse("{\"id\":\"lamp-1\",\"type\":\"app\",\"blueprint\":\"$scene\","
                + "\"position\":[0,64,127],\"quaternion\":[0,0,0,1],\"scale\":[1,1,1],\"props\":{},\"state\":{}}");
        assertThat(get(client.send(command("entity_add", "entity", entity))).ok())
                .isTrue();
        await().until(() ->
                hints.changed.containsAll(List.of(ObjectKey.SPAWN, ObjectKey.SETTINGS, ObjectKey.entity("lamp-1"))));
        Session session = client.snapshot();
        assertThat(session.sameProcess()).isTrue();
        assertThat(session.snapshot().spawn()).isEqualTo(pose);
        assertThat(session.snapshot().settings().path("title").asText()).isEqualTo("Moss");
        assertThat(session.snapshot().entities().get("lamp-1").path("position")).isEqualTo(entity.path("position"));
    }

    @ParameterizedTest
    @EnumSource(PacketTable.class)
    void aRestartIsNoticedAndSurvived(PacketTable generation) throws Exception {
        RuntimeOptions options = RuntimeOptions.of(directory, "local-harbour").withGeneration(generation);
        RuntimeClient client;
        int port;
        try (ReferenceRuntime first = ReferenceRuntime.start(options)) {
            client = client(first);
            client.connect(hints);
            first.disconnectAll();
            await().until(() -> hints.disconnected.size() == 1);
            assertThat(client.connect(hints).sameProcess()).isTrue();
            port = first.port();
        }
        await().until(() -> hints.disconnected.size() == 2);
        assertThat(failureOf(() -> client.connect(hints)).kind()).isEqualTo(Kind.AWAY);
        closing(ReferenceRuntime.start(options.withListener("127.0.0.1", port)));
        client.connect(hints);
        assertThat(get(client.send(title("Back"))).ok()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(PacketTable.class)
    void anAnswerLostOnTheWayIsFoundInTheFeed(PacketTable generation) throws Exception {
        ReferenceRuntime runtime = runtime(generation);
        FaultyProxy proxy = closing(new FaultyProxy(vertx, runtime.port()));
        RuntimeClient client =
                client(new RuntimeAddress(proxy.url(), runtime.worldId(), runtime.adminCode()), RemoteAssertions.QUICK);
        long cursor = client.connect(hints).headCursor();
        proxy.losingAnswers = true;
        CompletableFuture<Outcome> lost = client.send(title("Moss").put("lastOpId", "me:1"));
        await().until(() -> !runtime.changes(cursor, 10).operations().isEmpty());
        proxy.cutAll();
        assertThat(failureOf(lost).kind()).isEqualTo(Kind.AWAY);
        proxy.losingAnswers = false;
        assertThat(client.connect(hints).sameProcess()).isTrue();
        assertThat(client.changes(cursor, 10).operations())
                .extracting(FeedOp::opId)
                .containsExactly("me:1");
    }

    @ParameterizedTest
    @EnumSource(PacketTable.class)
    void aCommandLostOnTheWayIsNotInTheFeed(PacketTable generation) throws Exception {
        ReferenceRuntime runtime = runtime(generation);
        FaultyProxy proxy = closing(new FaultyProxy(vertx, runtime.port()));
        RuntimeClient client = client(
                new RuntimeAddress(proxy.url(), runtime.worldId(), runtime.adminCode()), RemoteAssertions.IMPATIENT);
        long cursor = client.connect(hints).headCursor();
        proxy.losingRequests = true;
        assertThat(failureOf(client.send(title("Moss"))).kind()).isEqualTo(Kind.AWAY);
        assertThat(failureOf(() -> client.changes(cursor, 10)).kind()).isEqualTo(Kind.AWAY);
        proxy.losingRequests = false;
        proxy.cutAll();
        await().until(() -> hints.disconnected.size() == 1);
        assertThat(hints.disconnected).containsExactly("the connection was closed");
        client.connect(hints);
        assertThat(client.changes(cursor, 10).operations()).isEmpty();
    }

    private static ObjectNode title(String title) {
        return Json.object().put("type", "settings_modify").put("key", "title").put("value", title);
    }

    @ParameterizedTest
    @EnumSource(PacketTable.class)
    void aWrongCodeIsRefusedByEveryDoor(PacketTable generation) {
        ReferenceRuntime runtime = runtime(generation);
        RuntimeClient client =
                client(new RuntimeAddress(runtime.url(), runtime.worldId(), FakeRuntime.CODE), RemoteAssertions.QUICK);
        assertThat(failureOf(() -> client.connect(hints)).kind()).isEqualTo(Kind.REFUSED);
        assertThat(failureOf(() -> client.changes(0, 10)).kind()).isEqualTo(Kind.REFUSED);
        assertThat(failureOf(() -> client.putSpawn(Json.object())).kind()).isEqualTo(Kind.REFUSED);
    }
}
