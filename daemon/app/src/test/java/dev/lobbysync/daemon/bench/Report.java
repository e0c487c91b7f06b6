package dev.lobbysync.daemon.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table of results, printed line by line as they come and as a whole in the end. */
final class Report {
    private static final String HEAD =
            "| work | N | measured | floor | ratio | to reach | load |\n" + "|---|---:|---:|---:|---:|---|---:|";

    private final List<String> lines = new ArrayList<>();

    void row(String work, int size, String unit, Samples measured, Samples floor, String target) throws IOException {
        add(
                work,
                size,
                measured.text() + " " + unit,
                floor.text() + " " + unit,
                String.format(Locale.ROOT, "%.2f", measured.median() / floor.median()),
                target);
    }

    void row(String work, int size, String unit, Samples measured, String target) throws IOException {
        add(work, size, measured.text() + " " + unit, "", "", target);
    }

    private void add(String work, int size, String measured, String floor, String ratio, String target)
            throws IOException {
        String load = Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        String line = "| "
                + String.join(
                        " | ",
                        work,
                        size == 0 ? "" : String.format(Locale.ROOT, "%,d", size),
                        measured,
                        floor,
                        ratio,
                        target,
                        load)
                + " |";
        lines.add(line);
        System.err.println(line);
    }

    void print() {
        System.out.println(HEAD);
        lines.forEach(System.out::println);
    }
}
