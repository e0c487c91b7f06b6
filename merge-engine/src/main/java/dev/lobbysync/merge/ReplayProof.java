package dev.lobbysync.merge;

import dev.lobbysync.merge.TextMergeResult.Change;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A quick proof that merging a clean result again with either side gives the result (ENGINE 2, law 3); without it that
 * has to be tried, which costs four diffs.
 *
 * <p>It is enough that a diff between the base and the result finds exactly the hunks again: then each hunk is the
 * result's alone or the same text on both sides. jgit's histogram diff matches lines in runs. In the part between the
 * first and the last difference it takes the longest run among those with a line that occurs once in that part of the
 * base, and goes on with the parts before and after it. That run is a stretch between two hunks, if in the part
 *
 * <ol>
 *   <li>a stretch between hunks has a line that occurs once,
 *   <li>no line that a hunk brings in is a line that occurs once, so that no run of lines that do not belong together has
 *       one, and
 *   <li>the stretch ends where the hunks begin, since no hunk brings in what it takes out, and none that only adds or only
 *       removes could be moved up or down by a line.
 * </ol>
 *
 * <p>So the parts are taken as the diff would take them, and these conditions tried in each, until every part is a hunk.
 */
final class ReplayProof {
    /** Parts with ever so many hunks are not worth a proof. */
    private static final int MOST_STEPS_PER_HUNK = 24;

    private final TextLines base;
    private final TextLines local;
    private final TextLines remote;
    private final List<Hunk> hunks;
    private final LinePlaces places;

    /** The hunks of a part by their numbers, both inclusive. */
    private record Part(int first, int last) {}

    private ReplayProof(TextLines base, TextLines local, TextLines remote, List<Hunk> hunks) {
        this.base = base;
        this.local = local;
        this.remote = remote;
        this.hunks = hunks;
        this.places = new LinePlaces(
                base, hunks.get(0).baseStart(), hunks.get(hunks.size() - 1).baseEnd());
    }

    /**
     * Whether there is such a proof for the result of these hunks. All lines that end must end alike: ends are
     * merged by rules of their own, which for one end, and none at the end of a text, give the same again.
     */
    static boolean holds(TextLines base, TextLines local, TextLines remote, List<Hunk> hunks) {
        return hunks.isEmpty() || new ReplayProof(base, local, remote, hunks).holds();
    }

    private boolean holds() {
        for (Hunk hunk : hunks) {
            if (hunk.change() == Change.COMBINED || hunk.change() == Change.CONFLICT || !isFixed(hunk)) {
                return false;
            }
        }
        int steps = MOST_STEPS_PER_HUNK * hunks.size();
        Deque<Part> parts = new ArrayDeque<>();
        parts.push(new Part(0, hunks.size() - 1));
        while (!parts.isEmpty()) {
            Part part = parts.pop();
            steps -= part.last() - part.first();
            int stretch = part.first() == part.last() ? part.last() : longestStretch(part);
            if (stretch < 0 || steps < 0 || !bringsNothingSingle(part)) {
                return false;
            }
            if (part.first() < part.last()) {
                parts.push(new Part(part.first(), stretch));
                parts.push(new Part(stretch + 1, part.last()));
            }
        }
        return true;
    }

    /** Whether a hunk has no choice where it stands. */
    private boolean isFixed(Hunk hunk) {
        TextLines side = side(hunk);
        int from = from(hunk);
        int to = to(hunk);
        int start = hunk.baseStart();
        int end = hunk.baseEnd();
        if (start == end && from < to) {
            return (end == base.size() || !base.sameText(end, side, from))
                    && (start == 0 || !base.sameText(start - 1, side, to - 1));
        }
        if (start < end && from == to) {
            return (end == base.size() || !base.sameText(end, base, start))
                    && (start == 0 || !base.sameText(start - 1, base, end - 1));
        }
        for (int i = from; i < to; i++) {
            if (places.timesUpToTwo(side, i, start, end) > 0) {
                return false;
            }
        }
        return true;
    }

    /** The hunk before the longest stretch of a part that has a line which occurs once in it; -1 if there is none. */
    private int longestStretch(Part part) {
        int start = hunks.get(part.first()).baseStart();
        int end = hunks.get(part.last()).baseEnd();
        int longest = 0;
        int before = -1;
        for (int i = part.first(); i < part.last(); i++) {
            int from = hunks.get(i).baseEnd();
            int to = hunks.get(i + 1).baseStart();
            if (to - from > longest && hasSingle(from, to, start, end)) {
                longest = to - from;
                before = i;
            }
        }
        return before;
    }

    private boolean hasSingle(int from, int to, int start, int end) {
        for (int i = from; i < to; i++) {
            if (places.timesUpToTwo(base, i, start, end) == 1) {
                return true;
            }
        }
        return false;
    }

    private boolean bringsNothingSingle(Part part) {
        int start = hunks.get(part.first()).baseStart();
        int end = hunks.get(part.last()).baseEnd();
        for (int h = part.first(); h <= part.last(); h++) {
            Hunk hunk = hunks.get(h);
            TextLines side = side(hunk);
            for (int i = from(hunk); i < to(hunk); i++) {
                if (places.timesUpToTwo(side, i, start, end) == 1) {
                    return false;
                }
            }
        }
        return true;
    }

    private TextLines side(Hunk hunk) {
        return hunk.change() == Change.REMOTE ? remote : local;
    }

    private static int from(Hunk hunk) {
        return hunk.change() == Change.REMOTE ? hunk.remoteStart() : hunk.localStart();
    }

    private static int to(Hunk hunk) {
        return hunk.change() == Change.REMOTE ? hunk.remoteEnd() : hunk.localEnd();
    }
}
