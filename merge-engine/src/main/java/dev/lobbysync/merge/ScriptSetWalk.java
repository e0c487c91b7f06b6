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
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One script set merge under way. A hash that is null stands for a file that is not there. */
final class ScriptSetWalk {
    private final ScriptSetMerge.Texts texts;
    private final ScriptSetMerge.Options options;
    private final TreeMap<String, String> files = new TreeMap<>();
    private final List<MergeConflict> conflicts = new ArrayList<>();
    private final List<Explanation> explanations = new ArrayList<>();
    private final Map<String, byte[]> newTexts = new HashMap<>();
    private final Map<String, byte[]> conflictTexts = new HashMap<>();

    /** The hashes of the file that is being merged. */
    private record Versions(
            @Nullable String base,
            @Nullable String local,
            @Nullable String remote) {}

    ScriptSetWalk(ScriptSetMerge.Texts texts, ScriptSetMerge.Options options) {
        this.texts = texts;
        this.options = options;
    }

    ScriptSetResult merge(Map<String, String> base, Map<String, String> local, Map<String, String> remote) {
        for (ScriptFile file : pairs(base, local, remote, texts)) {
            merge(file, new Versions(hash(base, file.base()), hash(local, file.local()), hash(remote, file.remote())));
        }
        return new ScriptSetResult(files, conflicts, explanations, newTexts, conflictTexts);
    }

    /** Which files of the three versions are one. */
    static List<ScriptFile> pairs(
            Map<String, String> base,
            Map<String, String> local,
            Map<String, String> remote,
            ScriptSetMerge.Texts texts) {
        return ScriptFile.pair(
                base.keySet(),
                local.keySet(),
                remote.keySet(),
                ScriptMoves.of(base, local, remote, texts),
                ScriptMoves.of(base, remote, local, texts));
    }

    private static @Nullable String hash(Map<String, String> files, @Nullable String path) {
        return path == null ? null : files.get(path);
    }

    private void merge(ScriptFile file, Versions versions) {
        boolean moved = file.movedLocally() || file.movedRemotely();
        if (moved && versions.local() == null) {
            conflict(file.path(), versions, MergeConflict.Kind.LOCAL_DELETED, Rules.RENAME_AGAINST_DELETE);
        } else if (moved && versions.remote() == null) {
            conflict(file.path(), versions, MergeConflict.Kind.REMOTE_DELETED, Rules.RENAME_AGAINST_DELETE);
        } else if (file.isTorn()) {
            mergeTorn(file, versions);
        } else {
            if (moved) {
                explainMove(file, versions);
            }
            mergeContent(file.path(), versions);
        }
    }

    /** Two names for one file: only the name is in dispute, unless the contents are as well. */
    private void mergeTorn(ScriptFile file, Versions versions) {
        if (options.ownership() == Ownership.SHARED) {
            String path = file.path();
            String merged = unopposed(versions);
            if (merged != null) {
                texts.bytes(merged).ifPresent(text -> conflictTexts.put(path, text));
            } else {
                merged = Objects.requireNonNull(versions.local());
                ContentMerge content = contentOf(path, versions);
                content.text().filter(text -> !text.atomic()).ifPresent(text -> conflictTexts.put(path, text.bytes()));
                if (content.clean()) {
                    merged = keep(content.text().orElseThrow(), versions);
                }
            }
            conflict(path, versions, MergeConflict.Kind.BOTH_CHANGED, Rules.RENAMED_DIFFERENTLY);
            files.put(path, merged);
            return;
        }
        boolean local = options.ownership() == Ownership.LOCAL;
        String path = Objects.requireNonNull(local ? file.local() : file.remote());
        mergeContent(path, versions);
        boolean told = !explanations.isEmpty()
                && explanations.get(explanations.size() - 1).path().equals(MergePath.of(path))
                && explanations.get(explanations.size() - 1).byPolicy();
        if (!told) {
            explainPolicy(path, versions);
        }
    }

