package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.control.ConflictView;
import dev.lobbysync.daemon.control.ConflictsText;
import dev.lobbysync.daemon.control.ControlClient;
import dev.lobbysync.daemon.control.ExitCodes;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.ScriptVersions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "conflicts",
        mixinStandardHelpOptions = true,
        description = "Lists open conflicts, or shows the sides of one.")
final class ConflictsCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    private final ProjectOption project = new ProjectOption();

    @Parameters(arity = "0..1", paramLabel = "ID", description = "Show this one.")
    private @Nullable String id;

    @Option(names = "--all", description = "Also resolved ones.")
    private boolean all;

    @Option(names = "--json", description = "Print JSON (schema/conflicts.schema.json).")
    private boolean json;

    ConflictsCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        Path root = project.existing(context);
        Optional<ControlClient> daemon = ControlClient.of(root.resolve(".lobby"));
        if (daemon.isPresent()) {
            Map<String, String> query = new HashMap<>();
            query.put("all", Boolean.toString(all));
            if (id != null) {
                query.put("id", id);
                query.put("width", Integer.toString(context.terminal().page().width()));
            }
            try {
                ControlClient.Reply reply =
                        daemon.get().get("/conflicts", query, Replies.form(context.terminal(), json));
                if (reply.exitCode() == ExitCodes.USAGE) {
                    throw Conflicts.unknown(String.valueOf(id));
                }
                Replies.print(context.terminal(), reply);
                return reply.exitCode();
            } catch (ControlClient.NotRunning e) {
                return offline(root);
            }
        }
        return offline(root);
    }

    private int offline(Path root) throws IOException {
        Terminal terminal = context.terminal();
        List<String> problems = new ArrayList<>();
        LobbyFiles files = new LobbyFiles(root);
        List<ConflictArtifact> found = files.conflicts(all || id != null, problems);
        problems.forEach(terminal::problem);
        if (id != null) {
            ConflictArtifact one = Conflicts.find(found, id);
            Map<String, ScriptVersions> scripts = files.scripts(one);
            if (json) {
                terminal.line(ConflictsText.json(one, scripts));
            } else {
                terminal.text(new ConflictView(one, scripts, terminal.page()).text());
            }
            return one.open() ? ExitCodes.PERSON : ExitCodes.OK;
        }
        if (json) {
            terminal.line(ConflictsText.json(found));
        } else {
            terminal.text(ConflictsText.list(found, terminal.page().style()));
        }
        return !problems.isEmpty() || found.stream().anyMatch(ConflictArtifact::open) ? ExitCodes.PERSON : ExitCodes.OK;
    }
}
