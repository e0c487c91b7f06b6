package dev.lobbysync.daemon.project;

import dev.lobbysync.daemon.port.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells a file that git wrote from one that somebody else saved. Git keeps in its index the stat of each file that it wrote
 * into the working tree (checkout, switch, restore, stash, merge, rebase); whoever saves the file afterwards, even with the
 * same text, leaves another one. Reads the index only when asked, and only when it changed.
 *
 * <p>A command that looks for changes ({@code git status}) or takes them up ({@code git add}) notes the stat of what lies
 * there, too. Such a file then counts as written by git.
 */
final class GitWrites {
    /** Who wrote a file as it lies there. */
    enum Author {
        GIT,
        /** Not git, or nobody can tell. */
        SOMEBODY,
        /** To be asked again when git is done. */
        NOT_KNOWN_YET
    }

    private final Disk disk;
    private final Path project;
    private Disk.@Nullable Stat readIndex;
    private Map<String, GitIndex.Written> entries = Map.of();

    GitWrites(Disk disk, Path project) {
        this.disk = disk;
        this.project = project;
    }

    /** Who wrote a file of the project. */
    Author author(String path) {
        try {
            GitRepository repository = GitRepository.around(disk, project);
            if (repository == null) {
                return Author.SOMEBODY;
            }
            if (disk.stat(repository.lock()) != null) {
                return Author.NOT_KNOWN_YET; // files come first, and the index at the end
            }
            GitIndex.Written written = entries(repository).get(repository.prefix(project) + path);
            Disk.Stat stat = disk.stat(project.resolve(path));
            return written != null && stat != null && written.is(stat) ? Author.GIT : Author.SOMEBODY;
        } catch (IOException e) {
            return Author.SOMEBODY; // no repository that can be read: as if there were none
        }
    }

    private Map<String, GitIndex.Written> entries(GitRepository repository) throws IOException {
        Disk.Stat stat = disk.stat(repository.index());
        if (stat == null) {
            return Map.of();
        }
        if (!stat.equals(readIndex)) {
            entries = GitIndex.written(
                    disk.read(repository.index(), GitRepository.INDEX_LIMIT), repository.prefix(project));
            readIndex = stat;
        }
        return entries;
    }
}
