package dev.lobbysync.daemon.mergedriver;

import dev.lobbysync.daemon.jsontext.TextEdit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A text with conflicts between markers. It is given as the local version and the edits that make the other two of it, so
 * that each region holds whole lines of which any version fits what is around it.
 */
final class ConflictText {
    private record Region(int start, int end) {}

    private final String text;
    private final String newline;
    private final Markers markers;
    private final StringBuilder out = new StringBuilder();

    private ConflictText(String text, Markers markers) {
        this.text = text;
        this.newline = text.contains("\r\n") ? "\r\n" : "\n";
        this.markers = markers;
    }

    static String of(String text, List<TextEdit> toBase, List<TextEdit> toRemote, Markers markers) {
        return new ConflictText(text, markers).write(toBase, toRemote, true);
    }

    /** Of a file without an ancestor, in which no line of base is true. */
    static String withoutBase(String text, List<TextEdit> toRemote, Markers markers) {
        return new ConflictText(text, markers).write(List.of(), toRemote, false);
    }

    private String write(List<TextEdit> toBase, List<TextEdit> toRemote, boolean hasBase) {
        int at = 0;
        List<TextEdit> forBase = inOrder(toBase.stream());
        List<TextEdit> forRemote = inOrder(toRemote.stream());
        for (Region region : regions(toBase, toRemote)) {
            int base = countUntil(region.end(), forBase);
            int remote = countUntil(region.end(), forRemote);
            out.append(text, at, region.start());
            write(
                    hasBase
                            ? lines(TextEdit.apply(text, region.start(), region.end(), forBase.subList(0, base)))
                            : null,
                    lines(text.substring(region.start(), region.end())),
                    lines(TextEdit.apply(text, region.start(), region.end(), forRemote.subList(0, remote))));
            forBase = forBase.subList(base, forBase.size());
            forRemote = forRemote.subList(remote, forRemote.size());
            at = region.end();
        }
        return out.append(text, at, text.length()).toString();
    }

    private static List<TextEdit> inOrder(Stream<TextEdit> edits) {
        return edits.sorted(Comparator.comparingInt(TextEdit::start).thenComparingInt(TextEdit::end))
                .toList();
    }

    private static int countUntil(int end, List<TextEdit> edits) {
        int count = 0;
        while (count < edits.size() && edits.get(count).end() <= end) {
            count++;
        }
        return count;
    }

    /** Lines that all versions share at the edges, such as a neighbour whose comma stays, need no decision. */
    private void write(@Nullable List<String> base, List<String> local, List<String> remote) {
        List<List<String>> others = base == null ? List.of(remote) : List.of(base, remote);
        int head = sharedHead(local, others);
        int tail = sharedHead(
                reversed(local.subList(head, local.size())),
                others.stream()
                        .map(other -> reversed(other.subList(head, other.size())))
                        .toList());
        local.subList(0, head).forEach(out::append);
        marker(markers.beforeLocal());
        append(local, head, tail);
        marker(markers.beforeBase());
        if (base != null) {
            append(base, head, tail);
        }
        marker(markers.beforeRemote());
        append(remote, head, tail);
        marker(markers.afterRemote());
        local.subList(local.size() - tail, local.size()).forEach(out::append);
    }

    private static int sharedHead(List<String> local, List<List<String>> others) {
        int head = 0;
        while (head < local.size() && isSharedAt(head, local, others)) {
            head++;
        }
        return head;
    }

    private static boolean isSharedAt(int index, List<String> local, List<List<String>> others) {
        return others.stream()
                .allMatch(other -> index < other.size() && other.get(index).equals(local.get(index)));
    }

    private static List<String> reversed(List<String> lines) {
        List<String> reversed = new ArrayList<>(lines);
        Collections.reverse(reversed);
        return reversed;
    }

    private void append(List<String> lines, int head, int tail) {
        for (String line : lines.subList(head, lines.size() - tail)) {
            out.append(line);
            if (!line.endsWith("\n")) {
                out.append(newline);
            }
        }
    }

    private void marker(String marker) {
        out.append(marker).append(newline);
    }

    /** The lines that edits touch. Neighbours become one region: a comma may belong to both. */
    private List<Region> regions(List<TextEdit> toBase, List<TextEdit> toRemote) {
        List<TextEdit> edits = inOrder(Stream.concat(toBase.stream(), toRemote.stream()));
        List<Region> regions = new ArrayList<>();
        for (TextEdit edit : edits) {
            int start = text.lastIndexOf('\n', edit.start() - 1) + 1;
            int lineEnd = text.indexOf('\n', edit.end());
            int end = lineEnd < 0 ? text.length() : lineEnd + 1;
            Region last = regions.isEmpty() ? new Region(-1, -1) : regions.get(regions.size() - 1);
            if (last.end() >= 0
                    && (start <= last.end() || text.substring(last.end(), start).isBlank())) {
                regions.set(regions.size() - 1, new Region(last.start(), Math.max(end, last.end())));
            } else {
                regions.add(new Region(start, end));
            }
        }
        return regions;
    }

    /** The lines with their ends. */
    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            end = end < 0 ? text.length() : end + 1;
            lines.add(text.substring(at, end));
            at = end;
        }
        return lines;
    }
}
