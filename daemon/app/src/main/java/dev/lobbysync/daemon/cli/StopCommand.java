package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.control.ControlClient;
import dev.lobbysync.daemon.control.ExitCodes;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "stop",
        mixinStandardHelpOptions = true,
        description = "Stops the running daemon and waits until it is gone.")
final class StopCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final CommandContext context;
    private final Duration patience;

    @Mixin
    private final ProjectOption project = new ProjectOption();

    StopCommand(CommandContext context) {
        this(context, PATIENCE);
    }

    StopCommand(CommandContext context, Duration patience) {
        this.context = context;
        this.patience = patience;
    }

    @Override
    public Integer call() throws Exception {
        Path lobby = project.existing(context).resolve(".lobby");
        Terminal terminal = context.terminal();
        Optional<ControlClient> daemon = ControlClient.of(lobby);
        if (daemon.isEmpty()) {
            terminal.line("No daemon is running.");
            return ExitCodes.OK;
        }
        long pid = daemon.get().daemon().pid();
        long end = System.nanoTime() + patience.toNanos();
        try {
            ControlClient.Reply reply = daemon.get().post("/stop", Map.of(), ControlClient.Form.PLAIN, patience);
            if (reply.exitCode() != ExitCodes.OK) {
                Replies.print(terminal, reply);
                return reply.exitCode();
            }
            Optional<ProcessHandle> process = ProcessHandle.of(pid);
            if (process.isPresent()) {
                process.get().onExit().get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
        } catch (ControlClient.NotRunning e) {
            terminal.line("No daemon is running; the last one ended without a clean stop.");
            return ExitCodes.OK;
        } catch (TimeoutException | SocketTimeoutException e) {
            throw new CommandFailed(
                    ExitCodes.RETRYING,
                    "the daemon (pid " + pid + ") has not ended after " + patience.toSeconds()
                            + " s; it finishes what it began, then ends: see gamedev sync status, and "
                            + lobby.resolve("logs").resolve("daemon.log"),
                    e);
        } catch (ExecutionException e) {
            throw new CommandFailed(ExitCodes.REFUSED, "cannot watch process " + pid + ": " + e.getMessage(), e);
        }
        terminal.line("Stopped.");
        return ExitCodes.OK;
    }
}
