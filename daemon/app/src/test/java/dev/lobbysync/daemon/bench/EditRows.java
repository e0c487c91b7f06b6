package dev.lobbysync.daemon.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.port.RemoteException;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Single edits and bursts, each way, while a daemon runs. The floors are the same requests and file operations done by a
 * bare loop; those of the local edits include the pause that a watcher must wait for an editor to finish.
 */
final class EditRows {
    private static final long QUIET_NANOS = 25_000_000;
    private static final int BURST = 50;

    private final Report report;
    private final SimpleProject project;
    private final Bystander bystander;
    private final Path scratch;
    private int serial;

    EditRows(Report report, SimpleProject project, Bystander bystander) {
        this.report = report;
        this.project = project;
        this.bystander = bystander;
        this.scratch = project.root.resolveSibling("scratch");
    }

    /** One edit to be timed, by its number. */
    private interface Edit {
        void run(int i, int serial) throws Exception;
    }

    void all(int edits) throws Exception {
        Files.createDirectories(scratch);
        Map<String, Long> before = stateFiles();
        row(
                "blueprint file saved → op in the feed",
                edits,
                this::saveBlueprint,
                this::floorBlueprint,
                "p50 ≤ 60, p95 ≤ 120 ms");
        long bytes = bytesSince(before);
        report.row(
                "state bytes per blueprint edit",
                project.size,
                "B",
                Benchmark.one((double) bytes / (edits + warmUp(edits))),
                "≤ 8,192 B");
        row("script file saved → op in the feed", edits, this::saveScript, this::floorScript, "p50 ≤ 80, p95 ≤ 150 ms");
        row(
                "world.json saved → op in the feed",
                edits,
                this::saveWorld,
                this::floorWorld,
                project.size > 1_000 ? "p50 ≤ 150 ms" : "p50 ≤ 60 ms");
        row("remote blueprint change → file", edits, this::changeBlueprint, this::floorBlueprintFile, "p50 ≤ 15 ms");
        row(
                "remote entity change → world.json",
                edits,
                this::changeEntity,
                this::floorWorldFile,
                project.size > 1_000 ? "" : "p50 ≤ 40 ms");
    }

    void bursts(int runs) throws Exception {
        Files.createDirectories(scratch);
        rowOf("burst: 50 blueprint files saved → ops", runs, 1, this::saveBurst, this::floorSaveBurst, "≤ 500 ms");
        rowOf("burst: 50 remote changes → files", runs, 1, this::changeBurst, this::floorChangeBurst, "≤ 300 ms");
    }

    private static int warmUp(int edits) {
        return edits / 2;
    }

    private void row(String work, int edits, Edit edit, Edit floor, String target) throws Exception {
        rowOf(work, edits, warmUp(edits), edit, floor, target);
    }

    private void rowOf(String work, int edits, int warmUp, Edit edit, Edit floor, String target) throws Exception {
        List<Double> measured = new ArrayList<>();
        List<Double> least = new ArrayList<>();
        for (int i = 0; i < warmUp + edits; i++) {
            double one = timed(edit, i);
            double other = timed(floor, i);
            if (i >= warmUp) {
                measured.add(one);
                least.add(other);
            }
        }
        report.row(work, project.size, "ms", Samples.of(measured), Samples.of(least), target);
    }

    private double nanosFrom;

    private double timed(Edit edit, int i) throws Exception {
        // Whatever follows from the edit before (echoes, the journal, our own reading) shall be over.
        Quiet.millis(60);
        bystander.skipToHead();
        serial++;
        edit.run(i % project.size, serial);
        return (System.nanoTime() - nanosFrom) / 1e6;
    }

    private void go() {
        nanosFrom = System.nanoTime();
    }

    private void saveBlueprint(int i, int edit) throws Exception {
        go();
        Files.writeString(project.blueprintFile(i), SimpleProject.blueprintText(i, "edit " + edit));
        bystander.awaitOps(Set.of(SimpleProject.name(i)));
    }

