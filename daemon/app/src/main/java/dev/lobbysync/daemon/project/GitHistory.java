package dev.lobbysync.daemon.project;

import dev.lobbysync.daemon.port.Clock;
import dev.lobbysync.daemon.port.History;
import dev.lobbysync.daemon.port.Random;
import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * The history of {@code HEAD} in the git repository around a project, also of a linked worktree, of a submodule, and of a
 * project below the root of its repository. Commits of merged branches count like those of the main line: whatever is an
 * ancestor of what lies here may be what somebody synced.
 */
public final class GitHistory implements History {
    /** How many commits are looked at, and for how long, before the rest counts as unknown. */
    record Limits(int commits, long millis) {
        static final Limits DEFAULT = new Limits(2_000, 15_000);
    }

    private final Path project;
    private final Clock clock;
    private final Random random;
    private final Limits limits;

    /**
     * The history of a project.
     *
     * @param project its root, absolute
     */
    public GitHistory(Path project, Clock clock, Random random) {
        this(project, clock, random, Limits.DEFAULT);
    }

    GitHistory(Path project, Clock clock, Random random, Limits limits) {
        this.project = project;
        this.clock = clock;
        this.random = random;
        this.limits = limits;
    }

    @Override
    public Past open() throws IOException {
        QuietGitConfig.install();
        FileRepositoryBuilder builder = new FileRepositoryBuilder().setMustExist(true);
        builder.findGitDir(project.toFile());
        if (builder.getGitDir() == null) {
            return Past.nothing();
        }
        Repository repository = builder.build();
        try {
            if (repository.isBare()) {
                repository.close();
                return Past.nothing();
            }
            ObjectId head = repository.resolve(Constants.HEAD);
            if (head == null) {
                repository.close();
                return Past.nothing();
            }
            Path top = repository.getWorkTree().toPath().toRealPath();
            String prefix = top.relativize(project.toRealPath())
                    .toString()
                    .replace(project.getFileSystem().getSeparator(), "/");
            return new GitPast(repository, head, new GitTree(repository, project, prefix), clock, random, limits);
        } catch (IOException | RuntimeException e) {
            repository.close();
            throw e;
        }
    }
}
