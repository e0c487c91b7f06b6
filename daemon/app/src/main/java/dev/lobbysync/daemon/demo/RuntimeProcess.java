package dev.lobbysync.daemon.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The reference runtime as a process of its own, on loopback, which can be killed and started again on the same data. */
final class RuntimeProcess {
    static final String WORLD_ID = "local-demo";

    /** Any free one. */
    static final int ANY_PORT = 0;

    private static final String READY = "runtime ready url=";
    private static final int CODE_BYTES = 16;

    private final Launcher launcher;
    private final Path directory;
    private final String adminCode;
    private volatile @Nullable Background process;
    private int starts;

    RuntimeProcess(Launcher launcher, Path directory) {
        this.launcher = launcher;
        this.directory = directory;
        byte[] code = new byte[CODE_BYTES];
        new SecureRandom().nextBytes(code);
        this.adminCode = HexFormat.of().formatHex(code);
    }

    /** Starts it and returns how to reach it. */
    AdminApi start(int port) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Background started = Background.start(
                launcher,
                List.of(
                        "runtime",
                        "start",
                        "--dir=" + directory.resolve("data"),
                        "--port=" + port,
                        "--world-id=" + WORLD_ID),
                Map.of("ADMIN_CODE", adminCode),
                directory.resolve("runtime-" + ++starts + ".out"));
        process = started;
        String url = started.awaitLine(READY).substring(READY.length()).split(" ", 2)[0];
        return new AdminApi(URI.create(url), adminCode);
    }

    long pid() {
        Background running = process;
        return running == null ? 0 : running.pid();
    }

    /** As a power cut would: nothing is finished, nothing is said. */
    void kill() throws InterruptedException {
        Background running = process;
        if (running != null) {
            running.kill();
        }
    }

    /** In order. */
    void stop() throws InterruptedException {
        Background running = process;
        if (running != null) {
            running.stop();
        }
    }
}
