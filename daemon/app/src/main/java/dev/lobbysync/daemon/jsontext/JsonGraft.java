package dev.lobbysync.daemon.jsontext;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.daemon.jsontext.JsonText.Place;
import dev.lobbysync.protocol.json.JsonEquality;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Edits of one text (the host) that bring into it what another text (the donor) says. What changes is copied with the
 * donor's spelling; everything else of the host stays as it is (ENGINE S12). What is new in an object or table goes before
 * the item that it precedes in the donor, else to the end; nothing is reordered.
 */
public final class JsonGraft {
    private final JsonText host;
    private final ListLayout layout;
    private final @Nullable Cutting donor;

    private JsonGraft(JsonText host, @Nullable JsonText donor) {
        this.host = host;
        this.layout = new ListLayout(host.text(), host.span());
        this.donor = donor == null ? null : new Cutting(donor, layout.style());
    }

    /**
     * The edits after which the host says what is wanted.
     *
     * @param donor where the text of changes comes from, as far as it says what is wanted there
     * @param wanted the whole document, tables as objects as in {@link JsonText#value}
     */
    public static List<TextEdit> towards(JsonText host, JsonText donor, JsonNode wanted) {
        JsonGraft graft = new JsonGraft(host, donor);
        graft.steer(host.root(), donor.root(), wanted);
        return graft.layout.edits();
    }

    /**
     * The edits after which these places of the host hold what the donor has there, as a whole; what the donor lacks is
     * removed. No path may lie below another; one whose surroundings the host lacks is left out.
     *
     * @param donor null for a document that does not exist: then all is removed
     * @param paths from the root downwards, keys and row keys; not the root itself
     */
    public static List<TextEdit> copies(JsonText host, @Nullable JsonText donor, Collection<List<String>> paths) {
        JsonGraft graft = new JsonGraft(host, donor);
        Branch root = new Branch(new LinkedHashMap<>());
        for (List<String> path : paths) {
            Branch at = root;
            for (String name : path) {
                at = at.below().computeIfAbsent(name, key -> new Branch(new LinkedHashMap<>()));
            }
        }
        graft.copy(host.root(), donor == null ? null : donor.root(), root);
        return graft.layout.edits();
    }

    /** Paths as a tree; one without branches is the end of a path. */
    private record Branch(Map<String, Branch> below) {}

    private void copy(Place place, @Nullable Place other, Branch branch) {
        List<Place> items = host.inside(place);
        Map<String, Place> mine = byName(items);
        List<Place> others = insideOfDonor(other);
        Map<String, Place> theirs = byName(others);
        Set<String> gone = new HashSet<>();
        Map<String, ListLayout.Piece> added = new LinkedHashMap<>();
        for (Map.Entry<String, Branch> entry : branch.below().entrySet()) {
            String name = entry.getKey();
            Branch next = entry.getValue();
            Place here = mine.get(name);
            Place there = theirs.get(name);
            if (here != null && !next.below().isEmpty()) {
                copy(here, there, next);
            } else if (here != null && there != null) {
                layout.replace(here.span(), cut(there));
            } else if (here != null) {
                gone.add(name);
            } else if (there != null && next.below().isEmpty()) {
                added.put(name, named(there.rawName(), cut(there)));
            }
        }
        arrange(place, items, gone, added, others);
    }

    private void steer(Place place, @Nullable Place other, JsonNode wanted) {
        if (JsonEquality.equal(place.value(), wanted)) {
            return;
        }
        if (place.named() && wanted.isObject()) {
            steerInside(place, other, wanted);
        } else if (place.value().isArray() && wanted.isArray()) {
            steerElements(place, other, wanted);
        } else {
            layout.replace(place.span(), piece(other, wanted));
        }
    }

