package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.control.ExitCodes;
import dev.lobbysync.daemon.mergedriver.DriverSetup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description =
                "Prepares a project: .env, .gitignore, an example of targets. Changes nothing that is there. Offers to"
                        + " let git merge the project's JSON files by meaning.")
final class InitCommand implements Callable<Integer> {
    private static final String OFFER = "gamedev sync init --merge-driver";

    private final CommandContext context;

    @Mixin
    private final ProjectOption project = new ProjectOption();

    @Option(names = "--world-url", paramLabel = "U", description = "WORLD_URL for .env.")
    private @Nullable String url;

    @Option(names = "--world-id", paramLabel = "I", description = "WORLD_ID for .env.")
    private @Nullable String worldId;

    @Option(names = "--sample", description = "Also a small app and a world.json, if the project has neither.")
    private boolean sample;

    @Option(
            names = "--merge-driver",
            negatable = true,
            description = "Let git merge apps/**/*.json and world.json by meaning: lines in .gitattributes, and the"
                    + " command in the git configuration of this repository. Default: ask, or offer it.")
    private @Nullable Boolean mergeDriver;

    @Option(names = "--yes", description = "Do not ask: set up the merge driver too.")
    private boolean yes;

    InitCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        Path root = project.startable(context);
        Terminal terminal = context.terminal();
        context.actions().get().init(root, url, worldId, sample).forEach(terminal::line);
        offerMergeDriver(root);
        terminal.line("Next: gamedev sync plan, then: gamedev sync start");
        return ExitCodes.OK;
    }

    private void offerMergeDriver(Path root) throws IOException {
        if (Boolean.FALSE.equals(mergeDriver)) {
            return;
        }
        Terminal terminal = context.terminal();
        Optional<DriverSetup> found =
                DriverSetup.look(root, context.environment().get("GAMEDEV_LAUNCHER"));
        if (found.isEmpty()) {
            terminal.line("skipped  git's merge driver: this is no working tree of git; later: " + OFFER);
            return;
        }
        DriverSetup setup = found.get();
        if (setup.complete() || yes || Boolean.TRUE.equals(mergeDriver) || agreed(terminal)) {
            setup.install().forEach(terminal::line);
        } else {
            terminal.line("offered  git can merge apps/**/*.json and world.json by meaning: " + OFFER);
        }
    }

    private static boolean agreed(Terminal terminal) throws IOException {
        if (!terminal.canAsk()) {
            return false;
        }
        String answer = terminal.ask("Let git merge apps/**/*.json and world.json by meaning? This adds lines to"
                        + " .gitattributes and a merge driver to this repository's git configuration. y/N")
                .orElse("")
                .toLowerCase(Locale.ROOT);
        return answer.equals("y") || answer.equals("yes");
    }
}
