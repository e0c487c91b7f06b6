package dev.lobbysync.merge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Three-way merge of the order of elements (ENGINE S3). Linear in their number.
 *
 * <p>The elements that all three versions have are the skeleton; its order is merged like a single value. Every other
 * element is an addition that stands behind an element of the skeleton, its anchor, or before them all, and goes where its
 * anchor goes. Additions of both sides behind one anchor are woven run by run: elements that both added hold the runs
 * apart, and of two runs that meet the one whose first name is less comes first, whichever side it is from. So a side's
 * own order survives unless the other side changed it, swapping the sides changes nothing, and merging the outcome with
 * either side again gives it once more.
 */
final class ElementOrder {
    private static final Comparator<ElementRow> BY_NAME = Comparator.comparing(row -> row.name);

    private final Spread local;
    private final Spread remote;
    private final boolean localMoved;
    private final boolean remoteMoved;
    private final boolean additionsAgree;

    private ElementOrder(Spread local, Spread remote) {
        this.local = local;
        this.remote = remote;
        this.localMoved = !local.isAsInBase();
        this.remoteMoved = !remote.isAsInBase();
        this.additionsAgree = additionsAgree();
    }

    /** The order of the rows that local has, and of those that remote has, without those that the merge removed. */
    static ElementOrder of(List<ElementRow> local, List<ElementRow> remote) {
        return new ElementOrder(Spread.of(local), Spread.of(remote));
    }

    /** Whether local put elements that all versions have in another order. */
    boolean localMoved() {
        return localMoved;
    }

    boolean remoteMoved() {
        return remoteMoved;
    }

    /** Whether one order can be made that takes nothing back from either side. */
    boolean agrees() {
        return additionsAgree && skeletonsAgree();
    }

    private boolean skeletonsAgree() {
        return !localMoved || !remoteMoved || local.skeleton.equals(remote.skeleton);
    }

    /** The merged order; only if the sides {@link #agrees agree}. */
    List<ElementRow> merged() {
        return localMoved ? arranged(local, remote) : arranged(remote, local);
    }

    /** Local's order with what only remote has put in where it stood there. */
    List<ElementRow> byLocal() {
        return arranged(local, remote);
    }

    /** The same for remote. */
    List<ElementRow> byRemote() {
        return arranged(remote, local);
    }

    /**
     * An order for elements whose order means nothing: the merged one; where there is none, one that depends on the names
     * alone.
     */
    List<ElementRow> arbitrary() {
        boolean localLeads = skeletonsAgree() ? localMoved : compare(local.skeleton, remote.skeleton) < 0;
        Spread lead = localLeads ? local : remote;
        if (additionsAgree) {
            return arranged(lead, localLeads ? remote : local);
        }
        Set<ElementRow> additions = new TreeSet<>(BY_NAME);
        additions.addAll(local.anchors.keySet());
        additions.addAll(remote.anchors.keySet());
        List<ElementRow> order = new ArrayList<>(lead.skeleton);
        order.addAll(additions);
        return order;
    }

    /** What both sides added stands behind the same anchor and in the same order. */
    private boolean additionsAgree() {
        for (Map.Entry<ElementRow, ElementRow> addition : local.anchors.entrySet()) {
            ElementRow other = remote.anchors.get(addition.getKey());
            if (other != null && !other.equals(addition.getValue())) {
                return false;
            }
        }
        return local.groups.entrySet().stream()
                .allMatch(group -> inSameOrder(group.getValue(), remote.group(group.getKey())));
    }

    private static boolean inSameOrder(List<ElementRow> a, List<ElementRow> b) {
        return shared(a, b).equals(shared(b, a));
    }

    /** What the second list has too of the first. */
    private static List<ElementRow> shared(List<ElementRow> a, List<ElementRow> b) {
        Set<ElementRow> others = new HashSet<>(b);
        return a.stream().filter(others::contains).toList();
    }

    private static List<ElementRow> arranged(Spread lead, Spread other) {
        List<ElementRow> order = new ArrayList<>(lead.skeleton.size() + lead.anchors.size() + other.anchors.size());
        order.addAll(group(Spread.START, lead, other));
        for (ElementRow row : lead.skeleton) {
            order.add(row);
            order.addAll(group(row, lead, other));
        }
        return order;
    }

    private static List<ElementRow> group(ElementRow anchor, Spread lead, Spread other) {
        List<ElementRow> own = lead.group(anchor);
        List<ElementRow> more = other.group(anchor);
        if (more.isEmpty()) {
            return own;
        }
        more = more.stream()
                .filter(row -> lead.anchors.getOrDefault(row, anchor).equals(anchor))
                .toList();
        if (inSameOrder(own, more)) {
            return woven(own, more);
        }
        List<ElementRow> group = new ArrayList<>(own);
        Set<ElementRow> there = new HashSet<>(own);
        more.stream().filter(row -> !there.contains(row)).forEach(group::add);
        return group;
    }

    /** Two lists whose common rows come in one order, as one list that has the order of both. */
    private static List<ElementRow> woven(List<ElementRow> a, List<ElementRow> b) {
        Set<ElementRow> knots = new HashSet<>(shared(a, b));
        List<ElementRow> woven = new ArrayList<>(a.size() + b.size());
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            int iEnd = runEnd(a, i, knots);
            int jEnd = runEnd(b, j, knots);
            List<ElementRow> x = a.subList(i, iEnd);
            List<ElementRow> y = b.subList(j, jEnd);
            boolean swap = !x.isEmpty() && !y.isEmpty() && BY_NAME.compare(x.get(0), y.get(0)) > 0;
            woven.addAll(swap ? y : x);
            woven.addAll(swap ? x : y);
            if (iEnd < a.size()) {
                woven.add(a.get(iEnd));
            }
            i = iEnd + 1;
            j = jEnd + 1;
        }
        return woven;
    }

    private static int runEnd(List<ElementRow> rows, int from, Set<ElementRow> knots) {
        int end = from;
        while (end < rows.size() && !knots.contains(rows.get(end))) {
            end++;
        }
        return Math.min(end, rows.size());
    }

    private static int compare(List<ElementRow> a, List<ElementRow> b) {
        for (int i = 0; i < a.size(); i++) {
            int order = BY_NAME.compare(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /**
     * One version's order.
     *
     * @param skeleton what all versions have
     * @param groups anchor to what stands behind it
     * @param anchors what is no skeleton to its anchor
     */
    private record Spread(
            List<ElementRow> skeleton, Map<ElementRow, List<ElementRow>> groups, Map<ElementRow, ElementRow> anchors) {
        /** The anchor of what stands before all of the skeleton. */
        static final ElementRow START = new ElementRow("", -1);

        static Spread of(List<ElementRow> rows) {
            Spread spread = new Spread(new ArrayList<>(rows.size()), new HashMap<>(), new HashMap<>());
            ElementRow anchor = START;
            for (ElementRow row : rows) {
                if (row.isInAll()) {
                    spread.skeleton.add(row);
                    anchor = row;
                } else if (!row.removed) {
                    spread.groups
                            .computeIfAbsent(anchor, a -> new ArrayList<>())
                            .add(row);
                    spread.anchors.put(row, anchor);
                }
            }
            return spread;
        }

        boolean isAsInBase() {
            int last = -1;
            for (ElementRow row : skeleton) {
                if (row.number < last) {
                    return false;
                }
                last = row.number;
            }
            return true;
        }

        List<ElementRow> group(ElementRow anchor) {
            @Nullable List<ElementRow> group = groups.get(anchor);
            return group == null ? List.of() : group;
        }
    }
}
