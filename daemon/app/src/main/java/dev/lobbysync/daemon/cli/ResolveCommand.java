package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.config.Settings;
import dev.lobbysync.daemon.control.ConflictsText;
import dev.lobbysync.daemon.control.ControlClient;
import dev.lobbysync.daemon.control.ExitCodes;
import dev.lobbysync.daemon.control.ResolveText;
import dev.lobbysync.daemon.control.Style;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.Use;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "resolve",
        mixinStandardHelpOptions = true,
        description = "Ends a conflict with the side you choose. Without a daemon it connects for just that object.")
final class ResolveCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final CommandContext context;

    @Mixin
    private final ProjectOption project = new ProjectOption();

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final Confirmation confirmation = new Confirmation();

    @Parameters(arity = "0..1", paramLabel = "ID", description = "The conflict, as listed by: gamedev sync conflicts.")
    private @Nullable String id;

    @Option(names = "--all", description = "Every open conflict.")
    private boolean all;

    @Option(names = "--use", paramLabel = "local|remote|merged", description = "The side that wins.")
    private @Nullable String use;

    ResolveCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        Path root = project.existing(context);
        Use chosen = use == null ? null : side(use);
        if (id != null && all) {
            throw usage("give an id or --all, not both");
        }
        if (id == null && !all && (chosen != null || !context.terminal().canAsk())) {
            throw usage("which conflict? give its id, or --all; see: gamedev sync conflicts");
        }
        List<ConflictArtifact> subjects = subjects(root);
        if (subjects.isEmpty()) {
            context.terminal().line("No open conflicts.");
            return ExitCodes.OK;
        }
        if (chosen == null && !context.terminal().canAsk()) {
            throw usage("which side? give --use local, --use remote or --use merged");
        }
        int worst = ExitCodes.OK;
        for (ConflictArtifact subject : subjects) {
            worst = Math.max(worst, resolveOne(root, subject, chosen));
        }
        return worst;
    }

    private List<ConflictArtifact> subjects(Path root) throws IOException {
        List<String> problems = new ArrayList<>();
        List<ConflictArtifact> found = new LobbyFiles(root).conflicts(id != null, problems);
        problems.forEach(context.terminal()::problem);
        return id == null ? found : List.of(Conflicts.find(found, id));
    }

    private int resolveOne(Path root, ConflictArtifact subject, @Nullable Use chosen) throws IOException {
        Terminal terminal = context.terminal();
        if (!subject.open()) {
            terminal.line("Already resolved; nothing to do.");
            return ExitCodes.OK;
        }
        Use side = chosen == null ? ask(subject) : chosen;
        if (side == null) {
            return ExitCodes.PERSON;
        }
        Optional<ControlClient> daemon = ControlClient.of(root.resolve(".lobby"));
        if (daemon.isPresent()) {
            try {
                ControlClient.Reply reply = daemon.get()
                        .post(
                                "/resolve",
                                Map.of("id", subject.id(), "use", side.word()),
                                Replies.form(terminal, false),
                                PATIENCE);
                Replies.print(terminal, reply);
                return reply.exitCode();
            } catch (ControlClient.NotRunning e) {
                return offline(root, subject, side);
            }
        }
        return offline(root, subject, side);
    }

    private int offline(Path root, ConflictArtifact subject, Use side) throws IOException {
        Terminal terminal = context.terminal();
        Settings settings = connection.resolve(context, root);
        connection.requireCode(settings);
        confirmation.require(context, settings, "resolve a conflict with");
        var outcomes = context.actions().get().resolveOffline(settings, List.of(subject.id()), side, terminal);
        terminal.text(ResolveText.of(outcomes, Style.of(terminal.showsColour())));
        return ResolveText.exitCode(outcomes);
    }

    /** Null if the person skips this one. */
    private @Nullable Use ask(ConflictArtifact subject) throws IOException {
        Terminal terminal = context.terminal();
        terminal.text(ConflictsText.show(subject, Style.of(terminal.showsColour())));
        while (true) {
            Optional<String> answer = terminal.ask("Use [l]ocal, [r]emote, [m]erged, or [s]kip?");
            switch (answer.orElse("s").toLowerCase(Locale.ROOT)) {
                case "l", "local" -> {
                    return Use.LOCAL;
                }
                case "r", "remote" -> {
                    return Use.REMOTE;
                }
                case "m", "merged" -> {
                    return Use.MERGED;
                }
                case "s", "skip", "q" -> {
                    return null;
                }
                default -> terminal.line("Please answer l, r, m or s.");
            }
        }
    }

    private static Use side(String word) {
        for (Use side : Use.values()) {
            if (side.word().equals(word.toLowerCase(Locale.ROOT))) {
                return side;
            }
        }
        throw usage("--use must be local, remote or merged, not '" + word + "'");
    }

    private static CommandFailed usage(String message) {
        return new CommandFailed(ExitCodes.USAGE, message);
    }
}
