package dev.lobbysync.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.daemon.config.Settings;
import dev.lobbysync.daemon.control.PlanReport;
import dev.lobbysync.daemon.control.StatusReport;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.port.Disk;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.Trash;
import dev.lobbysync.daemon.project.DirectoryWatcher;
import dev.lobbysync.daemon.project.FileProject;
import dev.lobbysync.daemon.project.FrozenDisk;
import dev.lobbysync.daemon.project.GitHistory;
import dev.lobbysync.daemon.project.RealDisk;
import dev.lobbysync.daemon.project.RepositoryState;
import dev.lobbysync.daemon.state.FileConflictStore;
import dev.lobbysync.daemon.state.SeenState;
import dev.lobbysync.daemon.sync.Forecast;
import dev.lobbysync.daemon.sync.Ports;
import dev.lobbysync.daemon.sync.SyncOnce;
import dev.lobbysync.daemon.world.RuntimeClient;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code sync plan} without a daemon: the real heart over the real world and the real files, of which it can only read;
 * what it finds out stays in memory.
 */
final class DryRun {
    private DryRun() {}

    static PlanReport plan(Settings settings, @Nullable Use prefer) throws IOException, RemoteException {
        Vertx vertx = DaemonActions.vertx();
        Path root = settings.project();
        SystemClock clock = new SystemClock();
        SystemRandom random = new SystemRandom();
        Disk disk = new FrozenDisk(new RealDisk());
        String worldId = settings.requireWorldId();
        PlanNotes said = new PlanNotes();
        try (RuntimeClient remote = Daemon.client(vertx, settings);
                DirectoryWatcher watcher = new DirectoryWatcher(root)) {
            SeenState state = SeenState.read(disk, root, worldId);
            FileConflictStore conflicts = FileConflictStore.open(disk, root, worldId, clock, random);
            FileProject project = FileProject.open(disk, root, clock, random);
            Ports ports = new Ports(
                    remote,
                    project,
                    watcher,
                    new RepositoryState(disk, root, clock),
                    new GitHistory(root, clock, random),
                    state,
                    conflicts,
                    nowhere(),
                    clock,
                    new ThreadScheduler(clock),
                    random,
                    said);
            Forecast forecast = new SyncOnce(ports, Daemon.options(settings)).forecast(prefer);
            List<String> notes = new ArrayList<>(state.notices());
            notes.addAll(conflicts.notices());
            notes.addAll(said.warnings());
            project.problems()
                    .forEach(problem -> notes.add(problem.path() + ": " + problem.message() + "; " + problem.remedy()));
            String busy = ports.git().busyWith();
            if (busy != null) {
                notes.add(busy + "; a sync waits until git is done");
            }
            return new PlanReport(false, world(settings), forecast, "", notes);
        } finally {
            DaemonActions.close(vertx);
        }
    }

    /** What to say when the runtime cannot be asked. */
    static PlanReport away(Settings settings, RemoteException why) {
        return new PlanReport(
                false, world(settings), Forecast.NONE, "the runtime is away: " + why.getMessage(), List.of());
    }

    static StatusReport.World world(Settings settings) {
        return new StatusReport.World(
                settings.worldId(),
                settings.worldUrl() == null ? null : settings.worldUrl().toString(),
                settings.target());
    }

    /** What would be thrown away is only looked at, so there is nothing to keep. */
    private static Trash nowhere() {
        return reason -> new Trash.Batch() {
            @Override
            public void keepFile(String path, byte[] bytes, String why) {
                // The file stays where it is.
            }

            @Override
            public void keepValue(ObjectKey key, String side, JsonNode value, String why) {
                // The value stays where it is.
            }
        };
    }
}
