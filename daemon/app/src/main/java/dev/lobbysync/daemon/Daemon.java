package dev.lobbysync.daemon;

import dev.lobbysync.daemon.config.AuthTokens;
import dev.lobbysync.daemon.config.Settings;
import dev.lobbysync.daemon.config.SyncPolicy;
import dev.lobbysync.daemon.model.Choice;
import dev.lobbysync.daemon.project.DirectoryWatcher;
import dev.lobbysync.daemon.project.FileProject;
import dev.lobbysync.daemon.project.GitHistory;
import dev.lobbysync.daemon.project.RealDisk;
import dev.lobbysync.daemon.project.RepositoryState;
import dev.lobbysync.daemon.state.AlreadyRunningException;
import dev.lobbysync.daemon.state.ConflictHistory;
import dev.lobbysync.daemon.state.FileConflictStore;
import dev.lobbysync.daemon.state.FileStateStore;
import dev.lobbysync.daemon.state.FileTrash;
import dev.lobbysync.daemon.state.ProcessLock;
import dev.lobbysync.daemon.state.StateStores;
import dev.lobbysync.daemon.sync.MeetingTerms;
import dev.lobbysync.daemon.sync.Phase;
import dev.lobbysync.daemon.sync.Ports;
import dev.lobbysync.daemon.sync.SyncEngine;
import dev.lobbysync.daemon.sync.SyncOnce;
import dev.lobbysync.daemon.sync.SyncOptions;
import dev.lobbysync.daemon.sync.SyncStatus;
import dev.lobbysync.daemon.syntax.EcmaScript;
import dev.lobbysync.daemon.telemetry.MicrometerTelemetry;
import dev.lobbysync.daemon.world.RuntimeAddress;
import dev.lobbysync.daemon.world.RuntimeClient;
import dev.lobbysync.daemon.world.RuntimeTiming;
import dev.lobbysync.merge.MergePolicy;
import dev.lobbysync.protocol.doc.ObjectKind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One project's daemon: the process lock taken, every port wired to its real implementation. The thread that calls {@link
 * #run} becomes the sync context.
 */
final class Daemon implements AutoCloseable {
    private final ProcessLock lock;
    private final RuntimeClient remote;
    private final DirectoryWatcher watcher;
    private final FileStateStore state;
    private final FileConflictStore conflicts;
    private final FileProject project;
    private final MicrometerTelemetry telemetry;
    private final SyncEngine engine;
    private final Supplier<SyncOnce> once;
    private boolean declined;

    private Daemon(
            ProcessLock lock,
            RuntimeClient remote,
            DirectoryWatcher watcher,
            FileStateStore state,
            FileConflictStore conflicts,
            FileProject project,
            MicrometerTelemetry telemetry,
            SyncEngine engine,
            Supplier<SyncOnce> once) {
        this.lock = lock;
        this.remote = remote;
        this.watcher = watcher;
        this.state = state;
        this.conflicts = conflicts;
        this.project = project;
        this.telemetry = telemetry;
        this.engine = engine;
        this.once = once;
    }

    /**
     * Wires a daemon for a project; nothing is connected yet.
     *
     * @param vertx asked for once everything else is there
     * @throws AlreadyRunningException if another daemon has the project
     */
    static Daemon open(Supplier<Vertx> vertx, Settings settings, Consumer<SyncStatus> onReady)
            throws AlreadyRunningException, IOException {
        return open(vertx, settings, MeetingTerms.PLAIN, onReady);
    }

