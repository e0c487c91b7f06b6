package dev.lobbysync.daemon.cli;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "pause", mixinStandardHelpOptions = true, description = "Stops syncing until resumed; edits pile up.")
final class PauseCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final CommandContext context;

    @Mixin
    private final ProjectOption project = new ProjectOption();

    PauseCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        return Replies.command(context.terminal(), project.existing(context), "/pause", Map.of(), PATIENCE);
    }
}
