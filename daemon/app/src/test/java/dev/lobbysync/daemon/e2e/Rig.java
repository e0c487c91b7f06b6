package dev.lobbysync.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.daemon.control.ControlClient;
import dev.lobbysync.protocol.api.FeedOp;
import dev.lobbysync.protocol.wire.PacketTable;
import dev.lobbysync.runtime.http.ReferenceRuntime;
import dev.lobbysync.runtime.http.RuntimeOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;

/** A project, a world, and a daemon between them. */
final class Rig implements AutoCloseable {
    static final String WORLD = "tiny-world";
    static final String CODE = "s3cret";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int FEED_PAGE = 1_000;

    final Path directory;
    final ProjectDir project;
    final Link link;
    private final PacketTable generation;
    private final String world;
    private final Map<String, String> environment = new HashMap<>();
    private final List<DaemonProcess> open = new ArrayList<>();
    private ReferenceRuntime runtime;
    private Editor editor;
    private DaemonProcess daemon;
    private int processes;

    private Rig(Path directory, PacketTable generation, String world) throws IOException {
        this.directory = directory;
        this.world = world;
        this.generation = generation;
        this.project = new ProjectDir(Files.createDirectories(directory.resolve("project")));
        this.link = new Link(generation);
        environment.put("WORLD_URL", link.url());
        environment.put("WORLD_ID", world);
        environment.put("ADMIN_CODE", CODE);
    }

    /** An empty project and a default world, no daemon yet. */
    static Rig empty(Path directory, PacketTable generation) throws IOException {
        Rig rig = new Rig(directory, generation, WORLD);
        rig.startRuntime();
        return rig;
    }

    /** An empty project and a default world of another name. */
    static Rig empty(Path directory, String world) throws IOException {
        Rig rig = new Rig(directory, PacketTable.R1, world);
        rig.startRuntime();
        return rig;
    }

    /** The tiny project and a default world, no daemon yet. */
    static Rig tiny(Path directory, PacketTable generation) throws IOException {
        Rig rig = empty(directory, generation);
        TinyProject.write(rig.project);
        return rig;
    }

    /** The tiny project in step with its world, the daemon running. */
    static Rig running(Path directory) throws IOException {
        Rig rig = tiny(directory, PacketTable.R1);
        rig.start().awaitReady();
        rig.assertInStep();
        return rig;
    }

    /** The tiny project in step with its world, the daemon stopped. */
    static Rig stopped(Path directory) throws IOException {
        Rig rig = running(directory);
        rig.stop();
        return rig;
    }

    void environment(String name, String value) {
        environment.put(name, value);
    }

    // The runtime.

    ReferenceRuntime runtime() {
        return runtime;
    }

    void startRuntime() {
        startRuntime("world");
    }

    /** A new database behind the same address, under the same world id. */
    void startEmptyRuntime() {
        startRuntime("empty-world");
    }

    private void startRuntime(String data) {
        runtime = ReferenceRuntime.start(RuntimeOptions.of(directory.resolve(data), world)
                .withAdminCode(CODE)
                .withGeneration(generation)
                .withPublicUrl(link.url()));
        link.leadTo(runtime.port());
    }

    void stopRuntime() {
        link.cut();
        if (editor != null) {
            editor.close();
            editor = null;
        }
        runtime.close();
    }

    /** The other person; past the link, so that an outage does not touch them. */
    Editor editor() {
        if (editor == null) {
            editor = new Editor("http://127.0.0.1:" + runtime.port(), CODE, generation);
        }
        return editor;
    }

    long head() {
        return runtime.changes(0, 1).headCursor();
    }

    /** The ops after a cursor. */
    List<FeedOp> opsAfter(long cursor) {
        return runtime.changes(cursor, FEED_PAGE).operations();
    }

    /** What the ops after a cursor are about, as {@code kind id}. */
    List<String> newsAfter(long cursor) {
        return opsAfter(cursor).stream()
                .map(op -> op.kind().wireName() + " " + op.objectId())
                .toList();
    }

    // The daemon.

