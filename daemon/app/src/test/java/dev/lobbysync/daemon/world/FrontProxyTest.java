package dev.lobbysync.daemon.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.world.FakeRuntime.Scripted;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A front proxy of R2 that tells where the runtime can be reached directly (PROTOCOL 10.1). */
class FrontProxyTest extends WorldTest {
    private final RecordedHints hints = new RecordedHints();

    private FakeRuntime front(String wsUrl) {
        FakeRuntime front = closing(FakeRuntime.r2(vertx));
        front.route(
                "GET /status",
                request -> Scripted.json(200, "{\"ok\":true,\"connection\":{\"wsUrl\":\"" + wsUrl + "\"}}"));
        return front;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws", "/api", "/admin", "/ws/", ""})
    void theAdminInterfaceIsReachedWhereTheStatusSays(String end) throws Exception {
        FakeRuntime direct = closing(FakeRuntime.r2(vertx));
        FakeRuntime front = front("ws://127.0.0.1:" + direct.port() + end);
        RuntimeClient client = client(front);
        client.connect(hints);
        client.changes(5, 10);
        assertThat(front.lines()).containsExactly("GET /health", "GET /status");
        assertThat(direct.lines()).contains("WS /admin", "GET /admin/snapshot", "GET /admin/changes?cursor=5&limit=10");
    }

    @Test
    void everyConnectAsksAnew() throws Exception {
        FakeRuntime first = closing(FakeRuntime.r2(vertx));
        FakeRuntime second = closing(FakeRuntime.r2(vertx));
        FakeRuntime front = front("ws://127.0.0.1:" + first.port() + "/ws");
        RuntimeClient client = client(front);
        client.connect(hints);
        front.route(
                "GET /status",
                request ->
                        Scripted.json(200, "{\"connection\":{\"wsUrl\":\"ws://127.0.0.1:" + second.port() + "/ws\"}}"));
        client.connect(hints);
        assertThat(second.lines()).contains("GET /admin/snapshot");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "somewhere", "ftp://host/ws", "ws://"})
    void whatIsNoUrlIsNotFollowed(String wsUrl) throws Exception {
        FakeRuntime front = front(wsUrl);
        client(front).connect(hints);
        assertThat(front.lines()).contains("WS /admin", "GET /admin/snapshot");
    }
}
