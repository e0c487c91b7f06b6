package dev.lobbysync.daemon.world;

import static dev.lobbysync.daemon.world.RemoteAssertions.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.daemon.port.Remote.DeployLock;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.RemoteException.Kind;
import dev.lobbysync.daemon.world.FakeRuntime.Scripted;
import dev.lobbysync.daemon.world.FakeRuntime.Seen;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deploy locks are renewed while held, acquired anew after a restart, and released (PROTOCOL 6.1; 11, items 12 and 70). */
class DeployLockTest extends WorldTest {
    private static final String URI = "/admin/deploy-lock";
    private final AtomicInteger grants = new AtomicInteger();
    private FakeRuntime runtime;
    private RuntimeClient client;

    @BeforeEach
    void start() {
        runtime = closing(FakeRuntime.r1(vertx));
        runtime.route(
                "POST " + URI,
                request -> Scripted.json(
                        200, "{\"ok\":true,\"token\":\"token-" + grants.incrementAndGet() + "\",\"ttlMs\":60}"));
        runtime.route("PUT " + URI, request -> Scripted.json(200, "{\"ok\":true,\"ttlMs\":60}"));
        runtime.route("DELETE " + URI, request -> Scripted.json(200, "{\"ok\":true}"));
        client = client(runtime);
    }

    private List<Seen> seen(String method) {
        return runtime.requests.stream()
                .filter(request -> request.method().equals(method))
                .toList();
    }

    private static JsonNode body(Seen request) {
        try {
            return Json.parse(request.body().getBytes());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aHeldLockIsRenewedUntilItIsReleased() throws Exception {
        DeployLock lock = client.lock("Kiosk", "mira's laptop");
        assertThat(body(seen("POST").get(0)))
                .isEqualTo(Json.parse("{\"owner\":\"mira's laptop\",\"ttl\":20,\"scope\":\"Kiosk\"}"));
        assertThat(lock.scope()).isEqualTo("Kiosk");
        assertThat(lock.token()).isEqualTo("token-1");
        await().until(() -> seen("PUT").size() >= 3);
        assertThat(body(seen("PUT").get(2)))
                .isEqualTo(Json.parse("{\"token\":\"token-1\",\"ttl\":20,\"scope\":\"Kiosk\"}"));
        lock.close();
        assertThat(body(seen("DELETE").get(0))).isEqualTo(Json.parse("{\"token\":\"token-1\",\"scope\":\"Kiosk\"}"));
        lock.close();
        assertThat(seen("DELETE")).hasSize(1);
    }

    @Test
    void somebodyElsesLockIsNamedWithItsOwner() {
        runtime.route(
                "POST " + URI,
                request -> Scripted.json(
                        409,
                        "{\"error\":\"locked\",\"lock\":{\"locked\":true,\"owner\":\"jo\",\"acquiredAt\":1,\"ageMs\":1,"
                                + "\"expiresInMs\":17000,\"scope\":\"global\"}}"));
        RemoteException failure = failureOf(() -> client.lock("Kiosk", "mira"));
        assertThat(failure.kind()).isEqualTo(Kind.REJECTED);
        assertThat(failure.code()).isEqualTo("locked");
        assertThat(failure).hasMessageContaining("jo").hasMessageContaining("17 s");
    }

    @Test
    void aForgottenLockIsAcquiredAnew() throws Exception {
        runtime.route(
                "PUT " + URI,
                request -> body(request).path("token").asText().equals("token-1")
                        ? Scripted.json(409, "{\"error\":\"not_locked\"}")
                        : Scripted.json(200, "{\"ok\":true,\"ttlMs\":60}"));
        DeployLock lock = client.lock("Kiosk", "mira");
        await().until(() -> lock.token().equals("token-2"));
        await().until(() -> seen("PUT").stream()
                .anyMatch(renewal -> body(renewal).path("token").asText().equals("token-2")));
        lock.close();
        assertThat(body(seen("DELETE").get(0)).path("token").asText()).isEqualTo("token-2");
    }

    @Test
    void aLockThatSomebodyElseTookMeanwhileIsLost() throws Exception {
        runtime.route("PUT " + URI, request -> Scripted.json(409, "{\"error\":\"not_owner\"}"));
        DeployLock lock = client.lock("Kiosk", "mira");
        runtime.route("POST " + URI, request -> Scripted.json(409, "{\"error\":\"locked\"}"));
        runtime.route("DELETE " + URI, request -> Scripted.json(409, "{\"error\":\"not_owner\"}"));
        await().until(() -> seen("POST").size() >= 2);
        lock.close();
        assertThat(seen("DELETE")).hasSize(1);
    }

    @Test
    void aFailedRenewalIsTriedAgain() throws Exception {
        AtomicInteger renewals = new AtomicInteger();
        runtime.route(
                "PUT " + URI,
                request -> renewals.incrementAndGet() < 3
                        ? Scripted.json(500, "")
                        : Scripted.json(200, "{\"ok\":true,\"ttlMs\":60}"));
        try (DeployLock lock = client.lock("Kiosk", "mira")) {
            await().until(() -> renewals.get() >= 4);
            assertThat(lock.token()).isEqualTo("token-1");
        }
        assertThat(seen("POST")).hasSize(1);
    }

    @Test
    void aLeftoverThatIsGoneIsNoError() throws Exception {
        for (String code : List.of("not_locked", "not_owner")) {
            runtime.route("DELETE " + URI, request -> Scripted.json(409, "{\"error\":\"" + code + "\"}"));
            client.releaseLeftover("Kiosk", "old-token");
        }
        runtime.route("DELETE " + URI, request -> Scripted.json(500, ""));
        assertThat(failureOf(() -> client.releaseLeftover("Kiosk", "old-token")).getMessage())
                .doesNotContain("old-token");
    }
}
