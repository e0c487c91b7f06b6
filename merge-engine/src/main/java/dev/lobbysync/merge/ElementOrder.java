package dev.lobbysync.merge;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Three-way merge of the order of elements, given by name (ENGINE S3). Linear in their number.
 *
 * <p>The elements that all three versions have are the skeleton; its order is merged like a single value. Every other
 * element is an addition that stands behind an element of the skeleton, its anchor, or before them all, and goes where its
 * anchor goes. Additions of both sides behind one anchor are woven run by run: elements that both added hold the runs
 * apart, and of two runs that meet the one whose first name is less comes first, whichever side it is from. So a side's
 * own order survives unless the other side changed it, swapping the sides changes nothing, and merging the outcome with
 * either side again gives it once more.
 */
final class ElementOrder {
    private final Spread local;
    private final Spread remote;
    private final boolean localMoved;
    private final boolean remoteMoved;
    private final boolean additionsAgree;

    private ElementOrder(List<String> base, Spread local, Spread remote) {
        this.local = local;
        this.remote = remote;
        this.localMoved = !local.skeleton.equals(base);
        this.remoteMoved = !remote.skeleton.equals(base);
        this.additionsAgree = additionsAgree();
    }

    /**
     * @param base the names in the base
     * @param local the names that local has and that are not removed by the merge; likewise remote's. No name twice
     */
    static ElementOrder of(Collection<String> base, List<String> local, List<String> remote) {
        Set<String> here = new HashSet<>(local);
        Set<String> there = new HashSet<>(remote);
        List<String> skeleton = new ArrayList<>(base.size());
        for (String name : base) {
            if (here.contains(name) && there.contains(name)) {
                skeleton.add(name);
            }
        }
        Set<String> common = new HashSet<>(skeleton);
        return new ElementOrder(skeleton, Spread.of(local, common), Spread.of(remote, common));
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
    List<String> merged() {
        return localMoved ? arranged(local, remote) : arranged(remote, local);
    }

    /** Local's order with what only remote has put in where it stood there. */
    List<String> byLocal() {
        return arranged(local, remote);
    }

    /** The same for remote. */
    List<String> byRemote() {
        return arranged(remote, local);
    }

    /**
     * An order for elements whose order means nothing: the merged one; where there is none, one that depends on the names
     * alone.
     */
    List<String> arbitrary() {
        boolean localLeads = skeletonsAgree() ? localMoved : compare(local.skeleton, remote.skeleton) < 0;
        Spread lead = localLeads ? local : remote;
        if (additionsAgree) {
            return arranged(lead, localLeads ? remote : local);
        }
        TreeSet<String> additions = new TreeSet<>(local.anchors.keySet());
        additions.addAll(remote.anchors.keySet());
        List<String> order = new ArrayList<>(lead.skeleton);
        order.addAll(additions);
        return order;
    }

    /** What both sides added stands behind the same anchor and in the same order. */
    private boolean additionsAgree() {
        for (Map.Entry<String, String> addition : local.anchors.entrySet()) {
            String other = remote.anchors.get(addition.getKey());
            if (other != null && !other.equals(addition.getValue())) {
                return false;
            }
        }
        return local.groups.entrySet().stream()
                .allMatch(group -> inSameOrder(group.getValue(), remote.group(group.getKey())));
    }

    private static boolean inSameOrder(List<String> a, List<String> b) {
        return shared(a, b).equals(shared(b, a));
    }

    /** The names of the first list that the second has too. */
    private static List<String> shared(List<String> a, List<String> b) {
        Set<String> others = new HashSet<>(b);
        return a.stream().filter(others::contains).toList();
    }

    private static List<String> arranged(Spread lead, Spread other) {
        List<String> order = new ArrayList<>(lead.skeleton.size() + lead.anchors.size() + other.anchors.size());
        order.addAll(group(Spread.START, lead, other));
        for (String name : lead.skeleton) {
            order.add(name);
            order.addAll(group(name, lead, other));
        }
        return order;
    }

    private static List<String> group(String anchor, Spread lead, Spread other) {
        List<String> own = lead.group(anchor);
        List<String> more = other.group(anchor);
        if (more.isEmpty()) {
            return own;
        }
        more = more.stream()
                .filter(name -> lead.anchors.getOrDefault(name, anchor).equals(anchor))
                .toList();
        if (inSameOrder(own, more)) {
            return woven(own, more);
        }
        List<String> group = new ArrayList<>(own);
        Set<String> there = new HashSet<>(own);
        more.stream().filter(name -> !there.contains(name)).forEach(group::add);
        return group;
    }

    /** Two lists whose common names come in one order, as one list that has the order of both. */
    private static List<String> woven(List<String> a, List<String> b) {
        Set<String> knots = new HashSet<>(shared(a, b));
        List<String> woven = new ArrayList<>(a.size() + b.size());
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            int iEnd = runEnd(a, i, knots);
            int jEnd = runEnd(b, j, knots);
            List<String> x = a.subList(i, iEnd);
            List<String> y = b.subList(j, jEnd);
            boolean swap = !x.isEmpty() && !y.isEmpty() && x.get(0).compareTo(y.get(0)) > 0;
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

    private static int runEnd(List<String> names, int from, Set<String> knots) {
        int end = from;
        while (end < names.size() && !knots.contains(names.get(end))) {
            end++;
        }
        return Math.min(end, names.size());
    }

    private static int compare(List<String> a, List<String> b) {
        for (int i = 0; i < a.size(); i++) {
            int order = a.get(i).compareTo(b.get(i));
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
    private record Spread(List<String> skeleton, Map<String, List<String>> groups, Map<String, String> anchors) {
        /** The anchor of what stands before all of the skeleton; names of elements are never empty. */
        static final String START = "";

        static Spread of(List<String> names, Set<String> common) {
            Spread spread = new Spread(new ArrayList<>(common.size()), new HashMap<>(), new HashMap<>());
            String anchor = START;
            for (String name : names) {
                if (common.contains(name)) {
                    spread.skeleton.add(name);
                    anchor = name;
                } else {
                    spread.groups
                            .computeIfAbsent(anchor, a -> new ArrayList<>())
                            .add(name);
                    spread.anchors.put(name, anchor);
                }
            }
            return spread;
        }

        List<String> group(String anchor) {
            @Nullable List<String> group = groups.get(anchor);
            return group == null ? List.of() : group;
        }
    }
}
