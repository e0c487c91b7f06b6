package dev.lobbysync.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lobbysync.daemon.control.ControlServer;
import dev.lobbysync.daemon.control.FakeDaemon;
import dev.lobbysync.daemon.control.StatusReport;
import dev.lobbysync.protocol.json.Json;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Commands that talk to a daemon, or to what one left behind. */
class RunningDaemonTest extends CliRig {
    @Test
    void whatADaemonThatDiedLeftBehindDoesNotKeepTheNextOneFromStarting() throws Exception {
        state(1);
        Process dead = new ProcessBuilder("true").start();
        assertThat(dead.waitFor(20, TimeUnit.SECONDS)).isTrue();
        Files.writeString(
                project.resolve(".lobby").resolve("daemon.json"),
                "{\"pid\":" + dead.pid() + ",\"port\":1,\"token\":\"t\"}");

        assertThat(gamedev("sync", "start")).isEqualTo(0);
        assertThat(out + err).isEmpty();
        assertThat(actions.asked).hasSize(1);
        assertThat(gamedev("sync", "stop")).isEqualTo(0);
        assertThat(out).isEqualTo("No daemon is running.\n");
    }

    @Test
    void aDaemonThatDoesNotEndIsTold() throws Exception {
        state(1);
        Process deaf = new ProcessBuilder("sleep", "600").start();
        Vertx vertx = Vertx.vertx();
        try {
            Path lobby = project.resolve(".lobby");
            FakeDaemon daemon = new FakeDaemon();
            ControlServer server = ControlServer.start(
                            vertx, lobby, "harbour", URI.create("http://localhost:3000"), daemon, () -> "")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            Files.writeString(
                    lobby.resolve("daemon.json"),
                    "{\"pid\":" + deaf.pid() + ",\"port\":" + server.file().port() + ",\"token\":\""
                            + server.file().token() + "\"}");
            Terminal terminal = new Terminal(System.out, System.err, InputStream.nullInputStream(), false, false);
            CommandContext context = new CommandContext(terminal, environment, project, () -> actions);

            assertThatThrownBy(() -> new StopCommand(context, Duration.ofMillis(300)).call())
                    .isInstanceOfSatisfying(CommandFailed.class, failed -> assertThat(failed.exitCode())
                            .isEqualTo(2))
                    .hasMessageContaining("pid " + deaf.pid())
                    .hasMessageContaining("gamedev sync status");
            assertThat(daemon.asked).containsExactly("stop");
        } finally {
            deaf.destroyForcibly();
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void withoutADaemonItsCommandsSaySo() throws IOException {
        state(1);

        for (String command : List.of("pause", "resume", "flush")) {
            assertThat(gamedev("sync", command)).isEqualTo(3);
            assertThat(err).isEqualTo("gamedev: no daemon is running here; start one with: gamedev sync start\n");
        }
        assertThat(gamedev("sync", "stop")).isEqualTo(0);
        assertThat(out).isEqualTo("No daemon is running.\n");
    }

    @Test
    void aDaemonThatWasKilledIsToldAndTheFilesAreRead() throws IOException {
        state(1);
        Files.writeString(
                project.resolve(".lobby").resolve("daemon.json"),
                "{\"pid\":" + ProcessHandle.current().pid() + ",\"port\":1,\"token\":\"t\"}");

        assertThat(gamedev("sync", "status")).isEqualTo(0);
        assertThat(out).contains("The last daemon ended without a clean stop.").contains("1 blueprint,");
        assertThat(gamedev("sync", "stop")).isEqualTo(0);
        assertThat(gamedev("sync", "pause")).isEqualTo(3);
    }

    @Test
    void aRunningDaemonAnswersForItself() throws Exception {
        state(1);
        conflict("c1", "open", "2026-03-02T08:00:00Z");
        FakeDaemon daemon = new FakeDaemon();
        Vertx vertx = Vertx.vertx();
        try {
            ControlServer.start(
                            vertx,
                            project.resolve(".lobby"),
                            "harbour",
                            URI.create("http://localhost:3000"),
                            daemon,
                            () -> "")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);

            assertThat(gamedev("sync", "status")).isEqualTo(0);
            assertThat(out).contains("212 blueprints");
            assertThat(gamedev("sync", "conflicts", "--json")).isEqualTo(1);
            assertThat(Json.parse(out).path("conflicts")).hasSize(2);
            assertThat(gamedev("sync", "conflicts", "zz")).isEqualTo(64);
            assertThat(gamedev("sync", "resolve", "c1", "--use", "merged")).isEqualTo(0);
            assertThat(gamedev("sync", "resume", "--accept-deletes")).isEqualTo(0);
            assertThat(gamedev("sync", "flush", "--timeout", "7")).isEqualTo(0);
            assertThat(gamedev("sync", "start")).isEqualTo(3);
            assertThat(err).contains("already running").contains("gamedev sync stop");
            assertThat(daemon.asked)
                    .contains("resolve c1 merged seen l:r", "resume true", "flush 7000")
                    .doesNotContain("stop");
            assertThat(actions.asked).isEmpty();
            daemon.report = new StatusReport(
                    true,
                    "offline",
                    "connection refused",
                    daemon.report.world(),
                    daemon.report.feed(),
                    daemon.report.counts(),
                    daemon.report.work(),
                    null,
                    List.of(),
                    null,
                    List.of(),
                    Map.of());
            assertThat(gamedev("sync", "status")).isEqualTo(2);
            assertThat(out).contains("The runtime is away; trying again and again. connection refused");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }
}
