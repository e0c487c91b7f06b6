package dev.lobbysync.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.config.AdminCode;
import dev.lobbysync.daemon.config.Settings;
import dev.lobbysync.daemon.control.FakeDaemon;
import dev.lobbysync.daemon.control.PlanReport;
import dev.lobbysync.daemon.control.ResolveOutcome;
import dev.lobbysync.daemon.control.StatusReport;
import dev.lobbysync.daemon.model.Choice;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.port.Clock;
import dev.lobbysync.daemon.sync.Forecast;
import dev.lobbysync.protocol.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** A project directory and a terminal of its own for every test; the commands run in this process. */
abstract class CliRig {
    static final String CODE = "hunter2";

    @TempDir
    Path project;

    final Map<String, String> environment =
            new HashMap<>(Map.of("WORLD_URL", "http://localhost:3000", "WORLD_ID", "harbour", "ADMIN_CODE", CODE));
    final RecordingActions actions = new RecordingActions();
    String typed = "";
    boolean person;
    int width;
    String out = "";
    String err = "";

    /** The composition root, as far as the commands can see it: writes down what it was asked. */
    static final class RecordingActions implements Actions {
        final List<String> asked = new ArrayList<>();

        @Nullable
        RuntimeException failure;

        private int done(String what) {
            asked.add(what);
            if (failure != null) {
                throw failure;
            }
            return 0;
        }

        @Override
        public int start(Settings settings, boolean embedded, Meeting meeting, Terminal terminal) {
            return done("start " + settings.worldUrl() + " " + settings.worldId() + (embedded ? " embedded" : "")
                    + (meeting.prefer() == null
                            ? ""
                            : " prefer " + meeting.prefer().word()));
        }

        @Override
        public List<String> init(Path directory, @Nullable String url, @Nullable String worldId, boolean sample) {
            done("init " + directory.getFileName() + " " + url + " " + worldId + " " + sample);
            return List.of("created  .env");
        }

        @Override
        public PlanReport plan(Settings settings, @Nullable Use prefer) {
            done("plan " + settings.worldId() + (prefer == null ? "" : " prefer " + prefer.word()));
            Forecast.Item conflict = new Forecast.Item(
                    ObjectKey.entity("lamp"),
                    Forecast.Group.CONFLICT,
                    Forecast.Action.NONE,
                    "first meeting: both sides have it, with different position",
                    true);
            return new PlanReport(
                    false,
                    new StatusReport.World(settings.worldId(), null, null),
                    new Forecast(List.of(conflict), 3, true, 0, 0, "", ""),
                    "",
                    List.of());
        }

        @Override
        public int cloneWorld(Settings settings, Terminal terminal) {
            return done("clone " + settings.worldUrl() + " " + settings.worldId() + " into "
                    + settings.project().getFileName());
        }

        @Override
        public List<ResolveOutcome> resolveOffline(
                Settings settings, List<String> artifactIds, Choice choice, Terminal terminal) {
            done("resolve " + artifactIds + " " + choice.use().word()
                    + (choice.field() == null ? "" : " " + choice.field())
                    + (choice.value() == null ? "" : " " + choice.value()));
            return artifactIds.stream()
                    .map(id -> new ResolveOutcome(id, ResolveOutcome.Result.RESOLVED, "done"))
                    .toList();
        }

        @Override
        public int demo(boolean keep, int apps, int entities, Terminal terminal) {
            return done("demo " + keep + " " + apps + " " + entities);
        }

        @Override
        public int runtime(
                Path directory,
                int port,
                @Nullable String worldId,
                String host,
                AdminCode adminCode,
                Terminal terminal) {
            return done("runtime " + directory.getFileName() + " " + port + " " + worldId + " " + host + " "
                    + adminCode.reveal());
        }
    }

    static final class StoppedClock implements Clock {
        @Override
        public long wallMillis() {
            return 1_000;
        }

        @Override
        public long monotonicMillis() {
            return 0;
        }
    }

    static final class Counting implements dev.lobbysync.daemon.port.Random {
        private int next;

        @Override
        public long below(long bound) {
            return 0;
        }

        @Override
        public String uuid() {
            return "uuid-" + next++;
        }

        @Override
        public String shortId() {
            return "short" + next++;
        }
    }

    int gamedev(String... args) {
        return gamedevIn(project, args);
    }

    int gamedevIn(Path directory, String... args) {
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new PrintStream(outBytes, true, StandardCharsets.UTF_8),
                new PrintStream(errBytes, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                person,
                false,
                width);
        int exitCode = Cli.run(args, environment, directory, terminal, () -> actions);
        out = outBytes.toString(StandardCharsets.UTF_8);
        err = errBytes.toString(StandardCharsets.UTF_8);
        assertThat(out + err)
                .doesNotContain(CODE)
                .doesNotContain("\tat ")
                .doesNotContainPattern("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]");
        return exitCode;
    }

    void state(int blueprints) throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < blueprints; i++) {
            rows.append(i == 0 ? "" : ",")
                    .append("\"b")
                    .append(i)
                    .append("\":{\"id\":\"b")
                    .append(i)
                    .append("\",\"value\":{\"x\":[1]}}");
        }
        Files.createDirectories(project.resolve(".lobby").resolve("conflicts"));
        Files.writeString(
                project.resolve(".lobby").resolve("sync-state.json"),
                "{\"formatVersion\":1,\"worldId\":\"harbour\",\"cursor\":120,\"world\":{},\"objects\":{\"blueprints\":{"
                        + rows + "},\"entities\":{\"e\":{}}},\"updatedAt\":\"2026-03-02T08:00:00.000Z\"}");
    }

    void conflict(String id, String status, String createdAt) throws IOException {
        var document = FakeDaemon.conflict(id).document().put("status", status).put("createdAt", createdAt);
        if (status.equals("resolved")) {
            document.put("resolvedWith", "local");
        }
        Files.createDirectories(project.resolve(".lobby").resolve("conflicts"));
        Files.write(project.resolve(".lobby").resolve("conflicts").resolve(id + ".json"), Json.bytes(document));
    }
}