    private void floorBlueprint(int i, int edit) throws Exception {
        ObjectNode command = bystander.modifyBlueprint(SimpleProject.name(i), desc("edit " + (edit - 1)));
        go();
        Files.writeString(scratch.resolve("saved"), SimpleProject.blueprintText(i, "edit " + edit));
        LockSupport.parkNanos(QUIET_NANOS);
        force(scratch.resolve("journal"), 400);
        bystander.sendAll(List.of(command));
        bystander.skipToHead();
    }

    private void saveScript(int i, int edit) throws Exception {
        go();
        Files.writeString(project.scriptFile(i), SimpleProject.scriptText(i, "edit " + edit));
        bystander.awaitOps(Set.of(SimpleProject.name(i)));
    }

    private void floorScript(int i, int edit) throws Exception {
        byte[] text = SimpleProject.scriptText(i, "floor " + edit).getBytes(StandardCharsets.UTF_8);
        ObjectNode command = bystander.modifyBlueprint(SimpleProject.name(i), desc("as saved"));
        go();
        Files.write(scratch.resolve("saved"), text);
        LockSupport.parkNanos(QUIET_NANOS);
        bystander
                .client()
                .upload(SimpleProject.scriptUrl(new String(text, StandardCharsets.UTF_8)), text)
                .join();
        force(scratch.resolve("journal"), 400);
        bystander.sendAll(List.of(command));
        bystander.skipToHead();
    }

    private void saveWorld(int i, int edit) throws Exception {
        byte[] text = project.worldWithMoved(i, edit);
        go();
        Files.write(project.worldFile(), text);
        bystander.awaitOps(Set.of(SimpleProject.entity(i).path("id").asText()));
    }

    private void floorWorld(int i, int edit) throws Exception {
        ObjectNode command =
                Bystander.modifyEntity(SimpleProject.entity(i).path("id").asText(), Json.object());
        byte[] text = Files.readAllBytes(project.worldFile());
        go();
        Files.write(scratch.resolve("saved"), text);
        LockSupport.parkNanos(QUIET_NANOS);
        Json.parse(Files.readAllBytes(scratch.resolve("saved")));
        force(scratch.resolve("journal"), 400);
        bystander.sendAll(List.of(command));
        bystander.skipToHead();
    }

    private void changeBlueprint(int i, int edit) throws Exception {
        String desc = "remote " + edit;
        ObjectNode command = bystander.modifyBlueprint(SimpleProject.name(i), desc(desc));
        go();
        bystander.sendAll(List.of(command));
        awaitText(Map.of(project.blueprintFile(i), desc));
    }

    private void floorBlueprintFile(int i, int edit) throws Exception {
        byte[] text = Files.readAllBytes(project.blueprintFile(i));
        ObjectNode command = bystander.modifyBlueprint(SimpleProject.name(i), desc("remote " + (edit - 1)));
        go();
        bystander.sendAll(List.of(command));
        bystander.skipToHead();
        durably(scratch.resolve("file"), text);
    }

    private void changeEntity(int i, int edit) throws Exception {
        double x = edit + 0.0625;
        ObjectNode fields = Json.object();
        fields.putArray("position").add(x).add(0).add(0);
        ObjectNode command =
                Bystander.modifyEntity(SimpleProject.entity(i).path("id").asText(), fields);
        go();
        bystander.sendAll(List.of(command));
        awaitText(Map.of(project.worldFile(), Double.toString(x)));
    }

    private void floorWorldFile(int i, int edit) throws Exception {
        byte[] text = Files.readAllBytes(project.worldFile());
        ObjectNode command =
                Bystander.modifyEntity(SimpleProject.entity(i).path("id").asText(), Json.object());
        go();
        bystander.sendAll(List.of(command));
        bystander.skipToHead();
        durably(scratch.resolve("file"), text);
    }

