package dev.lobbysync.merge;

import java.util.Comparator;
import java.util.List;

/** Paths as patterns: what they cover, and which of two that cover one path goes first. */
final class PathPatterns {
    private static final MergePath.Key ANY_KEY = new MergePath.Key("*");

    /** Longer before shorter; of equally long ones, looking from the root, a name before {@code *} or {@code []}. */
    static final Comparator<MergePath> MOST_SPECIFIC_FIRST = Comparator.comparing(
                    (MergePath pattern) -> -pattern.steps().size())
            .thenComparing(MergePath::steps, PathPatterns::namedBeforeAny);

    private PathPatterns() {}

    /** Whether the pattern stands for the path or for something above it. */
    static boolean covers(MergePath pattern, MergePath path) {
        List<MergePath.Step> steps = pattern.steps();
        if (steps.size() > path.steps().size()) {
            return false;
        }
        for (int i = 0; i < steps.size(); i++) {
            if (!standsFor(steps.get(i), path.steps().get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether the pattern stands for just this path. */
    static boolean matches(MergePath pattern, MergePath path) {
        return pattern.steps().size() == path.steps().size() && covers(pattern, path);
    }

    private static boolean standsFor(MergePath.Step pattern, MergePath.Step step) {
        boolean sameSort = pattern instanceof MergePath.Key == step instanceof MergePath.Key;
        return pattern.equals(step) || (sameSort && isAny(pattern));
    }

    private static boolean isAny(MergePath.Step step) {
        return step.equals(ANY_KEY) || step.equals(MergePath.Element.ANY);
    }

    private static int namedBeforeAny(List<MergePath.Step> a, List<MergePath.Step> b) {
        for (int i = 0; i < a.size(); i++) {
            MergePath.Step one = a.get(i);
            MergePath.Step other = b.get(i);
            int order = Boolean.compare(isAny(one), isAny(other));
            if (order == 0) {
                order = Boolean.compare(one instanceof MergePath.Element, other instanceof MergePath.Element);
            }
            if (order == 0) {
                order = one.toString().compareTo(other.toString());
            }
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
