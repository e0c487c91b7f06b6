package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.control.ControlClient;
import dev.lobbysync.daemon.control.ExitCodes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Asking a running daemon and printing what it says. */
final class Replies {
    private Replies() {}

    static ControlClient.Form form(Terminal terminal, boolean json) {
        if (json) {
            return ControlClient.Form.JSON;
        }
        return terminal.showsColour() ? ControlClient.Form.COLOUR : ControlClient.Form.PLAIN;
    }

    static void print(Terminal terminal, ControlClient.Reply reply) {
        String body = reply.body();
        terminal.text(body.isEmpty() || body.endsWith("\n") ? body : body + "\n");
    }

    /** Sends a request that only a running daemon can carry out. */
    static int command(Terminal terminal, Path project, String path, Map<String, String> query, Duration patience)
            throws IOException {
        ControlClient daemon = ControlClient.of(project.resolve(".lobby")).orElseThrow(Replies::notRunning);
        try {
            ControlClient.Reply reply = daemon.post(path, query, form(terminal, false), patience);
            print(terminal, reply);
            return reply.exitCode();
        } catch (ControlClient.NotRunning e) {
            throw notRunning(e);
        }
    }

    private static CommandFailed notRunning() {
        return new CommandFailed(ExitCodes.REFUSED, "no daemon is running here; start one with: gamedev sync start");
    }

    private static CommandFailed notRunning(ControlClient.NotRunning cause) {
        return new CommandFailed(
                ExitCodes.REFUSED, "no daemon is running here; start one with: gamedev sync start", cause);
    }
}
