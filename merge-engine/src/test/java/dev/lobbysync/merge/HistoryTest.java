package dev.lobbysync.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.merge.MergeStrategy;
import org.eclipse.jgit.merge.ResolveMerger;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.junit.jupiter.api.Test;

/**
 * The scripts of the checked-in worlds, edited on two branches again and again, and each merge of the history replayed
 * here: what git merges cleanly is merged the same way here, or there is a reason. {@code -Dmerge.histories=N} for more.
 */
final class HistoryTest {
    private static final Path WORLDS = Path.of("../fixtures/worlds/src/main/resources/projects");
    private static final int HISTORIES = Integer.getInteger("merge.histories", 30);
    private static final int MERGES = 8;

    private int sameAsGit;
    private int cleanOnlyHere;

    @Test
    void whatGitMergesIsMergedTheSameWayOrForAReasonNot() throws IOException {
        Map<String, String> world = scripts();
        assertThat(world).hasSizeGreaterThan(10);
        for (int seed = 1; seed <= HISTORIES; seed++) {
            Random random = new Random(seed);
            try (InMemoryRepository repository = new InMemoryRepository(new DfsRepositoryDescription("history"))) {
                Map<String, String> now = world;
                for (int i = 0; i < MERGES; i++) {
                    now = replay(repository, now, edited(now, random), edited(now, random));
                }
            }
        }
        assertThat(sameAsGit).isGreaterThan(HISTORIES);
        assertThat(cleanOnlyHere).as("git does not follow renames as deep").isPositive();
    }

    private static Map<String, String> scripts() throws IOException {
        Map<String, String> scripts = new TreeMap<>();
        try (Stream<Path> files = Files.walk(WORLDS)) {
            for (Path file : (Iterable<Path>) files.filter(f -> f.toString().matches(".*\\.[jt]s"))::iterator) {
                // Git compares line ends with the text, the engine apart from it.
                String text = Files.readString(file).replace("\r", "");
                scripts.put(WORLDS.relativize(file).toString().replace('\\', '/'), text);
            }
        }
        return scripts;
    }

    /** One merge of the history; what it left behind is where the next one starts. */
    private Map<String, String> replay(
            InMemoryRepository repository,
            Map<String, String> base,
            Map<String, String> local,
            Map<String, String> remote)
            throws IOException {
        Optional<Map<String, String>> git = byGit(repository, base, local, remote);
        Map<String, byte[]> store = new HashMap<>();
        ScriptSetResult here = ScriptSetMerge.merge(
                hashes(base, store),
                hashes(local, store),
                hashes(remote, store),
                hash -> Optional.ofNullable(store.get(hash)),
                Ownership.SHARED);
        store.putAll(here.newTexts());
        boolean followed = here.explanations().stream().anyMatch(e -> e.rule().equals("renamed"));
        if (here.clean()) {
            Map<String, String> merged = new TreeMap<>();
            here.files().forEach((path, hash) -> merged.put(path, new String(store.get(hash), StandardCharsets.UTF_8)));
            if (git.isPresent() && !followed) {
                assertThat(merged).isEqualTo(git.get());
                sameAsGit++;
            } else if (git.isEmpty()) {
                assertThat(followed)
                        .as("clean here and not in git, without a rename")
                        .isTrue();
                cleanOnlyHere++;
            }
            return merged;
        }
        if (git.isPresent()) {
            for (MergeConflict conflict : here.conflicts()) {
                String path = String.join("/", conflict.path().segments());
                assertThat(conflict.rule().startsWith("rename")
                                || wouldNotLast(base.get(path), local.get(path), remote.get(path)))
                        .as("%s is a conflict here and not in git: %s", path, conflict.rule())
                        .isTrue();
            }
        }
        return git.orElse(local);
    }

    /** Lines repeat, so that merging git's result again would give another one. */
    private static boolean wouldNotLast(String base, String local, String remote) {
        if (base == null || local == null || remote == null) {
            return false;
        }
        TextLines baseLines = lines(base);
        TextLines localLines = lines(local);
        TextLines remoteLines = lines(remote);
        TextMergeResult result = LineMerge.byDiff(baseLines, localLines, remoteLines, TextMerge.Imports.ORDERED)
                .result();
        return result.clean()
                && !TextMerge.isSettled(baseLines, localLines, remoteLines, result.bytes(), TextMerge.Imports.ORDERED);
    }

