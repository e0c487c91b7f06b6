package dev.lobbysync.daemon.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process of ours: what it prints, how much memory and CPU time it takes (from {@code /proc}). */
final class Child implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 600;
    private static final double TICK_MILLIS = 10;

    private record Line(String text, long nanos) {}

    private final Process process;
    private final long startedNanos;
    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();

    private Child(Process process, long startedNanos) {
        this.process = process;
        this.startedNanos = startedNanos;
    }

    /** Starts a program; what it says on standard error is shown. */
    static Child start(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        long nanos = System.nanoTime();
        Child child = new Child(builder.start(), nanos);
        Thread reader = new Thread(child::read, "output of a child");
        reader.setDaemon(true);
        reader.start();
        return child;
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(new Line(line, System.nanoTime()));
            }
        } catch (IOException e) {
            lines.add(new Line("(its output broke off: " + e.getMessage() + ")", System.nanoTime()));
        }
    }

    /** Waits for a line that begins so, and returns it. */
    String await(String beginning) throws InterruptedException {
        return next(beginning).text();
    }

    /** Milliseconds from the start of the process to the line. */
    double millisTo(String beginning) throws InterruptedException {
        return (next(beginning).nanos() - startedNanos) / 1e6;
    }

    private Line next(String beginning) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < deadline) {
            Line line = lines.poll(100, TimeUnit.MILLISECONDS);
            if (line != null && line.text().startsWith(beginning)) {
                return line;
            }
            if (line == null && !process.isAlive()) {
                throw new IllegalStateException(
                        "a child ended with " + process.exitValue() + " before it said '" + beginning + "'");
            }
        }
        throw new IllegalStateException("a child did not say '" + beginning + "' in " + PATIENCE_SECONDS + " s");
    }

    /** Milliseconds until it has ended by itself. */
    double millisToEnd() throws InterruptedException {
        process.waitFor();
        return (System.nanoTime() - startedNanos) / 1e6;
    }

    long pid() {
        return process.pid();
    }

    double residentMegabytes() throws IOException {
        return status("VmRSS:");
    }

    double peakMegabytes() throws IOException {
        return status("VmHWM:");
    }

    private double status(String field) throws IOException {
        for (String line : Files.readAllLines(proc("status"))) {
            if (line.startsWith(field)) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        throw new IOException("no " + field + " in " + proc("status"));
    }

    /** User and system time so far. */
    double cpuMillis() throws IOException {
        String stat = Files.readString(proc("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_MILLIS;
    }

    /** The words of its command line. */
    List<String> commandLine() throws IOException {
        return List.of(Files.readString(proc("cmdline")).split("\0"));
    }

    private Path proc(String file) {
        return Path.of("/proc", Long.toString(process.pid()), file);
    }

    /** Asks it to end in order, and waits until it has. */
    @Override
    public void close() {
        process.destroy();
        process.onExit()
                .completeOnTimeout(process, 60, TimeUnit.SECONDS)
                .join()
                .destroyForcibly()
                .onExit()
                .join();
    }
}
