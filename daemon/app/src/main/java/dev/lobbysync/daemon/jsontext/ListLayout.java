package dev.lobbysync.daemon.jsontext;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Changes objects and arrays of one text, item by item: the gaps between the items that stay are kept, and what comes in
 * gets gaps like theirs. Collects the edits; each object or array may be changed once.
 */
final class ListLayout {
    /** Where an item of an object or array lies, its key included. */
    record Range(int start, int end) {}

    /** Something to be written, rendered once its place is known. */
    interface Piece {
        /**
         * The text of the piece.
         *
         * @param indent of the line on which it begins, or null to stay on that line
         */
        String render(@Nullable String indent);
    }

    /** Nothing, or a key. */
    private static final Pattern ALONE =
            Pattern.compile("\uFEFF?\\s*+(?:\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"\\s*+:\\s*+)?+");

    private final String text;
    private final JsonStyle style;
    private final List<TextEdit> edits = new ArrayList<>();

    ListLayout(String text, JsonSpan root) {
        this.text = text;
        this.style = JsonStyle.of(text, root);
    }

    JsonStyle style() {
        return style;
    }

    List<TextEdit> edits() {
        return List.copyOf(edits);
    }

    /** Writes another value over one. */
    void replace(JsonSpan span, Piece piece) {
        boolean spread = style.multiline() && startsItsLine(span);
        edits.add(new TextEdit(span.start(), span.end(), piece.render(spread ? indentAt(text, span.start()) : null)));
    }

    /**
     * Takes items out of a bracketed list and puts others in, keeping the gaps of those that stay.
     *
     * @param inserts what to insert after the kept item of that position; -1 for the front
     */
    void change(JsonSpan container, List<Range> items, Set<Integer> removed, SortedMap<Integer, List<Piece>> inserts) {
        if (removed.isEmpty() && inserts.isEmpty()) {
            return;
        }
        int inside = container.start() + 1;
        int close = container.end() - 1;
        Gaps gaps = gaps(container, items);
        if (removed.size() == items.size()) {
            List<Piece> all = inserts.values().stream().flatMap(List::stream).toList();
            edits.add(new TextEdit(inside, close, all.isEmpty() ? "" : gaps.lead() + joined(all, gaps) + gaps.tail()));
            return;
        }
        int kept = -1;
        for (int i = 0; i <= items.size(); i++) {
            if (i < items.size() && removed.contains(i)) {
                continue;
            }
            if (kept + 1 < i) {
                int from = kept < 0 ? items.get(0).start() : items.get(kept).end();
                int to = kept < 0 ? items.get(i).start() : items.get(i - 1).end();
                edits.add(new TextEdit(from, to, ""));
            }
            kept = i;
        }
        inserts.forEach((after, pieces) -> {
            int position =
                    after < 0 ? firstKept(items, removed) : items.get(after).end();
            String joined = joined(pieces, gaps);
            edits.add(new TextEdit(position, position, after < 0 ? joined + gaps.between() : gaps.between() + joined));
        });
    }

    /**
     * What stands around and between the items of a list.
     *
     * @param indent of the items, or null if they stand on one line
     */
    private record Gaps(
            String lead,
            String between,
            String tail,
            @Nullable String indent) {}

    private Gaps gaps(JsonSpan container, List<Range> items) {
        if (items.isEmpty()) {
            boolean spread = style.multiline() && startsItsLine(container);
            if (!spread) {
                String pad = container instanceof JsonSpan.Members ? style.pad() : "";
                return new Gaps(pad, "," + style.pad(), pad, null);
            }
            String outer = indentAt(text, container.start());
            String inner = style.newline() + outer + style.unit();
            return new Gaps(inner, "," + inner, style.newline() + outer, outer + style.unit());
        }
        String lead = text.substring(container.start() + 1, items.get(0).start());
        String tail = text.substring(items.get(items.size() - 1).end(), container.end() - 1);
        int line = lead.lastIndexOf('\n');
        String between;
        if (items.size() > 1) {
            between = text.substring(items.get(0).end(), items.get(1).start());
        } else {
            between = "," + (line < 0 ? style.pad() : lead);
        }
        return new Gaps(lead, between, tail, line < 0 ? null : lead.substring(line + 1));
    }

    private static String joined(List<Piece> pieces, Gaps gaps) {
        StringBuilder out = new StringBuilder();
        for (Piece piece : pieces) {
            out.append(out.isEmpty() ? "" : gaps.between()).append(piece.render(gaps.indent()));
        }
        return out.toString();
    }

    private static int firstKept(List<Range> items, Set<Integer> removed) {
        int first = 0;
        while (removed.contains(first)) {
            first++;
        }
        return items.get(first).start();
    }

    /** Whether the line on which the value stands holds nothing but it and its key, so that it may spread over lines. */
    private boolean startsItsLine(JsonSpan span) {
        int line = text.lastIndexOf('\n', span.start() - 1) + 1;
        String before = text.substring(line, span.start());
        return ALONE.matcher(before).matches();
    }

    /** The indentation of the line that an offset lies on. */
    static String indentAt(String text, int offset) {
        int line = text.lastIndexOf('\n', offset - 1) + 1;
        int end = line;
        while (end < offset && (text.charAt(end) == ' ' || text.charAt(end) == '\t')) {
            end++;
        }
        return text.substring(line, end);
    }
}
