package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.config.Settings;
import dev.lobbysync.daemon.control.ControlClient;
import dev.lobbysync.daemon.control.ResolveOutcome;
import dev.lobbysync.daemon.control.ResolveText;
import dev.lobbysync.daemon.model.Choice;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Has a person's choice carried out: by the running daemon, or else by connecting for just that object. */
final class ChoiceSender {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final CommandContext context;
    private final Path root;
    private final ConnectionOptions connection;
    private final Confirmation confirmation;

    ChoiceSender(CommandContext context, Path root, ConnectionOptions connection, Confirmation confirmation) {
        this.context = context;
        this.root = root;
        this.connection = connection;
        this.confirmation = confirmation;
    }

    /** Returns the exit code once the outcome is printed. */
    int send(ConflictArtifact subject, Choice choice) throws IOException {
        Optional<ControlClient> daemon = ControlClient.of(root.resolve(".lobby"));
        if (daemon.isPresent()) {
            try {
                ControlClient.Reply reply = ask(daemon.get(), subject, choice);
                Replies.print(context.terminal(), reply);
                return reply.exitCode();
            } catch (ControlClient.NotRunning e) {
                return offline(subject, choice);
            }
        }
        return offline(subject, choice);
    }

    private ControlClient.Reply ask(ControlClient daemon, ConflictArtifact subject, Choice choice) throws IOException {
        Map<String, String> query = new HashMap<>();
        query.put("id", subject.id());
        query.put("use", choice.use().word());
        if (choice.field() != null) {
            query.put("field", choice.field());
        }
        if (choice.seen() != null) {
            query.put("seen", choice.seen());
        }
        ControlClient.Form form = Replies.form(context.terminal(), false);
        if (choice.value() == null) {
            return daemon.post("/resolve", query, form, PATIENCE);
        }
        byte[] body = Json.bytes(Json.object().set("value", choice.value()));
        return daemon.post("/resolve", query, body, form, PATIENCE);
    }

    private int offline(ConflictArtifact subject, Choice choice) throws IOException {
        Terminal terminal = context.terminal();
        Settings settings = connection.resolve(context, root);
        connection.requireCode(settings);
        confirmation.require(context, settings, "resolve a conflict with");
        List<ResolveOutcome> outcomes =
                context.actions().get().resolveOffline(settings, List.of(subject.id()), choice, terminal);
        terminal.text(ResolveText.of(outcomes, terminal.page().style()));
        return ResolveText.exitCode(outcomes);
    }
}
