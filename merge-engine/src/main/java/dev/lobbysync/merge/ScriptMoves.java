package dev.lobbysync.merge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Recognises files that one side of a script set moved, as git does: first by equal content, then by likeness, the best
 * match first.
 */
final class ScriptMoves {
    /** A file is the same one under another name if half of it is. */
    private static final int ALIKE = Likeness.EQUAL / 2;

    /** So many comparisons at most; with more files only equal contents are recognised. */
    private static final long MOST_PAIRS = 10_000;

    private static final Comparator<Pair> BEST_FIRST = Comparator.comparingInt((Pair pair) -> -pair.likeness())
            .thenComparing(pair -> !pair.sameName())
            .thenComparing(Pair::from)
            .thenComparing(Pair::to);

    private final Map<String, String> base;
    private final Map<String, String> side;
    private final Map<String, String> other;
    private final ScriptSetMerge.Texts texts;
    private final Map<String, Optional<Likeness>> likenesses = new HashMap<>();

    private record Pair(String from, String to, int likeness, boolean sameName) {
        boolean asGoodAs(Pair pair) {
            return likeness == pair.likeness && sameName == pair.sameName;
        }
    }

    private ScriptMoves(
            Map<String, String> base, Map<String, String> side, Map<String, String> other, ScriptSetMerge.Texts texts) {
        this.base = base;
        this.side = side;
        this.other = other;
        this.texts = texts;
    }

    /**
     * Old path to new path of the files that a side moved. With two equally good candidates on either end nobody can tell
     * which became which, so they stay removals and additions. Contents are read only if the other side did something to a
     * file that vanished, since nothing depends on it otherwise.
     */
    static Map<String, String> of(
            Map<String, String> base, Map<String, String> side, Map<String, String> other, ScriptSetMerge.Texts texts) {
        return new ScriptMoves(base, side, other, texts).find();
    }

    private Map<String, String> find() {
        Map<String, String> moves = ofEqualContent();
        Set<String> gone = new TreeSet<>(base.keySet());
        gone.removeAll(side.keySet());
        gone.removeAll(moves.keySet());
        Set<String> come = new TreeSet<>(side.keySet());
        come.removeAll(base.keySet());
        come.removeAll(moves.values());
        boolean matters = gone.stream().anyMatch(path -> !Objects.equals(base.get(path), other.get(path)));
        if (matters && (long) gone.size() * come.size() <= MOST_PAIRS) {
            moves.putAll(bestOf(pairs(gone, come)));
        }
        return moves;
    }

    private Map<String, String> ofEqualContent() {
        Map<String, String> gone = uniqueByContent(base, side.keySet());
        Map<String, String> come = uniqueByContent(side, base.keySet());
        Map<String, String> moves = new TreeMap<>();
        gone.forEach((hash, from) -> {
            String to = come.get(hash);
            if (to != null) {
                moves.put(from, to);
            }
        });
        return moves;
    }

    /** Content hash to path of the files outside {@code known} whose content no other such file has. */
    private static Map<String, String> uniqueByContent(Map<String, String> files, Set<String> known) {
        Map<String, String> byContent = new HashMap<>();
        Set<String> ambiguous = new TreeSet<>();
        files.forEach((path, hash) -> {
            if (!known.contains(path) && byContent.putIfAbsent(hash, path) != null) {
                ambiguous.add(hash);
            }
        });
        byContent.keySet().removeAll(ambiguous);
        return byContent;
    }

    private List<Pair> pairs(Set<String> gone, Set<String> come) {
        List<Pair> pairs = new ArrayList<>();
        for (String from : gone) {
            for (String to : come) {
                int likeness = likeness(from, to);
                if (likeness >= ALIKE) {
                    pairs.add(new Pair(from, to, likeness, fileName(from).equals(fileName(to))));
                }
            }
        }
        pairs.sort(BEST_FIRST);
        return pairs;
    }

    /** To the base's content or to what the other side made of it: a merged file is like both. */
    private int likeness(String from, String to) {
        String content = side.get(to);
        return Math.max(likenessOfContents(base.get(from), content), likenessOfContents(other.get(from), content));
    }

    private int likenessOfContents(@Nullable String hash, @Nullable String otherHash) {
        if (hash == null || otherHash == null) {
            return 0;
        }
        if (hash.equals(otherHash)) {
            return Likeness.EQUAL;
        }
        Optional<Likeness> one = likenesses.computeIfAbsent(hash, this::read);
        Optional<Likeness> another = likenesses.computeIfAbsent(otherHash, this::read);
        return one.isEmpty() || another.isEmpty() ? 0 : one.get().to(another.get());
    }

    private Optional<Likeness> read(String hash) {
        return texts.bytes(hash).map(Likeness::new);
    }

    private static Map<String, String> bestOf(List<Pair> pairs) {
        Map<String, String> moves = new TreeMap<>();
        Set<String> takenFrom = new HashSet<>();
        Set<String> takenTo = new HashSet<>();
        int at = 0;
        while (at < pairs.size()) {
            Pair best = pairs.get(at);
            List<Pair> open = new ArrayList<>();
            for (; at < pairs.size() && pairs.get(at).asGoodAs(best); at++) {
                Pair pair = pairs.get(at);
                if (!takenFrom.contains(pair.from()) && !takenTo.contains(pair.to())) {
                    open.add(pair);
                }
            }
            Map<String, Integer> timesFrom = new HashMap<>();
            Map<String, Integer> timesTo = new HashMap<>();
            for (Pair pair : open) {
                timesFrom.merge(pair.from(), 1, Integer::sum);
                timesTo.merge(pair.to(), 1, Integer::sum);
            }
            for (Pair pair : open) {
                takenFrom.add(pair.from());
                takenTo.add(pair.to());
                if (timesFrom.getOrDefault(pair.from(), 0) == 1 && timesTo.getOrDefault(pair.to(), 0) == 1) {
                    moves.put(pair.from(), pair.to());
                }
            }
        }
        return moves;
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
