package dev.lobbysync.daemon.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.PersonIdent;

/** The project's own git repository, used as a person does who commits and switches branches while the daemon runs. */
final class Branches implements AutoCloseable {
    private static final PersonIdent PERSON = new PersonIdent("mira", "mira@example.org");

    private final Git git;

    private Branches(Git git) {
        this.git = git;
    }

    /** {@code git init}, with what must not be committed ignored, and everything else committed. */
    static Branches init(Path project, String branch) throws IOException {
        Files.writeString(project.resolve(".gitignore"), ".lobby/\n.env\n");
        try {
            Branches branches = new Branches(Git.init()
                    .setDirectory(project.toFile())
                    .setInitialBranch(branch)
                    .call());
            branches.commit("The project as it is");
            return branches;
        } catch (GitAPIException e) {
            throw new IOException("git init failed: " + e.getMessage(), e);
        }
    }

    /** {@code git add --all} and {@code git commit}. */
    void commit(String message) throws IOException {
        try {
            git.add().addFilepattern(".").call();
            git.add().addFilepattern(".").setUpdate(true).call();
            git.commit()
                    .setMessage(message)
                    .setAuthor(PERSON)
                    .setCommitter(PERSON)
                    .setSign(false)
                    .call();
        } catch (GitAPIException e) {
            throw new IOException("git commit failed: " + e.getMessage(), e);
        }
    }

    /** {@code git switch --create}. */
    void create(String branch) throws IOException {
        try {
            git.checkout().setCreateBranch(true).setName(branch).call();
        } catch (GitAPIException e) {
            throw new IOException("git switch --create " + branch + " failed: " + e.getMessage(), e);
        }
    }

    /** {@code git switch}. */
    void switchTo(String branch) throws IOException {
        try {
            git.checkout().setName(branch).call();
        } catch (GitAPIException e) {
            throw new IOException("git switch " + branch + " failed: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        git.close();
    }
}
