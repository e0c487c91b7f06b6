package dev.lobbysync.daemon.jsontext;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.daemon.jsontext.JsonText.Place;
import dev.lobbysync.protocol.json.CanonicalJson;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The elements of one array in two texts by what they say: one that comes to stand where neither text has it, as in a merged
 * set, keeps its spelling.
 */
final class Spellings {
    private final List<Place> items;
    private final Cutting host;
    private final List<Place> others;
    private final Cutting donor;
    private @Nullable Map<String, ListLayout.Piece> pieces;

    /**
     * @param items the array in the host
     * @param others the same in the donor, whose spelling goes first
     */
    Spellings(List<Place> items, Cutting host, List<Place> others, Cutting donor) {
        this.items = items;
        this.host = host;
        this.others = others;
        this.donor = donor;
    }

    /** An element of that value, null if neither text has one. */
    ListLayout.@Nullable Piece of(JsonNode value) {
        Map<String, ListLayout.Piece> known = pieces;
        if (known == null) {
            known = new HashMap<>();
            add(others, donor, known);
            add(items, host, known);
            pieces = known;
        }
        return known.get(CanonicalJson.text(value));
    }

    private static void add(List<Place> places, Cutting from, Map<String, ListLayout.Piece> known) {
        for (Place place : places) {
            known.putIfAbsent(CanonicalJson.text(place.value()), indent -> from.render(place.span(), indent));
        }
    }
}
