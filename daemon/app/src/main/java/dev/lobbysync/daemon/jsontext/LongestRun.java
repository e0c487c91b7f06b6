package dev.lobbysync.daemon.jsontext;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which items can stay where they are when a list is put in another order: as many as possible. */
final class LongestRun {
    private LongestRun() {}

    /**
     * A longest selection whose items have the same order in both lists.
     *
     * @param from the list as it is
     * @param to the same items as they shall be
     */
    static <T> Set<T> of(List<T> from, List<T> to) {
        Map<T, Integer> wanted = new HashMap<>();
        for (T item : to) {
            wanted.put(item, wanted.size());
        }
        // ends.get(n) is the position of the item with the least place that ends a run of n + 1; before links runs.
        List<Integer> ends = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        int[] before = new int[from.size()];
        for (int i = 0; i < from.size(); i++) {
            int place = wanted.getOrDefault(from.get(i), -1);
            int found = Collections.binarySearch(places, place);
            int length = found < 0 ? -found - 1 : found;
            before[i] = length == 0 ? -1 : ends.get(length - 1);
            if (length == ends.size()) {
                ends.add(i);
                places.add(place);
            } else {
                ends.set(length, i);
                places.set(length, place);
            }
        }
        Set<T> run = new HashSet<>();
        for (int i = ends.isEmpty() ? -1 : ends.get(ends.size() - 1); i >= 0; i = before[i]) {
            run.add(from.get(i));
        }
        return run;
    }
}