    private static TextLines lines(String text) {
        return new TextLines(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> hashes(Map<String, String> files, Map<String, byte[]> store) {
        Map<String, String> hashes = new TreeMap<>();
        files.forEach((path, text) -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            store.put(Sha256.hex(bytes), bytes);
            hashes.put(path, Sha256.hex(bytes));
        });
        return hashes;
    }

    private static Optional<Map<String, String>> byGit(
            InMemoryRepository repository,
            Map<String, String> base,
            Map<String, String> local,
            Map<String, String> remote)
            throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            ObjectId root = commit(inserter, base, List.of());
            ObjectId ours = commit(inserter, local, List.of(root));
            ObjectId theirs = commit(inserter, remote, List.of(root));
            inserter.flush();
            ResolveMerger merger = (ResolveMerger) MergeStrategy.RECURSIVE.newMerger(repository, true);
            if (!merger.merge(ours, theirs)) {
                return Optional.empty();
            }
            Map<String, String> files = new TreeMap<>();
            try (TreeWalk walk = new TreeWalk(merger.getObjectInserter().newReader())) {
                walk.addTree(merger.getResultTreeId());
                walk.setRecursive(true);
                while (walk.next()) {
                    byte[] bytes =
                            walk.getObjectReader().open(walk.getObjectId(0)).getBytes();
                    files.put(walk.getPathString(), new String(bytes, StandardCharsets.UTF_8));
                }
            }
            return Optional.of(files);
        }
    }

    private static ObjectId commit(ObjectInserter inserter, Map<String, String> files, List<ObjectId> parents)
            throws IOException {
        DirCache index = DirCache.newInCore();
        DirCacheBuilder builder = index.builder();
        for (Map.Entry<String, String> file : files.entrySet()) {
            DirCacheEntry entry = new DirCacheEntry(file.getKey());
            entry.setFileMode(FileMode.REGULAR_FILE);
            entry.setObjectId(
                    inserter.insert(Constants.OBJ_BLOB, file.getValue().getBytes(StandardCharsets.UTF_8)));
            builder.add(entry);
        }
        builder.finish();
        CommitBuilder commit = new CommitBuilder();
        commit.setTreeId(index.writeTree(inserter));
        commit.setParentIds(parents);
        commit.setAuthor(new PersonIdent("Mira", "mira@example.org", Instant.EPOCH, ZoneOffset.UTC));
        commit.setCommitter(commit.getAuthor());
        commit.setMessage("work");
        return inserter.insert(commit);
    }

    /** A branch's work: lines changed, added, removed and repeated; now and then a file renamed, added or removed. */
    private static Map<String, String> edited(Map<String, String> files, Random random) {
        Map<String, String> work = new TreeMap<>(files);
        for (int edits = 1 + random.nextInt(8); edits > 0; edits--) {
            List<String> paths = new ArrayList<>(work.keySet());
            String path = paths.get(random.nextInt(paths.size()));
            String text = work.get(path);
            switch (random.nextInt(16)) {
                case 0 -> {
                    work.remove(path);
                    work.put(path.replaceFirst("\\.([jt]s)$", random.nextInt(3) + ".$1"), text);
                }
                case 1 -> work.put(path.replaceFirst("\\.([jt]s)$", "-more.$1"), "export const x = " + edits + "\n");
                case 2 -> {
                    if (random.nextInt(4) == 0 && work.size() > 8) {
                        work.remove(path);
                    }
                }
                default -> work.put(path, editedText(text, random));
            }
        }
        return work;
    }

    private static String editedText(String text, Random random) {
        List<String> lines = new ArrayList<>(List.of(text.split("\n")));
        int at = random.nextInt(lines.size() + 1);
        switch (random.nextInt(5)) {
            case 0 -> lines.add(at, "// note " + random.nextInt(50));
            case 1 -> lines.add(at, lines.isEmpty() ? "}" : lines.get(random.nextInt(lines.size())));
            case 2 -> {
                if (at < lines.size() && lines.size() > 3) {
                    lines.remove(at);
                }
            }
            default -> {
                if (at < lines.size()) {
                    lines.set(at, lines.get(at) + " // " + random.nextInt(50));
                }
            }
        }
        return String.join("\n", lines) + "\n";
    }
}
