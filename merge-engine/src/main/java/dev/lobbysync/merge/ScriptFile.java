package dev.lobbysync.merge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One file of a script set under the names that the three versions have for it; null where one does not have it. */
record ScriptFile(
        @Nullable String base,
        @Nullable String local,
        @Nullable String remote) {

    /** The files of three versions, each path in one of them, in the order of their merged paths. */
    static List<ScriptFile> pair(
            Set<String> base,
            Set<String> local,
            Set<String> remote,
            Map<String, String> localMoves,
            Map<String, String> remoteMoves) {
        Map<String, String> byLocal = withThoseOf(remoteMoves, local, localMoves);
        Map<String, String> byRemote = withThoseOf(localMoves, remote, remoteMoves);
        Map<String, String> movedLocally = possible(byLocal, remote, byRemote);
        Map<String, String> movedRemotely = possible(byRemote, local, byLocal);
        List<ScriptFile> files = new ArrayList<>();
        Set<String> placed = new HashSet<>();
        for (String path : base) {
            files.add(new ScriptFile(
                    path,
                    local.contains(path) ? path : movedLocally.get(path),
                    remote.contains(path) ? path : movedRemotely.get(path)));
        }
        files.forEach(file -> {
            placed.add(Objects.requireNonNullElse(file.local(), ""));
            placed.add(Objects.requireNonNullElse(file.remote(), ""));
        });
        Set<String> added = new HashSet<>(local);
        added.addAll(remote);
        added.removeAll(base);
        added.removeAll(placed);
        for (String path : added) {
            files.add(new ScriptFile(null, local.contains(path) ? path : null, remote.contains(path) ? path : null));
        }
        files.sort(Comparator.comparing(ScriptFile::path));
        return files;
    }

    /**
     * A side's moves, and those of the other side that it must have made as well, since it has the file where the other
     * side has it and no longer where it was, however little is left of its content.
     */
    private static Map<String, String> withThoseOf(
            Map<String, String> otherMoves, Set<String> side, Map<String, String> moves) {
        Map<String, String> all = new TreeMap<>(moves);
        otherMoves.forEach((from, to) -> {
            if (!side.contains(from) && side.contains(to) && !moves.containsValue(to)) {
                all.putIfAbsent(from, to);
            }
        });
        return all;
    }

    /** Without moves to a place where the other side has another file. */
    private static Map<String, String> possible(
            Map<String, String> moves, Set<String> other, Map<String, String> otherMoves) {
        Map<String, String> possible = new TreeMap<>(moves);
        possible.entrySet()
                .removeIf(move ->
                        other.contains(move.getValue()) && !move.getValue().equals(otherMoves.get(move.getKey())));
        return possible;
    }

    /** All names that it has in any version. */
    Set<String> names() {
        return Stream.of(Optional.ofNullable(base), Optional.ofNullable(local), Optional.ofNullable(remote))
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }

    boolean movedLocally() {
        return base != null && local != null && !base.equals(local);
    }

    boolean movedRemotely() {
        return base != null && remote != null && !base.equals(remote);
    }

    /** Whether both sides moved it, to different places. */
    boolean isTorn() {
        return movedLocally() && movedRemotely() && !Objects.equals(local, remote);
    }

    /** The name in the merged set: a three-way merge of the names, and of two new names the first one. */
    String path() {
        if (local == null || remote == null) {
            return Objects.requireNonNull(local != null ? local : remote != null ? remote : base);
        }
        if (isTorn()) {
            return local.compareTo(remote) < 0 ? local : remote;
        }
        return movedRemotely() ? remote : local;
    }
}
