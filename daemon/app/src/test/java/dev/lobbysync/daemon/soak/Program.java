package dev.lobbysync.daemon.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A process of ours: what it printed lies in a file, what it takes is read from {@code /proc}. */
final class Program {
    private static final Pattern HEAP = Pattern.compile("generation +total \\d+K, used (\\d+)K");

    private final Process process;
    private final Path output;

    private Program(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static Program start(List<String> command, Map<String, String> environment, Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("WORLD_") || name.startsWith("SYNC_"));
        builder.environment().putAll(environment);
        Files.writeString(output, "");
        Process process = builder.start();
        process.getOutputStream().close();
        return new Program(process, output);
    }

    /** Runs a command to its end and returns what it printed. */
    static String run(Path directory, String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = await(process);
        if (code != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + code + ": " + said);
        }
        return said;
    }

    String said() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it printed is of no interest any more. */
    void forgetOutput() throws IOException {
        Files.delete(output);
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Waits for the end, at most two minutes. */
    int exitCode() {
        return await(process);
    }

    private static int await(Process process) {
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                throw new IllegalStateException("process " + process.pid() + " does not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** A clean stop, as by Ctrl-C. */
    int stop() {
        process.destroy();
        return exitCode();
    }

    /** Sends {@code STOP} or {@code CONT}. */
    void signal(String name) throws IOException {
        run(Path.of("/"), "kill", "-" + name, Long.toString(process.pid()));
    }

    /**
     * What it takes.
     *
     * @param heapKilobytes used after a collection
     */
    record Footprint(long heapKilobytes, long residentKilobytes, int files, int threads) {}

    Footprint footprint() throws IOException {
        long resident = 0;
        int threads = 0;
        for (String line : Files.readAllLines(proc("status"))) {
            if (line.startsWith("VmRSS:")) {
                resident = Long.parseLong(line.replaceAll("\\D", ""));
            } else if (line.startsWith("Threads:")) {
                threads = Integer.parseInt(line.replaceAll("\\D", ""));
            }
        }
        String pid = Long.toString(process.pid());
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        run(Path.of("/"), jcmd, pid, "GC.run");
        Matcher used = HEAP.matcher(run(Path.of("/"), jcmd, pid, "GC.heap_info"));
        long heap = 0;
        while (used.find()) {
            heap += Long.parseLong(used.group(1));
        }
        try (Stream<Path> open = Files.list(proc("fd"))) {
            return new Footprint(heap, resident, (int) open.count(), threads);
        }
    }

    private Path proc(String file) {
        return Path.of("/proc", Long.toString(process.pid()), file);
    }
}
