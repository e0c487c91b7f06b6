package dev.lobbysync.daemon;

import dev.lobbysync.daemon.cli.Actions;
import dev.lobbysync.daemon.cli.CommandFailed;
import dev.lobbysync.daemon.cli.Terminal;
import dev.lobbysync.daemon.config.AdminCode;
import dev.lobbysync.daemon.config.Settings;
import dev.lobbysync.daemon.control.ExitCodes;
import dev.lobbysync.daemon.control.PlanReport;
import dev.lobbysync.daemon.control.ResolveOutcome;
import dev.lobbysync.daemon.demo.Demo;
import dev.lobbysync.daemon.model.Choice;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.state.AlreadyRunningException;
import dev.lobbysync.daemon.sync.SyncEngine;
import dev.lobbysync.daemon.telemetry.Logs;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The commands that sync, on real files and a real runtime. */
final class DaemonActions implements Actions {
    private static final String NETTY_EVENTS = "io.netty.jfr.enabled";

    @Override
    public int start(Settings settings, boolean embedded, Meeting meeting, Terminal terminal) {
        return guarded(() -> embedded
                ? EmbeddedStart.run(settings, meeting, terminal)
                : new ForegroundDaemon(settings, meeting, terminal).run());
    }

    @Override
    public List<String> init(Path project, @Nullable String url, @Nullable String worldId, boolean sample) {
        try {
            return InitProject.run(project, url, worldId, sample);
        } catch (IOException e) {
            throw new CommandFailed(ExitCodes.REFUSED, "cannot prepare " + project + ": " + e.getMessage(), e);
        }
    }

    @Override
    public PlanReport plan(Settings settings, @Nullable Use prefer) {
        try {
            return DryRun.plan(settings, prefer);
        } catch (RemoteException e) {
            if (e.kind() == RemoteException.Kind.REFUSED || e.kind() == RemoteException.Kind.WRONG_WORLD) {
                throw new CommandFailed(ExitCodes.REFUSED, String.valueOf(e.getMessage()), e);
            }
            return DryRun.away(settings, e);
        } catch (IOException e) {
            throw new CommandFailed(ExitCodes.REFUSED, "cannot plan: " + e.getMessage(), e);
        }
    }

    @Override
    public int cloneWorld(Settings settings, Terminal terminal) {
        return guarded(() -> new CloneWorld(settings, terminal).run());
    }

    @Override
    @SuppressWarnings("try") // the logs are only held open
    public List<ResolveOutcome> resolveOffline(
            Settings settings, List<String> artifactIds, Choice choice, Terminal terminal) {
        Vertx vertx = vertx();
        try (Logs logs = Logs.open(settings.lobby(), settings.requireWorldId(), null, false);
                Daemon daemon = Daemon.open(() -> vertx, settings, status -> {})) {
            List<SyncEngine.Resolution> resolutions = daemon.resolveOnly(artifactIds, choice);
            List<ResolveOutcome> outcomes = new ArrayList<>();
            for (int i = 0; i < artifactIds.size(); i++) {
                outcomes.add(EngineControl.outcome(artifactIds.get(i), resolutions.get(i)));
            }
            return outcomes;
        } catch (AlreadyRunningException e) {
            throw new CommandFailed(ExitCodes.REFUSED, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new CommandFailed(ExitCodes.REFUSED, "cannot resolve: " + e.getMessage(), e);
        } finally {
            close(vertx);
        }
    }

    @Override
    public int demo(boolean keep, int apps, int entities, Terminal terminal) {
        return guarded(() -> Demo.run(keep, apps, entities, System.getenv("GAMEDEV_LAUNCHER"), terminal));
    }

    @Override
    public int runtime(
            Path directory, int port, @Nullable String worldId, String host, AdminCode adminCode, Terminal terminal) {
        return guarded(() -> RuntimeCommand.run(directory, port, worldId, host, adminCode, terminal));
    }

    /** A command that may be refused. */
    private interface Command {
        int run() throws Exception;
    }

    private static int guarded(Command command) {
        try {
            return command.run();
        } catch (AlreadyRunningException e) {
            throw new CommandFailed(ExitCodes.REFUSED, String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed(ExitCodes.REFUSED, "interrupted", e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CommandFailed(ExitCodes.REFUSED, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * One event loop is plenty for one daemon, and so is a look for blocked threads now and then. Netty's events for
     * Flight Recorder stay out unless asked for: merely declaring them costs every start 50 ms.
     */
    static Vertx vertx() {
        if (System.getProperty(NETTY_EVENTS) == null) {
            System.setProperty(NETTY_EVENTS, "false");
        }
        return Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(4)
                .setInternalBlockingPoolSize(2)
                .setBlockedThreadCheckInterval(20)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.SECONDS));
    }

    static void close(Vertx vertx) {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
