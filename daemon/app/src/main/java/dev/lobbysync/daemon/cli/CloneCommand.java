package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.config.ConfigInputs;
import dev.lobbysync.daemon.config.ProjectConfig;
import dev.lobbysync.daemon.config.Settings;
import dev.lobbysync.daemon.control.ExitCodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "clone", mixinStandardHelpOptions = true, description = "Makes a new project out of a world.")
final class CloneCommand implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(index = "0", paramLabel = "URL|TARGET", description = "World URL, or a target of this project.")
    private String world = "";

    @Parameters(index = "1", paramLabel = "DIR", description = "Directory to fill; must be empty or not exist.")
    private Path directory = Path.of("");

    @Option(names = "--world-id", paramLabel = "I", description = "World id. Default: the one that the runtime tells.")
    private @Nullable String worldId;

    @Option(
            names = "--without-code",
            description = "The world has no admin code: clone it although none is configured.")
    private boolean withoutCode;

    @Mixin
    private final Confirmation confirmation = new Confirmation();

    CloneCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        Path into = ProjectLocation.absolute(context.directory(), directory);
        refuseFilled(into);
        Settings settings = world.contains("://") ? byUrl(into) : byTarget(into);
        settings.requireWorldUrl();
        if (!withoutCode) {
            settings.requireCode();
        }
        confirmation.require(context, settings, "clone");
        Files.createDirectories(into);
        return context.actions().get().cloneWorld(settings, context.terminal());
    }

    /** The environment's target and world belong to some other project; its code may be meant for this one. */
    private Settings byUrl(Path into) {
        Map<String, String> environment = new HashMap<>(context.environment());
        environment.remove("HYPERFY_TARGET");
        environment.remove("HYPERFY_TARGET_CONFIRM");
        environment.remove("WORLD_ID");
        return ProjectConfig.resolve(new ConfigInputs(into, null, world, worldId, environment));
    }

    private Settings byTarget(Path into) {
        Path here = ProjectLocation.existing(context.directory(), null);
        return ProjectConfig.resolve(new ConfigInputs(here, world, null, worldId, context.environment()))
                .in(into);
    }

    private static void refuseFilled(Path into) throws IOException {
        if (Files.isDirectory(into)) {
            try (Stream<Path> entries = Files.list(into)) {
                if (entries.findAny().isPresent()) {
                    throw new CommandFailed(
                            ExitCodes.USAGE,
                            into + " is not empty; name a new directory, or sync there with: gamedev sync start");
                }
            }
        } else if (Files.exists(into)) {
            throw new CommandFailed(ExitCodes.USAGE, into + " is not a directory");
        }
    }
}
