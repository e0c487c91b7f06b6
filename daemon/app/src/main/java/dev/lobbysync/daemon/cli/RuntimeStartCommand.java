package dev.lobbysync.daemon.cli;

import dev.lobbysync.daemon.config.AdminCode;
import dev.lobbysync.daemon.control.ExitCodes;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description =
                "Runs the reference runtime in the foreground. Admin code: ADMIN_CODE, else one is made and printed.")
final class RuntimeStartCommand implements Callable<Integer> {
    private static final int MAX_PORT = 65_535;

    private final CommandContext context;

    @Option(names = "--dir", paramLabel = "DIR", required = true, description = "Where its data lies.")
    private Path directory = Path.of("");

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "3000",
            description = "Port; 0 for any free one. Default: 3000.")
    private int port;

    @Option(names = "--world-id", paramLabel = "I", description = "World id. Default: the one in the data.")
    private @Nullable String worldId;

    @Option(
            names = "--host",
            paramLabel = "H",
            defaultValue = "127.0.0.1",
            description = "Address to listen on. Default: 127.0.0.1, this machine only.")
    private String host = "127.0.0.1";

    RuntimeStartCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (port < 0 || port > MAX_PORT) {
            throw new CommandFailed(ExitCodes.USAGE, "--port must be from 0 to " + MAX_PORT);
        }
        AdminCode code = AdminCode.of(context.environment().getOrDefault("ADMIN_CODE", ""), "ADMIN_CODE, environment");
        Path data = ProjectLocation.absolute(context.directory(), directory);
        return context.actions().get().runtime(data, port, worldId, host, code, context.terminal());
    }
}
