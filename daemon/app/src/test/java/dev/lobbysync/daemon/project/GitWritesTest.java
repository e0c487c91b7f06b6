package dev.lobbysync.daemon.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.project.GitWrites.Author;
import dev.lobbysync.daemon.testing.GitRepo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With git itself. */
class GitWritesTest {
    private static final String PATH = "apps/Lamp/Lamp.json";

    @TempDir
    Path directory;

    private Path root = Path.of("");
    private GitRepo repo;

    @BeforeEach
    void init() throws Exception {
        root = Files.createDirectories(directory.resolve("repo")).toRealPath();
        repo = new GitRepo(root);
        repo.file("world/" + PATH, "one\n").file("other.txt", "o\n").commit();
        repo.git("checkout", "-q", "-b", "side");
        repo.file("world/" + PATH, "two\n").commit();
    }

    private Author author() {
        return author(root.resolve("world"));
    }

    private static Author author(Path project) {
        return new GitWrites(new RealDisk(), project).author(PATH);
    }

    /** As an editor does it: a new file in the old one's place. */
    private void save(String text) throws Exception {
        Path next = Files.writeString(root.resolve("world/next"), text);
        Files.move(next, root.resolve("world/" + PATH), StandardCopyOption.REPLACE_EXISTING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"checkout -q main", "switch -q main", "reset -q --hard main", "checkout -q main -- world"})
    void whatGitBringsIsItsOwnUntilSomebodySavesTheSame(String command) throws Exception {
        repo.git(command.split(" "));
        assertThat(root.resolve("world/" + PATH)).hasContent("one\n");
        assertThat(author()).isEqualTo(Author.GIT);
        save("one\n");
        assertThat(author()).isEqualTo(Author.SOMEBODY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stash -q", "checkout -q -- world", "restore world", "reset -q --hard"})
    void whatGitPutsBackIsItsOwn(String command) throws Exception {
        save("three\n");
        assertThat(author()).isEqualTo(Author.SOMEBODY);
        repo.git(command.split(" "));
        assertThat(root.resolve("world/" + PATH)).hasContent("two\n");
        assertThat(author()).isEqualTo(Author.GIT);
    }

    @Test
    void aMergeIsGitsAndEveryVersionOfTheIndexIsUnderstood() {
        repo.git("checkout", "-q", "main");
        repo.git("merge", "-q", "side");
        for (String version : new String[] {"2", "3", "4"}) {
            repo.git("update-index", "--index-version", version);
            assertThat(author()).as(version).isEqualTo(Author.GIT);
        }
    }

    @Test
    void worktreesHaveTheirOwnIndex() throws Exception {
        Path tree = directory.toRealPath().resolve("tree");
        repo.git("worktree", "add", "-q", tree.toString(), "main");
        assertThat(author(tree.resolve("world"))).isEqualTo(Author.GIT);
        Files.writeString(tree.resolve("world/" + PATH), "three\n");
        assertThat(author(tree.resolve("world"))).isEqualTo(Author.SOMEBODY);
        assertThat(author()).isEqualTo(Author.GIT);
    }

    @Test
    void whileGitWritesNobodyKnowsAndWithoutItNothingIsGits() throws Exception {
        Files.createFile(root.resolve(".git/index.lock"));
        assertThat(author()).isEqualTo(Author.NOT_KNOWN_YET);
        Files.delete(root.resolve(".git/index.lock"));
        Files.writeString(root.resolve(".git/index"), "DIRC");
        assertThat(author()).isEqualTo(Author.SOMEBODY);
        Files.delete(root.resolve(".git/index"));
        assertThat(author()).isEqualTo(Author.SOMEBODY);
        assertThat(author(Files.createDirectories(directory.resolve("none")).toRealPath()))
                .isEqualTo(Author.SOMEBODY);
    }
}
