package dev.lobbysync.daemon.demo;

import dev.lobbysync.daemon.cli.CommandFailed;
import dev.lobbysync.daemon.control.ExitCodes;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Runs the real command line, each command a process of its own. */
final class Launcher {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** What would have a say in where the demo connects, were it taken over from the caller's shell. */
    private static final List<String> NOT_INHERITED = List.of(
            "WORLD_URL",
            "WORLD_ID",
            "ADMIN_CODE",
            "HYPERFY_TARGET",
            "HYPERFY_TARGET_CONFIRM",
            "HYPERFY_TARGET_CONFIRM",
            "BIDIRECTIONAL_SYNC",
            "SYNC_STRICT_CONFLICTS",
            "DEPLOY_NOTE");

    private final String script;
    private final Path directory;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Launcher(String script, Path directory) {
        this.script = script;
        this.directory = directory;
    }

    /**
     * The launcher that this process was started by.
     *
     * @param script value of {@code GAMEDEV_LAUNCHER}
     * @param directory where the commands run and where their output is kept while they do
     */
    static Launcher of(@Nullable String script, Path directory) {
        if (script == null) {
            throw new CommandFailed(
                    ExitCodes.REFUSED, "the demo needs the launcher for its processes; use daemon/bin/gamedev");
        }
        return new Launcher(script, directory);
    }

    /** How a command ended. */
    record Ended(String command, int exitCode, String out, String err) {
        /** The command itself, if it ended with this code. */
        Ended expect(int expected) {
            if (exitCode != expected) {
                throw new StepFailed(
                        "`" + command + "` to exit with " + expected,
                        "it exited with " + exitCode + ": " + (out + " " + err).strip());
            }
            return this;
        }
    }

    String script() {
        return script;
    }

    /** Runs a command to its end. */
    Ended run(String... words) throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "command", ".out");
        Path err = Files.createTempFile(directory, "command", ".err");
        String command = "gamedev " + String.join(" ", words);
        try {
            Process process = start(List.of(words), Map.of(), out, err);
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new StepFailed("`" + command + "` to end", "it still ran after " + PATIENCE.toMinutes() + " min");
            }
            return new Ended(command, process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }

    /** Starts a command in a session of its own, so that it may outlive this process. */
    Process background(List<String> words, Map<String, String> environment, Path output) throws IOException {
        Map<String, String> all = new HashMap<>(environment);
        all.put("GAMEDEV_NEW_SESSION", "1");
        return start(words, all, output, output);
    }

    /** From now on nothing can be started. */
    void startNothingMore() {
        closed.set(true);
    }

    private Process start(List<String> words, Map<String, String> environment, Path out, Path err) throws IOException {
        if (closed.get()) {
            throw new IOException("the demo is over");
        }
        List<String> command = new ArrayList<>(List.of(script));
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(err.toFile()));
        Map<String, String> inherited = builder.environment();
        NOT_INHERITED.forEach(inherited::remove);
        // Nothing may exchange the jars under the processes that run.
        inherited.put("GAMEDEV_SKIP_BUILD", "1");
        inherited.putAll(environment);
        return builder.start();
    }
}
