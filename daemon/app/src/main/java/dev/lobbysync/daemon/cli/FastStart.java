package dev.lobbysync.daemon.cli;

import java.nio.file.Path;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Recognises a plain {@code sync start} without loading the command grammar, which would take a fifth of the whole start:
 * picocli is too old a format to be among the class data. Whatever it does not recognise is left to the grammar.
 */
final class FastStart {
    private FastStart() {}

    static OptionalInt tryRun(String[] args, CommandContext context) throws Exception {
        if (args.length < 2 || !args[0].equals("sync") || !args[1].equals("start")) {
            return OptionalInt.empty();
        }
        boolean yes = false;
        @Nullable Path project = null;
        for (int i = 2; i < args.length; i++) {
            if (args[i].equals("--yes")) {
                yes = true;
            } else if (args[i].startsWith("--project=") && args[i].length() > "--project=".length()) {
                project = Path.of(args[i].substring("--project=".length()));
            } else if (args[i].equals("--project") && i + 1 < args.length && !args[i + 1].startsWith("-")) {
                project = Path.of(args[++i]);
            } else {
                return OptionalInt.empty();
            }
        }
        return OptionalInt.of(StartCommand.plain(context, project, yes).call());
    }
}
