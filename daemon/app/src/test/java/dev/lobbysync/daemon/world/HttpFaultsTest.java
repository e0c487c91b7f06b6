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
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.RemoteException.Kind;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every kind of broken HTTP answer means (PROTOCOL 2.1, 13; ENGINE T19). */
class HttpFaultsTest extends WorldTest {
    private static WireMockServer faulty;

    @BeforeAll
    static void startServer() {
        faulty = new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
        faulty.start();
    }

    @AfterAll
    static void stopServer() {
        faulty.stop();
    }

    @BeforeEach
    void reset() {
        faulty.resetAll();
    }

    private RemoteException failureWhen(ResponseDefinitionBuilder answer) {
        faulty.stubFor(any(anyUrl()).willReturn(answer));
        return failure(RemoteAssertions.QUICK);
    }

    private RemoteException failure(RuntimeTiming timing) {
        RuntimeAddress address = new RuntimeAddress(faulty.baseUrl() + "/w", "world", FakeRuntime.CODE);
        RuntimeClient client = client(address, timing);
        return failureOf(() -> client.changes(5, 10));
    }

    @Test
    void emptyServerErrorsAreAway() {
        RemoteException failure = failureWhen(aResponse().withStatus(500));
        assertThat(failure.kind()).isEqualTo(Kind.AWAY);
        assertThat(failure)
                .hasMessageContaining(faulty.baseUrl() + "/w/admin/changes?cursor=5&limit=10")
                .hasMessageContaining("500 with an empty body");
    }

    @Test
    void serverErrorsKeepTheirCode() {
        RemoteException failure = failureWhen(aResponse().withStatus(500).withBody("{\"error\":\"db_unavailable\"}"));
        assertThat(failure.kind()).isEqualTo(Kind.AWAY);
        assertThat(failure.code()).isEqualTo("db_unavailable");
    }

