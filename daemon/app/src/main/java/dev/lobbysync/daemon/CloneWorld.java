package dev.lobbysync.daemon;

import dev.lobbysync.daemon.cli.Terminal;
import dev.lobbysync.daemon.config.DotEnv;
import dev.lobbysync.daemon.config.Settings;
import dev.lobbysync.daemon.control.ExitCodes;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Remote;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.state.AlreadyRunningException;
import dev.lobbysync.daemon.sync.SyncEngine;
import dev.lobbysync.daemon.sync.SyncStatus;
import dev.lobbysync.daemon.telemetry.Logs;
import dev.lobbysync.daemon.world.RuntimeAddress;
import dev.lobbysync.daemon.world.RuntimeClient;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Fills an empty directory from a world. It is the daemon's own first sync, which for an empty project pulls everything,
 * plus an {@code .env} that remembers where the world is.
 */
final class CloneWorld {
    private final Settings given;
    private final Terminal terminal;

    CloneWorld(Settings given, Terminal terminal) {
        this.given = given;
        this.terminal = terminal;
    }

    @SuppressWarnings("try") // the logs are only held open
    int run() throws AlreadyRunningException, IOException, InterruptedException, RemoteException {
        Vertx vertx = DaemonActions.vertx();
        try {
            Settings settings = given.worldId() == null ? withWorldId(vertx) : given;
            rememberWorld(settings);
            AtomicReference<@Nullable SyncStatus> ready = new AtomicReference<>();
            AtomicReference<@Nullable Daemon> running = new AtomicReference<>();
            try (Logs logs = Logs.open(settings.lobby(), settings.requireWorldId(), null, false);
                    Daemon daemon = Daemon.open(() -> vertx, settings, status -> {
                        ready.set(status);
                        Daemon self = running.get();
                        if (self != null) {
                            self.engine().stop();
                        }
                    })) {
                running.set(daemon);
                terminal.progress("Cloning " + settings.requireWorldId() + " …");
                SyncEngine.Ended ended = daemon.run();
                return tell(settings, ended, ready.get(), daemon);
            }
        } finally {
            DaemonActions.close(vertx);
        }
    }

    private int tell(Settings settings, SyncEngine.Ended ended, @Nullable SyncStatus status, Daemon daemon) {
        if (ended == SyncEngine.Ended.REFUSED || status == null) {
            daemon.engine().status().notes().forEach(terminal::problem);
            return ExitCodes.REFUSED;
        }
        terminal.line("Cloned world " + settings.worldId() + " into " + settings.project() + ": " + status.blueprints()
                + " blueprints, " + status.entities() + " entities.");
        status.held().forEach(held -> terminal.line("  left out: " + held.key() + ": " + held.reason()));
        terminal.line("Go on with: cd " + settings.project() + " && gamedev sync start");
        return status.held().isEmpty() && status.failing().isEmpty() ? ExitCodes.OK : ExitCodes.RETRYING;
    }

    /** Asks the runtime which world it serves. */
    private Settings withWorldId(Vertx vertx) throws RemoteException {
        try (RuntimeClient client = RuntimeClient.create(
                vertx,
                new RuntimeAddress(
                        given.requireWorldUrl().toString(),
                        null,
                        given.adminCode().reveal()))) {
            Remote.Session session = client.connect(new Remote.Hints() {
                @Override
                public void changed(ObjectKey key) {
                    // Only the world's id is wanted.
                }

                @Override
                public void disconnected(String reason) {
                    // The session is closed at once.
                }
            });
            return given.at(given.requireWorldUrl(), session.snapshot().worldId(), given.adminCode());
        }
    }

    /** Writes {@code .env}, for the owner only, unless there is one. */
    private static void rememberWorld(Settings settings) throws IOException {
        Path env = settings.project().resolve(".env");
        if (Files.exists(env)) {
            return;
        }
        String text = DotEnv.line("WORLD_URL", settings.requireWorldUrl().toString()) + "\n"
                + DotEnv.line("WORLD_ID", settings.requireWorldId()) + "\n"
                + DotEnv.line("ADMIN_CODE", settings.adminCode().reveal()) + "\n";
        Files.createFile(env, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(env, text);
    }
}
