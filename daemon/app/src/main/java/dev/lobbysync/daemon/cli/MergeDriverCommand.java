package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.mergedriver.MergeDriver;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Called by git, once per file: recognised without the grammar, which is only there for {@code --help}. */
@Command(
        name = "merge-driver",
        mixinStandardHelpOptions = true,
        description =
                "Merges a JSON file of a project by meaning; git calls it (see: gamedev sync init --merge-driver).",
        footer = {"", "Exit codes: 0 merged, 1 conflicts are marked in the file, above 128 failed."})
final class MergeDriverCommand implements Callable<Integer> {
    private static final Set<String> HELP = Set.of("-h", "--help", "-V", "--version");

    private final CommandContext context;

    @Parameters(
            paramLabel = "%O %A %B %P [%L [%S [%X [%Y]]]]",
            hideParamSyntax = true,
            description = "As git gives them: the files with the common ancestor's, our and their version (ours is"
                    + " replaced by the result), the path in the working tree; size and labels of the markers.")
    private List<String> arguments = List.of();

    MergeDriverCommand(CommandContext context) {
        this.context = context;
    }

    static OptionalInt tryRun(String[] args, CommandContext context) {
        if (args.length == 0 || !args[0].equals("merge-driver")) {
            return OptionalInt.empty();
        }
        List<String> arguments = List.of(args).subList(1, args.length);
        // Only in the first place: a path may be called like an option, and git would take help for a result.
        if (!arguments.isEmpty() && HELP.contains(arguments.get(0))) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(run(arguments, context));
    }

    private static int run(List<String> arguments, CommandContext context) {
        return MergeDriver.run(context.directory(), arguments, context.terminal()::problem);
    }

    @Override
    public Integer call() {
        return run(arguments, context);
    }
}
