package dev.lobbysync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tries whether merging a clean set again with either side gives the set (ENGINE 2, law 3). It may not where a new file
 * looks like one that vanished: seen together with the result, it can pass for the old file under another name.
 */
final class ScriptSetReplay {
    private final Map<String, String> base;
    private final Map<String, String> local;
    private final Map<String, String> remote;
    private final ScriptSetResult result;
    private final ScriptSetMerge.Texts texts;
    private final ScriptSetMerge.Options options;

    ScriptSetReplay(
            Map<String, String> base,
            Map<String, String> local,
            Map<String, String> remote,
            ScriptSetResult result,
            ScriptSetMerge.Texts texts,
            ScriptSetMerge.Options options) {
        this.base = base;
        this.local = local;
        this.remote = remote;
        this.result = result;
        this.options = options;
        Map<String, byte[]> made = result.newTexts();
        this.texts = hash -> {
            byte[] text = made.get(hash);
            return text != null ? Optional.of(text) : texts.bytes(hash);
        };
    }

    /** The result itself if it lasts, else the same with a conflict wherever it does not. */
    ScriptSetResult lasting() {
        boolean vanished = !result.files().keySet().containsAll(base.keySet());
        boolean appeared = !base.keySet().containsAll(result.files().keySet());
        if (!vanished || !appeared) {
            return result;
        }
        Set<String> unclear = new TreeSet<>();
        addChanged(new ScriptSetWalk(texts, options).merge(base, result.files(), remote), unclear);
        addChanged(new ScriptSetWalk(texts, options).merge(base, local, result.files()), unclear);
        if (unclear.isEmpty()) {
            return result;
        }
        addOtherNames(unclear);
        return without(unclear);
    }

    /** The other names of these files as well: what a side wrote under one of them is in dispute too. */
    private void addOtherNames(Set<String> unclear) {
        List<Set<String>> names = ScriptSetWalk.pairs(base, local, remote, texts).stream()
                .map(ScriptFile::names)
                .toList();
        boolean grown = true;
        while (grown) {
            grown = false;
            for (Set<String> ofOne : names) {
                grown |= !Collections.disjoint(ofOne, unclear) && unclear.addAll(ofOne);
            }
        }
    }

    private void addChanged(ScriptSetResult again, Set<String> unclear) {
        again.conflicts()
                .forEach(
                        conflict -> unclear.add(String.join("/", conflict.path().segments())));
        Set<String> paths = new TreeSet<>(again.files().keySet());
        paths.addAll(result.files().keySet());
        for (String path : paths) {
            if (!Objects.equals(again.files().get(path), result.files().get(path))) {
                unclear.add(path);
            }
        }
    }

    private ScriptSetResult without(Set<String> unclear) {
        TreeMap<String, String> files = new TreeMap<>(result.files());
        List<MergeConflict> conflicts = new ArrayList<>();
        for (String path : unclear) {
            files.remove(path);
            if (local.containsKey(path)) {
                files.put(path, local.get(path));
            }
            conflicts.add(new MergeConflict(
                    MergePath.of(path),
                    node(base.get(path)),
                    node(local.get(path)),
                    node(remote.get(path)),
                    kind(local.containsKey(path), remote.containsKey(path)),
                    Rules.RENAME_UNCLEAR));
        }
        List<Explanation> explanations = result.explanations().stream()
                .filter(explanation ->
                        !unclear.contains(String.join("/", explanation.path().segments())))
                .toList();
        return new ScriptSetResult(files, conflicts, explanations, result.newTexts(), Map.of());
    }

    private static MergeConflict.Kind kind(boolean local, boolean remote) {
        if (local == remote) {
            return MergeConflict.Kind.BOTH_CHANGED;
        }
        return local ? MergeConflict.Kind.REMOTE_DELETED : MergeConflict.Kind.LOCAL_DELETED;
    }

    private static JsonNode node(@Nullable String hash) {
        return hash == null ? MissingNode.getInstance() : JsonNodeFactory.instance.textNode(hash);
    }
}
