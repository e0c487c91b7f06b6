package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.control.ConflictView;
import dev.lobbysync.daemon.control.ExitCodes;
import dev.lobbysync.daemon.model.Choice;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.Use;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
        description =
                "Ends a conflict, or settles a field of it, as you choose. Without a daemon it connects for just that object.")
final class ResolveCommand implements Callable<Integer> {
    private static final String SKIP = "skip";
    private static final String EDIT = "edit";

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

    @Option(
            names = "--use",
            paramLabel = "local|remote|merged",
            description =
                    "The side that wins; merged takes both, the fields as you settled them, and local for the rest.")
    private @Nullable String use;

    @Option(
            names = "--field",
            paramLabel = "FIELD",
            description = "Settles one field or script (may be repeated); once all are settled, the conflict ends.")
    private List<String> fields = new ArrayList<>();

    @Option(names = "--edit", description = "Opens the merged document, or script, in your editor (VISUAL, EDITOR).")
    private boolean edit;

    @Option(names = "--tool", description = "Runs the merge tool that git was told (merge.tool).")
    private boolean tool;

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
        boolean byHand = edit || tool;
        if ((edit && tool) || (byHand && use != null)) {
            throw usage("give one of --use, --edit and --tool");
        }
        if ((byHand || !fields.isEmpty()) && id == null) {
            throw usage("which conflict? give its id; see: gamedev sync conflicts");
        }
        if (id == null && !all && (chosen != null || !context.terminal().canAsk())) {
            throw usage("which conflict? give its id, or --all; see: gamedev sync conflicts");
        }
        List<ConflictArtifact> subjects = subjects(root);
        if (subjects.isEmpty()) {
            context.terminal().line("No open conflicts.");
            return ExitCodes.OK;
        }
        if (chosen == null && !byHand && !context.terminal().canAsk()) {
            throw usage("which side? give --use local, --use remote or --use merged, or --edit");
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
        ChoiceSender sender = new ChoiceSender(context, root, connection, confirmation);
        List<String> named = named(subject);
        if (edit || tool) {
            return byHand(root, subject, named, sender);
        }
        String answer = chosen == null ? ask(root, subject, named) : chosen.word();
        if (answer.equals(SKIP)) {
            return ExitCodes.PERSON;
        }
        if (answer.equals(EDIT)) {
            return byHand(root, subject, named, sender);
        }
        Use side = side(answer);
        int worst = ExitCodes.OK;
        for (String field : named) {
            worst = Math.max(worst, sender.send(subject, new Choice(side, field, null, subject.fingerprint())));
        }
        return named.isEmpty() ? sender.send(subject, new Choice(side, null, null, subject.fingerprint())) : worst;
    }

    /** The fields that the person named, as the artifact spells them. */
    private List<String> named(ConflictArtifact subject) {
        List<String> named = new ArrayList<>();
        for (String field : fields) {
            named.add(subject.fieldNamed(field)
                    .orElseThrow(() -> usage("conflict " + subject.id() + " is not about '" + field + "', but about "
                            + String.join(", ", subject.fields()))));
        }
        return named;
    }

    private int byHand(Path root, ConflictArtifact subject, List<String> named, ChoiceSender sender)
            throws IOException {
        LobbyFiles files = new LobbyFiles(root);
        TextTool tools = new TextTool(context, root);
        return new HandMerge(subject, named, sender)
                .run(tool ? new MergeToolDesk(files, subject, tools) : new EditorDesk(context, files, subject, tools));
    }

    private String ask(Path root, ConflictArtifact subject, List<String> named) throws IOException {
        Terminal terminal = context.terminal();
        terminal.text(new ConflictView(subject, new LobbyFiles(root).scripts(subject), terminal.page()).text());
        while (true) {
            String what = named.isEmpty() ? "Use" : "For " + String.join(", ", named) + ", use";
            Optional<String> answer = terminal.ask(what + " [l]ocal, [r]emote, [m]erged, [e]dit by hand, or [s]kip?");
            switch (answer.orElse("s").toLowerCase(Locale.ROOT)) {
                case "l", "local" -> {
                    return Use.LOCAL.word();
                }
                case "r", "remote" -> {
                    return Use.REMOTE.word();
                }
                case "m", "merged" -> {
                    return Use.MERGED.word();
                }
                case "e", "edit" -> {
                    return EDIT;
                }
                case "s", "skip", "q" -> {
                    return SKIP;
                }
                default -> terminal.line("Please answer l, r, m, e or s.");
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
