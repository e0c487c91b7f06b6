package dev.lobbysync.daemon;

import dev.lobbysync.daemon.cli.Actions;
import dev.lobbysync.daemon.cli.Terminal;
import dev.lobbysync.daemon.config.Settings;
import dev.lobbysync.daemon.control.ControlServer;
import dev.lobbysync.daemon.control.ExitCodes;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.state.AlreadyRunningException;
import dev.lobbysync.daemon.sync.SyncEngine;
import dev.lobbysync.daemon.sync.SyncStatus;
import dev.lobbysync.daemon.telemetry.Logs;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * {@code sync start} in the foreground: the control API, the loop, and the {@code ready} line on standard output once the
 * handshake is done. Ends in order on SIGINT and SIGTERM.
 */
final class ForegroundDaemon {
    private static final long SHUTDOWN_SECONDS = 20;

    private final Settings settings;
    private final Actions.Meeting meeting;
    private final Terminal terminal;

    ForegroundDaemon(Settings settings, Actions.Meeting meeting, Terminal terminal) {
        this.settings = settings;
        this.meeting = meeting;
        this.terminal = terminal;
    }

    @SuppressWarnings("try") // the logs are only held open
    int run() throws AlreadyRunningException, IOException, InterruptedException {
        settings.warnings().forEach(terminal::problem);
        CountDownLatch ended = new CountDownLatch(1);
        try (Logs logs =
                Logs.open(settings.lobby(), settings.requireWorldId(), terminal.out(), terminal.showsColour())) {
            // Comes up while the state is read.
            return run(CompletableFuture.supplyAsync(DaemonActions::vertx), ended);
        } finally {
            ended.countDown();
        }
    }

    private int run(CompletableFuture<Vertx> vertx, CountDownLatch ended)
            throws AlreadyRunningException, IOException, InterruptedException {
        try (Daemon daemon = Daemon.open(vertx::join, settings, MeetingConsent.terms(meeting, terminal), this::ready)) {
            Thread hook = new Thread(() -> stopInOrder(daemon, ended), "shutdown");
            Runtime.getRuntime().addShutdownHook(hook);
            ControlServer control = control(vertx.join(), daemon);
            try {
                return exitCode(daemon.run(), daemon);
            } finally {
                control.close().toCompletionStage().toCompletableFuture().join();
            }
        } finally {
            DaemonActions.close(vertx.join());
        }
    }

    private ControlServer control(Vertx vertx, Daemon daemon) throws IOException {
        try {
            return ControlServer.start(
                            vertx,
                            settings.lobby(),
                            settings.requireWorldId(),
                            settings.requireWorldUrl(),
                            new EngineControl(daemon, settings),
                            daemon.telemetry()::metrics)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException refused) {
                throw new IOException(
                        "the interface for status and resolve cannot start, which " + settings.lobby()
                                + "/daemon.json tells of: " + refused.getMessage(),
                        refused);
            }
            throw e;
        }
    }

    private void ready(SyncStatus status) {
        terminal.line("ready world=" + settings.worldId() + " cursor=" + status.cursor() + " blueprints="
                + status.blueprints() + " entities=" + status.entities() + " modules=" + status.modules());
        if (status.conflicts() > 0) {
            String conflicts = status.conflicts() == 1 ? "1 conflict is" : status.conflicts() + " conflicts are";
            terminal.line(
                    conflicts + " open and wait for you; everything else is in sync. See: gamedev sync conflicts");
        }
    }

    private int exitCode(SyncEngine.Ended ended, Daemon daemon) {
        return switch (ended) {
            case STOPPED -> ExitCodes.OK;
            case REFUSED -> {
                daemon.engine().status().notes().forEach(terminal::problem);
                yield ExitCodes.REFUSED;
            }
            case DECLINED -> ExitCodes.PERSON;
            case STRICT_CONFLICTS -> {
                List<ConflictArtifact> open = daemon.conflicts().open();
                terminal.line("Sync conflict detected: " + open.size() + " open, nothing was applied.");
                for (ConflictArtifact artifact : open) {
                    terminal.line("  " + artifact.id() + "  " + artifact.key());
                }
                terminal.line("Look at one with: gamedev sync conflicts ID; settle it with: gamedev sync resolve ID"
                        + " --use local|remote|merged");
                yield ExitCodes.PERSON;
            }
        };
    }

    private static void stopInOrder(Daemon daemon, CountDownLatch ended) {
        daemon.engine().stop();
        try {
            if (!ended.await(SHUTDOWN_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("gamedev: still busy; ending all the same, nothing is lost");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
