package dev.lobbysync.daemon.world;

import static dev.lobbysync.daemon.world.RemoteAssertions.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.RemoteException.Kind;
import dev.lobbysync.daemon.world.FakeRuntime.Scripted;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PfxOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A runtime behind a proxy that speaks TLS, with a certificate that it signed itself. */
class TlsTest extends WorldTest {
    private static final String PASSWORD = "changeit";
    private static final String STORE = "javax.net.ssl.trustStore";
    private static final String STORE_PASSWORD = "javax.net.ssl.trustStorePassword";

    @TempDir
    private static Path directory;

    private static Path good;
    private static Path misnamed;

    private final RecordedHints hints = new RecordedHints();

    @BeforeAll
    static void makeCertificates() throws Exception {
        good = certificate("good", "san=ip:127.0.0.1,dns:localhost");
        misnamed = certificate("misnamed", "san=dns:elsewhere.example");
    }

    private static Path certificate(String name, String names) throws Exception {
        Path store = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        names,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".log").toFile())
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).isZero();
        return store;
    }

    @AfterEach
    void trustNobody() {
        System.clearProperty(STORE);
        System.clearProperty(STORE_PASSWORD);
    }

    /** As {@code -Djavax.net.ssl.trustStore=…} on the command line. */
    private static void trust(Path store) {
        System.setProperty(STORE, store.toString());
        System.setProperty(STORE_PASSWORD, PASSWORD);
    }

    private String proxy(FakeRuntime runtime, Path certificate) {
        NetClient client = vertx.createNetClient();
        NetServer server = vertx.createNetServer(new NetServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(
                                new PfxOptions().setPath(certificate.toString()).setPassword(PASSWORD)))
                .exceptionHandler(refusedByTheClient -> {})
                .connectHandler(near -> {
                    near.pause();
                    client.connect(runtime.port(), "127.0.0.1").onSuccess(far -> {
                        near.handler(far::write).closeHandler(end -> far.close());
                        far.handler(near::write).closeHandler(end -> near.close());
                        near.resume();
                    });
                })
                .listen(0, "127.0.0.1")
                .await();
        closing(() -> {
            server.close().await();
            client.close().await();
        });
        return "https://127.0.0.1:" + server.actualPort();
    }

    private RuntimeClient client(String url) {
        return client(new RuntimeAddress(url, FakeRuntime.WORLD, FakeRuntime.CODE), RemoteAssertions.QUICK);
    }

    @Test
    void aCertificateThatNobodyVouchesForIsRefusedWithTheRemedy() {
        FakeRuntime runtime = closing(FakeRuntime.r2(vertx));
        String url = proxy(runtime, good);
        RemoteException failure = failureOf(() -> client(url).connect(hints));
        assertThat(failure.kind()).isEqualTo(Kind.AWAY);
        assertThat(failure)
                .hasMessageContaining(url)
                .hasMessageContaining("certificate is not trusted")
                .hasMessageContaining("GAMEDEV_JAVA_OPTS=-Djavax.net.ssl.trustStore=FILE");
        assertThat(runtime.requests).as("no code was given to a stranger").isEmpty();
    }

    @Test
    void aCertificateForAnotherHostIsRefusedEvenIfItIsTrusted() {
        trust(misnamed);
        FakeRuntime runtime = closing(FakeRuntime.r2(vertx));
        RemoteException failure =
                failureOf(() -> client(proxy(runtime, misnamed)).connect(hints));
        assertThat(failure).hasMessageContaining("certificate is not trusted").hasMessageContaining("host name");
        assertThat(runtime.requests).isEmpty();
    }

    @Test
    void aCertificateThatTheJvmTrustsIsAccepted() throws Exception {
        trust(good);
        FakeRuntime runtime = closing(FakeRuntime.r2(vertx));
        RuntimeClient client = client(proxy(runtime, good));
        assertThat(client.connect(hints).snapshot().worldId()).isEqualTo(FakeRuntime.WORLD);
        client.changes(5, 10);
        assertThat(runtime.lines()).contains("WS /admin");
    }

    @Test
    void noStatusLeadsFromAnEncryptedConnectionToAnOpenOne() throws Exception {
        trust(good);
        FakeRuntime runtime = closing(FakeRuntime.r2(vertx));
        FakeRuntime open = closing(FakeRuntime.r2(vertx));
        runtime.route(
                "GET /status",
                request ->
                        Scripted.json(200, "{\"connection\":{\"wsUrl\":\"ws://127.0.0.1:" + open.port() + "/ws\"}}"));
        client(proxy(runtime, good)).connect(hints);
        assertThat(open.requests).isEmpty();
    }

    @Test
    void aPlainServerUnderAnHttpsUrlIsToldApart() {
        FakeRuntime runtime = closing(FakeRuntime.r2(vertx));
        RemoteException failure =
                failureOf(() -> client("https://127.0.0.1:" + runtime.port()).connect(hints));
        assertThat(failure.kind()).isEqualTo(Kind.AWAY);
        assertThat(failure).hasMessageContaining("no secure connection").hasMessageContaining("https");
    }
}
