package dev.lobbysync.daemon.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The process of the commands that only read files or ask a running daemon. The launcher gives it a short class path:
 * neither Vert.x nor the runtime is on it.
 */
public final class ShortMain {
    private ShortMain() {}

    /** Runs the command and exits with its code. */
    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        System.exit(run(args, environment, Path.of("").toAbsolutePath(), Terminal.system(environment)));
    }

    static int run(String[] args, Map<String, String> environment, Path directory, Terminal terminal) {
        return Cli.run(args, environment, directory, terminal, new NoActions());
    }

    /** Not a lambda: linking the first one costs a tenth of the whole command. */
    private static final class NoActions implements Supplier<Actions> {
        @Override
        public Actions get() {
            throw new IllegalStateException("the launcher gave this command the short class path");
        }
    }
}
