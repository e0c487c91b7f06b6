package dev.lobbysync.daemon.bench;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Measures what {@code daemon/PERFORMANCE.md} reports. From the root of the checkout:
 *
 * <pre>mvn -q -DskipTests package &amp;&amp; java -cp 'daemon/app/target/test-classes:daemon/app/target/daemon.jar:daemon/app/target/lib/*'
 *     dev.lobbysync.daemon.bench.Benchmark [sizes=5,100,500,1000,10000] [rows=push,restart,idle,edits,bursts,status] [runs=5] [edits=25]</pre>
 *
 * Needs Linux ({@code /proc}). Everything lies in a temporary directory, which is removed.
 */
public final class Benchmark {
    private final Map<String, String> options = new HashMap<>(Map.of(
            "sizes", "5,100,500,1000,10000",
            "rows", "push,restart,idle,edits,bursts,status",
            "runs", "5",
            "edits", "25"));
    private final Report report = new Report();
    private final Programs programs = new Programs(Path.of(""));

    private Benchmark(String[] arguments) {
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            if (parts.length != 2 || !options.containsKey(parts[0])) {
                throw new IllegalArgumentException("unknown option " + argument + "; known: " + options.keySet());
            }
            options.put(parts[0], parts[1]);
        }
    }

    /** @param arguments see above */
    public static void main(String[] arguments) throws Exception {
        new Benchmark(arguments).run();
    }

    private void run() throws Exception {
        Path work = Files.createTempDirectory("gamedev-bench");
        try {
            programs.warmUp(Files.createDirectory(work.resolve("warm-up")));
            for (String size : options.get("sizes").split(",")) {
                measure(Files.createDirectory(work.resolve(size)), Integer.parseInt(size));
            }
        } finally {
            remove(work);
        }
        report.print();
    }

    private void measure(Path work, int size) throws Exception {
        Set<String> rows = Set.copyOf(Arrays.asList(options.get("rows").split(",")));
        int runs = Integer.parseInt(options.get("runs"));
        StartRows start = new StartRows(programs, report, work, size);
        boolean pushed = rows.contains("push") && List.of(100, 500, 1_000).contains(size);
        try (Started runtime = start.firstPush(pushed ? runs : 1, pushed)) {
            if (rows.contains("restart")) {
                start.restart(runtime, size > 1_000 ? Math.min(runs, 5) : runs);
            }
            try (Child daemon = programs.daemon(start.project().root, runtime.url());
                    Bystander bystander = new Bystander(runtime.url())) {
                daemon.await("ready");
                if (rows.contains("idle")) {
                    start.idle(daemon);
                }
                EditRows edits = new EditRows(report, start.project(), bystander);
                if (rows.contains("edits")) {
                    edits.all(Integer.parseInt(options.get("edits")));
                }
                if (rows.contains("bursts") && size >= 100) {
                    edits.bursts(runs);
                }
                if (rows.contains("status")) {
                    start.status(runtime, true);
                }
                report.row("RSS after all of this", size, "MB", one(daemon.residentMegabytes()), "");
            }
            if (rows.contains("status")) {
                start.status(runtime, false);
            }
        }
    }

    static Samples one(double value) {
        return Samples.of(List.of(value));
    }

    static void remove(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, java.io.IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
