package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.config.ConfigException;
import dev.lobbysync.daemon.control.ExitCodes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.regex.Pattern;

/** Tells a person why a command failed: one clear line; what only helps to find the fault goes to a log. */
final class Failures {
    /** Java has no exception of its own for it; these are the system's words. */
    private static final Pattern FULL = Pattern.compile("No space left on device|Disk quota exceeded");

    private Failures() {}

    static int tell(Exception failure, CommandContext context) {
        Terminal terminal = context.terminal();
        String said = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        String message = FULL.matcher(said).find() ? said + "; free some space, then try again" : said;
        if (failure instanceof CommandFailed failed) {
            terminal.problem(message);
            return failed.exitCode();
        }
        if (failure instanceof ConfigException || failure instanceof InvalidPathException) {
            terminal.problem(message);
            return ExitCodes.USAGE;
        }
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            terminal.problem("interrupted");
            return ExitCodes.REFUSED;
        }
        String kind = failure.getClass().getSimpleName();
        terminal.problem(
                (failure instanceof IOException ? "" : "unexpected ") + kind + ": " + message + log(failure, context));
        return ExitCodes.REFUSED;
    }

    /** Where the details went, for the end of the message; nothing is created where there is no project. */
    private static String log(Exception failure, CommandContext context) {
        Path lobby = ProjectLocation.existing(context.directory(), null).resolve(".lobby");
        if (!Files.isDirectory(lobby)) {
            return "";
        }
        StringWriter trace = new StringWriter();
        trace.append(Instant.now().toString()).append(' ');
        failure.printStackTrace(new PrintWriter(trace));
        Path log = lobby.resolve("logs").resolve("cli.log");
        try {
            Files.createDirectories(lobby.resolve("logs"));
            Files.writeString(log, trace.toString(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return " (details in " + log + ")";
        } catch (IOException e) {
            return " (and the details could not be written to " + log + ": " + e.getMessage() + ")";
        }
    }
}
