package dev.lobbysync.daemon.jsontext;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.daemon.jsontext.JsonText.Place;
import dev.lobbysync.merge.MergePath;
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
 * donor's spelling; everything else of the host stays as it is (ENGINE S12). What is new in an object goes before the member
 * that it precedes in the donor, else to the end.
 */
public final class JsonGraft {
    private final JsonText host;
    private final ListLayout layout;
    private final Cutting own;
    private final Cutting donor;

    private JsonGraft(JsonText host, JsonText donor) {
        this.host = host;
        this.layout = new ListLayout(host.text(), host.span());
        this.own = new Cutting(host, layout.style());
        this.donor = new Cutting(donor, layout.style());
    }

    /**
     * The edits after which the host says what is wanted, but for the order of elements that have names: those that the
     * host has stay in its order, see {@link #order}.
     *
     * @param donor where the text of changes comes from, as far as it says what is wanted there
     * @param wanted the whole document
     */
    public static List<TextEdit> towards(JsonText host, JsonText donor, JsonNode wanted) {
        JsonGraft graft = new JsonGraft(host, donor);
        graft.steer(host.root(), donor.root(), wanted);
        return graft.layout.edits();
    }

    /**
     * The edits after which elements that have names stand in the order that is wanted. Inside an array whose order
     * changes nothing else is put in order: go on until there are no more edits.
     */
    public static List<TextEdit> order(JsonText host, JsonNode wanted) {
        JsonGraft graft = new JsonGraft(host, host);
        graft.sort(host.root(), wanted);
        return graft.layout.edits();
    }

    private void sort(Place place, JsonNode wanted) {
        if (JsonEquality.equal(place.value(), wanted)) {
            return;
        }
        if (place.value().isArray() && !host.isNamed(place.path(), place.value())) {
            List<Place> elements = host.elements(place);
            for (int i = 0; i < Math.min(elements.size(), wanted.size()); i++) {
                sort(elements.get(i), wanted.get(i));
            }
            return;
        }
        List<Place> items = host.inside(place);
        Map<MergePath.Step, Place> mine = byName(items);
        Map<MergePath.Step, JsonNode> wantedInside = host.named(place.path(), wanted);
        List<MergePath.Step> order =
                wantedInside.keySet().stream().filter(mine::containsKey).toList();
        if (place.value().isObject() || order.equals(List.copyOf(mine.keySet()))) {
            for (Map.Entry<MergePath.Step, Place> item : mine.entrySet()) {
                sort(
                        item.getValue(),
                        wantedInside.getOrDefault(item.getKey(), item.getValue().value()));
            }
            return;
        }
        Set<MergePath.Step> staying = LongestRun.of(List.copyOf(mine.keySet()), order);
        Set<MergePath.Step> gone = new HashSet<>(mine.keySet());
        gone.removeAll(staying);
        Map<MergePath.Step, ListLayout.Piece> added = new LinkedHashMap<>();
        order.forEach(name -> {
            Place item = mine.get(name);
            if (item != null && gone.contains(name)) {
                added.put(name, cut(item));
            }
        });
        arrange(place, items, gone, added, order);
    }

    /**
     * The edits after which these places of the host hold what the donor has there, as a whole; what the donor lacks is
     * removed. No path may lie below another; one whose surroundings the host lacks is left out.
     *
     * @param order where what the host lacks is put: before what it precedes in this document
     * @param paths not the root itself
     */
    public static List<TextEdit> copies(JsonText host, JsonText donor, JsonText order, Collection<MergePath> paths) {
        JsonGraft graft = new JsonGraft(host, donor);
        Branch root = new Branch(new LinkedHashMap<>());
        for (MergePath path : paths) {
            Branch at = root;
            for (MergePath.Step step : path.steps()) {
                at = at.below().computeIfAbsent(step, key -> new Branch(new LinkedHashMap<>()));
            }
        }
        graft.copy(host.root(), donor.root(), order, order.root(), root);
        return graft.layout.edits();
    }

    /** Paths as a tree; one without branches is the end of a path. */
    private record Branch(Map<MergePath.Step, Branch> below) {}

    private void copy(Place place, @Nullable Place other, JsonText order, @Nullable Place inOrder, Branch branch) {
        List<Place> items = host.inside(place);
        Map<MergePath.Step, Place> mine = byName(items);
        Map<MergePath.Step, Place> theirs = byName(insideOfDonor(other));
        List<Place> ordered = inOrder == null ? List.of() : order.inside(inOrder);
        Map<MergePath.Step, Place> orderedByName = byName(ordered);
        Set<MergePath.Step> gone = new HashSet<>();
        Map<MergePath.Step, ListLayout.Piece> added = new LinkedHashMap<>();
        for (Map.Entry<MergePath.Step, Branch> entry : branch.below().entrySet()) {
            MergePath.Step name = entry.getKey();
            Branch next = entry.getValue();
            Place here = mine.get(name);
            Place there = theirs.get(name);
            if (here != null && !next.below().isEmpty()) {
                copy(here, there, order, orderedByName.get(name), next);
            } else if (here != null && there != null) {
                layout.replace(here.span(), cut(there));
            } else if (here != null) {
                gone.add(name);
            } else if (there != null && next.below().isEmpty()) {
                added.put(name, named(there.rawName(), cut(there)));
            }
        }
        arrange(place, items, gone, added, ordered.stream().map(Place::name).toList());
    }

    private void steer(Place place, @Nullable Place other, JsonNode wanted) {
        if (JsonEquality.equal(place.value(), wanted)) {
            return;
        }
        boolean sameKind = place.value().isObject() == wanted.isObject();
        if (sameKind && host.isNamed(place.path(), place.value()) && host.isNamed(place.path(), wanted)) {
            steerInside(place, other, wanted);
        } else if (place.value().isArray() && wanted.isArray()) {
            steerElements(place, other, wanted);
        } else {
            layout.replace(place.span(), piece(other, wanted));
        }
    }

