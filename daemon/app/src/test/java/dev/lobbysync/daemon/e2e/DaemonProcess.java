package dev.lobbysync.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A {@code gamedev} process of its own, with what it printed. */
final class DaemonProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Process process;
    private final Path out;
    private final Path err;

    private DaemonProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static DaemonProcess run(Path directory, Path output, Map<String, String> environment, List<String> words) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "dev.lobbysync.daemon.Main"));
        command.addAll(words);
        Path out = output.resolveSibling(output.getFileName() + ".out");
        Path err = output.resolveSibling(output.getFileName() + ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("WORLD_") || name.startsWith("SYNC_"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return new DaemonProcess(process, out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the {@code ready} line. */
    DaemonProcess awaitReady() {
        await("ready")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(15))
                .failFast(
                        "the daemon ended",
                        () -> assertThat(process.isAlive()).as(toString()).isTrue())
                .untilAsserted(() -> assertThat(out()).as(toString()).containsPattern("(?m)^ready "));
        return this;
    }

    /** Waits until this was printed, to either stream. */
    DaemonProcess awaitPrinted(String text) {
        await(text)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(15))
                .failFast("the daemon ended", () -> assertThat(
                                process.isAlive() || printed().contains(text))
                        .as(toString())
                        .isTrue())
                .untilAsserted(() -> assertThat(printed()).contains(text));
        return this;
    }

    /** Waits for the end and returns the exit code. */
    int awaitExit() {
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("ended: %s", this)
                    .isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A clean stop, as by Ctrl-C. */
    void stop() {
        process.destroy();
        // 143: ended by SIGTERM, after its shutdown hook.
        assertThat(awaitExit()).as(toString()).isIn(0, 143);
    }

    /** {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    long pid() {
        return process.pid();
    }

    String out() {
        return read(out);
    }

    /** Everything printed, to both streams. */
    String printed() {
        return read(out) + read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }

    @Override
    public String toString() {
        return "process " + process.pid() + (process.isAlive() ? " running" : " exit " + process.exitValue()) + "\n"
                + printed();
    }
}