    private void saveBurst(int from, int edit) throws Exception {
        Set<String> ids = new HashSet<>();
        go();
        for (int i = 0; i < BURST; i++) {
            Files.writeString(project.blueprintFile(i), SimpleProject.blueprintText(i, "burst " + edit));
            ids.add(SimpleProject.name(i));
        }
        bystander.awaitOps(ids);
    }

    private void floorSaveBurst(int from, int edit) throws Exception {
        List<ObjectNode> commands = commands("burst " + (edit - 1));
        go();
        for (int i = 0; i < BURST; i++) {
            Files.writeString(scratch.resolve("saved" + i), SimpleProject.blueprintText(i, "burst " + edit));
        }
        LockSupport.parkNanos(QUIET_NANOS);
        force(scratch.resolve("journal"), 400 * BURST);
        bystander.sendAll(commands);
        bystander.skipToHead();
    }

    private void changeBurst(int from, int edit) throws Exception {
        String desc = "remote burst " + edit;
        List<ObjectNode> commands = commands(desc);
        Map<Path, String> wanted = new HashMap<>();
        for (int i = 0; i < BURST; i++) {
            wanted.put(project.blueprintFile(i), desc);
        }
        go();
        bystander.sendAll(commands);
        awaitText(wanted);
    }

    private void floorChangeBurst(int from, int edit) throws Exception {
        List<ObjectNode> commands = commands("remote burst " + (edit - 1));
        byte[] text = Files.readAllBytes(project.blueprintFile(0));
        go();
        bystander.sendAll(commands);
        bystander.skipToHead();
        for (int i = 0; i < BURST; i++) {
            durably(scratch.resolve("file" + i), text);
        }
    }

    private List<ObjectNode> commands(String desc) throws RemoteException {
        List<ObjectNode> commands = new ArrayList<>();
        for (int i = 0; i < BURST; i++) {
            commands.add(bystander.modifyBlueprint(SimpleProject.name(i), desc(desc)));
        }
        return commands;
    }

    private static ObjectNode desc(String desc) {
        return Json.object().put("desc", desc);
    }

    /** Looks at the files' times until each holds its text. */
    private static void awaitText(Map<Path, String> wanted) throws IOException {
        Map<Path, String> missing = new HashMap<>(wanted);
        Map<Path, Object> seen = new HashMap<>();
        long deadline = System.nanoTime() + 120_000_000_000L;
        while (!missing.isEmpty()) {
            for (Path file : List.copyOf(missing.keySet())) {
                Object inode = Files.getAttribute(file, "unix:ino");
                if (!inode.equals(seen.put(file, inode))
                        && Files.readString(file).contains(missing.get(file))) {
                    missing.remove(file);
                }
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("nobody wrote " + missing);
            }
            LockSupport.parkNanos(200_000);
        }
    }

    private static void force(Path journal, int bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(journal, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(bytes), channel.size());
            channel.force(true);
        }
    }

    private static void durably(Path file, byte[] bytes) throws IOException {
        Path temporary = file.resolveSibling("temporary");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(ByteBuffer.wrap(bytes));
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** Size of each state file by path and inode; logs are no state. */
    private Map<String, Long> stateFiles() throws IOException {
        Map<String, Long> sizes = new HashMap<>();
        try (Stream<Path> all = Files.walk(project.root.resolve(".lobby"))) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                if (!file.toString().contains("/logs/") && !file.toString().contains("/daemon.")) {
                    sizes.put(file + " " + Files.getAttribute(file, "unix:ino"), Files.size(file));
                }
            }
        }
        return sizes;
    }

    private long bytesSince(Map<String, Long> before) throws IOException {
        long bytes = 0;
        for (Map.Entry<String, Long> file : stateFiles().entrySet()) {
            bytes += Math.max(0, file.getValue() - before.getOrDefault(file.getKey(), 0L));
        }
        return bytes;
    }
}
