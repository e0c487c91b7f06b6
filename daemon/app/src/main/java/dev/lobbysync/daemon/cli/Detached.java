package dev.lobbysync.daemon.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.daemon.control.ControlClient;
import dev.lobbysync.daemon.control.ExitCodes;
import dev.lobbysync.daemon.telemetry.TerminalText;
import dev.lobbysync.protocol.json.Json;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Starts the daemon in a session of its own and waits until it is ready, has failed, or waits for something that may take
 * for ever. Its output goes to {@code .lobby/logs/daemon.out}.
 */
final class Detached {
    private static final int LOOK_EVERY_MILLIS = 50;
    private static final int ASK_EVERY_LOOKS = 20;
    private static final int SAY_EVERY_LOOKS = 200;
    private static final int TAIL_LINES = 15;
    private static final Set<String> MAY_TAKE_LONG = Set.of("offline", "waiting-for-git", "paused", "halted");

    private final CommandContext context;
    private final Path lobby;
    private final List<String> words;

    Detached(CommandContext context, Path lobby, List<String> words) {
        this.context = context;
        this.lobby = lobby;
        this.words = words;
    }

    int run() throws IOException, InterruptedException {
        String launcher = context.environment().get("GAMEDEV_LAUNCHER");
        if (launcher == null) {
            throw new CommandFailed(ExitCodes.REFUSED, "--detach needs the launcher; use daemon/bin/gamedev");
        }
        Path output = lobby.resolve("logs").resolve("daemon.out");
        Files.createDirectories(output.getParent());
        Files.write(output, new byte[0]);
        List<String> command = new ArrayList<>(List.of(launcher));
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(context.directory().toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().put("GAMEDEV_NEW_SESSION", "1");
        return await(builder.start(), output);
    }

    private int await(Process daemon, Path output) throws IOException, InterruptedException {
        Terminal terminal = context.terminal();
        for (int look = 1; ; look++) {
            boolean ended = daemon.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            Optional<String> ready = readyLine(output);
            if (ready.isPresent()) {
                terminal.line(TerminalText.clean(ready.get()));
                return running(daemon, ExitCodes.OK);
            }
            if (ended) {
                throw failed(daemon.exitValue(), output);
            }
            if (look % ASK_EVERY_LOOKS == 0) {
                Optional<JsonNode> status = status(daemon.pid());
                if (status.isPresent()
                        && MAY_TAKE_LONG.contains(status.get().path("phase").asText())) {
                    String why = status.get().path("why").asText();
                    terminal.line("The daemon is " + status.get().path("phase").asText()
                            + (why.isEmpty() ? "" : ": " + TerminalText.clean(why)));
                    return running(daemon, status.get().path("exitCode").asInt(ExitCodes.RETRYING));
                }
            }
            if (look % SAY_EVERY_LOOKS == 0) {
                terminal.progress("still starting; its words are in " + output);
            }
        }
    }

    private int running(Process daemon, int exitCode) {
        Terminal terminal = context.terminal();
        terminal.line("The daemon runs in the background (pid " + daemon.pid() + ").");
        terminal.line("Log: "
                + TerminalText.clean(lobby.resolve("logs").resolve("daemon.log").toString()));
        terminal.line("Next: gamedev sync status");
        return exitCode;
    }

    private Optional<JsonNode> status(long pid) throws IOException {
        Optional<ControlClient> client =
                ControlClient.of(lobby).filter(found -> found.daemon().pid() == pid);
        if (client.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.parse(client.get()
                    .get("/status", Map.of(), ControlClient.Form.JSON)
                    .body()));
        } catch (ControlClient.NotRunning e) {
            return Optional.empty();
        }
    }

    private static Optional<String> readyLine(Path output) throws IOException {
        return text(output).lines().filter(line -> line.startsWith("ready ")).findFirst();
    }

    private CommandFailed failed(int exitCode, Path output) throws IOException {
        List<String> lines = text(output).lines().toList();
        for (String line : lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size())) {
            context.terminal().progress(line);
        }
        return new CommandFailed(
                exitCode == ExitCodes.OK ? ExitCodes.REFUSED : exitCode,
                "the daemon ended before it was ready (exit code " + exitCode + "); its words are in " + output);
    }

    private static String text(Path output) throws IOException {
        return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
    }
}
