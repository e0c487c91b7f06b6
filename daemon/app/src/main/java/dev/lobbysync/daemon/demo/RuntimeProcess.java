package dev.lobbysync.daemon.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The reference runtime as a process of its own, on loopback, which can be killed and started again on the same data. */
final class RuntimeProcess {
    static final String WORLD_ID = "local-demo";

    /** Any free one. */
    static final int ANY_PORT = 0;

    private static final Pattern READY = Pattern.compile("^runtime ready url=(\\S+)", Pattern.MULTILINE);
    private static final int STOP_SECONDS = 20;

    private final Launcher launcher;
    private final Path directory;
    private final String adminCode;
    private @Nullable Process process;
    private int starts;

    RuntimeProcess(Launcher launcher, Path directory) {
        this.launcher = launcher;
        this.directory = directory;
        byte[] code = new byte[16];
        new SecureRandom().nextBytes(code);
        this.adminCode = HexFormat.of().formatHex(code);
    }

    String adminCode() {
        return adminCode;
    }

    /** Starts it and returns how to reach it. */
    AdminApi start(int port) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Path output = directory.resolve("runtime-" + ++starts + ".log");
        Process started = launcher.background(
                List.of(
                        "runtime",
                        "start",
                        "--dir=" + directory.resolve("data"),
                        "--port=" + port,
                        "--world-id=" + WORLD_ID),
                adminCode,
                output);
        process = started;
        Patience.until("the runtime to start", () -> {
            String said = said(output);
            if (READY.matcher(said).find()) {
                return Optional.empty();
            }
            if (!started.isAlive()) {
                throw new StepFailed("the runtime to start", "it ended with " + started.exitValue() + ": " + said);
            }
            return Optional.of("it said: " + said);
        });
        Matcher ready = READY.matcher(said(output));
        if (!ready.find()) {
            throw new IllegalStateException("the line that was there is gone from " + output);
        }
        return new AdminApi(URI.create(ready.group(1)), adminCode);
    }

    private static String said(Path output) throws IOException {
        return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
    }

    long pid() {
        return process == null ? 0 : process.pid();
    }

    /** As a power cut would: nothing is finished, nothing is said. */
    void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    /** In order. */
    void stop() throws InterruptedException {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                kill();
            }
        }
    }
}