    @Test
    void notReadyIsAwayAndSaysHowLongToWait() {
        RemoteException failure = failureWhen(aResponse()
                .withStatus(503)
                .withHeader("Retry-After", "1")
                .withBody("{\"error\":\"runtime_not_ready\",\"state\":\"boot\",\"retryable\":true}"));
        assertThat(failure.kind()).isEqualTo(Kind.AWAY);
        assertThat(failure.code()).isEqualTo("runtime_not_ready");
        assertThat(failure).hasMessageContaining("wait 1 s");
        assertThat(failure.retryAfterMillis()).isEqualTo(1_000);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "7,7000",
        "' 7 ',7000",
        "86400,300000",
        "'Fri, 02 Jan 2026 10:00:30 GMT',30000",
        "'Fri, 02 Jan 2026 09:00:00 GMT',0",
        "'Fri, 02 Jan 2099 09:00:00 GMT',300000",
        "soon,0",
        "-5,0",
        "99999999999999999999,0"
    })
    void theWishToWaitIsReadInEveryForm(String header, long millis) {
        assertThat(RetryAfter.millis(header, Instant.parse("2026-01-02T10:00:00Z")))
                .isEqualTo(millis);
    }

    @Test
    void wrongCodesAreRefused() {
        RemoteException failure = failureWhen(aResponse().withStatus(403).withBody("{\"error\":\"admin_required\"}"));
        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.code()).isEqualTo("admin_required");
    }

    @Test
    void aMissingRouteIsNoMissingObject() {
        RemoteException failure = failureWhen(aResponse()
                .withStatus(404)
                .withBody("{\"message\":\"Route not found\",\"error\":\"Not Found\",\"statusCode\":404}"));
        assertThat(failure.kind()).isEqualTo(Kind.MALFORMED);
    }

    @Test
    void unknownCursorsAreRejectedHoweverTheyAreSaid() {
        RemoteException bad = failureWhen(aResponse().withStatus(400).withBody("{\"error\":\"invalid_cursor\"}"));
        assertThat(bad.kind()).isEqualTo(Kind.REJECTED);
        assertThat(bad.code()).isEqualTo("invalid_cursor");
        RemoteException gone = failureWhen(aResponse().withStatus(410));
        assertThat(gone.kind()).isEqualTo(Kind.REJECTED);
        assertThat(gone.code()).isEqualTo("invalid_cursor");
    }

    @Test
    void pagesOfSomethingElseAreMalformed() {
        assertThat(failureWhen(aResponse().withStatus(200).withBody("<html>Welcome</html>"))
                        .kind())
                .isEqualTo(Kind.MALFORMED);
        assertThat(failureWhen(aResponse().withStatus(200).withBody("[]")).kind())
                .isEqualTo(Kind.MALFORMED);
        assertThat(failureWhen(aResponse().withStatus(200).withBody("{\"cursor\":5}"))
                        .kind())
                .isEqualTo(Kind.MALFORMED);
        assertThat(failureWhen(aResponse().withStatus(200)).kind()).isEqualTo(Kind.MALFORMED);
    }

    @Test
    void redirectsAreNotFollowedWithTheCode() {
        RemoteException failure = failureWhen(
                aResponse().withStatus(301).withHeader("Location", "https://elsewhere.example/admin/changes"));
        assertThat(failure.kind()).isEqualTo(Kind.MALFORMED);
        assertThat(failure).hasMessageContaining("elsewhere.example");
    }

    @Test
    void anEchoedCodeIsNotShown() {
        RemoteException failure =
                failureWhen(aResponse().withStatus(500).withBody("bad code " + FakeRuntime.CODE + "\u001b[31m"));
        assertThat(failure).hasMessageContaining("bad code ***");
        assertThat(failure.getMessage()).doesNotContain("\u001b");
    }

    @Test
    void brokenConnectionsAreAway() {
        for (Fault fault : new Fault[] {Fault.CONNECTION_RESET_BY_PEER, Fault.EMPTY_RESPONSE}) {
            assertThat(failureWhen(aResponse().withFault(fault)).kind()).isEqualTo(Kind.AWAY);
        }
    }

    @Test
    void garbageIsNotTakenForAnAnswer() {
        assertThat(failureWhen(aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE))
                        .kind())
                .isIn(Kind.MALFORMED, Kind.AWAY);
        assertThat(failureWhen(aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK))
                        .kind())
                .isIn(Kind.MALFORMED, Kind.AWAY);
    }

    @Test
    void anUpgradeThatIsRejectedTellsWhy() {
        Map<Integer, Kind> meanings =
                Map.of(401, Kind.REFUSED, 403, Kind.REFUSED, 404, Kind.MALFORMED, 502, Kind.AWAY, 503, Kind.AWAY);
        meanings.forEach((status, kind) -> {
            faulty.resetAll();
            faulty.stubFor(get("/w/health").willReturn(okJson("{\"ok\":true,\"uptime\":1}")));
            faulty.stubFor(get("/w/admin").willReturn(aResponse().withStatus(status)));
            RuntimeAddress address = new RuntimeAddress(faulty.baseUrl() + "/w", "world", FakeRuntime.CODE);
            RuntimeClient client = client(address, RemoteAssertions.QUICK);
            RemoteException failure = failureOf(() -> client.connect(new RecordedHints()));
            assertThat(failure.kind()).as("status %s", status).isEqualTo(kind);
            assertThat(failure).hasMessageContaining("/w/admin").hasMessageContaining(status.toString());
        });
    }

    @Test
    void hangsAndDribblesEndAtTheDeadline() {
        faulty.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(200).withFixedDelay(60_000)));
        assertThat(failure(RemoteAssertions.IMPATIENT).kind()).isEqualTo(Kind.AWAY);
        faulty.stubFor(any(anyUrl())
                .willReturn(
                        aResponse().withStatus(200).withBody("{}".repeat(50)).withChunkedDribbleDelay(50, 60_000)));
        assertThat(failure(RemoteAssertions.IMPATIENT).kind()).isEqualTo(Kind.AWAY);
    }
}
