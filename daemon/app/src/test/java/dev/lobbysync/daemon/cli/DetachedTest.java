package dev.lobbysync.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lobbysync.daemon.control.ControlServer;
import dev.lobbysync.daemon.control.FakeDaemon;
import dev.lobbysync.daemon.control.StatusReport;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a shell script in the place of the launcher: real processes, no daemon. */
class DetachedTest {
    @TempDir
    private Path project;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int detach(String script) throws Exception {
        Path launcher = project.resolve("launcher");
        Files.writeString(launcher, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                InputStream.nullInputStream(),
                false,
                false);
        CommandContext context =
                new CommandContext(terminal, Map.of("GAMEDEV_LAUNCHER", launcher.toString()), project, () -> {
                    throw new IllegalStateException("not needed");
                });
        return new Detached(context, project.resolve(".lobby"), List.of("sync", "start", "--embedded")).run();
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @AfterEach
    void endTheBackgroundProcess() throws Exception {
        Matcher pid = Pattern.compile("\\(pid (\\d+)\\)").matcher(printed());
        if (pid.find()) {
            ProcessHandle process =
                    ProcessHandle.of(Long.parseLong(pid.group(1))).orElseThrow();
            process.destroyForcibly();
            process.onExit().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void returnsWhenTheDaemonIsReadyAndSaysWhereItsWordsAre() throws Exception {
        assertThat(detach("echo starting; echo \"ready \033[2Jharbour $*\"; exec sleep 60"))
                .isEqualTo(0);

        assertThat(printed())
                .startsWith("ready \\u001b[2Jharbour sync start --embedded\nThe daemon runs in the background (pid ")
                .contains("Log: " + project.resolve(".lobby/logs/daemon.log"))
                .endsWith("Next: gamedev sync status\n");
        assertThat(project.resolve(".lobby/logs/daemon.out")).content().startsWith("starting\nready ");
    }

    @Test
    void aDaemonThatEndsBeforeItIsReadyIsToldWithItsWordsAndCode() {
        assertThatThrownBy(() -> detach("echo 'wrong world id'; exit 3"))
                .isInstanceOfSatisfying(CommandFailed.class, failed -> assertThat(failed.exitCode())
                        .isEqualTo(3))
                .hasMessageContaining("daemon.out");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("wrong world id\n");
    }

    @Test
    void aCleanEndBeforeReadyIsAFailureToo() {
        assertThatThrownBy(() -> detach("exit 0"))
                .isInstanceOfSatisfying(CommandFailed.class, failed -> assertThat(failed.exitCode())
                        .isEqualTo(3));
    }

    @Test
    void aRuntimeThatIsAwayDoesNotKeepThePersonWaiting() throws Exception {
        FakeDaemon daemon = new FakeDaemon();
        StatusReport watching = daemon.report;
        daemon.report = new StatusReport(
                true,
                "offline",
                "connection refused",
                watching.world(),
                watching.feed(),
                watching.counts(),
                watching.work(),
                null,
                List.of(),
                null,
                List.of(),
                Map.of());
        Vertx vertx = Vertx.vertx();
        try {
            ControlServer server = ControlServer.start(
                            vertx,
                            Files.createDirectory(project.resolve("elsewhere")),
                            "harbour",
                            URI.create("http://localhost:3000"),
                            daemon,
                            () -> "")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);

            int exitCode =
                    detach("echo '{\"pid\":'$$',\"port\":" + server.file().port() + ",\"token\":\""
                            + server.file().token() + "\"}' > " + project + "/.lobby/daemon.json; exec sleep 60");

            assertThat(exitCode).isEqualTo(2);
            assertThat(printed()).startsWith("The daemon is offline: connection refused\n");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void withoutTheLauncherThereIsNoBackground() throws IOException {
        Terminal terminal =
                new Terminal(new PrintStream(out), new PrintStream(err), InputStream.nullInputStream(), false, false);
        CommandContext context = new CommandContext(terminal, Map.of(), project, () -> {
            throw new IllegalStateException("not needed");
        });

        assertThatThrownBy(() -> new Detached(context, project.resolve(".lobby"), List.of()).run())
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("daemon/bin/gamedev");
        assertThat(project).isEmptyDirectory();
    }
}
