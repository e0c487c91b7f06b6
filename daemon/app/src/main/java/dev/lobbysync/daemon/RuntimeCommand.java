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
        String id = worldId == null ? RuntimeStore.storedWorldId(directory).orElse(DEFAULT_WORLD_ID) : worldId;
        RuntimeOptions options = RuntimeOptions.of(directory, id).withListener(host, port);
        try {
            return ReferenceRuntime.start(adminCode.isEmpty() ? options : options.withAdminCode(adminCode.reveal()));
        } catch (StoreException | RuntimeStartException e) {
            throw new CommandFailed(ExitCodes.REFUSED, String.valueOf(e.getMessage()), e);
        }
    }
}
