package dev.lobbysync.daemon.cli;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = "Goes on after a pause, a halt or held deletions.")
final class ResumeCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final CommandContext context;

    @Mixin
    private final ProjectOption project = new ProjectOption();

    @Option(names = "--accept-deletes", description = "Let the deletions that are held go ahead.")
    private boolean acceptDeletes;

    ResumeCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        return Replies.command(
                context.terminal(),
                project.existing(context),
                "/resume",
                Map.of("accept-deletes", Boolean.toString(acceptDeletes)),
                PATIENCE);
    }
}
