package dev.lobbysync.daemon.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Whole runs of the daemon: first push, restart, idling; and the short command. */
final class StartRows {
    /** After that long without news the daemon asks at its quietest pace. */
    private static final long QUIET_MILLIS = 65_000;

    private static final long MINUTE_MILLIS = 60_000;

    private final Programs programs;
    private final Report report;
    private final Path work;
    private final int size;
    private final SimpleProject project;

    StartRows(Programs programs, Report report, Path work, int size) throws IOException {
        this.programs = programs;
        this.report = report;
        this.work = work;
        this.size = size;
        this.project = new SimpleProject(work.resolve("project"), size);
        project.write();
    }

    SimpleProject project() {
        return project;
    }

    /** N new apps into an empty world; the runtime of the last run goes on. */
    Started firstPush(int runs, boolean reported) throws Exception {
        List<Double> measured = new ArrayList<>();
        List<Double> floor = new ArrayList<>();
        Started last = null;
        for (int run = 0; run < runs; run++) {
            if (last != null) {
                last.close();
                Benchmark.remove(project.root.resolve(".lobby"));
            }
            last = runtime("runtime" + run);
            try (Child daemon = programs.daemon(project.root, last.url())) {
                measured.add(daemon.millisTo("ready"));
            }
            if (reported) {
                try (Started other = runtime("floor" + run);
                        Child push =
                                programs.floor("push", other.url(), project.root.toString(), Integer.toString(size))) {
                    floor.add(push.millisTo("ready"));
                }
            }
        }
        if (reported) {
            report.row(
                    "first push of N new apps",
                    size,
                    "ms",
                    Samples.of(measured),
                    Samples.of(floor),
                    "≤ 1.3 × floor; "
                            + Map.of(100, "1,500", 500, "5,000", 1_000, "10,000")
                                    .get(size) + " ms");
        } else {
            report.row("(first push, once)", size, "ms", Samples.of(measured), "");
        }
        return last;
    }

    private Started runtime(String directory) throws Exception {
        Child process = programs.runtime(work.resolve(directory));
        return new Started(process, Programs.url(process.await("runtime ready")));
    }

    /** Nothing changed since the last run. */
    void restart(Started runtime, int runs) throws Exception {
        List<Double> measured = new ArrayList<>();
        List<Double> floor = new ArrayList<>();
        List<Double> cpu = new ArrayList<>();
        List<Double> floorCpu = new ArrayList<>();
        List<Double> peak = new ArrayList<>();
        try (Child warm = programs.daemon(project.root, runtime.url())) {
            warm.await("ready");
        }
        Map<String, String> before = projectFiles();
        long writes;
        try (Bystander bystander = new Bystander(runtime.url())) {
            long head = bystander.head();
            for (int run = 0; run < runs; run++) {
                try (Child floorRun = programs.floor("restart", runtime.url(), project.root.toString())) {
                    floor.add(floorRun.millisTo("ready"));
                    floorCpu.add(floorRun.cpuMillis());
                }
                try (Child daemon = programs.daemon(project.root, runtime.url())) {
                    measured.add(daemon.millisTo("ready"));
                    cpu.add(daemon.cpuMillis());
                    peak.add(daemon.peakMegabytes());
                }
            }
            writes = bystander.head() - head;
        }
        report.row(
                "restart, nothing changed",
                size,
                "ms",
                Samples.of(measured),
                Samples.of(floor),
                size > 1_000 ? "≤ 2,000 ms" : "≤ 1.25 × floor");
        report.row("… CPU time of it", size, "ms", Samples.of(cpu), Samples.of(floorCpu), "");
        report.row("… peak resident memory", size, "MB", Samples.of(peak), size > 1_000 ? "≤ 250 MB" : "");
        Map<String, String> after = projectFiles();
        after.entrySet().removeIf(file -> file.getValue().equals(before.get(file.getKey())));
        report.row("… ops in the feed + files touched", size, "", Benchmark.one(writes + after.size()), "0");
        if (!after.isEmpty()) {
            System.err.println("touched: " + after.keySet());
        }
    }

    /** Path to inode, size and time of every file of the project and of the state. */
    private Map<String, String> files(Path directory) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                files.put(
                        file.toString(),
                        Files.getAttribute(file, "unix:ino") + " " + Files.size(file) + " "
                                + Files.getLastModifiedTime(file));
            }
        }
        return files;
    }

    private Map<String, String> projectFiles() throws IOException {
        Map<String, String> files = files(project.root);
        files.keySet().removeIf(path -> path.contains("/.lobby/daemon.") || path.contains("/.lobby/logs/"));
        return files;
    }

    /** Memory and CPU time of a daemon that has nothing to do. */
    void idle(Child daemon) throws Exception {
        try (Child floor = programs.floor("idle")) {
            floor.await("ready");
            Quiet.millis(3_000);
            double idle = floor.residentMegabytes();
            double target = size <= 5 ? 25 : size <= 100 ? 35 : 60;
            report.row(
                    "resident memory, idle",
                    size,
                    "MB",
                    Benchmark.one(daemon.residentMegabytes()),
                    Benchmark.one(idle),
                    "floor + " + Samples.number(target) + " MB");
        }
        Quiet.millis(QUIET_MILLIS);
        double before = daemon.cpuMillis();
        Quiet.millis(MINUTE_MILLIS);
        report.row("CPU time of an idle minute", size, "ms", Benchmark.one(daemon.cpuMillis() - before), "≤ 100 ms");
    }

    /** {@code gamedev sync status}. */
    void status(Started runtime, boolean withDaemon) throws Exception {
        List<Double> measured = new ArrayList<>();
        List<Double> floor = new ArrayList<>();
        for (int run = 0; run < 10; run++) {
            try (Child status = programs.status(project.root, runtime.url())) {
                measured.add(status.millisToEnd());
            }
            try (Child nothing = programs.floor("nothing")) {
                floor.add(nothing.millisToEnd());
            }
        }
        report.row(
                "gamedev sync status, " + (withDaemon ? "daemon runs" : "no daemon"),
                size,
                "ms",
                Samples.of(measured),
                Samples.of(floor),
                "≤ 100 ms");
    }
}
