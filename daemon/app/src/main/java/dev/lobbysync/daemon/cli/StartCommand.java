package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.config.Settings;
import dev.lobbysync.daemon.control.ControlClient;
import dev.lobbysync.daemon.control.ExitCodes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = "Syncs, then keeps both sides in step until stopped.")
final class StartCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    private final ProjectOption project = new ProjectOption();

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final Confirmation confirmation = new Confirmation();

    @Mixin
    private final Preference preference = new Preference();

    @Option(names = "--detach", description = "Run in the background; return when the first sync is done.")
    private boolean detach;

    @Option(names = "--embedded", description = "Run the reference runtime inside, its data under .lobby/.")
    private boolean embedded;

    StartCommand(CommandContext context) {
        this.context = context;
    }

    /** {@code sync start} with nothing but these options. */
    static StartCommand plain(CommandContext context, @Nullable Path project, boolean yes) {
        StartCommand command = new StartCommand(context);
        command.project.give(project);
        command.confirmation.give(yes);
        return command;
    }

    @Override
    public Integer call() throws Exception {
        Path root = project.startable(context);
        Actions.Meeting meeting = new Actions.Meeting(confirmation.yes(), preference.side());
        Settings settings = connection.resolve(context, root);
        if (!embedded) {
            settings.requireWorldUrl();
            settings.requireWorldId();
            connection.requireCode(settings);
        }
        refuseSecond(settings);
        if (!embedded) {
            confirmation.require(context, settings, "sync with");
        }
        if (!detach) {
            return context.actions().get().start(settings, embedded, meeting, context.terminal());
        }
        List<String> words = new ArrayList<>(List.of("sync", "start", "--project=" + root));
        words.addAll(connection.words());
        if (embedded) {
            words.add("--embedded");
        }
        words.addAll(confirmation.words());
        if (meeting.prefer() != null) {
            words.add("--prefer=" + meeting.prefer().word());
        }
        return new Detached(context, settings.lobby(), words).run();
    }

    /** A friendlier message than the process lock's; the lock decides. */
    private static void refuseSecond(Settings settings) throws IOException {
        ControlClient daemon = ControlClient.of(settings.lobby()).orElse(null);
        if (daemon == null) {
            return;
        }
        try {
            daemon.get("/status", Map.of(), ControlClient.Form.PLAIN);
        } catch (ControlClient.NotRunning e) {
            return;
        }
        throw new CommandFailed(
                ExitCodes.REFUSED,
                "a daemon is already running in this project (pid "
                        + daemon.daemon().pid()
                        + "); see: gamedev sync status, or end it with: gamedev sync stop");
    }
}
