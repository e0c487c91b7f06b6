package dev.lobbysync.daemon.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A command that runs on in the background, its words in a file; it says when it is ready. */
final class Background {
    private static final Duration START_LIMIT = Duration.ofMinutes(10);
    private static final int STOP_SECONDS = 20;

    private final Process process;
    private final Path output;

    private Background(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static Background start(Launcher launcher, List<String> words, Map<String, String> environment, Path output)
            throws IOException {
        return new Background(launcher.background(words, environment, output), output);
    }

    /** Waits for the first line that begins so, and returns it. */
    String awaitLine(String beginning) throws IOException, InterruptedException {
        String expected = "a line beginning with `" + beginning + "`";
        Patience.until(expected, START_LIMIT, () -> {
            boolean ended = !process.isAlive();
            if (line(beginning).isPresent()) {
                return Optional.empty();
            }
            if (ended) {
                throw new StepFailed(expected, "the process ended with " + process.exitValue() + ": " + said());
            }
            return Optional.of("it said: " + said());
        });
        return line(beginning).orElseThrow();
    }

    private Optional<String> line(String beginning) throws IOException {
        return said().lines().filter(line -> line.startsWith(beginning)).findFirst();
    }

    private String said() throws IOException {
        return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
    }

    long pid() {
        return process.pid();
    }

    /** As a power cut would: nothing is finished, nothing is said. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** In order, if it can be. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            kill();
        }
    }
}
