package dev.lobbysync.daemon.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Recognises a plain {@code sync status} without loading the command grammar, which would take longer than the answer.
 * Whatever it does not recognise is left to the grammar.
 */
final class FastStatus {
    private FastStatus() {}

    static OptionalInt tryRun(String[] args, CommandContext context) throws IOException {
        if (args.length < 2 || !args[0].equals("sync") || !args[1].equals("status")) {
            return OptionalInt.empty();
        }
        boolean json = false;
        @Nullable Path project = null;
        for (int i = 2; i < args.length; i++) {
            if (args[i].equals("--json")) {
                json = true;
            } else if (args[i].equals("--project") && i + 1 < args.length && !args[i + 1].startsWith("-")) {
                project = Path.of(args[++i]);
            } else {
                return OptionalInt.empty();
            }
        }
        Path root = ProjectLocation.existing(context.directory(), project);
        return OptionalInt.of(new StatusQuery(context, root, json).run());
    }
}
