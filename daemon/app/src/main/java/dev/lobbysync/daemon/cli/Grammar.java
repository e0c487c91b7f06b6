package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.control.ExitCodes;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/** The whole command grammar (DESIGN 7), put together with picocli. */
final class Grammar {
    private Grammar() {}

    static int run(String[] args, CommandContext context) {
        Terminal terminal = context.terminal();
        CommandLine line = commandLine(context)
                .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
                .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.showsColour() ? Ansi.ON : Ansi.OFF))
                .setParameterExceptionHandler((failure, rest) -> {
                    terminal.problem(String.valueOf(failure.getMessage()));
                    terminal.progress(
                            "see: " + failure.getCommandLine().getCommandSpec().qualifiedName() + " --help");
                    return ExitCodes.USAGE;
                })
                .setExecutionExceptionHandler((failure, command, parsed) -> Failures.tell(failure, context));
        return line.execute(args);
    }

    static CommandLine commandLine(CommandContext context) {
        CommandLine sync = new CommandLine(new SyncGroup())
                .addSubcommand(new StartCommand(context))
                .addSubcommand(new InitCommand(context))
                .addSubcommand(new StopCommand(context))
                .addSubcommand(new StatusCommand(context))
                .addSubcommand(new PlanCommand(context))
                .addSubcommand(new ConflictsCommand(context))
                .addSubcommand(new ResolveCommand(context))
                .addSubcommand(new LogCommand(context))
                .addSubcommand(new ResumeCommand(context))
                .addSubcommand(new PauseCommand(context))
                .addSubcommand(new FlushCommand(context))
                .addSubcommand(new CloneCommand(context))
                .addSubcommand(new DemoCommand(context));
        CommandLine runtime = new CommandLine(new RuntimeGroup()).addSubcommand(new RuntimeStartCommand(context));
        return new CommandLine(new Gamedev())
                .addSubcommand(sync)
                .addSubcommand(runtime)
                .addSubcommand(new MergeDriverCommand(context))
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** A command that only has commands below it: alone, it shows them. */
    private abstract static class Group implements Runnable {
        @CommandLine.Spec
        private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

        @Override
        public void run() {
            if (spec != null) {
                spec.commandLine().usage(spec.commandLine().getOut());
            }
        }
    }

    @Command(
            name = "gamedev",
            mixinStandardHelpOptions = true,
            version = "gamedev sync 0.1.0",
            description = "Keeps a world project on disk and a world runtime in step.",
            footer = {
                "",
                "Exit codes: 0 in sync or done, 1 a person is needed, 2 some items will be retried,",
                "            3 refused or fatal, 64 wrong usage."
            })
    private static final class Gamedev extends Group {}

    @Command(
            name = "sync",
            mixinStandardHelpOptions = true,
            description = "Syncs the project in this directory with its world.")
    private static final class SyncGroup extends Group {}

    @Command(name = "runtime", mixinStandardHelpOptions = true, description = "Runs the reference runtime.")
    private static final class RuntimeGroup extends Group {}
}
