package dev.lobbysync.daemon;

import dev.lobbysync.daemon.cli.Actions;
import dev.lobbysync.daemon.cli.Terminal;
import dev.lobbysync.daemon.config.AdminCode;
import dev.lobbysync.daemon.config.Settings;
import dev.lobbysync.daemon.state.AlreadyRunningException;
import dev.lobbysync.protocol.json.Sha256;
import dev.lobbysync.runtime.http.ReferenceRuntime;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;

/** {@code sync start --embedded}: the reference runtime inside, its data under {@code .lobby/<worldId>/}. */
final class EmbeddedStart {
    /** Names in {@code .lobby/} that are ours already. */
    private static final Set<String> TAKEN =
            Set.of(".", "..", "base", "conflicts", "trash", "worlds", "logs", "inflight", "stat-cache", "launcher");

    private EmbeddedStart() {}

    static int run(Settings settings, Actions.Meeting meeting, Terminal terminal)
            throws AlreadyRunningException, IOException, InterruptedException {
        String worldId =
                settings.worldId() == null ? "local-" + settings.project().getFileName() : settings.worldId();
        Path data = settings.lobby().resolve(directoryName(worldId));
        int port = settings.worldUrl() == null
                ? 0
                : Math.max(0, settings.worldUrl().getPort());
        try (ReferenceRuntime runtime = RuntimeCommand.start(data, port, worldId, "127.0.0.1", settings.adminCode())) {
            runtime.adoption().ifPresent(adoption -> terminal.line(adoption.message()));
            terminal.line("runtime url=" + runtime.url() + " world=" + worldId + " data=" + data);
            Settings inside = settings.at(
                    URI.create(runtime.url()), worldId, AdminCode.of(runtime.adminCode(), "the embedded runtime"));
            return new ForegroundDaemon(inside, meeting, terminal).run();
        }
    }

    /** The id itself where it is a plain name and none of ours, else its hash. */
    static String directoryName(String worldId) {
        boolean plain = worldId.matches("[A-Za-z0-9._-]{1,100}");
        boolean ours = TAKEN.contains(worldId) || worldId.startsWith("sync-") || worldId.matches(".*\\.(json|lock)");
        return plain && !ours ? worldId : Sha256.hex(worldId.getBytes(StandardCharsets.UTF_8));
    }
}
