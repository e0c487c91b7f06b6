package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.config.ConfigException;
import dev.lobbysync.daemon.config.ConfigInputs;
import dev.lobbysync.daemon.config.ProjectConfig;
import dev.lobbysync.daemon.config.Settings;
import dev.lobbysync.daemon.control.ControlClient;
import dev.lobbysync.daemon.control.DaemonFile;
import dev.lobbysync.daemon.control.ExitCodes;
import dev.lobbysync.daemon.control.StatusReport;
import dev.lobbysync.daemon.control.StatusText;
import dev.lobbysync.daemon.control.Style;
import dev.lobbysync.daemon.project.FileDrift;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** Answers {@code status}: the daemon's word if one is running, else what the files say. Never connects to a runtime. */
final class StatusQuery {
    private final CommandContext context;
    private final Path project;
    private final boolean json;

    StatusQuery(CommandContext context, Path project, boolean json) {
        this.context = context;
        this.project = project;
        this.json = json;
    }

    int run() throws IOException {
        Terminal terminal = context.terminal();
        Optional<ControlClient> daemon = ControlClient.of(project.resolve(".lobby"));
        if (daemon.isPresent()) {
            try {
                ControlClient.Reply reply = daemon.get().get("/status", Map.of(), Replies.form(terminal, json));
                Replies.print(terminal, reply);
                return reply.exitCode();
            } catch (ControlClient.NotRunning e) {
                return print(offline("The last daemon ended without a clean stop."));
            }
        }
        return print(offline(abandoned() ? "The last daemon ended without a clean stop." : ""));
    }

    /** A clean stop would have taken the file away. */
    private boolean abandoned() throws IOException {
        return DaemonFile.read(project.resolve(".lobby")).isPresent();
    }

    private int print(StatusReport report) {
        Terminal terminal = context.terminal();
        if (json) {
            terminal.line(report.json());
        } else {
            terminal.text(StatusText.of(report, Style.of(terminal.showsColour())));
        }
        return ExitCodes.of(report);
    }

    private StatusReport offline(String why) throws IOException {
        // Looking at the files of a large project takes as long as everything else together.
        FutureTask<Optional<FileDrift>> drift = new FutureTask<>(new Drift(project));
        Thread looking = new Thread(drift, "drift");
        looking.setDaemon(true);
        looking.start();
        OfflineView files = new LobbyFiles(project);
        List<String> notes = new ArrayList<>();
        OfflineView.Agreed agreed = agreed(files, notes);
        Settings settings = settings(notes);
        String configured = settings == null ? null : settings.worldId();
        String id = agreed == null ? configured : agreed.worldId();
        if (agreed != null && configured != null && !configured.equals(id)) {
            notes.add("the configured world is " + configured + ", but the last sync was with " + id);
        }
        StatusReport.Files changed = agreed == null ? null : changed(drift, notes);
        return new StatusReport(
                false,
                StatusReport.STOPPED,
                why,
                new StatusReport.World(
                        id,
                        settings == null || settings.worldUrl() == null
                                ? null
                                : settings.worldUrl().toString(),
                        settings == null ? null : settings.target()),
                new StatusReport.Feed(agreed == null ? null : agreed.cursor(), 0),
                agreed == null
                        ? new StatusReport.Counts(0, 0, 0)
                        : new StatusReport.Counts(agreed.blueprints(), agreed.entities(), agreed.modules()),
                new StatusReport.Work(
                        changed == null ? 0 : changed.count(),
                        0,
                        files.openConflicts(),
                        agreed == null ? null : agreed.updatedAt()),
                changed,
                List.of(),
                null,
                notes,
                Map.of());
    }

    /** Not a lambda: linking the first one costs a tenth of the whole command. */
    private static final class Drift implements Callable<Optional<FileDrift>> {
        private final Path project;

        Drift(Path project) {
            this.project = project;
        }

        @Override
        public Optional<FileDrift> call() throws IOException {
            return Optional.ofNullable(FileDrift.since(project));
        }
    }

    private static StatusReport.@Nullable Files changed(Future<Optional<FileDrift>> looking, List<String> notes)
            throws IOException {
        Optional<FileDrift> drift = found(looking);
        if (drift.isEmpty()) {
            notes.add("what changed in the files since the last sync is not known; a start finds out");
            return null;
        }
        return new StatusReport.Files(
                drift.get().changed(), drift.get().added(), drift.get().removed());
    }

    private static Optional<FileDrift> found(Future<Optional<FileDrift>> looking) throws IOException {
        try {
            return looking.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException("looking at the files failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the files were looked at");
        }
    }

    private static OfflineView.@Nullable Agreed agreed(OfflineView files, List<String> notes) throws IOException {
        try {
            OfflineView.Agreed agreed = files.agreed();
            if (agreed != null) {
                notes.addAll(agreed.notices());
            }
            return agreed;
        } catch (IOException e) {
            notes.add(".lobby/sync-state.json cannot be read (" + e.getMessage()
                    + "); a start sets it aside and begins as at a first meeting");
            return null;
        }
    }

    private @Nullable Settings settings(List<String> notes) {
        try {
            return ProjectConfig.resolve(ConfigInputs.of(project, context.environment()));
        } catch (ConfigException e) {
            notes.add(String.valueOf(e.getMessage()));
            return null;
        }
    }
}
