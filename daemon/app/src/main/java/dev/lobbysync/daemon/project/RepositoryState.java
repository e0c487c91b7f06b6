package dev.lobbysync.daemon.project;

import dev.lobbysync.daemon.port.Clock;
import dev.lobbysync.daemon.port.Disk;
import dev.lobbysync.daemon.port.GitState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What git is doing in the repository that the project lies in (DESIGN 4): a few stats per look, the index only when it
 * changed. Finds the real git directory of a worktree, of a submodule, and of a project below the repository's root.
 */
public final class RepositoryState implements GitState {
    private static final Map<String, String> MARKS = marks();

    private final Disk disk;
    private final Path project;
    private final Clock clock;
    private Disk.@Nullable Stat readIndex;
    private Set<String> unmerged = Set.of();

    /**
     * The state of the repository around a project.
     *
     * @param project its root, absolute
     */
    public RepositoryState(Disk disk, Path project, Clock clock) {
        this.disk = disk;
        this.project = project;
        this.clock = clock;
    }

    private static Map<String, String> marks() {
        Map<String, String> marks = new LinkedHashMap<>();
        marks.put("rebase-merge", "a rebase is in progress");
        marks.put("rebase-apply", "a rebase or git am is in progress");
        marks.put("MERGE_HEAD", "a merge is in progress");
        marks.put("CHERRY_PICK_HEAD", "a cherry-pick is in progress");
        marks.put("REVERT_HEAD", "a revert is in progress");
        return marks;
    }

    @Override
    public @Nullable String busyWith() {
        try {
            GitRepository repository = GitRepository.around(disk, project);
            return repository == null ? null : busyWith(repository);
        } catch (IOException e) {
            return null; // no repository that can be read: nothing to wait for
        }
    }

    private @Nullable String busyWith(GitRepository repository) throws IOException {
        Path git = repository.gitDirectory();
        Disk.Stat lock = disk.stat(repository.lock());
        if (lock != null) {
            return locked(repository.lock(), lock);
        }
        for (Map.Entry<String, String> mark : MARKS.entrySet()) {
            if (disk.stat(git.resolve(mark.getKey())) != null) {
                return mark.getValue();
            }
        }
        String prefix = repository.prefix(project);
        long conflicts = unmerged(repository.index()).stream()
                .filter(path -> path.startsWith(prefix))
                .count();
        return conflicts == 0
                ? null
                : conflicts + (conflicts == 1 ? " path of the project is" : " paths of the project are") + " unmerged";
    }

    private String locked(Path path, Disk.Stat lock) {
        long minutes =
                TimeUnit.MILLISECONDS.toMinutes(clock.wallMillis() - TimeUnit.NANOSECONDS.toMillis(lock.mtimeNanos()));
        return minutes < 10
                ? "git is writing (index.lock)"
                : "git has been locked for more than 10 minutes; if no git command is running, delete " + path;
    }

    private Set<String> unmerged(Path index) throws IOException {
        Disk.Stat stat = disk.stat(index);
        if (stat == null) {
            return Set.of();
        }
        if (!stat.equals(readIndex)) {
            unmerged = GitIndex.unmerged(disk.read(index, GitRepository.INDEX_LIMIT));
            readIndex = stat;
        }
        return unmerged;
    }
}
