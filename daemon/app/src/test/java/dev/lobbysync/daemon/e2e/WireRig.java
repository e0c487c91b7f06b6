package dev.lobbysync.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lobbysync.daemon.config.SyncPolicy;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.History;
import dev.lobbysync.daemon.port.Remote;
import dev.lobbysync.daemon.port.Telemetry;
import dev.lobbysync.daemon.project.DirectoryWatcher;
import dev.lobbysync.daemon.project.FileProject;
import dev.lobbysync.daemon.project.RealDisk;
import dev.lobbysync.daemon.state.FileConflictStore;
import dev.lobbysync.daemon.state.FileStateStore;
import dev.lobbysync.daemon.state.FileTrash;
import dev.lobbysync.daemon.state.StateStores;
import dev.lobbysync.daemon.sync.Ports;
import dev.lobbysync.daemon.sync.SyncEngine;
import dev.lobbysync.daemon.sync.SyncOptions;
import dev.lobbysync.daemon.testing.Braces;
import dev.lobbysync.daemon.testing.ManualGit;
import dev.lobbysync.daemon.testing.SeededRandom;
import dev.lobbysync.daemon.world.RuntimeAddress;
import dev.lobbysync.daemon.world.RuntimeClient;
import dev.lobbysync.daemon.world.RuntimeTiming;
import dev.lobbysync.merge.MergePolicy;
import dev.lobbysync.protocol.api.FeedOp;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.wire.PacketTable;
import dev.lobbysync.runtime.http.ReferenceRuntime;
import dev.lobbysync.runtime.http.RuntimeOptions;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;

/**
 * The real heart, client, files and runtime in one process with a {@link BadCable} between client and runtime, on hurried
 * time. Remembers each attempt to connect.
 */
final class WireRig implements AutoCloseable {
    private static final String WORLD = "tiny-world";
    private static final String CODE = "s3cret";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final RuntimeTiming TIMING = new RuntimeTiming(
            Duration.ofMillis(250),
            Duration.ofMillis(250),
            Duration.ofMillis(600),
            Duration.ofMillis(150),
            List.of(Duration.ofMillis(1)));

    /** An attempt to connect, by the daemon's clock. */
    record Attempt(long at, boolean failed) {}

    final ProjectDir project;
    final BadCable cable = new BadCable();
    final List<Attempt> attempts = new CopyOnWriteArrayList<>();
    final List<String> said = new CopyOnWriteArrayList<>();
    private final HurriedTime time = new HurriedTime();
    private final Vertx vertx = Vertx.vertx();
    private final ReferenceRuntime runtime;
    private final Editor editor;
    private final SyncEngine engine;
    private final Thread context;

    /** A project with one of everything, in step with its world. */
    WireRig(Path directory) throws IOException {
        project = new ProjectDir(
                Files.createDirectories(directory.resolve("project")).toRealPath());
        TinyProject.write(project);
        runtime = ReferenceRuntime.start(RuntimeOptions.of(directory.resolve("world"), WORLD)
                .withAdminCode(CODE)
                .withPublicUrl(cable.url()));
        cable.leadTo(runtime.port());
        editor = new Editor("http://127.0.0.1:" + runtime.port(), CODE, PacketTable.R1);
        RealDisk disk = new RealDisk();
        SeededRandom random = new SeededRandom(5);
        Path root = project.root();
        FileStateStore state = StateStores.open(disk, root, WORLD, time, random);
        Remote client = RuntimeClient.create(vertx, new RuntimeAddress(cable.url(), WORLD, CODE), TIMING);
        DirectoryWatcher watcher = new DirectoryWatcher(root);
        Ports ports = new Ports(
                noting(client),
                FileProject.open(disk, root, time, random),
                watcher,
                new ManualGit(),
                History.NONE,
                state,
                FileConflictStore.open(disk, root, WORLD, time, random),
                FileTrash.open(disk, root, time),
                time,
                time,
                random,
                new Ear(said));
        engine = new SyncEngine(ports, options(), status -> {});
        context = new Thread(
                () -> {
                    try {
                        engine.run();
                        watcher.close();
                        client.close();
                        state.close();
                    } catch (IOException e) {
                        said.add("the daemon died: " + e);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "sync context");
        context.setDaemon(true);
        context.start();
        assertInStep();
        awaitWatching();
    }

    /** Hears the daemon from any thread. */
    private record Ear(List<String> said) implements Telemetry {
        @Override
        public void count(Counter counter, long by) {
            // Only words count here.
        }

        @Override
        public void gauge(Gauge gauge, long value) {
            // Likewise.
        }

        @Override
        public void phase(String phase, String why) {
            said.add("phase " + phase + " " + why);
        }

        @Override
        public void object(
                ObjectKey key,
                @Nullable String uid,
                @Nullable String opId,
                Mode mode,
                String message,
                Details details) {
            said.add(mode.word() + " " + key + ": " + message);
        }

        @Override
        public void notice(String message) {
            said.add("notice: " + message);
        }

        @Override
        public void warn(String message) {
            said.add("warning: " + message);
        }
    }

    private static SyncOptions options() {
        Map<ObjectKind, MergePolicy> policies = new EnumMap<>(ObjectKind.class);
        for (ObjectKind kind : ObjectKind.values()) {
            policies.put(kind, SyncPolicy.defaults().of(kind));
        }
        return new SyncOptions(
                false, true, 5, 30, SyncOptions.DELETION_GRACE_MILLIS, policies, new Braces(), "app-server:wire", null);
    }

    private Remote noting(Remote client) {
        return (Remote) Proxy.newProxyInstance(
                Remote.class.getClassLoader(), new Class<?>[] {Remote.class}, (proxy, method, arguments) -> {
                    boolean connecting = method.getName().equals("connect");
                    long at = time.monotonicMillis();
                    try {
                        Object result = method.invoke(client, arguments);
                        if (connecting) {
                            attempts.add(new Attempt(at, false));
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        if (connecting) {
                            attempts.add(new Attempt(at, true));
                        }
                        throw e.getCause();
                    }
                });
    }

    Editor editor() {
        return editor;
    }

    String phase() {
        return engine.status().phase().word();
    }

    long head() {
        return runtime.changes(0, 1).headCursor();
    }

    List<FeedOp> opsAfter(long cursor) {
        return runtime.changes(cursor, 1_000).operations();
    }

    List<String> newsAfter(long cursor) {
        return opsAfter(cursor).stream()
                .map(op -> op.kind().wireName() + " " + op.objectId())
                .toList();
    }

    void awaitWatching() {
        eventually(() -> {
            assertThat(phase()).isEqualTo("watching");
            assertThat(engine.status().pending()).isZero();
            assertThat(engine.status().failing()).isEmpty();
        });
    }

    void assertInStep() {
        InStep inStep = new InStep(project.root(), editor);
        eventually(() -> inStep.check(Set.of()));
    }

    void eventually(ThrowingRunnable assertion) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).untilAsserted(() -> {
            try {
                assertion.run();
            } catch (AssertionError failed) {
                throw new AssertionError(failed.getMessage() + "\n" + phase() + "\n" + String.join("\n", said), failed);
            }
        });
    }

    @Override
    public void close() throws IOException {
        engine.stop();
        try {
            context.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        editor.close();
        cable.close();
        runtime.close();
        vertx.close().await();
    }
}
