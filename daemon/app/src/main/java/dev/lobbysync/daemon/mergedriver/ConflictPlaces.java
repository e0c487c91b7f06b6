package dev.lobbysync.daemon.mergedriver;

import dev.lobbysync.merge.MergeConflict;
import dev.lobbysync.merge.MergePath;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/** Where conflicts lie, none below another: a conflict on the order of an array takes in those inside of it. */
final class ConflictPlaces {
    private ConflictPlaces() {}

    static Set<MergePath> of(Collection<MergeConflict> conflicts) {
        Set<MergePath> places = new LinkedHashSet<>();
        conflicts.forEach(conflict -> places.add(conflict.path()));
        Set<MergePath> outermost = new LinkedHashSet<>();
        for (MergePath place : places) {
            boolean covered = false;
            for (int length = 0; length < place.steps().size(); length++) {
                covered |= places.contains(new MergePath(place.steps().subList(0, length)));
            }
            if (!covered) {
                outermost.add(place);
            }
        }
        return outermost;
    }
}
