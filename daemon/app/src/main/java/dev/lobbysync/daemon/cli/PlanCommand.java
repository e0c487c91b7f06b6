package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.config.Settings;
import dev.lobbysync.daemon.control.ControlClient;
import dev.lobbysync.daemon.control.PlanReport;
import dev.lobbysync.daemon.control.PlanText;
import dev.lobbysync.daemon.control.Style;
import dev.lobbysync.daemon.model.Use;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = "Shows what a sync would do now, with reasons, and changes nothing. Asks the daemon if one runs.")
final class PlanCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final CommandContext context;

    @Mixin
    private final ProjectOption project = new ProjectOption();

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final Preference preference = new Preference();

    @Option(names = "--json", description = "Print JSON (schema/plan.schema.json).")
    private boolean json;

    PlanCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        Path root = project.startable(context);
        Use side = preference.side();
        Terminal terminal = context.terminal();
        Optional<ControlClient> daemon = ControlClient.of(root.resolve(".lobby"));
        if (daemon.isPresent()) {
            Map<String, String> query = new HashMap<>();
            if (side != null) {
                query.put("prefer", side.word());
            }
            try {
                ControlClient.Reply reply = daemon.get().get("/plan", query, Replies.form(terminal, json), PATIENCE);
                Replies.print(terminal, reply);
                return reply.exitCode();
            } catch (ControlClient.NotRunning e) {
                return withoutDaemon(root, side);
            }
        }
        return withoutDaemon(root, side);
    }

    private int withoutDaemon(Path root, @Nullable Use side) {
        Settings settings = connection.resolve(context, root);
        settings.requireWorldUrl();
        settings.requireWorldId();
        connection.requireCode(settings);
        PlanReport report = context.actions().get().plan(settings, side);
        Terminal terminal = context.terminal();
        if (json) {
            terminal.line(report.json());
        } else {
            terminal.text(PlanText.of(report, Style.of(terminal.showsColour())));
        }
        return report.exitCode();
    }
}