    private void steerInside(Place place, @Nullable Place other, JsonNode wanted) {
        List<Place> items = host.inside(place);
        Map<MergePath.Step, Place> mine = byName(items);
        List<Place> others = insideOfDonor(other);
        Map<MergePath.Step, Place> theirs = byName(others);
        Set<MergePath.Step> gone = new HashSet<>();
        Map<MergePath.Step, JsonNode> wantedInside = host.named(place.path(), wanted);
        for (Map.Entry<MergePath.Step, Place> item : mine.entrySet()) {
            JsonNode value = wantedInside.get(item.getKey());
            if (value == null) {
                gone.add(item.getKey());
            } else {
                steer(item.getValue(), theirs.get(item.getKey()), value);
            }
        }
        Map<MergePath.Step, ListLayout.Piece> added = new LinkedHashMap<>();
        wantedInside.forEach((name, value) -> {
            if (!mine.containsKey(name)) {
                Place there = theirs.get(name);
                String rawName =
                        there != null ? there.rawName() : wanted.isArray() ? "" : JsonStyle.quote(name.toString());
                added.put(name, named(rawName, piece(there, value)));
            }
        });
        // The order of elements is part of the value, that of keys is not.
        List<MergePath.Step> order = wanted.isArray()
                ? List.copyOf(wantedInside.keySet())
                : others.stream().map(Place::name).toList();
        arrange(place, items, gone, added, order);
    }

    private void steerElements(Place place, @Nullable Place other, JsonNode wanted) {
        List<Place> items = host.elements(place);
        List<Place> others = other == null ? List.of() : donor.from().elements(other);
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
        Spellings spellings = new Spellings(items, own, others, donor);
        for (int i = head; i < paired; i++) {
            JsonNode value = wanted.get(i);
            if (value.isValueNode() && !JsonEquality.equal(items.get(i).value(), value)) {
                layout.replace(items.get(i).span(), element(at(others, i), value, spellings));
            } else {
                steer(items.get(i), at(others, i), value);
            }
        }
        Set<Integer> removed = new HashSet<>();
        for (int i = paired; i < items.size() - tail; i++) {
            removed.add(i);
        }
        TreeMap<Integer, List<ListLayout.Piece>> inserts = new TreeMap<>();
        for (int i = paired; i < wanted.size() - tail; i++) {
            inserts.computeIfAbsent(paired - 1, key -> new ArrayList<>())
                    .add(element(at(others, i + shift), wanted.get(i), spellings));
        }
        layout.change(place.span(), items.stream().map(Place::range).toList(), removed, inserts);
    }

    private ListLayout.Piece element(@Nullable Place there, JsonNode wanted, Spellings spellings) {
        boolean fits = there != null && JsonEquality.equal(there.value(), wanted);
        ListLayout.Piece elsewhere = fits ? null : spellings.of(wanted);
        return elsewhere == null ? piece(there, wanted) : elsewhere;
    }

    private static @Nullable Place at(List<Place> places, int index) {
        return index >= 0 && index < places.size() ? places.get(index) : null;
    }

    /** Takes items out and puts others in, each before the item that it precedes in the order given, else at the end. */
    private void arrange(
            Place place,
            List<Place> items,
            Set<MergePath.Step> gone,
            Map<MergePath.Step, ListLayout.Piece> added,
            List<MergePath.Step> order) {
        Set<Integer> removed = new HashSet<>();
        Map<MergePath.Step, Integer> before = new HashMap<>();
        int last = -1;
        for (int i = 0; i < items.size(); i++) {
            MergePath.Step name = items.get(i).name();
            if (gone.contains(name)) {
                removed.add(i);
            } else {
                before.putIfAbsent(name, last);
                last = i;
            }
        }
        Map<MergePath.Step, Integer> anchors = new HashMap<>();
        int anchor = last;
        for (int i = order.size() - 1; i >= 0; i--) {
            MergePath.Step name = order.get(i);
            anchor = before.getOrDefault(name, anchor);
            anchors.put(name, anchor);
        }
        TreeMap<Integer, List<ListLayout.Piece>> inserts = new TreeMap<>();
        List<MergePath.Step> names = new ArrayList<>(order);
        names.addAll(added.keySet());
        Set<MergePath.Step> done = new HashSet<>();
        for (MergePath.Step name : names) {
            ListLayout.Piece piece = added.get(name);
            if (piece != null && done.add(name)) {
                inserts.computeIfAbsent(anchors.getOrDefault(name, last), key -> new ArrayList<>())
                        .add(piece);
            }
        }
        layout.change(place.span(), items.stream().map(Place::range).toList(), removed, inserts);
    }

    /** The last of equal names counts, as for every reader of JSON here. */
    private static Map<MergePath.Step, Place> byName(List<Place> items) {
        Map<MergePath.Step, Place> byName = new LinkedHashMap<>();
        items.forEach(item -> byName.put(item.name(), item));
        return byName;
    }

    private List<Place> insideOfDonor(@Nullable Place place) {
        return place == null ? List.of() : donor.from().inside(place);
    }

    private ListLayout.Piece piece(@Nullable Place there, JsonNode wanted) {
        return there != null && JsonEquality.equal(there.value(), wanted)
                ? cut(there)
                : indent -> layout.style().render(wanted, indent);
    }

    private ListLayout.Piece cut(Place there) {
        return indent -> donor.render(there.span(), indent);
    }

    private ListLayout.Piece named(String rawName, ListLayout.Piece value) {
        return rawName.isEmpty() ? value : indent -> rawName + layout.style().colon() + value.render(indent);
    }
}
