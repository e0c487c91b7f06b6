package dev.lobbysync.daemon.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** The entry of the {@code gamedev} command. */
public final class Cli {
    private Cli() {}

    /**
     * Runs one command line in the current process.
     *
     * @param actions called once, and only for commands that do more than ask a running daemon
     * @return the exit code ({@link dev.lobbysync.daemon.control.ExitCodes})
     */
    public static int run(String[] args, Supplier<Actions> actions) {
        Map<String, String> environment = System.getenv();
        Path directory = Path.of("").toAbsolutePath();
        return run(args, environment, directory, Terminal.system(environment), actions);
    }

    /** Like {@link #run(String[], Supplier)}, with everything that a command depends on given. */
    public static int run(
            String[] args,
            Map<String, String> environment,
            Path directory,
            Terminal terminal,
            Supplier<Actions> actions) {
        CommandContext context = new CommandContext(terminal, environment, directory, actions);
        try {
            OptionalInt answered = FastStatus.tryRun(args, context);
            if (answered.isEmpty()) {
                answered = FastStart.tryRun(args, context);
            }
            if (answered.isEmpty()) {
                answered = MergeDriverCommand.tryRun(args, context);
            }
            return answered.isPresent() ? answered.getAsInt() : Grammar.run(args, context);
        } catch (Exception e) {
            return Failures.tell(e, context);
        }
    }
}
