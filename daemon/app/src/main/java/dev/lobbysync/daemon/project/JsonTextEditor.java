package dev.lobbysync.daemon.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.JsonEquality;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Edits a JSON file in its text: changed members are replaced, all other characters stay, such as spelling of numbers,
 * indentation, byte order mark, line ends and key order (ENGINE S12).
 *
 * <p>Edits are collected and carried out together by {@link #finish}. Each object or array may be named in one edit only.
 */
final class JsonTextEditor {
    /** JavaScript's prototype key: it stays in the file whatever the value says (ENGINE S11). */
    private static final String PROTO = "__proto__";

    private record Replacement(int start, int end, String text) {}

    private record Range(int start, int end) {}

    /** Something to be inserted, rendered once its place is known. */
    private interface Piece {
        String render(@Nullable String indent);
    }

    private final String text;
    private final JsonSpan root;
    private final JsonStyle style;
    private final List<Replacement> replacements = new ArrayList<>();

    /**
     * Begins to edit.
     *
     * @param validJson a text that the strict parser has accepted
     */
    JsonTextEditor(String validJson) {
        this.text = validJson;
        this.root = JsonSpanReader.read(validJson);
        this.style = JsonStyle.of(validJson, root);
    }

    JsonSpan root() {
        return root;
    }

    /**
     * Sets, inserts or (with {@link MissingNode}) removes members of an object.
     *
     * @param order names in the order in which new members are placed among the others; unlisted ones go to the end
     */
    void edit(JsonSpan.Members object, Map<String, JsonNode> changes, List<String> order) {
        List<JsonSpan.Member> items = object.items();
        Set<Integer> removed = new HashSet<>();
        Map<String, JsonNode> added = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> change : changes.entrySet()) {
            JsonSpan.Member member = object.find(change.getKey());
            if (change.getValue().isMissingNode()) {
                for (int i = 0; i < items.size(); i++) {
                    if (items.get(i).name().equals(change.getKey())) {
                        removed.add(i);
                    }
                }
            } else if (member == null) {
                added.put(change.getKey(), change.getValue());
            } else {
                replace(member.value(), change.getValue());
            }
        }
        List<String> names = new ArrayList<>(added.keySet());
        names.sort(Comparator.comparingInt(name -> rank(order, name)));
        TreeMap<Integer, List<Piece>> inserts = new TreeMap<>();
        for (String name : names) {
            JsonNode value = Objects.requireNonNull(added.get(name));
            inserts.computeIfAbsent(predecessor(items, removed, order, name), key -> new ArrayList<>())
                    .add(indent -> JsonStyle.quote(name) + style.colon() + style.render(value, indent));
        }
        sequence(
                object,
                items.stream().map(item -> new Range(item.start(), item.end())).toList(),
                removed,
                inserts);
    }

    /** Removes elements of an array by position and appends others. */
    void edit(JsonSpan.Elements array, Set<Integer> removed, List<? extends JsonNode> appended) {
        TreeMap<Integer, List<Piece>> inserts = new TreeMap<>();
        int last = array.items().size() - 1;
        while (last >= 0 && removed.contains(last)) {
            last--;
        }
        for (JsonNode element : appended) {
            inserts.computeIfAbsent(last, key -> new ArrayList<>()).add(indent -> style.render(element, indent));
        }
        sequence(array, ranges(array), removed, inserts);
    }

    /** The edited text. */
    String finish() {
        replacements.sort(Comparator.comparingInt(Replacement::start).thenComparingInt(Replacement::end));
        StringBuilder out = new StringBuilder(text.length() + 256);
        int at = 0;
        for (Replacement replacement : replacements) {
            out.append(text, at, replacement.start()).append(replacement.text());
            at = replacement.end();
        }
        return out.append(text, at, text.length()).toString();
    }

    /** Makes the value at a span the given one, changing only what differs. */
    private void replace(JsonSpan span, JsonNode wanted) {
        if (span instanceof JsonSpan.Members object && wanted.isObject()) {
            Map<String, JsonNode> changes = new LinkedHashMap<>();
            object.items().forEach(member -> {
                if (!member.name().equals(PROTO)) {
                    changes.put(member.name(), wanted.path(member.name()));
                }
            });
            wanted.properties().forEach(member -> {
                if (!member.getKey().equals(PROTO)) {
                    changes.put(member.getKey(), member.getValue());
                }
            });
            edit(object, changes, List.of());
        } else if (span instanceof JsonSpan.Elements array && wanted.isArray()) {
            replaceElements(array, wanted);
        } else if (span instanceof JsonSpan.Scalar
                && !wanted.isContainerNode()
                && JsonEquality.equal(parse(span), wanted)) {
            return;
        } else {
            boolean spread = style.multiline() && startsItsLine(span);
            replacements.add(new Replacement(
                    span.start(), span.end(), style.render(wanted, spread ? lineIndent(span.start()) : null)));
        }
    }

    private void replaceElements(JsonSpan.Elements array, JsonNode wanted) {
        List<JsonSpan> items = array.items();
        int head = 0;
        while (head < items.size() && head < wanted.size() && same(items.get(head), wanted.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < items.size() - head
                && tail < wanted.size() - head
                && same(items.get(items.size() - 1 - tail), wanted.get(wanted.size() - 1 - tail))) {
            tail++;
        }
        int paired = Math.min(items.size(), wanted.size()) - tail;
        for (int i = head; i < paired; i++) {
            replace(items.get(i), wanted.get(i));
        }
        Set<Integer> removed = new HashSet<>();
        for (int i = paired; i < items.size() - tail; i++) {
            removed.add(i);
        }
        TreeMap<Integer, List<Piece>> inserts = new TreeMap<>();
        for (int i = paired; i < wanted.size() - tail; i++) {
            JsonNode element = wanted.get(i);
            inserts.computeIfAbsent(paired - 1, key -> new ArrayList<>()).add(indent -> style.render(element, indent));
        }
        sequence(array, ranges(array), removed, inserts);
    }

    /**
     * Takes items out of a bracketed list and puts others in, keeping the gaps of those that stay.
     *
     * @param inserts what to insert after the kept item of that position; -1 for the front
     */
    private void sequence(
            JsonSpan container, List<Range> items, Set<Integer> removed, SortedMap<Integer, List<Piece>> inserts) {
        if (removed.isEmpty() && inserts.isEmpty()) {
            return;
        }
        int inside = container.start() + 1;
        int close = container.end() - 1;
        Gaps gaps = gaps(container, items);
        if (removed.size() == items.size()) {
            List<Piece> all = inserts.values().stream().flatMap(List::stream).toList();
            replacements.add(
                    new Replacement(inside, close, all.isEmpty() ? "" : gaps.lead() + joined(all, gaps) + gaps.tail()));
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
                replacements.add(new Replacement(from, to, ""));
            }
            kept = i;
        }
        inserts.forEach((after, pieces) -> {
            int position =
                    after < 0 ? firstKept(items, removed) : items.get(after).end();
            String joined = joined(pieces, gaps);
            replacements.add(
                    new Replacement(position, position, after < 0 ? joined + gaps.between() : gaps.between() + joined));
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
            String outer = lineIndent(container.start());
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

    private static int predecessor(List<JsonSpan.Member> items, Set<Integer> removed, List<String> order, String name) {
        int rank = rank(order, name);
        int best = -1;
        int bestRank = -1;
        int last = -1;
        for (int i = 0; i < items.size(); i++) {
            if (removed.contains(i)) {
                continue;
            }
            last = i;
            int other = rank(order, items.get(i).name());
            if (other < rank && other >= bestRank) {
                best = i;
                bestRank = other;
            }
        }
        return rank == order.size() ? last : best;
    }

    private static int rank(List<String> order, String name) {
        int index = order.indexOf(name);
        return index < 0 ? order.size() : index;
    }

    private static List<Range> ranges(JsonSpan.Elements array) {
        return array.items().stream()
                .map(item -> new Range(item.start(), item.end()))
                .toList();
    }

    /** Whether the line on which the value stands holds nothing but it and its key, so that it may spread over lines. */
    private boolean startsItsLine(JsonSpan span) {
        int line = text.lastIndexOf('\n', span.start() - 1) + 1;
        String before = text.substring(line, span.start());
        return before.chars().noneMatch(c -> c == '{' || c == '[' || c == ',');
    }

    private String lineIndent(int offset) {
        int line = text.lastIndexOf('\n', offset - 1) + 1;
        int end = line;
        while (end < offset && (text.charAt(end) == ' ' || text.charAt(end) == '\t')) {
            end++;
        }
        return text.substring(line, end);
    }

    private boolean same(JsonSpan span, JsonNode wanted) {
        return JsonEquality.equal(parse(span), wanted);
    }

    private JsonNode parse(JsonSpan span) {
        try {
            return Json.parse(text.substring(span.start(), span.end()));
        } catch (IOException e) {
            throw new UncheckedIOException("a value of a text that was read as valid JSON is not valid", e);
        }
    }
}
