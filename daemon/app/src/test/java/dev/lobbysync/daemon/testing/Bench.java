package dev.lobbysync.daemon.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.config.SyncPolicy;
import dev.lobbysync.daemon.model.Choice;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.port.Disk;
import dev.lobbysync.daemon.port.History;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.daemon.port.StateStore;
import dev.lobbysync.daemon.project.FileProject;
import dev.lobbysync.daemon.project.FrozenDisk;
import dev.lobbysync.daemon.state.ConflictHistory;
import dev.lobbysync.daemon.state.FileConflictStore;
import dev.lobbysync.daemon.state.FileStateStore;
import dev.lobbysync.daemon.state.FileTrash;
import dev.lobbysync.daemon.state.SeenState;
import dev.lobbysync.daemon.state.StateStores;
import dev.lobbysync.daemon.sync.Forecast;
import dev.lobbysync.daemon.sync.MeetingTerms;
import dev.lobbysync.daemon.sync.Ports;
import dev.lobbysync.daemon.sync.SyncEngine;
import dev.lobbysync.daemon.sync.SyncOnce;
import dev.lobbysync.daemon.sync.SyncOptions;
import dev.lobbysync.daemon.sync.SyncStatus;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A project, a runtime and the real heart between them: real planner, executor, state store, conflict store, trash and
 * project reader, on a lossy disk in memory and virtual time. Tests edit on both sides and {@link #settle}.
 */
public final class Bench {
    public static final Path ROOT = Path.of("/harbour");
    public static final String WORLD = "local-harbour";
    private static final long SETTLES_WITHIN = 12_000;

    private final VirtualTime time;
    private final MemoryDisk disk;
    private final Map<String, Target> targets = new HashMap<>();
    private final long seed;
    private String worldId = WORLD;
    private MemoryRuntime runtime;
    private MemoryRemote remote;
    private Visitor visitor;
    private final ManualWatcher watcher = new ManualWatcher();
    private final ManualGit git = new ManualGit();
    private final RecordingTelemetry telemetry = new RecordingTelemetry();
    private final SeededRandom random;
    private History history = History.NONE;
    private MeetingTerms terms = MeetingTerms.PLAIN;
    private boolean strict;
    private boolean bidirectional = true;
    private int minDeletions = 5;
    private int maxDeletedPercent = 30;
    private SyncPolicy policy = SyncPolicy.defaults();
    private @Nullable SyncEngine engine;
    private SyncEngine.@Nullable Ended ended;

    public Bench() {
        this(1);
    }

    public Bench(long seed) {
        this(seed, new VirtualTime(), null);
    }

    /** A world that the daemon can be led to. */
    private record Target(MemoryRuntime runtime, MemoryRemote remote) {}

    private Bench(long seed, VirtualTime time, @Nullable MemoryRuntime shared) {
        this.seed = seed;
        this.time = time;
        disk = new MemoryDisk(time::mtimeNanos);
        random = new SeededRandom(seed);
        runtime = shared == null ? new MemoryRuntime(WORLD, time, seed) : shared;
        remote = new MemoryRemote(runtime, WORLD);
        visitor = new Visitor(runtime);
        disk.installDirectory(ROOT);
    }

    /** The next start is with another world; one of that name is made with default content if there is none yet. */
    public void target(String world) {
        targets.put(worldId, new Target(runtime, remote));
        Target next = targets.computeIfAbsent(world, id -> {
            MemoryRuntime fresh = new MemoryRuntime(id, time, seed);
            return new Target(fresh, new MemoryRemote(fresh, id));
        });
        worldId = world;
        runtime = next.runtime();
        remote = next.remote();
        visitor = new Visitor(runtime);
    }

    /** Somebody else's project of the same world, a copy of this one's files as git makes it, with no daemon yet. */
    public Bench colleague(long seed) {
        Bench other = new Bench(seed, time.shared(), runtime);
        disk.files(ROOT).forEach(other::write);
        return other;
    }

    /** Whoever edits the world from inside it. */
    public Visitor world() {
        return visitor;
    }

    public MemoryRuntime runtime() {
        return runtime;
    }

    public MemoryRemote remote() {
        return remote;
    }

    public MemoryDisk disk() {
        return disk;
    }

    public ManualGit git() {
        return git;
    }

    public ManualWatcher watcher() {
        return watcher;
    }

    public VirtualTime time() {
        return time;
    }

    public RecordingTelemetry telemetry() {
        return telemetry;
    }

    public SyncEngine engine() {
        return Objects.requireNonNull(engine, "start() first");
    }

    public SyncStatus status() {
        return engine().status();
    }

    /** The commits of the project; none unless a test says so. */
    public void history(History commits) {
        history = commits;
    }

    /** How a first meeting shall go. */
    public void terms(MeetingTerms meeting) {
        terms = meeting;
    }

    /** What {@code sync plan} tells without a daemon. */
    public Forecast plan(@Nullable Use prefer) {
        return plan(new FrozenDisk(disk), prefer);
    }

    private Forecast plan(Disk frozen, @Nullable Use prefer) {
        try {
            FileProject project = FileProject.open(frozen, ROOT, time, random);
            StateStore state = SeenState.read(frozen, ROOT, worldId);
            FileConflictStore store = FileConflictStore.open(frozen, ROOT, worldId, time, random);
            return new SyncOnce(ports(frozen, project, state, store), options()).forecast(prefer);
        } catch (IOException | RemoteException e) {
            throw new AssertionError(e);
        }
    }

    public void strict(boolean only) {
        strict = only;
    }

    /** The project's policy from the next start on, as its file says it. */
    public void policy(String file) {
        policy = SyncPolicy.parse(file.getBytes(StandardCharsets.UTF_8));
    }

    /** From the next start on, deletions wait from so many, and from more than such a part of their kind on. */
    public void guards(int deletions, int percent) {
        minDeletions = deletions;
        maxDeletedPercent = percent;
    }

    public void bidirectional(boolean both) {
        bidirectional = both;
    }

    // --- the files ---

    /** Somebody saves a file; the watcher tells. */
    public void write(String path, String text) {
        write(path, text.getBytes(StandardCharsets.UTF_8));
    }

    public void write(String path, byte[] bytes) {
        disk.install(ROOT.resolve(path), bytes);
        watcher.report(path);
    }

    /** Git notes in its index how the file lies there, as it does at the end of a checkout. */
    public void index(String path) {
        index(List.of(path));
    }

    /** Git notes in its index how the files lie there; it knows no others. */
    public void index(List<String> paths) {
        TreeMap<String, Disk.Stat> stats = new TreeMap<>();
        for (String path : paths) {
            stats.put(path, Objects.requireNonNull(disk.unharmed(() -> disk.stat(ROOT.resolve(path))), path));
        }
        disk.install(ROOT.resolve(".git/index"), IndexOfGit.of(stats));
    }

    /** Somebody replaces a piece of text in a file, which must be there. */
    public void replace(String path, String from, String to) {
        String before = read(path);
        assertThat(before).as(path).contains(from);
        write(path, before.replace(from, to));
    }

    /** Somebody deletes a file or a directory. */
    public void erase(String path) {
        disk.remove(ROOT.resolve(path));
        watcher.report(path);
    }

    /** Somebody renames or moves a file or a directory; the watcher tells both paths. */
    public void move(String from, String to) {
        disk.move(ROOT.resolve(from), ROOT.resolve(to));
        watcher.report(from);
        watcher.report(to);
    }

    /** Somebody copies a directory; the watcher tells the new one only, for it was filled before its watch existed. */
    public void copy(String from, String to) {
        disk.files(ROOT.resolve(from)).forEach((path, bytes) -> disk.install(ROOT.resolve(to + "/" + path), bytes));
        watcher.report(to);
    }

    public String read(String path) {
        return disk.text(ROOT.resolve(path));
    }

    public boolean has(String path) {
        return disk.exists(ROOT.resolve(path));
    }

    /** A JSON file of the project. */
    public ObjectNode json(String path) {
        try {
            return (ObjectNode) Json.parse(read(path));
        } catch (IOException e) {
            throw new AssertionError(path + " is no JSON: " + read(path), e);
        }
    }

    /** The row of an entity in world.json, or null. */
    public @Nullable ObjectNode row(String id) {
        for (var row : json("world.json").path("entities")) {
            if (row.path("id").asText().equals(id)) {
                return (ObjectNode) row;
            }
        }
        return null;
    }

    /** Somebody edits world.json. */
    public void layout(Layout edit) {
        ObjectNode world = json("world.json");
        edit.edit(world);
        write("world.json", world.toPrettyString() + "\n");
    }

    /** Somebody edits the row of an entity. */
    public void layoutRow(String id, Layout edit) {
        layout(world -> {
            for (var row : world.path("entities")) {
                if (row.path("id").asText().equals(id)) {
                    edit.edit((ObjectNode) row);
                }
            }
        });
    }

    /** Somebody removes the row of an entity. */
    public void removeRow(String id) {
        layout(world -> {
            var rows = world.path("entities").iterator();
            while (rows.hasNext()) {
                if (rows.next().path("id").asText().equals(id)) {
                    rows.remove();
                }
            }
        });
    }

    /** An edit of a document. */
    public interface Layout {
        void edit(ObjectNode document);
    }

    // --- the daemon ---

    /** Starts the daemon and lets both sides settle. */
    public Bench start() {
        ended = null;
        time.start(this::live);
        if (time.isAlive()) {
            settle();
        }
        return this;
    }

    private SyncEngine.Ended live() throws IOException, InterruptedException {
        FileStateStore state = StateStores.open(disk, ROOT, worldId, time, random);
        state.notices().forEach(telemetry::warn);
        state.restored().forEach(file -> telemetry.warn(file.path() + ": " + file.outcome()));
        FileConflictStore conflicts = FileConflictStore.open(disk, ROOT, worldId, time, random);
        state.recordConflictsOf(new ConflictHistory(conflicts));
        FileProject project = FileProject.open(disk, ROOT, time, random);
        SyncEngine running = new SyncEngine(ports(disk, project, state, conflicts), options(), terms, status -> {});
        engine = running;
        ended = running.run();
        watcher.close();
        remote.close();
        project.close(true);
        state.pruneTexts(conflicts.referencedTexts());
        state.close();
        return ended;
    }

    private Ports ports(Disk on, FileProject project, StateStore state, FileConflictStore conflicts)
            throws IOException {
        FileTrash trash = FileTrash.open(on, ROOT, time);
        return new Ports(
                remote, project, watcher, git, history, state, conflicts, trash, time, time, random, telemetry);
    }

    private SyncOptions options() {
        Map<ObjectKind, dev.lobbysync.merge.MergePolicy> policies = new EnumMap<>(ObjectKind.class);
        for (ObjectKind kind : ObjectKind.values()) {
            policies.put(kind, policy.of(kind));
        }
        return new SyncOptions(
                strict,
                bidirectional,
                minDeletions,
                maxDeletedPercent,
                SyncOptions.DELETION_GRACE_MILLIS,
                policies,
                new Braces(),
                "app-server:bench",
                null);
    }

    /** Lets enough time pass for everything that needs no person. */
    public void settle() {
        time.pass(SETTLES_WITHIN);
    }

    /** Lets time pass. */
    public void pass(long millis) {
        time.pass(millis);
    }

    /** The daemon hears of nothing in the world until {@link #reunite}. */
    public void apart() {
        remote.away(true);
        settle();
    }

    public void reunite() {
        remote.away(false);
        settle();
    }

    /** An orderly stop. */
    public void stop() {
        engine().stop();
        // Whoever else is due at this moment may take their time.
        for (int i = 0; i < 5 && time.isAlive(); i++) {
            time.pass(1);
        }
        assertThat(time.isAlive()).as("the daemon still runs after stop()").isFalse();
    }

    public void restart() {
        stop();
        start();
    }

    /** The process is killed where it waits, and power goes with it. */
    public void crash(Loss loss) {
        time.kill();
        revive(loss);
    }

    /** What lies on the disk after a crash is what the next start finds. */
    public void revive(Loss loss) {
        disk.crash(loss);
        remote.faults().reset();
        remote.dropConnection();
        watcher.close();
    }

    public SyncEngine.@Nullable Ended ended() {
        return ended;
    }

    /** Resolves the open conflict of an object. */
    public SyncEngine.Resolution resolve(String object, Use use) {
        return resolve(object, Choice.of(use));
    }

    /** Says something to the open conflict of an object. */
    public SyncEngine.Resolution resolve(String object, Choice choice) {
        CompletableFuture<SyncEngine.Resolution> answer =
                engine().resolve(conflict(object).id(), choice);
        settle();
        return answer.join();
    }

    /** Says something to the open conflict of an object while no daemon runs. */
    public SyncEngine.Resolution resolveOffline(String object, Choice choice) {
        String id = conflict(object).id();
        List<SyncEngine.Resolution> answers = new ArrayList<>();
        time.start(() -> {
            FileStateStore state = StateStores.open(disk, ROOT, worldId, time, random);
            FileConflictStore store = FileConflictStore.open(disk, ROOT, worldId, time, random);
            FileProject project = FileProject.open(disk, ROOT, time, random);
            answers.addAll(new SyncOnce(ports(disk, project, state, store), options()).resolve(List.of(id), choice));
            remote.close();
            project.close(false);
            state.close();
            return SyncEngine.Ended.STOPPED;
        });
        settle();
        return answers.get(0);
    }

    // --- what came of it ---

    /** Open conflict artifacts by the name of their object, {@code entity lamp}. */
    public Map<String, ConflictArtifact> conflicts() {
        Map<String, ConflictArtifact> open = new TreeMap<>();
        FileConflictStore store = disk.unharmed(() -> FileConflictStore.open(disk, ROOT, worldId, time, random));
        store.open().forEach(artifact -> open.put(artifact.key().toString(), artifact));
        return open;
    }

    public ConflictArtifact conflict(String object) {
        assertThat(conflicts()).containsKey(object);
        return Objects.requireNonNull(conflicts().get(object));
    }

    /** The fields that an open conflict is about. */
    public List<String> conflictFields(String object) {
        return conflict(object).document().path("unresolvedFields").findValuesAsText("path");
    }

    /** Both sides say the same about everything, and nothing waits. */
    public void assertInSync() {
        assertThat(differences()).as("differences; log:\n" + log()).isEmpty();
        assertThat(conflicts().keySet()).as("open conflicts; log:\n" + log()).isEmpty();
        SyncStatus status = status();
        assertThat(status.held()).as("held").isEmpty();
        assertThat(status.failing()).as("failing").isEmpty();
        assertThat(status.pending()).as("pending").isZero();
        assertThat(status.phase().word()).as("phase").isEqualTo("watching");
    }

    /** What the two sides say differently, by object. */
    public Map<String, String> differences() {
        return Picture.differences(Picture.ofFiles(disk, ROOT), Picture.ofWorld(runtime));
    }

    /** What the daemon asked the runtime to change since the last call. */
    public List<String> takeMutations() {
        List<String> taken = List.copyOf(remote.mutations());
        remote.mutations().clear();
        return taken;
    }

    /** Whether a piece of text lies in a file below this path. */
    public boolean lies(String below, String text) {
        Path directory = ROOT.resolve(below);
        return disk.files(directory).values().stream()
                .anyMatch(bytes -> new String(bytes, StandardCharsets.UTF_8).contains(text));
    }

    public String log() {
        return String.join("\n", telemetry.lines());
    }
}
