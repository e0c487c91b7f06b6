package dev.lobbysync.daemon.soak;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.daemon.control.ControlClient;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One of the people: a project, its daemon, the line to the runtime, and what they do about conflicts. */
final class Member {
    private static final int STRICT_REFUSAL = 1;

    final String name;
    final Path root;
    final Cable cable;
    final FilePerson person;
    private final Path launcher;
    private final Random random;
    private final Journal journal;
    private final Map<String, String> environment = new HashMap<>();
    private @Nullable Program daemon;
    private boolean wanted;
    private boolean wasReady;
    private int runs;
    private int refusals;
    private int resolved;

    Member(String name, Path root, Path launcher, Ledger ledger, Random random, Journal journal, boolean strict)
            throws IOException {
        this.name = name;
        this.root = root;
        this.launcher = launcher;
        this.random = random;
        this.journal = journal;
        this.cable = new Cable();
        this.person = new FilePerson(root, name, ledger, random);
        environment.put("GAMEDEV_SKIP_BUILD", "1");
        environment.put("WORLD_URL", cable.url());
        environment.put("WORLD_ID", World.ID);
        environment.put("ADMIN_CODE", World.CODE);
        if (strict) {
            environment.put("SYNC_STRICT_CONFLICTS", "true");
        }
    }

    void start() throws IOException {
        wanted = true;
        wasReady = false;
        daemon = program("daemon", "start");
    }

    private Program program(String what, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString(), "sync"));
        command.addAll(List.of(words));
        command.addAll(List.of("--project", root.toString()));
        return Program.start(command, environment, root.resolveSibling(name + "-" + what + "-" + ++runs + ".out"));
    }

    /** {@code kill -9}. */
    void kill() {
        wanted = false;
        if (daemon != null) {
            daemon.kill();
        }
    }

    void stop() {
        wanted = false;
        if (daemon != null && daemon.alive()) {
            int code = daemon.stop();
            if (code != 0 && code != 143) {
                journal.failure(name + ": a clean stop ended with " + code + ": " + daemon.said());
            }
        }
    }

    void signal(String signal) throws IOException {
        if (daemon != null && daemon.alive()) {
            daemon.signal(signal);
        }
    }

    boolean up() {
        return daemon != null && daemon.alive();
    }

    /** Whether its daemon has said that it is ready since it was started. */
    boolean ready() {
        if (!wasReady && daemon != null) {
            wasReady = daemon.said().lines().anyMatch(line -> line.startsWith("ready "));
        }
        return wasReady && up();
    }

    /** Sees to a daemon that ended by itself: a strict start that met conflicts has a person resolve them. */
    void attend() throws IOException {
        if (!wanted || daemon == null || daemon.alive()) {
            return;
        }
        int code = daemon.exitCode();
        if (code == STRICT_REFUSAL && daemon.said().contains("Sync conflict detected")) {
            refusals++;
            if (open().isEmpty()) {
                journal.failure(name + ": a strict start was refused without an artifact");
            }
            for (JsonNode artifact : open()) {
                resolve(artifact);
            }
        } else {
            journal.failure(name + ": the daemon ended by itself with " + code + ": " + daemon.said());
        }
        start();
    }

    /** How often a strict start was refused. */
    int refusals() {
        return refusals;
    }

    int resolved() {
        return resolved;
    }

    /** What it takes; empty while it does not run. */
    Program.@Nullable Footprint footprint() throws IOException {
        return daemon != null && ready() ? daemon.footprint() : null;
    }

    JsonNode status() throws IOException {
        return Json.parse(
                control().get("/status", Map.of(), ControlClient.Form.JSON).body());
    }

    JsonNode plan() throws IOException {
        return Json.parse(control()
                .get("/plan", Map.of(), ControlClient.Form.JSON, Duration.ofMinutes(1))
                .body());
    }

    void post(String path, Map<String, String> query) throws IOException {
        control().post(path, query, ControlClient.Form.JSON, Duration.ofMinutes(1));
    }

    private ControlClient control() throws IOException {
        return ControlClient.of(root.resolve(".lobby")).orElseThrow(() -> new IOException(name + " runs no daemon"));
    }

    /** All artifacts of conflicts, resolved ones too. */
    List<JsonNode> artifacts() throws IOException {
        Path conflicts = root.resolve(".lobby/conflicts");
        List<JsonNode> found = new ArrayList<>();
        if (Files.isDirectory(conflicts)) {
            try (Stream<Path> files = Files.list(conflicts)) {
                for (Path file :
                        files.filter(one -> one.toString().endsWith(".json")).toList()) {
                    found.add(Json.parse(Files.readAllBytes(file)));
                }
            }
        }
        return found;
    }

    List<JsonNode> open() throws IOException {
        return artifacts().stream()
                .filter(artifact -> artifact.path("status").asText().equals("open"))
                .toList();
    }

    /** Ends a conflict as a person would: as a whole, or field by field. */
    void resolve(JsonNode artifact) throws IOException {
        String id = artifact.path("id").asText();
        List<String> fields = new ArrayList<>();
        artifact.path("unresolvedFields")
                .forEach(field -> fields.add(field.path("path").asText()));
        artifact.path("daemon").path("settled").fieldNames().forEachRemaining(fields::remove);
        if (!fields.isEmpty() && random.nextInt(3) == 0) {
            for (String field : fields) {
                resolve(id, side(), "--field", field);
            }
        } else {
            resolve(id, fields.isEmpty() ? "merged" : side());
        }
    }

    private String side() {
        return random.nextBoolean() ? "local" : "remote";
    }

    private void resolve(String id, String use, String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of("resolve", id, "--use", use));
        words.addAll(List.of(more));
        Program command = program("resolve", words.toArray(String[]::new));
        int code = command.exitCode();
        journal.note(name + ": " + String.join(" ", words) + " → " + code + " "
                + command.said().strip());
        command.forgetOutput();
        if (code == 0) {
            resolved++;
        }
    }

    /** Runs git; returns what it printed. */
    String git(String... words) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("git", "-c", "user.name=" + name, "-c", "user.email=x@example.org"));
        command.addAll(List.of(words));
        return Program.run(root, command.toArray(String[]::new));
    }
}
