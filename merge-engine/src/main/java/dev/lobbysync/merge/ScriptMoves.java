package dev.lobbysync.merge;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Recognises files that one side of a script set moved. */
final class ScriptMoves {
    private ScriptMoves() {}

    /**
     * Old path to new path of each file that vanished while exactly one new file has its content. With two candidates on
     * either end nobody can tell which became which, so they stay removals and additions.
     */
    static Map<String, String> of(Map<String, String> base, Map<String, String> side) {
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
}
