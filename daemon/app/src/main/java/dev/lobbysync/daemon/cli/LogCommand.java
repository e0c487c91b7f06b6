package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.control.ExitCodes;
import dev.lobbysync.daemon.control.LogText;
import dev.lobbysync.daemon.telemetry.DecisionHistory;
import dev.lobbysync.daemon.telemetry.LoggedDecision;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "log",
        mixinStandardHelpOptions = true,
        description =
                "Shows what was decided lately, newest first, and why. Reads .lobby/logs, with or without a daemon.")
final class LogCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    private final ProjectOption project = new ProjectOption();

    @Parameters(
            arity = "0..1",
            paramLabel = "OBJECT",
            description = "Only this one: its id, or kind and id as the log names it.")
    private @Nullable String object;

    @Option(
            names = {"-n", "--number"},
            paramLabel = "N",
            defaultValue = "20",
            description = "How many at most (default: ${DEFAULT-VALUE}).")
    private int most;

    @Option(names = "--json", description = "Print JSON (schema/log.schema.json).")
    private boolean json;

    LogCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        if (most < 1) {
            throw new CommandFailed(ExitCodes.USAGE, "-n must be 1 or more");
        }
        Path root = project.existing(context);
        DecisionHistory history = new DecisionHistory(root.resolve(".lobby"));
        List<LoggedDecision> decisions = history.newestFirst(
                most,
                decision -> object == null
                        || decision.id().equals(object)
                        || decision.object().equals(object));
        Terminal terminal = context.terminal();
        if (history.unreadable() > 0) {
            terminal.problem(
                    history.unreadable() == 1
                            ? "1 line of .lobby/logs cannot be read and is left out"
                            : history.unreadable() + " lines of .lobby/logs cannot be read and are left out");
        }
        if (json) {
            terminal.line(LogText.json(decisions));
        } else {
            terminal.text(LogText.of(decisions, terminal.page().style()));
        }
        return ExitCodes.OK;
    }
}
