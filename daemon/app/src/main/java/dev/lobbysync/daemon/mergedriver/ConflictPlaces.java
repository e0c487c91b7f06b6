package dev.lobbysync.daemon.mergedriver;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.merge.MergeConflict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where conflicts lie in a text: at members of objects and at rows. What lies deeper in an array is the whole array's. */
final class ConflictPlaces {
    private ConflictPlaces() {}

    /** The places, none below another; empty for the document itself. */
    static Set<List<String>> of(JsonNode merged, Collection<MergeConflict> conflicts) {
        Set<List<String>> places = new LinkedHashSet<>();
        for (MergeConflict conflict : conflicts) {
            places.add(reachable(merged, conflict.path().segments()));
        }
        Set<List<String>> outermost = new LinkedHashSet<>();
        for (List<String> place : places) {
            boolean covered = false;
            for (int length = 0; length < place.size(); length++) {
                covered |= places.contains(place.subList(0, length));
            }
            if (!covered) {
                outermost.add(place);
            }
        }
        return outermost;
    }

    private static List<String> reachable(JsonNode document, List<String> path) {
        List<String> reached = new ArrayList<>();
        JsonNode at = document;
        for (String name : path) {
            if (!at.isObject()) {
                break;
            }
            reached.add(name);
            at = at.path(name);
        }
        return List.copyOf(reached);
    }
}
