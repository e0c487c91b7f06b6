package dev.lobbysync.daemon;

import dev.lobbysync.daemon.config.Settings;
import dev.lobbysync.daemon.control.DaemonControl;
import dev.lobbysync.daemon.control.FlushOutcome;
import dev.lobbysync.daemon.control.PlanReport;
import dev.lobbysync.daemon.control.ResolveOutcome;
import dev.lobbysync.daemon.control.ResumeOutcome;
import dev.lobbysync.daemon.control.StatusReport;
import dev.lobbysync.daemon.model.Choice;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.ScriptVersions;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.port.Telemetry;
import dev.lobbysync.daemon.sync.Flushed;
import dev.lobbysync.daemon.sync.Forecast;
import dev.lobbysync.daemon.sync.SyncEngine;
import dev.lobbysync.daemon.sync.SyncStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Answers the control API from the engine. */
final class EngineControl implements DaemonControl {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int NAMED = 10;

    private final Daemon daemon;
    private final Settings settings;

    EngineControl(Daemon daemon, Settings settings) {
        this.daemon = daemon;
        this.settings = settings;
    }

    @Override
    public StatusReport status() {
        SyncStatus status = daemon.engine().status();
        return new StatusReport(
                true,
                status.phase().word(),
                status.phase().why(),
                new StatusReport.World(
                        settings.worldId(),
                        settings.worldUrl() == null ? null : settings.worldUrl().toString(),
                        settings.target()),
                new StatusReport.Feed(
                        status.ready() ? status.cursor() : null,
                        daemon.telemetry().counters().getOrDefault(Telemetry.Gauge.CURSOR_LAG.published(), 0L)),
                new StatusReport.Counts(status.blueprints(), status.entities(), status.modules()),
                new StatusReport.Work(
                        status.pending(),
                        status.failing().size(),
                        status.conflicts(),
                        status.lastSuccessWallMillis() == 0
                                ? null
                                : Instant.ofEpochMilli(status.lastSuccessWallMillis())
                                        .truncatedTo(ChronoUnit.MILLIS)
                                        .toString()),
                null,
                held(status),
                status.guard(),
                notes(status),
                daemon.telemetry().counters());
    }

    private static List<StatusReport.Held> held(SyncStatus status) {
        List<StatusReport.Held> held = new ArrayList<>();
        for (SyncStatus.Waiting waiting : status.held()) {
            held.add(new StatusReport.Held(waiting.key().toString(), waiting.reason(), waiting.deletion()));
        }
        return held;
    }

    private static List<String> notes(SyncStatus status) {
        List<String> notes = new ArrayList<>(status.notes());
        status.moving().forEach(waiting -> notes.add(waiting.key() + ": " + waiting.reason()));
        if (!status.leftAlone().isEmpty()) {
            notes.add(leftAlone(status.leftAlone()));
        }
        status.failing().forEach(waiting -> notes.add(waiting.key() + ": " + waiting.reason() + "; trying again"));
        return notes;
    }

    private static String leftAlone(List<SyncStatus.Waiting> objects) {
        String named = objects.stream()
                .limit(NAMED)
                .map(waiting -> waiting.key().toString())
                .collect(Collectors.joining(", "));
        int more = objects.size() - NAMED;
        return "changed in the world and left alone: " + named + (more > 0 ? " and " + more + " more" : "")
                + "; to sync them, start without BIDIRECTIONAL_SYNC=false";
    }

    @Override
    public List<ConflictArtifact> conflicts(boolean all) {
        return all ? daemon.conflicts().all() : daemon.conflicts().open();
    }

    @Override
    public Map<String, ScriptVersions> conflictScripts(String artifactId) {
        try {
            return daemon.conflicts().scripts(artifactId);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public ResolveOutcome resolve(String artifactId, Choice choice) {
        SyncEngine.Resolution resolution = await(daemon.engine().resolve(artifactId, choice), PATIENCE);
        return outcome(artifactId, resolution);
    }

    static ResolveOutcome outcome(String artifactId, SyncEngine.Resolution resolution) {
        ResolveOutcome.Result result =
                switch (resolution.kind()) {
                    case RESOLVED -> ResolveOutcome.Result.RESOLVED;
                    case SETTLED -> ResolveOutcome.Result.SETTLED;
                    case ALREADY_RESOLVED -> ResolveOutcome.Result.ALREADY_RESOLVED;
                    case MOVED_ON -> ResolveOutcome.Result.REFRESHED;
                    case REFUSED -> ResolveOutcome.Result.REFUSED;
                    case FAILED -> ResolveOutcome.Result.FAILED;
                    case UNKNOWN -> ResolveOutcome.Result.UNKNOWN;
                };
        return new ResolveOutcome(artifactId, result, resolution.message());
    }

    @Override
    public ResumeOutcome resume(boolean acceptDeletes) {
        int accepted = await(daemon.engine().resume(acceptDeletes), PATIENCE);
        return new ResumeOutcome(
                accepted, accepted == 0 ? "going on" : "going on; " + accepted + " deletions go ahead");
    }

    @Override
    public void pause() {
        daemon.engine().pause();
        await(daemon.engine().heard(), PATIENCE);
    }

    @Override
    public FlushOutcome flush(Duration timeout) {
        CompletableFuture<Flushed> flush = daemon.engine().flush();
        FlushOutcome.Result result;
        try {
            result = flush.get(timeout.toMillis(), TimeUnit.MILLISECONDS) == Flushed.SETTLED
                    ? FlushOutcome.Result.SETTLED
                    : FlushOutcome.Result.STOPPED;
        } catch (TimeoutException e) {
            result = FlushOutcome.Result.LATE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            result = FlushOutcome.Result.LATE;
        } catch (ExecutionException e) {
            throw new IllegalStateException("flush failed", e.getCause());
        }
        return new FlushOutcome(result, status());
    }

    @Override
    public PlanReport plan(@Nullable Use prefer) {
        try {
            Forecast forecast = daemon.engine().forecast(prefer).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return new PlanReport(true, DryRun.world(settings), forecast, "", List.of());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            return away(String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()));
        } catch (TimeoutException e) {
            return away("the daemon did not answer within " + PATIENCE.toSeconds() + " s");
        }
    }

    private PlanReport away(String why) {
        return new PlanReport(true, DryRun.world(settings), Forecast.NONE, why, List.of());
    }

    @Override
    public void stop() {
        daemon.engine().stop();
    }

    private static <T> T await(CompletableFuture<T> future, Duration patience) {
        try {
            return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the daemon failed", e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("the daemon did not answer within " + patience.toSeconds() + " s", e);
        }
    }
}
