package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.control.ExitCodes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "flush", mixinStandardHelpOptions = true, description = "Waits until everything is synced.")
final class FlushCommand implements Callable<Integer> {
    private static final Duration GRACE = Duration.ofSeconds(15);
    private static final int MAX_SECONDS = 86_400;

    private final CommandContext context;

    @Mixin
    private final ProjectOption project = new ProjectOption();

    @Option(names = "--timeout", paramLabel = "S", defaultValue = "30", description = "Seconds to wait. Default: 30.")
    private int seconds;

    FlushCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        if (seconds < 0 || seconds > MAX_SECONDS) {
            throw new CommandFailed(ExitCodes.USAGE, "--timeout must be from 0 to " + MAX_SECONDS + " seconds");
        }
        Duration timeout = Duration.ofSeconds(seconds);
        return Replies.command(
                context.terminal(),
                project.existing(context),
                "/flush",
                Map.of("timeout-ms", Long.toString(timeout.toMillis())),
                timeout.plus(GRACE));
    }
}