    private void steerInside(Place place, @Nullable Place other, JsonNode wanted) {
        List<Place> items = host.inside(place);
        Map<String, Place> mine = byName(items);
        List<Place> others = insideOfDonor(other);
        Map<String, Place> theirs = byName(others);
        Set<String> gone = new HashSet<>();
        for (Map.Entry<String, Place> item : mine.entrySet()) {
            JsonNode value = wanted.path(item.getKey());
            if (value.isMissingNode()) {
                gone.add(item.getKey());
            } else {
                steer(item.getValue(), theirs.get(item.getKey()), value);
            }
        }
        boolean table = place.span() instanceof JsonSpan.Elements;
        Map<String, ListLayout.Piece> added = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : wanted.properties()) {
            String name = member.getKey();
            if (!mine.containsKey(name)) {
                Place there = theirs.get(name);
                String rawName = table ? "" : there == null ? JsonStyle.quote(name) : there.rawName();
                added.put(name, named(rawName, piece(there, member.getValue())));
            }
        }
        arrange(place, items, gone, added, others);
    }

    private void steerElements(Place place, @Nullable Place other, JsonNode wanted) {
        List<Place> items = host.elements(place);
        List<Place> others =
                other == null || donor == null ? List.of() : donor.from().elements(other);
        int shorter = Math.min(items.size(), wanted.size());
        int head = 0;
        while (head < shorter && JsonEquality.equal(items.get(head).value(), wanted.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head
                && JsonEquality.equal(
                        items.get(items.size() - 1 - tail).value(), wanted.get(wanted.size() - 1 - tail))) {
            tail++;
        }
        int paired = shorter - tail;
        // From here on wanted may be the donor's own list or a mixture; counted from the end it still fits the former.
        int shift = others.size() - wanted.size();
        for (int i = head; i < paired; i++) {
            steer(items.get(i), at(others, i), wanted.get(i));
        }
        Set<Integer> removed = new HashSet<>();
        for (int i = paired; i < items.size() - tail; i++) {
            removed.add(i);
        }
        TreeMap<Integer, List<ListLayout.Piece>> inserts = new TreeMap<>();
        for (int i = paired; i < wanted.size() - tail; i++) {
            inserts.computeIfAbsent(paired - 1, key -> new ArrayList<>())
                    .add(piece(at(others, i + shift), wanted.get(i)));
        }
        layout.change(place.span(), items.stream().map(Place::range).toList(), removed, inserts);
    }

    private static @Nullable Place at(List<Place> places, int index) {
        return index >= 0 && index < places.size() ? places.get(index) : null;
    }

    /** Takes items out and puts others in, each before the item that it precedes in the donor. */
    private void arrange(
            Place place,
            List<Place> items,
            Set<String> gone,
            Map<String, ListLayout.Piece> added,
            List<Place> donorOrder) {
        Set<Integer> removed = new HashSet<>();
        Map<String, Integer> before = new HashMap<>();
        int last = -1;
        for (int i = 0; i < items.size(); i++) {
            String name = items.get(i).name();
            if (gone.contains(name)) {
                removed.add(i);
            } else {
                before.putIfAbsent(name, last);
                last = i;
            }
        }
        Map<String, Integer> anchors = new HashMap<>();
        int anchor = last;
        for (int i = donorOrder.size() - 1; i >= 0; i--) {
            String name = donorOrder.get(i).name();
            anchor = before.getOrDefault(name, anchor);
            anchors.put(name, anchor);
        }
        TreeMap<Integer, List<ListLayout.Piece>> inserts = new TreeMap<>();
        List<String> names = new ArrayList<>();
        donorOrder.forEach(item -> names.add(item.name()));
        names.addAll(added.keySet());
        Set<String> done = new HashSet<>();
        for (String name : names) {
            ListLayout.Piece piece = added.get(name);
            if (piece != null && done.add(name)) {
                inserts.computeIfAbsent(anchors.getOrDefault(name, last), key -> new ArrayList<>())
                        .add(piece);
            }
        }
        layout.change(place.span(), items.stream().map(Place::range).toList(), removed, inserts);
    }

    /** The last of equal names counts, as for every reader of JSON here. */
    private static Map<String, Place> byName(List<Place> items) {
        Map<String, Place> byName = new LinkedHashMap<>();
        items.forEach(item -> byName.put(item.name(), item));
        return byName;
    }

    private List<Place> insideOfDonor(@Nullable Place place) {
        return place == null || donor == null ? List.of() : donor.from().inside(place);
    }

    private ListLayout.Piece piece(@Nullable Place there, JsonNode wanted) {
        return there != null && JsonEquality.equal(there.value(), wanted)
                ? cut(there)
                : indent -> layout.style().render(wanted, indent);
    }

    private ListLayout.Piece cut(Place there) {
        Cutting cutting = donor;
        if (cutting == null) {
            throw new IllegalArgumentException("there is no document to copy from");
        }
        return indent -> cutting.render(there.span(), indent);
    }

    private ListLayout.Piece named(String rawName, ListLayout.Piece value) {
        return rawName.isEmpty() ? value : indent -> rawName + layout.style().colon() + value.render(indent);
    }
}
