package dev.lobbysync.daemon.project;

import dev.lobbysync.daemon.model.AgreedScripts;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Clock;
import dev.lobbysync.daemon.port.History;
import dev.lobbysync.daemon.port.Random;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/**
 * The commits of a project, newest first, read by the same reader that reads the working tree; each next one reads again
 * only what is different in it.
 */
final class GitPast implements History.Past {
    private static final int ABBREVIATED = 7;

    private final Repository repository;
    private final RevWalk walk;
    private final GitTree tree;
    private final FileProject project;
    private final Clock clock;
    private final GitHistory.Limits limits;
    private final long deadline;
    private @Nullable RevCommit current;
    private @Nullable String gaveUp;
    private int commits;

    GitPast(Repository repository, ObjectId head, GitTree tree, Clock clock, Random random, GitHistory.Limits limits)
            throws IOException {
        this.repository = repository;
        this.tree = tree;
        this.clock = clock;
        this.limits = limits;
        this.deadline = clock.monotonicMillis() + limits.millis();
        this.project = FileProject.open(tree, tree.root(), clock, random);
        this.walk = new RevWalk(repository);
        walk.setRetainBody(false);
        walk.sort(RevSort.COMMIT_TIME_DESC);
        walk.markStart(walk.parseCommit(head));
    }

    @Override
    public Optional<Set<ObjectKey>> older() throws IOException {
        while (true) {
            if (commits >= limits.commits() || (commits > 0 && clock.monotonicMillis() > deadline)) {
                gaveUp = "the last " + commits + " commits were looked at, older ones were not";
                return Optional.empty();
            }
            RevCommit next;
            Set<String> changed;
            try {
                next = walk.next();
                if (next == null) {
                    gaveUp = endOfShallowClone();
                    return Optional.empty();
                }
                commits++;
                changed = tree.moveTo(next.getTree());
            } catch (MissingObjectException e) {
                gaveUp = "object " + e.getObjectId().abbreviate(ABBREVIATED).name()
                        + " of the history is not in this clone";
                return Optional.empty();
            }
            boolean first = current == null;
            current = next;
            if (first) {
                return Optional.of(project.scan());
            }
            if (!changed.isEmpty()) {
                Set<ObjectKey> keys = project.refresh(changed);
                if (!keys.isEmpty()) {
                    return Optional.of(keys);
                }
            }
        }
    }

    /** A shallow clone's oldest commit is not the first one: what lies before it may tell more. */
    private @Nullable String endOfShallowClone() throws IOException {
        return repository.getObjectDatabase().getShallowCommits().isEmpty()
                ? null
                : "the clone is shallow, commits older than " + commit()
                        + " are not in it (git fetch --unshallow brings them)";
    }

    @Override
    public String commit() {
        RevCommit commit = current;
        if (commit == null) {
            throw new IllegalStateException("the walk has not begun");
        }
        return commit.abbreviate(ABBREVIATED).name();
    }

    @Override
    public LocalState state(ObjectKey key) {
        return project.state(key);
    }

    @Override
    public void expectScripts(ObjectKey blueprint, AgreedScripts scripts) {
        project.expectScripts(blueprint, scripts);
    }

    @Override
    public void learnAliases(Map<String, String> aliases) {
        project.learnAliases(aliases);
    }

    @Override
    public @Nullable String gaveUp() {
        return gaveUp;
    }

    @Override
    public void close() {
        walk.close();
        tree.close();
        repository.close();
    }
}
