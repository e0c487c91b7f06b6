package dev.lobbysync.daemon.world;

import static dev.lobbysync.daemon.world.RemoteAssertions.failureOf;
import static dev.lobbysync.daemon.world.RemoteAssertions.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.RemoteException.Kind;
import dev.lobbysync.daemon.world.FakeRuntime.Scripted;
import dev.lobbysync.daemon.world.FakeRuntime.Seen;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tokens of R2 instead of an admin code (PROTOCOL 10.1, 10.3). */
class TokenTest extends WorldTest {
    private static final String TOKEN = "eyJhbGciOi.tok-en_1";

    private final RecordedHints hints = new RecordedHints();

    private FakeRuntime hosted() {
        FakeRuntime runtime = closing(FakeRuntime.r2(vertx));
        runtime.code = "nobody knows it";
        runtime.token = TOKEN;
        return runtime;
    }

    private RuntimeClient client(String url, String token) {
        return client(new RuntimeAddress(url, FakeRuntime.WORLD, null, token), RemoteAssertions.QUICK);
    }

    private static List<Seen> guarded(FakeRuntime runtime) {
        return runtime.requests.stream()
                .filter(request -> request.uri().startsWith("/admin"))
                .toList();
    }

    @Test
    void aTokenOpensARuntimeThatTakesNoCode() throws Exception {
        FakeRuntime runtime = hosted();
        RuntimeClient client = client(runtime.url(), TOKEN);
        client.connect(hints);
        client.changes(5, 10);
        assertThat(guarded(runtime)).hasSizeGreaterThan(3).allSatisfy(request -> assertThat(request.headers())
                .containsEntry("authorization", "Bearer " + TOKEN)
                .doesNotContainKey("x-admin-code"));
        assertThat(guarded(runtime)).extracting(Seen::method).contains("WS");
    }

    @Test
    void noTokenIsGivenToAnAssetStore() throws Exception {
        FakeRuntime runtime = hosted();
        runtime.route("GET /assets/a.js", request -> Scripted.json(200, "1"));
        RuntimeClient client = client(runtime.url(), TOKEN);
        client.connect(hints);
        get(client.download("asset://a.js"));
        assertThat(runtime.requests)
                .filteredOn(request -> request.uri().startsWith("/assets"))
                .singleElement()
                .satisfies(request -> assertThat(request.headers())
                        .doesNotContainKey("authorization")
                        .doesNotContainKey("x-runtime-auth-token"));
    }

    @Test
    void thePasswordOfAProxyAndATokenGoSideBySide() throws Exception {
        FakeRuntime runtime = hosted();
        client(runtime.url().replace("http://", "http://user:pass@"), TOKEN).connect(hints);
        assertThat(guarded(runtime)).isNotEmpty().allSatisfy(request -> assertThat(request.headers())
                .containsEntry("authorization", "Basic dXNlcjpwYXNz")
                .containsEntry("x-runtime-auth-token", TOKEN));
    }

    @Test
    void aTokenThatRanOutIsRefusedWithTheRemedyAndNeverShown() {
        FakeRuntime runtime = hosted();
        RemoteException failure =
                failureOf(() -> client(runtime.url(), "old-token").connect(hints));
        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure)
                .hasMessageContaining("unauthorized")
                .hasMessageContaining(".lobby/auth.json")
                .hasMessageNotContaining("old-token");
        assertThat(Answers.remedy("invalid_token")).contains("sign in");
        assertThat(new RemoteText(new Credentials("c0de", "old-token")).quote("c0de or old-token?"))
                .isEqualTo("*** or ***?");
    }
}
