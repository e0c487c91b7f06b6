package dev.lobbysync.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as a person meets it: a process of its own. Runs after packaging, on what was packaged. */
class LauncherIT {
    private static final Path MODULE = Path.of("").toAbsolutePath();
    private static final Path LAUNCHER =
            MODULE.resolveSibling("bin").resolve("gamedev").normalize();

    @TempDir
    private Path directory;

    private record Ended(int exitCode, String out, String err) {}

    private Ended run(Path launcher, Map<String, String> environment, String... args) throws Exception {
        Path err = directory.resolve("stderr");
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of(launcher.toString()), Stream.of(args))
                        .toList())
                .directory(directory.toFile())
                .redirectError(err.toFile());
        builder.environment().put("GAMEDEV_SKIP_BUILD", "1");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        try (InputStream out = process.getInputStream()) {
            String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Ended(process.exitValue(), text, Files.readString(err));
        } finally {
            process.destroy();
        }
    }

    @Test
    void answersThroughASymbolicLinkFromAnyDirectory() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("gamedev"), LAUNCHER);

        Ended ended = run(link, Map.of("WORLD_ID", "harbour"), "sync", "status");

        assertThat(ended)
                .isEqualTo(new Ended(
                        1, "World harbour\nNever synced, and no daemon is running.\n\nNext: gamedev sync start\n", ""));
    }

    @Test
    void jsonOutputIsNothingButJson() throws Exception {
        assertThat(Json.parse(run(LAUNCHER, Map.of(), "sync", "status", "--json")
                                .out())
                        .path("phase")
                        .asText())
                .isEqualTo("stopped");
    }

    @Test
    void namesOfAllLanguagesWorkUnderAPlainLocale() throws Exception {
        Path project = Files.createDirectory(directory.resolve("Häfen 港"));
        Files.writeString(project.resolve(".env"), "WORLD_ID='Häfen 港'\n");

        Ended ended = run(
                LAUNCHER,
                Map.of("LC_ALL", "C", "LANG", "C"),
                "sync",
                "status",
                "--project",
                project.getFileName().toString());

        assertThat(ended.out()).startsWith("World Häfen 港\n");
    }

    @Test
    void wrongUsageExitsWith64() throws Exception {
        assertThat(run(LAUNCHER, Map.of(), "sync", "status", "--nonsense").exitCode())
                .isEqualTo(64);
    }

    @Test
    void aMissingJdkIsToldWithTheRemedy() throws Exception {
        assertThat(run(LAUNCHER, Map.of("JAVA_HOME", "/nowhere"), "sync", "status"))
                .isEqualTo(new Ended(
                        3,
                        "",
                        "gamedev: JAVA_HOME is /nowhere, but there is no bin/java in it;"
                                + " point it to a JDK 17 or newer\n"));
    }

    @Test
    void anOldJdkIsToldWithTheRemedy() throws Exception {
        Path java =
                Files.createDirectories(directory.resolve("jdk").resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));

        Ended ended = run(LAUNCHER, Map.of("JAVA_HOME", directory.resolve("jdk").toString()), "sync", "status");

        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.err()).contains("is Java 11.0.2; gamedev needs 17 or newer");
    }

    @Test
    void aBuildLeavesAloneWhatARunningDaemonRunsFrom() throws Exception {
        Path checkout = directory.resolve("checkout");
        Path launcher = checkout.resolve("daemon/bin/gamedev");
        Files.createDirectories(launcher.getParent());
        Files.copy(LAUNCHER, launcher);
        Path target = Files.createDirectories(checkout.resolve("daemon/app/target"));
        for (String built : List.of("daemon.jar", "lib", "lib-embedded")) {
            copy(MODULE.resolve("target").resolve(built), target.resolve(built));
        }
        Path jar = target.resolve("daemon.jar");
        Path builds = target.resolve("launcher/builds");
        run(launcher, Map.of(), "sync", "status");
        String first = names(builds).get(0);
        // As if a daemon ran from it.
        Files.createFile(builds.resolve(first)
                .resolve("used-by-" + ProcessHandle.current().pid()));

        byte[] bytes = Files.readAllBytes(jar);
        for (int build = 1; build <= 3; build++) {
            Files.write(jar, bytes);
            Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(10L * build)));
            assertThat(run(launcher, Map.of(), "sync", "status").out()).startsWith("World ");
            // The next command must not see this build as younger still.
            Files.setLastModifiedTime(
                    target.resolve("launcher/current"),
                    FileTime.from(Instant.now().plusSeconds(10L * build + 5)));
        }

        assertThat(builds.resolve(first).resolve("daemon.jar")).hasBinaryContent(bytes);
        assertThat(names(builds))
                .as("the first, the last and the one before it")
                .hasSize(3);
        Files.writeString(jar, "half a jar");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(60)));
        assertThat(run(launcher, Map.of(), "sync", "status").out()).startsWith("World ");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    @Test
    void aPlainDaemonHasNoRuntimeOnItsClassPath() throws IOException {
        Path target = MODULE.resolve("target");

        assertThat(names(target.resolve("lib")))
                .contains("protocol.jar", "vertx-core.jar")
                .noneMatch(name -> name.matches("(reference-runtime|worlds|sqlite|flyway|jdbi|postgres).*"));
        assertThat(names(target.resolve("lib-embedded"))).contains("reference-runtime.jar", "sqlite-jdbc.jar");
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
