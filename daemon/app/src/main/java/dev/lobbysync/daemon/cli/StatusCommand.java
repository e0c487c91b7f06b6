package dev.lobbysync.daemon.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows where things stand, with the next command to type.")
final class StatusCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    private final ProjectOption project = new ProjectOption();

    @Option(names = "--json", description = "Print JSON (schema/status.schema.json).")
    private boolean json;

    StatusCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        return new StatusQuery(context, project.existing(context), json).run();
    }
}