    /** Like {@link #open(Supplier, Settings, Consumer)}, with how a first meeting shall go. */
    static Daemon open(Supplier<Vertx> vertx, Settings settings, MeetingTerms terms, Consumer<SyncStatus> onReady)
            throws AlreadyRunningException, IOException {
        Path root = settings.project();
        ProcessLock lock = ProcessLock.acquire(root);
        try {
            return wire(lock, vertx, settings, root, terms, onReady);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static Daemon wire(
            ProcessLock lock,
            Supplier<Vertx> vertx,
            Settings settings,
            Path root,
            MeetingTerms terms,
            Consumer<SyncStatus> onReady)
            throws IOException {
        // Three pieces of work that need each other only in the end, beside the reading of the state.
        Ahead<RuntimeClient> connecting = connectEarly(vertx, settings);
        Ahead<FileProject> opening = Ahead.begin(
                "project-opening", () -> FileProject.open(new RealDisk(), root, new SystemClock(), new SystemRandom()));
        DirectoryWatcher watcher = new DirectoryWatcher(root);
        watcher.registerEarly();
        try {
            return wire(lock, connecting, opening, watcher, settings, root, terms, onReady);
        } catch (IOException | RuntimeException e) {
            watcher.close();
            connecting.giveUp(RuntimeClient::close);
            throw e;
        }
    }

    /** The runtime has its answer ready while state and files are read. */
    private static Ahead<RuntimeClient> connectEarly(Supplier<Vertx> vertx, Settings settings) {
        return Ahead.begin("connecting", () -> {
            RuntimeClient client = client(vertx.get(), settings);
            client.connectEarly();
            return client;
        });
    }

    private static Daemon wire(
            ProcessLock lock,
            Ahead<RuntimeClient> connecting,
            Ahead<FileProject> opening,
            DirectoryWatcher watcher,
            Settings settings,
            Path root,
            MeetingTerms terms,
            Consumer<SyncStatus> onReady)
            throws IOException {
        SystemClock clock = new SystemClock();
        SystemRandom random = new SystemRandom();
        RealDisk disk = new RealDisk();
        String worldId = settings.requireWorldId();
        MicrometerTelemetry telemetry = new MicrometerTelemetry(new SimpleMeterRegistry());
        FileStateStore state = StateStores.open(disk, root, worldId, clock, random);
        state.notices().forEach(telemetry::warn);
        state.restored().forEach(file -> telemetry.warn(file.path() + ": " + file.outcome()));
        FileConflictStore conflicts = FileConflictStore.open(disk, root, worldId, clock, random);
        conflicts.notices().forEach(telemetry::warn);
        state.recordConflictsOf(new ConflictHistory(conflicts));
        FileTrash trash = FileTrash.open(disk, root, clock);
        trash.prune(conflicts::mentions, state.agreedWallMillis());
        FileProject project = opening.result();
        RuntimeClient remote = connecting.result();
        Ports ports = new Ports(
                remote,
                project,
                watcher,
                new RepositoryState(disk, root, clock),
                new GitHistory(root, clock, random),
                state,
                conflicts,
                trash,
                clock,
                new ThreadScheduler(clock),
                random,
                telemetry);
        SyncOptions options = options(settings);
        SyncEngine engine = new SyncEngine(ports, options, terms, onReady);
        return new Daemon(
                lock,
                remote,
                watcher,
                state,
                conflicts,
                project,
                telemetry,
                engine,
                () -> new SyncOnce(ports, options));
    }

    /** A client of the configured world, not yet connected. */
    static RuntimeClient client(Vertx vertx, Settings settings) {
        return RuntimeClient.create(
                vertx,
                new RuntimeAddress(
                        settings.requireWorldUrl().toString(),
                        settings.requireWorldId(),
                        settings.adminCode().reveal(),
                        AuthTokens.of(
                                settings.lobby(), settings.requireWorldUrl().toString(), settings.requireWorldId())),
                RuntimeTiming.of(
                        settings.timeouts().connect(), settings.timeouts().request()));
    }

    static SyncOptions options(Settings settings) {
        SyncPolicy policy = SyncPolicy.load(settings.project());
        Map<ObjectKind, MergePolicy> policies = new EnumMap<>(ObjectKind.class);
        for (ObjectKind kind : ObjectKind.values()) {
            policies.put(kind, policy.of(kind));
        }
        String owner = RuntimeClient.NAME + ":" + settings.project().getFileName() + ":"
                + (settings.target() == null ? "default" : settings.target()) + ":"
                + ProcessHandle.current().pid();
        return new SyncOptions(
                settings.strictConflicts(),
                settings.bidirectional(),
                settings.guards().minDeletions(),
                settings.guards().maxPercent(),
                SyncOptions.DELETION_GRACE_MILLIS,
                policies,
                new EcmaScript(),
                owner,
                settings.deployNote());
    }

    SyncEngine engine() {
        return engine;
    }

    FileConflictStore conflicts() {
        return conflicts;
    }

    MicrometerTelemetry telemetry() {
        return telemetry;
    }

    /** Runs until stopped or refused. */
    SyncEngine.Ended run() throws IOException, InterruptedException {
        SyncEngine.Ended ended = engine.run();
        declined = ended == SyncEngine.Ended.DECLINED;
        return ended;
    }

    /** Connects, resolves just these conflicts, and returns; no other base moves. */
    List<SyncEngine.Resolution> resolveOnly(List<String> artifactIds, Choice choice) throws IOException {
        return once.get().resolve(artifactIds, choice);
    }

    /** Whether the files are what both sides agreed on; {@code status} counts what changes from then on. */
    private boolean inStep() {
        SyncStatus status = engine.status();
        return status.phase() instanceof Phase.Watching
                && status.pending() == 0
                && status.failing().isEmpty();
    }

    @Override
    public void close() throws IOException {
        try {
            watcher.close();
            remote.close();
            if (!declined) {
                project.close(inStep());
            }
            state.pruneTexts(conflicts.referencedTexts());
            state.close();
        } finally {
            lock.close();
        }
    }
}
