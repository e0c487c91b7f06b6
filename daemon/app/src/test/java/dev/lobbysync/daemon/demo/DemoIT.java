package dev.lobbysync.daemon.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a person meets it, on what was packaged; a small world, all the rest is real. */
class DemoIT {
    private static final Path LAUNCHER = Path.of("")
            .toAbsolutePath()
            .resolveSibling("bin")
            .resolve("gamedev")
            .normalize();
    private static final int PATIENCE_MINUTES = 4;

    @TempDir
    private Path directory;

    private record Ended(int exitCode, String text) {}

    private Ended gamedev(Map<String, String> environment, String... words) throws Exception {
        Path output = Files.createTempFile(directory, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of(LAUNCHER.toString()), Stream.of(words))
                        .toList())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("GAMEDEV_SKIP_BUILD", "1");
        builder.environment().put("GAMEDEV_JAVA_OPTS", "-Djava.io.tmpdir=" + temp());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        try {
            assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES))
                    .as(() -> text(output))
                    .isTrue();
            return new Ended(process.exitValue(), text(output));
        } finally {
            process.destroy();
        }
    }

    private static String text(Path output) {
        try {
            return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Path temp() throws IOException {
        return Files.createDirectories(directory.resolve("tmp"));
    }

    private List<Path> leftBehind() throws IOException {
        try (Stream<Path> left = Files.list(temp())) {
            return left.filter(path -> path.getFileName().toString().startsWith("gamedev-demo"))
                    .toList();
        }
    }

    @Test
    void everyStepHoldsAndNothingIsLeftBehindWhateverTheShellIsSetTo() throws Exception {
        Ended ended = gamedev(
                Map.of("WORLD_URL", "http://127.0.0.1:1", "WORLD_ID", "another", "BIDIRECTIONAL_SYNC", "false"),
                "sync",
                "demo",
                "--apps=5",
                "--entities=8");

        assertThat(ended.exitCode()).as(ended.text()).isZero();
        assertThat(ended.text().lines().filter(line -> line.startsWith("✓")))
                .hasSize(11)
                .allMatch(line -> line.matches("✓ [ \\d]\\d  .* +\\d+(\\.\\d)? m?s"));
        assertThat(ended.text()).doesNotContain("\u001b").doesNotContain("✗").endsWith("All of it held.\n");
        assertThat(leftBehind()).isEmpty();
    }

    @Test
    void whatIsKeptRunsOnAndTheCommandsToGoOnAreTold() throws Exception {
        Ended ended = gamedev(Map.of(), "sync", "demo", "--keep", "--apps=1", "--entities=1");
        Matcher runtime = Pattern.compile("Runtime \\(pid (\\d+)\\)").matcher(ended.text());
        assertThat(runtime.find()).as(ended.text()).isTrue();
        ProcessHandle kept = ProcessHandle.of(Long.parseLong(runtime.group(1))).orElseThrow();
        Path project = leftBehind().get(0).resolve("project");
        try {
            assertThat(ended.exitCode()).as(ended.text()).isZero();
            Ended status = gamedev(Map.of(), "sync", "status", "--json", "--project=" + project);
            assertThat(Json.parse(status.text()).path("phase").asText()).isEqualTo("watching");
            assertThat(ended.text()).contains("sync stop --project=" + project);
        } finally {
            gamedev(Map.of(), "sync", "stop", "--project=" + project);
            kept.destroy();
            kept.onExit().get(PATIENCE_MINUTES, TimeUnit.MINUTES);
        }
    }
}
