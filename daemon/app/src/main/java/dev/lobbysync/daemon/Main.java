package dev.lobbysync.daemon;

import dev.lobbysync.daemon.cli.Cli;

/** The process of the commands that sync: everything is on the class path. */
public final class Main {
    private Main() {}

    /** Runs the command and exits with its code. */
    public static void main(String[] args) {
        System.exit(Cli.run(args, DaemonActions::new));
    }
}
