package dev.lobbysync.daemon.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Leaves out of a list what a failure does not need: ever smaller pieces, as long as it still fails. */
final class Shrinking {
    private Shrinking() {}

    /**
     * A smallest list that still fails: none of its elements can be left out.
     *
     * @param fails whether a sub-list fails; it is known to for the whole
     */
    static <T> List<T> smallest(List<T> whole, Predicate<List<T>> fails) {
        List<T> left = whole;
        for (int size = Math.max(1, whole.size() / 2); size > 0; ) {
            List<T> less = without(left, size, fails);
            if (less.size() < left.size()) {
                left = less;
            } else {
                size /= 2;
            }
        }
        return left;
    }

    private static <T> List<T> without(List<T> all, int size, Predicate<List<T>> fails) {
        List<T> left = all;
        for (int from = 0; from < left.size(); ) {
            List<T> less = new ArrayList<>(left.subList(0, from));
            less.addAll(left.subList(Math.min(left.size(), from + size), left.size()));
            if (fails.test(less)) {
                left = less;
            } else {
                from += size;
            }
        }
        return left;
    }
}
