package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.control.ExitCodes;
import dev.lobbysync.daemon.model.Use;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which side wins, at a first meeting, what differs on both sides and cannot be merged. */
final class Preference {
    @Option(
            names = "--prefer",
            paramLabel = "local|remote",
            description =
                    "At a first meeting, the side that wins what both have and cannot be merged; what loses goes to"
                            + " the trash, and nothing is deleted.")
    private @Nullable String side;

    /** The side, or null if that is to be a conflict. */
    @Nullable
    Use side() {
        if (side == null) {
            return null;
        }
        Use use = Map.of("local", Use.LOCAL, "remote", Use.REMOTE).get(side);
        if (use == null) {
            throw new CommandFailed(ExitCodes.USAGE, "--prefer must be local or remote");
        }
        return use;
    }
}
