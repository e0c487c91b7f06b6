package dev.lobbysync.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.config.AdminCode;
import dev.lobbysync.daemon.config.Settings;
import dev.lobbysync.daemon.control.ControlServer;
import dev.lobbysync.daemon.control.FakeDaemon;
import dev.lobbysync.daemon.control.ResolveOutcome;
import dev.lobbysync.daemon.control.StatusReport;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.FeedPosition;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.StateChange;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.port.Clock;
import dev.lobbysync.daemon.project.RealDisk;
import dev.lobbysync.daemon.state.FileStateStore;
import dev.lobbysync.daemon.state.StateStores;
import dev.lobbysync.protocol.json.CanonicalJson;
import dev.lobbysync.protocol.json.Json;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {
    private static final String CODE = "hunter2";

    @TempDir
    private Path project;

    private final Map<String, String> environment =
            new HashMap<>(Map.of("WORLD_URL", "http://localhost:3000", "WORLD_ID", "harbour", "ADMIN_CODE", CODE));
    private final RecordingActions actions = new RecordingActions();
    private String typed = "";
    private boolean person;
    private String out = "";
    private String err = "";

    /** The composition root, as far as the commands can see it: writes down what it was asked. */
    private static final class RecordingActions implements Actions {
        private final List<String> asked = new ArrayList<>();
        private @Nullable RuntimeException failure;

        private int done(String what) {
            asked.add(what);
            if (failure != null) {
                throw failure;
            }
            return 0;
        }

        @Override
        public int start(Settings settings, boolean embedded, Terminal terminal) {
            return done("start " + settings.worldUrl() + " " + settings.worldId() + (embedded ? " embedded" : ""));
        }

        @Override
        public int cloneWorld(Settings settings, Terminal terminal) {
            return done("clone " + settings.worldUrl() + " " + settings.worldId() + " into "
                    + settings.project().getFileName());
        }

        @Override
        public List<ResolveOutcome> resolveOffline(
                Settings settings, List<String> artifactIds, Use use, Terminal terminal) {
            done("resolve " + artifactIds + " " + use.word());
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

    private static final class StoppedClock implements Clock {
        @Override
        public long wallMillis() {
            return 1_000;
        }

        @Override
        public long monotonicMillis() {
            return 0;
        }
    }

    private static final class Counting implements dev.lobbysync.daemon.port.Random {
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

    private int gamedev(String... args) {
        return gamedevIn(project, args);
    }

    private int gamedevIn(Path directory, String... args) {
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new PrintStream(outBytes, true, StandardCharsets.UTF_8),
                new PrintStream(errBytes, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                person,
                false);
        int exitCode = Cli.run(args, environment, directory, terminal, () -> actions);
        out = outBytes.toString(StandardCharsets.UTF_8);
        err = errBytes.toString(StandardCharsets.UTF_8);
        assertThat(out + err)
                .doesNotContain(CODE)
                .doesNotContain("\tat ")
                .doesNotContainPattern("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]");
        return exitCode;
    }

    private void state(int blueprints) throws IOException {
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

    private void conflict(String id, String status, String createdAt) throws IOException {
        var document = FakeDaemon.conflict(id).document().put("status", status).put("createdAt", createdAt);
        if (status.equals("resolved")) {
            document.put("resolvedWith", "local");
        }
        Files.createDirectories(project.resolve(".lobby").resolve("conflicts"));
        Files.write(project.resolve(".lobby").resolve("conflicts").resolve(id + ".json"), Json.bytes(document));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sync nonsense",
                "nonsense",
                "sync start --nonsense",
                "sync status extra",
                "sync status --project",
                "sync resolve",
                "sync resolve --all",
                "sync resolve --use local",
                "sync resolve c1 --all --use local",
                "sync resolve c1 --use theirs",
                "sync resolve c1",
                "sync resolve unknown --use local",
                "sync conflicts unknown",
                "sync flush --timeout -1",
                "sync flush --timeout soon",
                "sync clone http://localhost",
                "sync demo --apps 0",
                "runtime start",
                "runtime start --dir d --port 70000",
                "sync start --target nowhere",
                "sync start --url nowhere"
            })
    void wrongUsageExitsWith64AndOneClearLine(String line) throws IOException {
        conflict("c1", "open", "2026-03-02T08:00:00Z");

        assertThat(gamedev(line.split(" "))).isEqualTo(64);
        assertThat(err).startsWith("gamedev: ");
        assertThat(err.lines().count()).isLessThanOrEqualTo(2);
        assertThat(out).isEmpty();
        assertThat(actions.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--help", "sync", "sync --help", "sync start --help", "runtime", "--version"})
    void helpIsNoFailure(String line) {
        assertThat(line.isEmpty() ? gamedev() : gamedev(line.split(" "))).isEqualTo(0);
        assertThat(out).contains("gamedev");
        assertThat(err).isEmpty();
    }

    @Test
    void statusOfANewDirectorySaysWhatToDo() {
        environment.clear();

        assertThat(gamedev("sync", "status")).isEqualTo(1);
        assertThat(out).isEqualTo("""
                        World (none yet)
                        Never synced, and no daemon is running.

                        Next: gamedev sync start
                        """);
        assertThat(project).isEmptyDirectory();
    }

    @Test
    void statusWithoutADaemonReadsTheFiles() throws IOException {
        state(3);

        assertThat(gamedev("sync", "status")).isEqualTo(0);
        assertThat(out).isEqualTo("""
                        World harbour at http://localhost:3000
                        No daemon is running; this is what the files say.

                          3 blueprints, 1 entity, 0 modules, cursor 120
                          last in sync 2026-03-02T08:00:00.000Z

                        note: what changed in the files since the last sync is not known; a start finds out

                        Next: gamedev sync start
                        """);
    }

    @Test
    void statusWithoutADaemonListsTheFilesThatChangedSinceTheLastSync() throws IOException {
        state(1);
        Files.writeString(project.resolve(".lobby").resolve("stat-cache"), """
                {"formatVersion":2}
                ["apps/A/A.json",2,1,1,false,"#",false,null,false,false]
                ["apps/A/in\\u001bdex.js",2,1,1,false,"#",false,["@shared/m.js"],true,false]
                ["assets/gone.glb","asset://x"]
                """.replace("#", "0".repeat(64)));
        Path app = Files.createDirectories(project.resolve("apps").resolve("A"));
        Files.writeString(app.resolve("A.json"), "{}\n");
        for (int i = 10; i < 20; i++) {
            Files.writeString(app.resolve("B" + i + ".json"), "{}");
        }

        assertThat(gamedev("sync", "status")).isEqualTo(0);
        assertThat(out).isEqualTo("""
                        World harbour at http://localhost:3000
                        No daemon is running; this is what the files say.

                          1 blueprint, 1 entity, 0 modules, cursor 120
                          last in sync 2026-03-02T08:00:00.000Z

                        12 files changed since the last sync:
                          changed:  apps/A/A.json
                          new:      apps/A/B10.json
                          new:      apps/A/B11.json
                          new:      apps/A/B12.json
                          new:      apps/A/B13.json
                          new:      apps/A/B14.json
                          new:      apps/A/B15.json
                          new:      apps/A/B16.json
                          new:      apps/A/B17.json
                          new:      apps/A/B18.json
                          and 2 more
                          (use "gamedev sync status --json" to see all)

                        Next: gamedev sync start
                        """);
        gamedev("sync", "status", "--json");
        var json = Json.parse(out);
        assertThat(json.path("work").path("pending").asInt()).isEqualTo(12);
        assertThat(json.path("files").path("added")).hasSize(10);
        assertThat(json.path("files").path("removed").get(0).asText()).isEqualTo("apps/A/in\u001bdex.js");
    }

    @Test
    void statusCountsOpenConflictsAndNamesTheNextCommand() throws IOException {
        state(1);
        conflict("c1", "open", "2026-03-02T08:00:00Z");
        conflict("c2", "resolved", "2026-03-02T08:00:00Z");

        assertThat(gamedev("sync", "status")).isEqualTo(1);
        assertThat(out)
                .contains("1 conflict is open; everything else goes on.")
                .endsWith("Next: gamedev sync conflicts\n");
    }

    @Test
    void bothWaysToStatusGiveTheSameJson() throws IOException {
        state(2);

        gamedev("sync", "status", "--json");
        String fast = out;
        gamedev("sync", "status", "--json", "--project=" + project);

        assertThat(out).isEqualTo(fast);
        assertThat(Json.parse(out).path("counts").path("blueprints").asInt()).isEqualTo(2);
        assertThat(Json.parse(out).path("running").asBoolean()).isFalse();
    }

    @Test
    void statusAfterACrashCountsWhatOnlyTheJournalHolds() throws IOException {
        try (FileStateStore store =
                StateStores.open(new RealDisk(), project, "harbour", new StoppedClock(), new Counting())) {
            for (String id : List.of("a", "b")) {
                ObjectNode value = Json.object().put("id", id);
                BaseEntry entry = new BaseEntry(
                        ObjectKey.blueprint(id),
                        null,
                        CanonicalJson.sha256(value),
                        () -> value,
                        Set.of(),
                        null,
                        null,
                        7,
                        BaseEntry.Origin.SYNCED);
                store.commit(new StateChange(List.of(entry), Set.of(), new FeedPosition(7, "op"), Set.of(), Map.of()));
            }
        }

        assertThat(gamedev("sync", "status")).isEqualTo(0);
        assertThat(out).contains("2 blueprints, 0 entities, 0 modules, cursor 7\n");
        assertThat(project.resolve(".lobby").resolve("sync-state.json")).doesNotExist();
    }

    @Test
    void aDamagedStateIsToldAndStopsNothing() throws IOException {
        Files.createDirectories(project.resolve(".lobby"));
        Files.writeString(project.resolve(".lobby").resolve("sync-state.json"), "{\"worldId\":");

        assertThat(gamedev("sync", "status")).isEqualTo(1);
        assertThat(out).contains("note: .lobby/sync-state.json cannot be read (the JSON text ends too early)");
    }

    @Test
    void aBrokenConfigurationIsANoteOfStatusAndAnErrorOfStart() throws IOException {
        Files.writeString(project.resolve(".env"), "nonsense");

        gamedev("sync", "status");
        assertThat(out).contains("note: .env line 1 is not KEY=VALUE");
        assertThat(gamedev("sync", "start")).isEqualTo(64);
        assertThat(err).contains(".env line 1 is not KEY=VALUE");
    }

    @Test
    void commandsFindTheProjectFromBelow() throws IOException {
        state(1);
        Path below = Files.createDirectories(project.resolve("apps").resolve("Lamp"));

        assertThat(gamedevIn(below, "sync", "status")).isEqualTo(0);
        assertThat(gamedevIn(below, "sync", "start")).isEqualTo(64);
        assertThat(err).contains("inside the project");
        assertThat(gamedevIn(below, "sync", "start", "--project", project.toString()))
                .isEqualTo(0);
    }

    @Test
    void conflictsAreListedNewestFirst() throws IOException {
        conflict("c1", "open", "2026-03-02T08:00:00Z");
        conflict("c2", "open", "2026-03-03T08:00:00Z");
        conflict("c3", "resolved", "2026-03-04T08:00:00Z");

        assertThat(gamedev("sync", "conflicts")).isEqualTo(1);
        assertThat(out).isEqualTo("""
                        2 conflicts are open:

                          c2  blueprint Lamp: name
                          c1  blueprint Lamp: name

                          (use "gamedev sync conflicts ID" to see the sides of one)
                          (use "gamedev sync resolve ID --use local|remote|merged" to end one)
                        """);
        gamedev("sync", "conflicts", "--all");
        assertThat(out).contains("  c3  blueprint Lamp: resolved with local\n");
        gamedev("sync", "conflicts", "--json");
        assertThat(Json.parse(out).path("conflicts")).hasSize(2);
    }

    @Test
    void oneConflictIsShownWithAllSides() throws IOException {
        conflict("c1", "open", "2026-03-02T08:00:00Z");

        assertThat(gamedev("sync", "conflicts", "c1")).isEqualTo(1);
        assertThat(out).isEqualTo("""
                        Conflict c1 on blueprint Lamp, open (found 2026-03-02T08:00:00Z)

                          name
                            base    "Lamp"
                            local   "Lantern"
                            remote  "\\u009b31mLight"

                        Next: gamedev sync resolve c1 --use local|remote|merged
                        """);
    }

    @Test
    void theScriptsToMergeByHandAreNamed() throws IOException {
        var document = FakeDaemon.conflict("c1").document();
        ObjectNode scripts = document.putObject("daemon").putObject("scripts");
        scripts.putObject("lib/in\u001bdex.js");
        scripts.putObject("@shared/a.js");
        Files.createDirectories(project.resolve(".lobby").resolve("conflicts"));
        Files.write(project.resolve(".lobby").resolve("conflicts").resolve("c1.json"), Json.bytes(document));

        gamedev("sync", "conflicts", "c1");

        assertThat(out)
                .contains(
                        "\n    lib/in\\u001bdex.js\n      merged  .lobby/conflicts/c1/script-",
                        "\n    @shared/a.js\n      merged  .lobby/conflicts/c1/shared/a.js.merged\n"
                                + "      base    .lobby/conflicts/c1/shared/a.js.base\n"
                                + "      local   .lobby/conflicts/c1/shared/a.js.local\n"
                                + "      remote  .lobby/conflicts/c1/shared/a.js.remote\n");
    }

    @ParameterizedTest
    @CsvSource({
        "base,,edit,'deleted in the files, edited in the world'",
        "base,,base,'deleted in the files, kept in the world'",
        "base,edit,,'edited in the files, deleted in the world'",
        "base,base,,'kept in the files, deleted in the world'"
    })
    void aConflictOfADeletionSaysWhoDidWhat(String base, String local, String remote, String words) throws IOException {
        var document = FakeDaemon.conflict("c1").document();
        document.put("baselineHash", base).put("localHash", local).put("remoteHash", remote);
        document.putNull("merged");
        document.putArray("unresolvedFields").addObject().put("path", "$object").put("base", 1);
        Files.createDirectories(project.resolve(".lobby").resolve("conflicts"));
        Files.write(project.resolve(".lobby").resolve("conflicts").resolve("c1.json"), Json.bytes(document));

        gamedev("sync", "conflicts");
        assertThat(out).contains("  c1  blueprint Lamp: " + words + "\n");
        gamedev("sync", "conflicts", "c1");
        assertThat(out).isEqualTo("""
                        Conflict c1 on blueprint Lamp, open (found 2026-03-02T08:00:00Z)

                          %s
                            base    1
                            local   (absent)
                            remote  (absent)

                        Next: gamedev sync resolve c1 --use local|remote
                        """.formatted(words));
    }

    @Test
    void anUnreadableArtifactIsToldAndHidesNoOther() throws IOException {
        conflict("c1", "open", "2026-03-02T08:00:00Z");
        Files.writeString(project.resolve(".lobby").resolve("conflicts").resolve("bad.json"), "{");

        assertThat(gamedev("sync", "conflicts")).isEqualTo(1);
        assertThat(err).contains(".lobby/conflicts/bad.json cannot be read");
        assertThat(out).contains("c1");
    }

    @Test
    void resolveWithoutADaemonGoesThroughTheRoot() throws IOException {
        conflict("c1", "open", "2026-03-02T08:00:00Z");
        conflict("c2", "open", "2026-03-03T08:00:00Z");
        conflict("c3", "resolved", "2026-03-03T08:00:00Z");

        assertThat(gamedev("sync", "resolve", "c1", "--use", "LOCAL")).isEqualTo(0);
        assertThat(gamedev("sync", "resolve", "--all", "--use", "remote")).isEqualTo(0);
        assertThat(gamedev("sync", "resolve", "c3", "--use", "merged")).isEqualTo(0);
        assertThat(out).isEqualTo("Already resolved; nothing to do.\n");
        assertThat(actions.asked).containsExactly("resolve [c1] local", "resolve [c2] remote", "resolve [c1] remote");
    }

    @Test
    void aPersonIsAskedForTheSide() throws IOException {
        conflict("c1", "open", "2026-03-02T08:00:00Z");
        conflict("c2", "open", "2026-03-03T08:00:00Z");
        person = true;
        typed = "what\nr\ns\n";

        assertThat(gamedev("sync", "resolve")).isEqualTo(1);
        assertThat(out).contains("remote  \"\\u009b31mLight\"").contains("Please answer l, r, m or s.");
        assertThat(actions.asked).containsExactly("resolve [c2] remote");
    }

    @Test
    void startGetsTheResolvedConfiguration() {
        assertThat(gamedev("sync", "start", "--url", "http://other:1/")).isEqualTo(0);
        environment.clear();
        assertThat(gamedev("sync", "start")).isEqualTo(64);
        assertThat(gamedev("sync", "start", "--embedded")).isEqualTo(0);

        assertThat(actions.asked).containsExactly("start http://other:1 harbour", "start null null embedded");
    }

    @Test
    void cloneTakesAUrlOrATargetAndOnlyAnEmptyDirectory() throws IOException {
        Files.createDirectories(project.resolve(".lobby"));
        Files.writeString(
                project.resolve(".lobby").resolve("targets.json"),
                "{\"stage\":{\"worldUrl\":\"http://stage\",\"worldId\":\"stage-id\"}}");

        assertThat(gamedev("sync", "clone", "http://new:1", "a")).isEqualTo(0);
        assertThat(gamedev("sync", "clone", "stage", "b")).isEqualTo(0);
        assertThat(gamedev("sync", "clone", "stage", ".")).isEqualTo(64);

        assertThat(actions.asked)
                .containsExactly("clone http://new:1 null into a", "clone http://stage stage-id into b");
    }

    private static final List<List<String>> CONNECTING = List.of(
            List.of("sync", "start", "--target", "Prod"),
            List.of("sync", "start", "--target", "careful", "--detach"),
            List.of("sync", "clone", "careful", "new"),
            List.of("sync", "resolve", "c1", "--use", "local", "--target", "careful"));

    private void careful() throws IOException {
        conflict("c1", "open", "2026-03-02T08:00:00Z");
        Files.writeString(project.resolve(".lobby").resolve("targets.json"), """
                {"Prod":{"worldUrl":"http://p","worldId":"harbour"},
                 "careful":{"worldUrl":"http://c","worldId":"harbour","requiresConfirm":true}}
                """);
    }

    @Test
    void aTargetThatWantsConfirmationIsNotTouchedWhereNobodyCanBeAsked() throws IOException {
        careful();

        for (List<String> words : CONNECTING) {
            assertThat(gamedev(words.toArray(new String[0]))).as("%s", words).isEqualTo(1);
            assertThat(err).contains("target '", "world harbour at http://", "give --yes");
        }
        environment.put("HYPERFY_TARGET_CONFIRM", "true");
        assertThat(gamedev("sync", "start")).isEqualTo(1);
        assertThat(actions.asked).isEmpty();
        assertThat(project.resolve("new")).doesNotExist();

        for (List<String> words : CONNECTING) {
            List<String> sure = new ArrayList<>(words);
            sure.remove("--detach");
            sure.add("--yes");
            assertThat(gamedev(sure.toArray(new String[0]))).as("%s", sure).isEqualTo(0);
        }
        assertThat(gamedev("sync", "start", "--embedded")).isEqualTo(0);
        assertThat(gamedev("sync", "clone", "http://elsewhere", "other")).isEqualTo(0);
        assertThat(actions.asked).hasSize(6);
    }

    @Test
    void aPersonIsAskedOnceBeforeATargetThatWantsConfirmationIsTouched() throws IOException {
        careful();
        conflict("c2", "open", "2026-03-02T08:00:00Z");
        person = true;

        for (String answer : List.of("", "n\n", "\n", "what\n")) {
            typed = answer;
            assertThat(gamedev("sync", "start", "--target", "careful")).isEqualTo(1);
            assertThat(out).isEqualTo("This will sync with target 'careful', world harbour at http://c. Go on? y/N ");
            assertThat(err).isEqualTo("gamedev: nothing was done\n");
        }
        assertThat(actions.asked).isEmpty();
        typed = "y\n";
        assertThat(gamedev("sync", "start", "--target", "careful")).isEqualTo(0);
        typed = "Yes\n";
        assertThat(gamedev("sync", "resolve", "--all", "--use", "local", "--target", "careful"))
                .isEqualTo(0);
        assertThat(actions.asked).hasSize(3);
    }

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
    void demoAndRuntimeGetTheirFigures() {
        gamedev("sync", "demo", "--keep", "--apps", "3");
        gamedev("runtime", "start", "--dir", "d", "--port", "0", "--world-id", "w");

        assertThat(actions.asked).containsExactly("demo true 3 500", "runtime d 0 w 127.0.0.1 " + CODE);
    }

    @Test
    void whatGoesWrongIsOneLineAndTheDetailsAreInTheLog() throws IOException {
        state(0);
        actions.failure = new IllegalStateException("the shelf\u001b[2J fell down");

        assertThat(gamedev("sync", "demo")).isEqualTo(3);
        assertThat(err)
                .hasLineCount(1)
                .contains("the shelf\\u001b[2J fell down")
                .contains("cli.log");
        assertThat(project.resolve(".lobby").resolve("logs").resolve("cli.log"))
                .content()
                .contains("IllegalStateException", "\tat ");
        actions.failure = new CommandFailed(2, "the runtime is away");
        assertThat(gamedev("sync", "demo")).isEqualTo(2);
        assertThat(err).isEqualTo("gamedev: the runtime is away\n");
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
                    .contains("resolve c1 merged", "resume true", "flush 7000")
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
