package dev.lobbysync.daemon.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.daemon.control.ControlClient;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A project with its daemon, a process of its own, driven by the commands that a person would type. */
final class DemoProject {
    private static final String FLUSH_SECONDS = Long.toString(Patience.LIMIT.toSeconds());

    private final Launcher launcher;
    private final ProjectFiles files;
    private final String option;
    private volatile @Nullable Background daemon;
    private int starts;

    private DemoProject(Launcher launcher, Path root) {
        this.launcher = launcher;
        this.files = new ProjectFiles(root);
        this.option = "--project=" + root;
    }

    /** An empty directory but for an {@code .env} that says where the world is. */
    static DemoProject create(Launcher launcher, Path root, AdminApi api) throws IOException {
        Files.createDirectory(root);
        Path env = Files.createFile(
                root.resolve(".env"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                env,
                "WORLD_URL=" + api.url() + "\nWORLD_ID=" + RuntimeProcess.WORLD_ID + "\nADMIN_CODE=" + api.adminCode()
                        + "\n");
        return new DemoProject(launcher, root);
    }

    ProjectFiles files() {
        return files;
    }

    Path root() {
        return files.root();
    }

    /** {@code sync start}; returns once the first handshake is done, with how long that took. */
    Duration start() throws IOException, InterruptedException {
        long began = System.nanoTime();
        Path output = root().resolveSibling("daemon-" + ++starts + ".out");
        Background started = Background.start(launcher, List.of("sync", "start", option), Map.of(), output);
        daemon = started;
        started.awaitLine("ready ");
        return Steps.since(began);
    }

    /** {@code sync stop}. */
    void stop() throws IOException, InterruptedException {
        launcher.run("sync", "stop", option).expect(0);
    }

    /**
     * {@code sync flush}.
     *
     * @param exitCode what it must exit with: 0, or 1 while a person is needed
     */
    void flush(int exitCode) throws IOException, InterruptedException {
        launcher.run("sync", "flush", "--timeout=" + FLUSH_SECONDS, option).expect(exitCode);
    }

    /** {@code sync pause}; both sides can now be edited with nothing in between. */
    void pause() throws IOException, InterruptedException {
        launcher.run("sync", "pause", option).expect(0);
        awaitPhase("paused");
    }

    /** {@code sync resume}. */
    void resume() throws IOException, InterruptedException {
        launcher.run("sync", "resume", option).expect(0);
    }

    /** {@code sync conflicts --json}: the open ones. */
    List<JsonNode> conflicts() throws IOException, InterruptedException {
        Launcher.Ended ended = launcher.run("sync", "conflicts", "--json", option);
        List<JsonNode> open = new ArrayList<>();
        Json.parse(ended.out()).path("conflicts").forEach(open::add);
        ended.expect(open.isEmpty() ? 0 : 1);
        return open;
    }

    /** {@code sync conflicts ID --json}: one, open or not. */
    JsonNode conflict(String artifactId) throws IOException, InterruptedException {
        Launcher.Ended ended = launcher.run("sync", "conflicts", artifactId, "--json", option);
        return Json.parse(ended.out()).path("conflicts").path(0);
    }

    /** {@code sync resolve}. */
    void resolve(String artifactId, String use) throws IOException, InterruptedException {
        launcher.run("sync", "resolve", artifactId, "--use=" + use, option).expect(0);
    }

    void awaitPhase(String phase) throws IOException, InterruptedException {
        Patience.until("the daemon to be " + phase, () -> {
            String seen = status().path("phase").asText();
            return seen.equals(phase) ? Optional.empty() : Optional.of("it was " + seen);
        });
    }

    /** What the daemon says of itself. */
    JsonNode status() throws IOException {
        ControlClient daemon = ControlClient.of(lobby())
                .orElseThrow(() -> new StepFailed("the daemon to run", "it is gone; see " + lobby().resolve("logs")));
        return Json.parse(
                daemon.get("/status", Map.of(), ControlClient.Form.JSON).body());
    }

    private Path lobby() {
        return root().resolve(".lobby");
    }

    /** The daemon's process id; 0 if it was never started. */
    long pid() {
        Background running = daemon;
        return running == null ? 0 : running.pid();
    }

    /** Ends the daemon, if it runs. */
    void end() throws InterruptedException {
        Background running = daemon;
        if (running != null) {
            running.stop();
        }
    }
}
