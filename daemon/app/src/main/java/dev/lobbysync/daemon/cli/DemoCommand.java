package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.control.ExitCodes;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Shows the main job for real on a generated world, checking each step.")
final class DemoCommand implements Callable<Integer> {
    private final CommandContext context;

    @Option(names = "--keep", description = "Leave runtime and daemon running and say how to go on.")
    private boolean keep;

    @Option(names = "--apps", paramLabel = "N", defaultValue = "200", description = "Apps in the world. Default: 200.")
    private int apps;

    @Option(
            names = "--entities",
            paramLabel = "N",
            defaultValue = "500",
            description = "Entities in the world. Default: 500.")
    private int entities;

    DemoCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (apps < 1 || entities < 1) {
            throw new CommandFailed(ExitCodes.USAGE, "--apps and --entities must be at least 1");
        }
        return context.actions().get().demo(keep, apps, entities, context.terminal());
    }
}
