package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.control.ExitCodes;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = "Prepares a project: .env, .gitignore, an example of targets. Changes nothing that is there.")
final class InitCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    private final ProjectOption project = new ProjectOption();

    @Option(names = "--world-url", paramLabel = "U", description = "WORLD_URL for .env.")
    private @Nullable String url;

    @Option(names = "--world-id", paramLabel = "I", description = "WORLD_ID for .env.")
    private @Nullable String worldId;

    @Option(names = "--sample", description = "Also a small app and a world.json, if the project has neither.")
    private boolean sample;

    InitCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Path root = project.startable(context);
        Terminal terminal = context.terminal();
        context.actions().get().init(root, url, worldId, sample).forEach(terminal::line);
        terminal.line("Next: gamedev sync plan, then: gamedev sync start");
        return ExitCodes.OK;
    }
}