    private void mergeContent(String path, Versions versions) {
        String base = versions.base();
        String local = versions.local();
        String remote = versions.remote();
        if (Objects.equals(local, remote)) {
            if (!Objects.equals(base, local)) {
                explain(path, Side.BOTH, Rules.SAME_CHANGE, versions);
            }
            put(path, local);
        } else if (Objects.equals(base, remote)) {
            explain(path, Side.LOCAL, Rules.ONLY_LOCAL, versions);
            put(path, local);
        } else if (Objects.equals(base, local)) {
            explain(path, Side.REMOTE, Rules.ONLY_REMOTE, versions);
            put(path, remote);
        } else if (local == null) {
            conflict(path, versions, MergeConflict.Kind.LOCAL_DELETED, Rules.EDIT_AGAINST_DELETE);
        } else if (remote == null) {
            conflict(path, versions, MergeConflict.Kind.REMOTE_DELETED, Rules.EDIT_AGAINST_DELETE);
        } else {
            mergeText(path, versions);
        }
    }

    private void mergeText(String path, Versions versions) {
        ContentMerge content = contentOf(path, versions);
        if (content.clean()) {
            put(path, keep(content.text().orElseThrow(), versions));
            explain(path, Side.BOTH, content.rule(), versions);
            return;
        }
        switch (options.ownership()) {
            case LOCAL -> put(path, versions.local());
            case RUNTIME -> put(path, versions.remote());
            case SHARED -> {
                content.text().filter(text -> !text.atomic()).ifPresent(text -> conflictTexts.put(path, text.bytes()));
                conflict(path, versions, content.kind(), content.rule());
                return;
            }
        }
        explainPolicy(path, versions);
    }

    /** The content if at most one side changed it, else null. */
    private static @Nullable String unopposed(Versions versions) {
        if (Objects.equals(versions.local(), versions.remote()) || Objects.equals(versions.base(), versions.remote())) {
            return versions.local();
        }
        return Objects.equals(versions.base(), versions.local()) ? versions.remote() : null;
    }

    private ContentMerge contentOf(String path, Versions versions) {
        return ContentMerge.of(
                path,
                versions.base(),
                Objects.requireNonNull(versions.local()),
                Objects.requireNonNull(versions.remote()),
                texts,
                options);
    }

    private String keep(TextMergeResult text, Versions versions) {
        String hash = Sha256.hex(text.bytes());
        if (!hash.equals(versions.local()) && !hash.equals(versions.remote())) {
            newTexts.put(hash, text.bytes());
        }
        return hash;
    }

    private void put(String path, @Nullable String hash) {
        if (hash != null) {
            files.put(path, hash);
        }
    }

    private void explainMove(ScriptFile file, Versions versions) {
        JsonNode moved = node(versions.base());
        JsonNode absent = MissingNode.getInstance();
        explanations.add(new Explanation(
                MergePath.of(file.path()),
                file.movedLocally() ? file.movedRemotely() ? Side.BOTH : Side.LOCAL : Side.REMOTE,
                Rules.RENAMED,
                absent,
                file.movedLocally() ? moved : absent,
                file.movedRemotely() ? moved : absent));
    }

    private void explainPolicy(String path, Versions versions) {
        boolean local = options.ownership() == Ownership.LOCAL;
        explain(path, local ? Side.LOCAL : Side.REMOTE, local ? Rules.LOCAL_POLICY : Rules.REMOTE_POLICY, versions);
    }

    private void explain(String path, Side won, String rule, Versions versions) {
        explanations.add(new Explanation(
                MergePath.of(path), won, rule, node(versions.base()), node(versions.local()), node(versions.remote())));
    }

    /** Leaves local's state in the set. */
    private void conflict(String path, Versions versions, MergeConflict.Kind kind, String rule) {
        conflicts.add(new MergeConflict(
                MergePath.of(path),
                node(versions.base()),
                node(versions.local()),
                node(versions.remote()),
                kind,
                rule));
        put(path, versions.local());
    }

    private static JsonNode node(@Nullable String hash) {
        return hash == null ? MissingNode.getInstance() : JsonNodeFactory.instance.textNode(hash);
    }
}
