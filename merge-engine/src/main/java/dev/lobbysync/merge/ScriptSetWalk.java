package dev.lobbysync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.lobbysync.merge.Explanation.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One script set merge under way. A hash that is null stands for a file that is not there. */
final class ScriptSetWalk {
    private static final byte[] NOTHING = {};

    private final ScriptSetMerge.Texts texts;
    private final Ownership ownership;
    private final TreeMap<String, String> files = new TreeMap<>();
    private final List<MergeConflict> conflicts = new ArrayList<>();
    private final List<Explanation> explanations = new ArrayList<>();
    private final Map<String, byte[]> newTexts = new HashMap<>();
    private final Map<String, byte[]> conflictTexts = new HashMap<>();

    ScriptSetWalk(ScriptSetMerge.Texts texts, Ownership ownership) {
        this.texts = texts;
        this.ownership = ownership;
    }

    ScriptSetResult merge(Map<String, String> base, Map<String, String> local, Map<String, String> remote) {
        Map<String, String> movedBase = new TreeMap<>(base);
        Map<String, String> movedLocal = new TreeMap<>(local);
        Map<String, String> movedRemote = new TreeMap<>(remote);
        ScriptMoves.of(base, local).forEach((from, to) -> follow(from, to, Side.LOCAL, movedBase, movedRemote));
        ScriptMoves.of(base, remote).forEach((from, to) -> follow(from, to, Side.REMOTE, movedBase, movedLocal));
        TreeSet<String> paths = new TreeSet<>(movedBase.keySet());
        paths.addAll(movedLocal.keySet());
        paths.addAll(movedRemote.keySet());
        for (String path : paths) {
            String hash = mergeFile(path, movedBase.get(path), movedLocal.get(path), movedRemote.get(path));
            if (hash != null) {
                files.put(path, hash);
            }
        }
        return new ScriptSetResult(files, conflicts, explanations, newTexts, conflictTexts);
    }

    /** Moves a file in the base and on the side that did not move it, if that side still has it where it was. */
    private void follow(String from, String to, Side mover, Map<String, String> base, Map<String, String> other) {
        String hash = base.get(from);
        String otherHash = other.get(from);
        if (hash == null || otherHash == null || other.containsKey(to)) {
            return;
        }
        base.remove(from);
        base.put(to, hash);
        other.remove(from);
        other.put(to, otherHash);
        JsonNode moved = node(hash);
        JsonNode absent = MissingNode.getInstance();
        explanations.add(new Explanation(
                MergePath.of(to),
                mover,
                Rules.RENAMED,
                absent,
                mover == Side.LOCAL ? moved : absent,
                mover == Side.REMOTE ? moved : absent));
    }

    private @Nullable String mergeFile(
            String path, @Nullable String base, @Nullable String local, @Nullable String remote) {
        if (Objects.equals(local, remote)) {
            if (!Objects.equals(base, local)) {
                explain(path, Side.BOTH, Rules.SAME_CHANGE, base, local, remote);
            }
            return local;
        }
        if (Objects.equals(base, remote)) {
            explain(path, Side.LOCAL, Rules.ONLY_LOCAL, base, local, remote);
            return local;
        }
        if (Objects.equals(base, local)) {
            explain(path, Side.REMOTE, Rules.ONLY_REMOTE, base, local, remote);
            return remote;
        }
        if (local == null) {
            conflict(path, base, local, remote, MergeConflict.Kind.LOCAL_DELETED, Rules.EDIT_AGAINST_DELETE);
            return local;
        }
        if (remote == null) {
            conflict(path, base, local, remote, MergeConflict.Kind.REMOTE_DELETED, Rules.EDIT_AGAINST_DELETE);
            return local;
        }
        return mergeText(path, base, local, remote);
    }

    private String mergeText(String path, @Nullable String base, String local, String remote) {
        Optional<TextMergeResult> result = mergeLines(base, local, remote);
        if (result.isPresent() && result.get().clean()) {
            byte[] merged = result.get().merged();
            String hash = Sha256.hex(merged);
            if (!hash.equals(local) && !hash.equals(remote)) {
                newTexts.put(hash, merged);
            }
            explain(path, Side.BOTH, Rules.LINE_MERGE, base, local, remote);
            return hash;
        }
        return switch (ownership) {
            case LOCAL -> {
                explain(path, Side.LOCAL, Rules.LOCAL_POLICY, base, local, remote);
                yield local;
            }
            case RUNTIME -> {
                explain(path, Side.REMOTE, Rules.REMOTE_POLICY, base, local, remote);
                yield remote;
            }
            case SHARED -> {
                result.filter(text -> !text.atomic()).ifPresent(text -> conflictTexts.put(path, text.merged()));
                if (base == null) {
                    conflict(path, base, local, remote, MergeConflict.Kind.BOTH_ADDED, Rules.BOTH_ADDED);
                } else {
                    conflict(path, base, local, remote, MergeConflict.Kind.BOTH_CHANGED, Rules.BOTH_CHANGED);
                }
                yield local;
            }
        };
    }

    private Optional<TextMergeResult> mergeLines(@Nullable String base, String local, String remote) {
        Optional<byte[]> baseText = base == null ? Optional.of(NOTHING) : texts.bytes(base);
        Optional<byte[]> localText = texts.bytes(local);
        Optional<byte[]> remoteText = texts.bytes(remote);
        if (baseText.isEmpty() || localText.isEmpty() || remoteText.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(TextMerge.merge(baseText.get(), localText.get(), remoteText.get()));
    }

    private void explain(
            String path,
            Side won,
            String rule,
            @Nullable String base,
            @Nullable String local,
            @Nullable String remote) {
        explanations.add(new Explanation(MergePath.of(path), won, rule, node(base), node(local), node(remote)));
    }

    private void conflict(
            String path,
            @Nullable String base,
            @Nullable String local,
            @Nullable String remote,
            MergeConflict.Kind kind,
            String rule) {
        conflicts.add(new MergeConflict(MergePath.of(path), node(base), node(local), node(remote), kind, rule));
    }

    private static JsonNode node(@Nullable String hash) {
        return hash == null ? MissingNode.getInstance() : JsonNodeFactory.instance.textNode(hash);
    }
}
