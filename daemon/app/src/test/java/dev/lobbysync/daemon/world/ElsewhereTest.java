package dev.lobbysync.daemon.world;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static dev.lobbysync.daemon.world.RemoteAssertions.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.RemoteException.Kind;
import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.Sha256;
import io.vertx.core.net.NetServer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that lead elsewhere, break off, ask for patience, or lie about what they are (ENGINE T19). */
class ElsewhereTest extends WorldTest {
    private static WireMockServer world;
    private static WireMockServer elsewhere;

    @BeforeAll
    static void startServers() {
        world = new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
        world.start();
        elsewhere = new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
        elsewhere.start();
    }

    @AfterAll
    static void stopServers() {
        world.stop();
        elsewhere.stop();
    }

    @BeforeEach
    void reset() {
        world.resetAll();
        elsewhere.resetAll();
        elsewhere.stubFor(any(anyUrl()).willReturn(okJson("{\"ok\":true}")));
    }

    private RuntimeClient client() {
        return client(new RuntimeAddress(world.baseUrl(), "world", FakeRuntime.CODE), RemoteAssertions.QUICK);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void noRequestWithTheCodeFollowsARedirect(int status) {
        world.stubFor(any(anyUrl())
                .willReturn(aResponse().withStatus(status).withHeader("Location", elsewhere.baseUrl() + "/admin")));
        byte[] script = "x".getBytes(StandardCharsets.UTF_8);
        String asset = AssetUrl.ofContent(Sha256.hex(script), "js").toString();
        RuntimeClient client = client();
        assertThat(failureOf(() -> client.changes(0, 10)).kind()).isEqualTo(Kind.MALFORMED);
        assertThat(failureOf(() -> client.connect(new RecordedHints())).kind()).isEqualTo(Kind.MALFORMED);
        assertThat(failureOf(() -> client.putSpawn(Json.object())).kind()).isEqualTo(Kind.MALFORMED);
        assertThat(failureOf(() -> client.removeBlueprint("Lamp")).kind()).isEqualTo(Kind.MALFORMED);
        assertThat(failureOf(() -> client.lock("Lamp", "me")).kind()).isEqualTo(Kind.MALFORMED);
        assertThat(failureOf(client.upload(asset, script)).kind()).isEqualTo(Kind.MALFORMED);
        assertThat(elsewhere.getAllServeEvents()).isEmpty();
    }

    @Test
    void noUpgradeFollowsARedirect() {
        world.stubFor(get("/health").willReturn(okJson("{\"ok\":true,\"uptime\":1}")));
        world.stubFor(get("/admin")
                .willReturn(aResponse().withStatus(307).withHeader("Location", elsewhere.baseUrl() + "/admin")));
        RemoteException failure = failureOf(() -> client().connect(new RecordedHints()));
        assertThat(failure.kind()).isEqualTo(Kind.MALFORMED);
        assertThat(elsewhere.getAllServeEvents()).isEmpty();
    }

    @Test
    void tooManyRequestsIsAwayForAsLongAsItSays() {
        world.stubFor(any(anyUrl())
                .willReturn(aResponse()
                        .withStatus(429)
                        .withHeader("Retry-After", "30")
                        .withHeader("Content-Type", "text/html")
                        .withBody("<h1>Slow down</h1>")));
        RemoteException failure = failureOf(() -> client().changes(0, 10));
        assertThat(failure.kind()).isEqualTo(Kind.AWAY);
        assertThat(failure.retryAfterMillis()).isEqualTo(30_000);
        RemoteException write = failureOf(() -> client().removeBlueprint("Lamp"));
        assertThat(write.kind()).isEqualTo(Kind.AWAY);
        assertThat(write.retryAfterMillis()).isEqualTo(30_000);
    }

    @Test
    void whatAnAnswerIsCountsNotWhatItIsCalled() throws Exception {
        world.stubFor(any(anyUrl())
                .willReturn(aResponse()
                        .withHeader("Content-Type", "text/html")
                        .withBody("{\"cursor\":7,\"headCursor\":7,\"operations\":[],\"hasMore\":false}")));
        assertThat(client().changes(7, 10).cursor()).isEqualTo(7);
        world.stubFor(any(anyUrl())
                .willReturn(aResponse()
                        .withHeader("Content-Type", "application/json")
                        .withBody("<html>{}</html>")));
        assertThat(failureOf(() -> client().changes(7, 10)).kind()).isEqualTo(Kind.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 65\r\n\r\n{\"cursor\":7,\"headCursor\":7",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "HTTP/1.1 2"
            })
    void anAnswerThatBreaksOffIsNotTakenForAWholeOne(String start) {
        NetServer server = vertx.createNetServer()
                .connectHandler(
                        socket -> socket.handler(request -> socket.write(start).onComplete(sent -> socket.close())))
                .listen(0, "127.0.0.1")
                .await();
        closing(() -> server.close().await());
        RuntimeAddress address =
                new RuntimeAddress("http://127.0.0.1:" + server.actualPort(), "world", FakeRuntime.CODE);
        RuntimeClient client = client(address, RemoteAssertions.QUICK);
        assertThat(failureOf(() -> client.changes(7, 10)).kind()).isIn(Kind.AWAY, Kind.MALFORMED);
        assertThat(failureOf(() -> client.putSpawn(Json.object())).kind()).isIn(Kind.AWAY, Kind.MALFORMED);
    }
}
