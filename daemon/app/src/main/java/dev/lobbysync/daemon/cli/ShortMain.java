package dev.lobbysync.daemon.cli;

/**
 * The process of the commands that only read files or ask a running daemon. The launcher gives it a short class path:
 * neither Vert.x nor the runtime is on it.
 */
public final class ShortMain {
    private ShortMain() {}

    /** Runs the command and exits with its code. */
    public static void main(String[] args) {
        int exitCode = Cli.run(args, () -> {
            throw new IllegalStateException("the launcher gave this command the short class path");
        });
        System.exit(exitCode);
    }
}