    DaemonProcess start(String... flags) {
        List<String> words = new ArrayList<>(List.of("sync", "start", "--project=" + project.root()));
        words.addAll(List.of(flags));
        daemon = process(words);
        return daemon;
    }

    DaemonProcess daemon() {
        return daemon;
    }

    void stop() {
        daemon.stop();
    }

    void restart() {
        stop();
        start().awaitReady();
    }

    /** Runs a command to its end. */
    DaemonProcess cli(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        if (!words[1].equals("clone")) {
            all.add("--project=" + project.root());
        }
        DaemonProcess command = process(all);
        command.awaitExit();
        return command;
    }

    DaemonProcess process(List<String> words) {
        DaemonProcess process = DaemonProcess.run(
                directory, directory.resolve("process-" + ++processes), environment, List.copyOf(words));
        open.add(process);
        return process;
    }

    /** The running daemon's status, as programs read it. */
    JsonNode status() {
        return Editor.node(get("/status"));
    }

    /** What the running daemon answers to programs. */
    String get(String path) {
        try {
            return control().get(path, Map.of(), ControlClient.Form.JSON).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Resolves through the running daemon, and expects that exit code. */
    void resolve(String id, String use, int exitCode) {
        post("/resolve", Map.of("id", id, "use", use), exitCode);
    }

    /** Waits until the daemon has nothing left to do. */
    void flush() {
        post("/flush", Map.of("timeout-ms", "20000"), -1);
    }

    ControlClient.Reply post(String path, Map<String, String> query, int exitCode) {
        try {
            ControlClient.Reply reply = control().post(path, query, ControlClient.Form.JSON, PATIENCE);
            if (exitCode >= 0) {
                assertThat(reply.exitCode())
                        .as("%s %s → %s", path, query, reply.body())
                        .isEqualTo(exitCode);
            }
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ControlClient control() throws IOException {
        return ControlClient.of(project.path(".lobby")).orElseThrow();
    }

    /** The open conflict artifacts by object id. */
    Map<String, JsonNode> conflicts() {
        Map<String, JsonNode> open = new HashMap<>();
        for (JsonNode artifact : artifacts()) {
            if (artifact.path("status").asText().equals("open")) {
                assertThat(open.put(artifact.path("objectId").asText(), artifact))
                        .as("a second open artifact of one object")
                        .isNull();
            }
        }
        return open;
    }

    /** The id of the open conflict of an object. */
    String conflictOf(String objectId) {
        assertThat(conflicts()).containsKey(objectId);
        return conflicts().get(objectId).path("id").asText();
    }

    List<JsonNode> artifacts() {
        Path conflicts = project.path(".lobby/conflicts");
        if (!Files.isDirectory(conflicts)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(conflicts)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .map(file -> project.json(project.root().relativize(file).toString()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Texts of all files in the trash. */
    List<String> trash() {
        Path trash = project.path(".lobby/trash");
        if (!Files.isDirectory(trash)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(trash)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> project.read(project.root().relativize(file).toString()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // What is expected.

    /** Waits until both sides are equal in every merged field, but for these objects. */
    void assertInStep(String... except) {
        InStep inStep = new InStep(project.root(), editor());
        eventually(() -> inStep.check(Set.of(except)));
    }

    /** Waits until the assertion holds. */
    void eventually(ThrowingRunnable assertion) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).untilAsserted(() -> {
            try {
                assertion.run();
            } catch (UncheckedIOException | IOException e) {
                throw new AssertionError("not yet", e);
            } catch (Throwable e) {
                if (daemon != null && e instanceof AssertionError failed) {
                    throw new AssertionError(failed.getMessage() + "\n" + daemon, failed);
                }
                throw new AssertionError(e);
            }
        });
    }

    void awaitPhase(String phase) {
        eventually(() -> assertThat(status().path("phase").asText()).isEqualTo(phase));
    }

    @Override
    public void close() throws IOException {
        open.forEach(DaemonProcess::close);
        if (editor != null) {
            editor.close();
        }
        link.close();
        runtime.close();
    }
}
