package dev.lobbysync.daemon.jsontext;

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
import java.util.TreeMap;

/**
 * Edits a JSON file in its text: changed members are replaced, all other characters stay, such as spelling of numbers,
 * indentation, byte order mark, line ends and key order (ENGINE S12).
 *
 * <p>Edits are collected and carried out together by {@link #finish}. Each object or array may be named in one edit only.
 */
public final class JsonTextEditor {
    /** JavaScript's prototype key: it stays in the file whatever the value says (ENGINE S11). */
    private static final String PROTO = "__proto__";

    private final String text;
    private final JsonSpan root;
    private final ListLayout layout;
    private final JsonStyle style;

    /**
     * Begins to edit.
     *
     * @param validJson a text that the strict parser has accepted
     */
    public JsonTextEditor(String validJson) {
        this.text = validJson;
        this.root = JsonSpan.of(validJson);
        this.layout = new ListLayout(validJson, root);
        this.style = layout.style();
    }

    /** The outermost value. */
    public JsonSpan root() {
        return root;
    }

    /**
     * Sets, inserts or (with {@link MissingNode}) removes members of an object.
     *
     * @param order names in the order in which new members are placed among the others; unlisted ones go to the end
     */
    public void edit(JsonSpan.Members object, Map<String, JsonNode> changes, List<String> order) {
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
        TreeMap<Integer, List<ListLayout.Piece>> inserts = new TreeMap<>();
        for (String name : names) {
            JsonNode value = Objects.requireNonNull(added.get(name));
            inserts.computeIfAbsent(predecessor(items, removed, order, name), key -> new ArrayList<>())
                    .add(indent -> JsonStyle.quote(name) + style.colon() + style.render(value, indent));
        }
        layout.change(
                object,
                items.stream()
                        .map(item -> new ListLayout.Range(item.start(), item.end()))
                        .toList(),
                removed,
                inserts);
    }

    /** Removes elements of an array by position and appends others. */
    public void edit(JsonSpan.Elements array, Set<Integer> removed, List<? extends JsonNode> appended) {
        TreeMap<Integer, List<ListLayout.Piece>> inserts = new TreeMap<>();
        int last = array.items().size() - 1;
        while (last >= 0 && removed.contains(last)) {
            last--;
        }
        for (JsonNode element : appended) {
            inserts.computeIfAbsent(last, key -> new ArrayList<>()).add(indent -> style.render(element, indent));
        }
        layout.change(array, ranges(array), removed, inserts);
    }

    /** The edited text. */
    public String finish() {
        return TextEdit.apply(text, layout.edits());
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
            layout.replace(span, indent -> style.render(wanted, indent));
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
        TreeMap<Integer, List<ListLayout.Piece>> inserts = new TreeMap<>();
        for (int i = paired; i < wanted.size() - tail; i++) {
            JsonNode element = wanted.get(i);
            inserts.computeIfAbsent(paired - 1, key -> new ArrayList<>()).add(indent -> style.render(element, indent));
        }
        layout.change(array, ranges(array), removed, inserts);
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

    private static List<ListLayout.Range> ranges(JsonSpan.Elements array) {
        return array.items().stream()
                .map(item -> new ListLayout.Range(item.start(), item.end()))
                .toList();
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
