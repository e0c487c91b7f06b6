package dev.lobbysync.daemon;

import dev.lobbysync.daemon.cli.CommandFailed;
import dev.lobbysync.daemon.cli.Terminal;
import dev.lobbysync.daemon.config.AdminCode;
import dev.lobbysync.daemon.control.ExitCodes;
import dev.lobbysync.runtime.http.ReferenceRuntime;
import dev.lobbysync.runtime.http.RuntimeOptions;
import dev.lobbysync.runtime.http.RuntimeStartException;
import dev.lobbysync.runtime.store.RuntimeStore;
import dev.lobbysync.runtime.store.StoreException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** {@code gamedev runtime start}: the reference runtime alone, in the foreground. */
final class RuntimeCommand {
    private static final String DEFAULT_WORLD_ID = "local-world";

    private RuntimeCommand() {}

    @SuppressWarnings("try") // the shutdown hook closes it too, which is harmless
    static int run(
            Path directory, int port, @Nullable String worldId, String host, AdminCode adminCode, Terminal terminal)
            throws InterruptedException {
        try (ReferenceRuntime runtime = start(directory, port, worldId, host, adminCode)) {
            CountDownLatch ended = new CountDownLatch(1);
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                runtime.close();
                                ended.countDown();
                            },
                            "shutdown"));
            runtime.adoption().ifPresent(adoption -> terminal.line(adoption.message()));
            terminal.line("runtime ready url=" + runtime.url() + " world=" + runtime.worldId() + " dir=" + directory);
            if (adminCode.isEmpty()) {
                terminal.line("admin code (made for this run; set ADMIN_CODE to choose one): " + runtime.adminCode());
            }
            ended.await();
            return ExitCodes.OK;
        }
    }

    /** Starts a runtime, its data in the given directory. */
    static ReferenceRuntime start(
            Path directory, int port, @Nullable String worldId, String host, AdminCode adminCode) {
        try {
            String id = worldId == null ? storedWorldId(directory) : worldId;
            RuntimeOptions options = RuntimeOptions.of(directory, id).withListener(host, port);
            return ReferenceRuntime.start(adminCode.isEmpty() ? options : options.withAdminCode(adminCode.reveal()));
        } catch (StoreException | RuntimeStartException e) {
            throw new CommandFailed(ExitCodes.REFUSED, String.valueOf(e.getMessage()), e);
        }
    }

    /** A world that does not say its id gets none made up: its clients have one, and would refuse any other. */
    private static String storedWorldId(Path directory) {
        return RuntimeStore.storedWorldId(directory).orElseGet(() -> {
            if (RuntimeStore.holdsWorld(directory)) {
                throw new CommandFailed(
                        ExitCodes.REFUSED,
                        "the world in " + directory
                                + " does not say its id: give --world-id, the WORLD_ID of its projects");
            }
            return DEFAULT_WORLD_ID;
        });
    }
}
