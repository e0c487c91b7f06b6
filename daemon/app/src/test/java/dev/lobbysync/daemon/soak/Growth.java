package dev.lobbysync.daemon.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What daemons take over time. Of the first member, whose daemon never ends, heap, descriptors and threads must not grow;
 * of all, what lies in {@code .lobby/} beside trash, conflicts, base texts and logs, which have bounds of their own.
 */
final class Growth {
    static final String HEAD =
            "| min | edits: files + world | faults | ops (visitor's) | conflicts made / resolved / open | lost"
                    + " | doubled | redundant | heap MB | RSS MB | files open | threads | `.lobby` KB (files) | of it trash, conflicts,"
                    + " base, logs, rest KB |\n|---:|---|---:|---|---|---:|---:|---:|---|---|---|---|---|---|";
    private static final List<String> BOUNDED = List.of("trash", "conflicts", "base", "logs");
    private static final int LEAST_ROWS = 6;

    private final List<Member> team;
    private final List<Row> rows = new ArrayList<>();

    /** Of the first member, and the rest of everybody's {@code .lobby/}. */
    private record Row(Program.@Nullable Footprint footprint, long restBytes) {}

    Growth(List<Member> team) {
        this.team = team;
    }

    /** Measures, and returns the cells of a row: one figure per member. */
    String sample(Predicate<Member> well) throws IOException {
        List<List<String>> cells = new ArrayList<>();
        Program.Footprint first = null;
        long rest = 0;
        for (Member member : team) {
            Program.Footprint footprint = well.test(member) ? member.footprint() : null;
            if (member == team.get(0)) {
                first = footprint;
            }
            Lobby lobby = Lobby.of(member.root.resolve(".lobby"));
            rest += lobby.of("rest");
            List<String> own = new ArrayList<>();
            own.add(footprint == null ? "–" : String.format(Locale.ROOT, "%.1f", footprint.heapKilobytes() / 1024.0));
            own.add(footprint == null ? "–" : Long.toString(footprint.residentKilobytes() / 1024));
            own.add(footprint == null ? "–" : Integer.toString(footprint.files()));
            own.add(footprint == null ? "–" : Integer.toString(footprint.threads()));
            own.add(lobby.bytes().values().stream().mapToLong(Long::longValue).sum() / 1024 + " (" + lobby.files()
                    + ")");
            own.add(lobby.of("trash") / 1024 + ", " + lobby.of("conflicts") / 1024 + ", " + lobby.of("base") / 1024
                    + ", " + lobby.of("logs") / 1024 + ", " + lobby.of("rest") / 1024);
            cells.add(own);
        }
        rows.add(new Row(first, rest));
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < cells.get(0).size(); i++) {
            int column = i;
            columns.add(String.join(
                    " / ", cells.stream().map(own -> own.get(column)).toList()));
        }
        return String.join(" | ", columns);
    }

    /** What grew more than a third of the time explains. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        if (rows.size() >= LEAST_ROWS) {
            int third = rows.size() / 3;
            List<Row> early = rows.subList(0, third);
            List<Row> late = rows.subList(rows.size() - third, rows.size());
            compare("KB of heap", early, late, row -> heap(row), 16_384, complaints);
            compare(
                    "open files",
                    early,
                    late,
                    row -> row.footprint() == null ? -1 : row.footprint().files(),
                    32,
                    complaints);
            compare(
                    "threads",
                    early,
                    late,
                    row -> row.footprint() == null ? -1 : row.footprint().threads(),
                    8,
                    complaints);
            compare("bytes of state", early, late, Row::restBytes, 4L << 20, complaints);
        }
        return complaints;
    }

    private static long heap(Row row) {
        return row.footprint() == null ? -1 : row.footprint().heapKilobytes();
    }

    private interface Figure {
        /** Negative: not known. */
        long of(Row row);
    }

    private static void compare(
            String what, List<Row> early, List<Row> late, Figure figure, long slack, List<String> complaints) {
        long before = median(early, figure);
        long after = median(late, figure);
        if (before >= 0 && after > before + before / 2 + slack) {
            complaints.add("grows: " + before + " " + what + " at first, " + after + " in the end");
        }
    }

    private static long median(List<Row> rows, Figure figure) {
        long[] known = rows.stream()
                .mapToLong(figure::of)
                .filter(value -> value >= 0)
                .sorted()
                .toArray();
        return known.length == 0 ? -1 : known[known.length / 2];
    }

    /**
     * A {@code .lobby/} directory.
     *
     * @param bytes by the directory in it, {@code rest} for all others
     */
    private record Lobby(Map<String, Long> bytes, int files) {
        static Lobby of(Path directory) throws IOException {
            Map<String, Long> bytes = new HashMap<>();
            int files = 0;
            try (Stream<Path> tree = Files.walk(directory)) {
                for (Path file : tree.filter(Files::isRegularFile).toList()) {
                    String part = directory.relativize(file).getName(0).toString();
                    bytes.merge(BOUNDED.contains(part) ? part : "rest", size(file), Long::sum);
                    files++;
                }
            } catch (java.io.UncheckedIOException e) {
                // The daemon tidied up while we looked; the next row has the figure.
                return new Lobby(bytes, files);
            }
            return new Lobby(bytes, files);
        }

        private static long size(Path file) throws IOException {
            try {
                return Files.size(file);
            } catch (NoSuchFileException e) {
                return 0;
            }
        }

        long of(String part) {
            return bytes.getOrDefault(part, 0L);
        }
    }
}
