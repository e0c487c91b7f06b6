package dev.lobbysync.merge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Import lines that both sides added at one place, as the two additions that they are.
 *
 * <p>Only where nothing can go wrong: every line is one whole {@code import … from '…'}, and no name is bound by two
 * different lines. An import for its side effects ({@code import './x.js'}) says by its place when it happens, so that it
 * is never moved. Each side's order is kept; what that leaves open, the order of the bytes decides, so that it is the same
 * from either side and for a result that is merged again.
 */
final class ImportUnion {
    private static final int NONE = -1;
    private static final Pattern IMPORT = Pattern.compile("\\s*import\\s*(?<names>[\\w$\\s{},*]*[\\s},*])"
            + "from\\s*(?<quote>['\"])[^'\"\\\\]+\\k<quote>\\s*;?\\s*(?://.*)?");
    private static final Pattern BETWEEN_NAMES = Pattern.compile("[{},]");

    /** A line of the union; the number is -1 on a side that does not have it. */
    record Line(int local, int remote) {}

    private final TextLines local;
    private final TextLines remote;
    private final Comparator<Line> byText = (a, b) -> side(a).compareText(number(a), side(b), number(b));
    private final TreeMap<Line, Line> lines = new TreeMap<>(byText);
    private final Set<String> names = new HashSet<>();

    private ImportUnion(TextLines local, TextLines remote) {
        this.local = local;
        this.remote = remote;
    }

    /** The lines of the union in their order; null if the hunk is no such place. */
    static @Nullable List<Line> of(Hunk hunk, TextLines local, TextLines remote) {
        return hunk.isTwoAdditions() ? new ImportUnion(local, remote).union(hunk) : null;
    }

    private @Nullable List<Line> union(Hunk hunk) {
        for (int i = hunk.localStart(); i < hunk.localEnd(); i++) {
            if (!addLocal(new Line(i, NONE))) {
                return null;
            }
        }
        for (int i = hunk.remoteStart(); i < hunk.remoteEnd(); i++) {
            if (!addRemote(new Line(NONE, i))) {
                return null;
            }
        }
        return ordered(hunk);
    }

    private boolean addLocal(Line line) {
        return bindsNewNames(local.text(line.local())) && lines.putIfAbsent(line, line) == null;
    }

    private boolean addRemote(Line line) {
        Line same = lines.get(line);
        if (same == null) {
            return bindsNewNames(remote.text(line.remote())) && lines.putIfAbsent(line, line) == null;
        }
        lines.put(same, new Line(same.local(), line.remote()));
        return same.remote() == NONE;
    }

    private boolean bindsNewNames(String line) {
        Matcher matcher = IMPORT.matcher(line);
        if (!matcher.matches()) {
            return false;
        }
        boolean any = false;
        for (String binding :
                BETWEEN_NAMES.splitAsStream(matcher.group("names")).toList()) {
            String[] words = binding.strip().split("\\s+", -1);
            String name = words[words.length - 1];
            if (!name.isEmpty()) {
                any = true;
                if (!names.add(name)) {
                    return false;
                }
            }
        }
        return any;
    }

    /** Each side's order if both can be had, else the order of the bytes. */
    private List<Line> ordered(Hunk hunk) {
        Map<Line, List<Line>> followers = new HashMap<>();
        Map<Line, Integer> waitingFor = new HashMap<>();
        for (int i = hunk.localStart() + 1; i < hunk.localEnd(); i++) {
            follow(new Line(i - 1, NONE), new Line(i, NONE), followers, waitingFor);
        }
        for (int i = hunk.remoteStart() + 1; i < hunk.remoteEnd(); i++) {
            follow(new Line(NONE, i - 1), new Line(NONE, i), followers, waitingFor);
        }
        PriorityQueue<Line> next = new PriorityQueue<>(byText);
        lines.values().stream().filter(line -> !waitingFor.containsKey(line)).forEach(next::add);
        List<Line> ordered = new ArrayList<>();
        while (!next.isEmpty()) {
            Line line = next.remove();
            ordered.add(line);
            for (Line follower : followers.getOrDefault(line, List.of())) {
                if (waitingFor.merge(follower, -1, Integer::sum) == 0) {
                    next.add(follower);
                }
            }
        }
        return ordered.size() == lines.size() ? ordered : List.copyOf(lines.values());
    }

    private void follow(Line before, Line after, Map<Line, List<Line>> followers, Map<Line, Integer> waitingFor) {
        Line first = merged(before);
        Line second = merged(after);
        followers.computeIfAbsent(first, line -> new ArrayList<>()).add(second);
        waitingFor.merge(second, 1, Integer::sum);
    }

    private Line merged(Line line) {
        return lines.getOrDefault(line, line);
    }

    private TextLines side(Line line) {
        return line.local() == NONE ? remote : local;
    }

    private static int number(Line line) {
        return line.local() == NONE ? line.remote() : line.local();
    }
}
