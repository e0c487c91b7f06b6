package dev.lobbysync.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lobbysync.daemon.testing.Mutations;
import dev.lobbysync.protocol.json.Json;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlServerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final FakeDaemon daemon = new FakeDaemon();

    @TempDir
    private Path lobby;

    private ControlServer server;
    private ControlClient client;

    @BeforeEach
    void start() throws Exception {
        server = ControlServer.start(
                        vertx, lobby, "harbour", URI.create("http://localhost:3000"), daemon, () -> "sync_x 1\n")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        client = ControlClient.of(lobby).orElseThrow();
    }

    @AfterEach
    void stop() throws Exception {
        server.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** Sends a request as a foreign program would, and returns the status line. */
    private String raw(String method, String path, String... headers) throws IOException {
        return answer(method, path, headers).lines().findFirst().orElse("");
    }

    private String answer(String method, String path, String... headers) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getByName("127.0.0.1"), server.file().port())) {
            socket.setSoTimeout(20_000);
            String request = method + " " + path + " HTTP/1.1\r\n" + String.join("\r\n", headers)
                    + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String token() {
        return "Authorization: Bearer " + server.file().token();
    }

    @Test
    void onlyTheOwnerCanReadTheToken() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lobby.resolve("daemon.json"))))
                .isEqualTo("rw-------");
        assertThat(server.file().token()).hasSize(64);
        assertThat(server.file().toString()).doesNotContain(server.file().token());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/status", "/conflicts", "/metrics", "/nothing"})
    void withoutTheTokenNothingIsTold(String path) throws IOException {
        assertThat(raw("GET", path, "Host: 127.0.0.1")).contains(" 401 ");
        assertThat(raw("GET", path, "Host: 127.0.0.1", "Authorization: Bearer " + "0".repeat(64)))
                .contains(" 401 ");
        assertThat(daemon.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Host: evil.example", "Host: 127.0.0.1.evil.example", "Host: 10.0.0.1", "Host:", "X-None: 1"})
    void aForeignHostNameIsRefusedEvenWithTheToken(String host) throws IOException {
        assertThat(raw("GET", "/status", host, token())).containsPattern(" 40[03] ");
        assertThat(daemon.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "LOCALHOST:1234"})
    void loopbackNamesAreFine(String host) throws IOException {
        assertThat(raw("GET", "/status", "Host: " + host, token())).contains(" 200 ");
    }

    @Test
    void aWebPageIsRefusedEvenWithTheToken() throws IOException {
        assertThat(raw("POST", "/stop", "Host: localhost", "Origin: http://localhost", token(), "Content-Length: 0"))
                .contains(" 403 ");
        assertThat(daemon.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "OPTIONS", "HEAD", "PUT", "DELETE", "PATCH", "TRACE"})
    void noAnswerInvitesAWebPage(String method) throws IOException {
        for (String path : new String[] {"/status", "/stop", "/metrics", "/nothing"}) {
            for (String origin : new String[] {"http://evil.example", "null", "http://127.0.0.1"}) {
                String answer = answer(
                        method,
                        path,
                        "Host: 127.0.0.1",
                        "Origin: " + origin,
                        "Access-Control-Request-Method: POST",
                        "Access-Control-Request-Headers: authorization",
                        token(),
                        "Content-Length: 0");
                assertThat(answer.lines().findFirst().orElse(""))
                        .as(method + path)
                        .contains(" 403 ");
                assertThat(answer.toLowerCase(java.util.Locale.ROOT)).doesNotContain("access-control-");
            }
        }
        assertThat(daemon.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS", "HEAD", "PUT", "DELETE", "PATCH"})
    void noOtherMethodChangesState(String method) throws IOException {
        for (String path : new String[] {"/resolve?id=c1&use=local", "/resume", "/pause", "/flush", "/stop"}) {
            assertThat(raw(method, path, "Host: localhost", token(), "Content-Length: 0"))
                    .containsPattern(" 40[45] ");
        }
        assertThat(daemon.asked).isEmpty();
    }

    @Test
    void aTokenThatIsNearlyRightIsWrong() throws IOException {
        String token = server.file().token();
        for (String given : new String[] {
            token.substring(1), token + "0", token.toUpperCase(java.util.Locale.ROOT), "", " ", "\u00e9".repeat(64)
        }) {
            assertThat(raw("POST", "/stop", "Host: localhost", "Authorization: Bearer " + given, "Content-Length: 0"))
                    .contains(given.equals(token) ? " 202 " : " 401 ");
        }
        assertThat(raw("POST", "/stop", "Host: localhost", "Authorization: " + token, "Content-Length: 0"))
                .contains(" 401 ");
        assertThat(raw("POST", "/stop?token=" + token, "Host: localhost", "Content-Length: 0"))
                .contains(" 401 ");
        assertThat(daemon.asked).isEmpty();
    }

    @Test
    void aFileThatWasOpenToEverybodyIsReplacedByOneForTheOwner() throws IOException {
        Path file = lobby.resolve("daemon.json");
        for (String name : new String[] {"daemon.json", "daemon.json.tmp"}) {
            Files.deleteIfExists(lobby.resolve(name));
            Files.writeString(lobby.resolve(name), "{}");
            Files.setPosixFilePermissions(lobby.resolve(name), PosixFilePermissions.fromString("rw-rw-rw-"));
        }
        server.file().write(lobby);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(lobby.resolve("daemon.json.tmp")).doesNotExist();
    }

    @Test
    void aFileThatIsDamagedIsNoDaemonOrTheSameOne() throws IOException {
        byte[] whole = Files.readAllBytes(lobby.resolve("daemon.json"));
        Path other = Files.createDirectory(lobby.resolve("other"));
        Mutations.seeds(500).forEach(seed -> {
            try {
                Files.write(other.resolve("daemon.json"), new Mutations(seed).of(whole));
                DaemonFile.read(other)
                        .ifPresent(file -> assertThat(file.token()).matches("[!-~]+"));
            } catch (IOException | RuntimeException e) {
                throw new AssertionError("-Dfuzz.seed=" + seed, e);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/resolve?id=c1&use=local", "/resume", "/pause", "/flush", "/stop"})
    void noGetChangesState(String path) throws IOException {
        assertThat(raw("GET", path, "Host: localhost", token())).contains(" 405 ");
        assertThat(daemon.asked).isEmpty();
    }

    @Test
    void statusComesAsTextForPeopleAndAsJsonForPrograms() throws IOException {
        assertThat(client.get("/status", Map.of(), ControlClient.Form.PLAIN))
                .isEqualTo(new ControlClient.Reply(0, """
                        World harbour at http://localhost:3000
                        In sync. Watching for changes.

                          212 blueprints, 540 entities, 1 module, cursor 120
                          last in sync 2026-03-02T08:00:00Z
                        """));
        assertThat(client.get("/status", Map.of(), ControlClient.Form.COLOUR).body())
                .contains("\u001b[32mIn sync.");
        var json = Json.parse(
                client.get("/status", Map.of(), ControlClient.Form.JSON).body());
        assertThat(json.path("feed").path("cursor").asLong()).isEqualTo(120);
        for (var name : Json.parse(schema("status")).path("required")) {
            assertThat(json.has(name.asText())).as(name.asText()).isTrue();
        }
    }

    @Test
    void aPlanComesWithReasonsAndItsSchemasMembers() throws IOException {
        assertThat(client.get("/plan", Map.of(), ControlClient.Form.PLAIN)).isEqualTo(new ControlClient.Reply(0, """
                        Plan for world harbour at http://localhost:3000

                        To push into the world (1):
                          change  blueprint Lamp  only the files changed since the base

                        1 to push, 0 to pull, 0 to merge, 0 conflicts, 0 deletions, 0 held; 12 agree already.
                        Nothing was changed. Next: gamedev sync status
                        """));
        var json = Json.parse(client.get("/plan", Map.of("prefer", "local"), ControlClient.Form.JSON)
                .body());
        for (var name : Json.parse(schema("plan")).path("required")) {
            assertThat(json.has(name.asText())).as(name.asText()).isTrue();
        }
        assertThat(client.get("/plan", Map.of("prefer", "both"), ControlClient.Form.PLAIN)
                        .exitCode())
                .isEqualTo(ExitCodes.USAGE);
    }

    private static byte[] schema(String name) throws IOException {
        try (var in = ControlServer.class.getResourceAsStream("/schema/" + name + ".schema.json")) {
            return in.readAllBytes();
        }
    }

    @Test
    void conflictsAreListedAndShownWithoutControlCharacters() throws IOException {
        ControlClient.Reply list = client.get("/conflicts", Map.of(), ControlClient.Form.PLAIN);
        ControlClient.Reply one = client.get("/conflicts", Map.of("id", "c1"), ControlClient.Form.PLAIN);

        assertThat(list.exitCode()).isEqualTo(1);
        assertThat(list.body()).contains("2 conflicts are open:").contains("  c1  blueprint Lamp: name\n");
        assertThat(one.body())
                .contains("    local   \"Lantern\"\n")
                .contains("    remote  \"\\u009b31mLight\"\n")
                .contains("Next: gamedev sync resolve c1 --use local|remote|merged\n")
                .doesNotContain("\u009b");
        assertThat(client.get("/conflicts", Map.of("id", "zz"), ControlClient.Form.PLAIN)
                        .exitCode())
                .isEqualTo(64);
    }

    @ParameterizedTest
    @CsvSource({"c1,local,0", "nowhere,remote,64", "c1,theirs,64"})
    void resolveTellsWhatCameOfIt(String id, String use, int exitCode) throws IOException {
        assertThat(client.post("/resolve", Map.of("id", id, "use", use), ControlClient.Form.PLAIN, PATIENCE)
                        .exitCode())
                .isEqualTo(exitCode);
    }

    @Test
    void aFieldAndWhatAPersonWroteReachTheDaemon() throws IOException {
        Map<String, String> query = Map.of("id", "c1", "use", "merged", "field", "props.a b", "seen", "l:r");
        byte[] body = "{\"value\":[1,\"\u00e9\"]}".getBytes(StandardCharsets.UTF_8);

        assertThat(client.post("/resolve", query, body, ControlClient.Form.PLAIN, PATIENCE)
                        .exitCode())
                .isEqualTo(0);
        assertThat(daemon.asked).containsExactly("resolve c1 merged props.a b [1,\"\u00e9\"] seen l:r");
        assertThat(client.post(
                                "/resolve",
                                query,
                                "{".getBytes(StandardCharsets.UTF_8),
                                ControlClient.Form.PLAIN,
                                PATIENCE)
                        .exitCode())
                .isEqualTo(64);
        byte[] other = "{\"valeu\":1}".getBytes(StandardCharsets.UTF_8);
        assertThat(client.post("/resolve", query, other, ControlClient.Form.PLAIN, PATIENCE)
                        .exitCode())
                .isEqualTo(64);
        assertThat(client.post("/resolve", Map.of("id", "c1", "use", "local"), body, ControlClient.Form.PLAIN, PATIENCE)
                        .exitCode())
                .isEqualTo(64);
        assertThat(client.post(
                                "/resolve",
                                Map.of("all", "true", "use", "local", "field", "name"),
                                ControlClient.Form.PLAIN,
                                PATIENCE)
                        .exitCode())
                .isEqualTo(64);
    }

    @Test
    void resolveOfAllGoesThroughEveryOpenOne() throws IOException {
        ControlClient.Reply reply =
                client.post("/resolve", Map.of("all", "true", "use", "merged"), ControlClient.Form.PLAIN, PATIENCE);

        assertThat(daemon.asked).containsExactly("conflicts false", "resolve c1 merged", "resolve c2 merged");
        assertThat(reply.body())
                .isEqualTo("c1: both sides have the merged value\nc2: both sides have the merged value\n");
    }

    @ParameterizedTest
    @CsvSource({
        "paused,paused; go on with: gamedev sync resume,gamedev sync resume",
        "halted,the project directory is gone,gamedev sync resume",
        "waiting-for-git,a merge is not finished,gamedev sync flush",
        "stopping,,gamedev sync start"
    })
    void aFlushThatNeedsAPersonNamesTheStateAndTheNextCommand(String phase, @Nullable String why, String next)
            throws IOException {
        daemon.report = FakeDaemon.in(phase, why == null ? "" : why);
        daemon.flushed = FlushOutcome.Result.STOPPED;

        ControlClient.Reply text = client.post("/flush", Map.of(), ControlClient.Form.PLAIN, PATIENCE);
        ControlClient.Reply json = client.post("/flush", Map.of(), ControlClient.Form.JSON, PATIENCE);

        assertThat(text.exitCode()).isEqualTo(ExitCodes.PERSON);
        assertThat(text.body().lines().findFirst().orElseThrow())
                .startsWith("Not synced: ")
                .endsWith(next);
        assertThat(json.exitCode()).isEqualTo(ExitCodes.PERSON);
        assertThat(Json.parse(json.body()).path("phase").asText()).isEqualTo(phase);
        assertThat(Json.parse(json.body()).path("exitCode").asInt()).isEqualTo(ExitCodes.PERSON);
    }

    @Test
    void aFlushNamesWhatIsHeld() throws IOException {
        daemon.report =
                FakeDaemon.in("watching", "", new StatusReport.Held("entity lamp", "its row has no position", false));

        ControlClient.Reply reply = client.post("/flush", Map.of(), ControlClient.Form.PLAIN, PATIENCE);

        assertThat(reply.exitCode()).isEqualTo(ExitCodes.PERSON);
        assertThat(reply.body()).contains("entity lamp: its row has no position");
    }

    @Test
    void theOtherRequestsReachTheDaemon() throws IOException {
        client.post("/resume", Map.of("accept-deletes", "true"), ControlClient.Form.PLAIN, PATIENCE);
        client.post("/pause", Map.of(), ControlClient.Form.PLAIN, PATIENCE);
        int drained = client.post("/flush", Map.of("timeout-ms", "5"), ControlClient.Form.PLAIN, PATIENCE)
                .exitCode();
        int tooSlow = client.post("/flush", Map.of("timeout-ms", "0"), ControlClient.Form.PLAIN, PATIENCE)
                .exitCode();
        client.post("/stop", Map.of(), ControlClient.Form.PLAIN, PATIENCE);

        assertThat(daemon.asked).containsExactly("resume true", "pause", "flush 5", "flush 0", "stop");
        assertThat(drained).isEqualTo(0);
        assertThat(tooSlow).isEqualTo(2);
        assertThat(client.get("/metrics", Map.of(), ControlClient.Form.PLAIN).body())
                .isEqualTo("sync_x 1\n");
    }

    @Test
    void metricsAreTextForPrometheusWhateverItAccepts() throws IOException {
        assertThat(answer("GET", "/metrics", "Host: 127.0.0.1", token(), "Accept: application/openmetrics-text"))
                .containsIgnoringCase("content-type: text/plain; version=0.0.4; charset=utf-8")
                .endsWith("sync_x 1\n");
    }

    @Test
    void theFileThatADeadDaemonLeftIsReplaced() throws Exception {
        Path abandoned = Files.createDirectory(lobby.resolve("abandoned"));
        Files.writeString(abandoned.resolve("daemon.json"), "{\"pid\":1,\"port\":1,\"token\":\"old\"}");
        Files.writeString(abandoned.resolve("daemon.json.tmp"), "half");

        ControlServer second = ControlServer.start(
                        vertx, abandoned, "harbour", URI.create("http://localhost:3000"), daemon, () -> "")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);

        assertThat(DaemonFile.read(abandoned)).contains(second.file());
        assertThat(abandoned).isDirectoryContaining("glob:**/daemon.json");
        assertThat(abandoned.resolve("daemon.json.tmp")).doesNotExist();
        second.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void aCleanStopRemovesTheFileAndADeadDaemonIsRecognised() throws Exception {
        server.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);

        assertThat(lobby.resolve("daemon.json")).doesNotExist();
        assertThatThrownBy(() -> client.get("/status", Map.of(), ControlClient.Form.PLAIN))
                .isInstanceOf(ControlClient.NotRunning.class);
    }

    @Test
    void theFileOfALaterDaemonIsLeftAlone() throws Exception {
        DaemonFile other = new DaemonFile(1, 2, "other", "", null, null);
        other.write(lobby);

        server.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);

        assertThat(DaemonFile.read(lobby)).contains(other);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"pid\":0}", "{\"pid\":1,\"port\":99999,\"token\":\"x\"}", "\u0000"})
    void aBrokenFileCountsAsNoDaemon(String text) throws IOException {
        Files.writeString(lobby.resolve("daemon.json"), text);

        assertThat(ControlClient.of(lobby)).isEmpty();
    }
}
