package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.config.Settings;
import dev.lobbysync.daemon.control.ExitCodes;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Asks a person before a command connects to a world that wants it (PROTOCOL 7.11). */
final class Confirmation {
    @Option(
            names = "--yes",
            description = "Do not ask: neither because the target wants confirmation, nor at a first meeting in which"
                    + " each side has what the other lacks.")
    private boolean yes;

    /** Said by a command that asked about the target itself and starts this one. */
    @Option(names = "--confirmed", hidden = true)
    private boolean confirmed;

    private boolean given;

    /** Sets what the grammar sets otherwise. */
    void give(boolean agreed) {
        yes = agreed;
    }

    /**
     * Returns if nobody wants to be asked, or the person agrees; asks once.
     *
     * @param deed what the command is about to do, {@code sync with}
     * @throws CommandFailed if the person does not agree, or there is nobody to ask
     */
    void require(CommandContext context, Settings settings, String deed) throws IOException {
        if (!settings.confirm() || yes || confirmed || given) {
            return;
        }
        String world = (settings.target() == null ? "" : "target '" + settings.target() + "', ")
                + (settings.worldId() == null ? "the world" : "world " + settings.worldId())
                + (settings.worldUrl() == null ? "" : " at " + settings.worldUrl());
        Terminal terminal = context.terminal();
        if (!terminal.canAsk()) {
            throw new CommandFailed(
                    ExitCodes.PERSON, "this would " + deed + " " + world + ", which wants confirmation; give --yes");
        }
        Optional<String> answer = terminal.ask("This will " + deed + " " + world + ". Go on? y/N");
        String word = answer.orElse("").toLowerCase(Locale.ROOT);
        if (!word.equals("y") && !word.equals("yes")) {
            throw new CommandFailed(ExitCodes.PERSON, "nothing was done");
        }
        given = true;
    }

    /** Whether nobody wants to be asked about anything. */
    boolean yes() {
        return yes;
    }

    /** What a process that this command starts is told, so that it need not ask again. */
    List<String> words() {
        return yes ? List.of("--yes") : given ? List.of("--confirmed") : List.of();
    }
}
