package dev.lobbysync.daemon.mergedriver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.testing.GitRepo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** git is told of the merge driver by the project and by the repository, and by nothing else. */
class DriverSetupTest {
    @TempDir
    Path directory;

    private static DriverSetup look(Path project, String launcher) throws IOException {
        return DriverSetup.look(project, launcher).orElseThrow();
    }

    @Test
    void attributesAndCommandAreSetOnceAndASecondRunChangesNothing() throws IOException {
        GitRepo repo = new GitRepo(directory);
        assertThat(look(directory, "/opt/my tools/50%/gamedev").complete()).isFalse();
        assertThat(look(directory, "/opt/my tools/50%/gamedev").install())
                .containsExactly(
                        "created  .gitattributes with apps/**/*.json merge=gamedev, world.json merge=gamedev",
                        "set      merge.gamedev.driver in the git configuration of this repository");
        assertThat(directory.resolve(".gitattributes"))
                .hasContent("apps/**/*.json merge=gamedev\nworld.json merge=gamedev\n");
        assertThat(repo.git("config", "--local", "--get", "merge.gamedev.driver"))
                .isEqualTo("'/opt/my tools/50%%/gamedev' merge-driver %O %A %B %P %L %S %X %Y");
        assertThat(repo.git("config", "--local", "--get", "merge.gamedev.name")).isNotEmpty();

        assertThat(look(directory, "/opt/my tools/50%/gamedev").complete()).isTrue();
        byte[] config = Files.readAllBytes(directory.resolve(".git/config"));
        assertThat(look(directory, "/opt/my tools/50%/gamedev").install()).allMatch(line -> line.startsWith("kept "));
        assertThat(directory.resolve(".git/config")).hasBinaryContent(config);
        assertThat(look(directory, null).complete())
                .as("the tool lies elsewhere now")
                .isFalse();
    }

    @Test
    void whatAPersonWroteIntoTheAttributesStays() throws IOException {
        new GitRepo(directory);
        Path file = directory.resolve(".gitattributes");
        Files.writeString(file, "# mine\r\n*.glb binary\r\n/world.json text merge=union");
        assertThat(look(directory, null).install())
                .contains(
                        "added    to .gitattributes: apps/**/*.json merge=gamedev",
                        "kept     .gitattributes: world.json has merge=union there already");
        assertThat(Files.readString(file))
                .isEqualTo(
                        "# mine\r\n*.glb binary\r\n/world.json text merge=union\r\napps/**/*.json merge=gamedev\r\n");
    }

    @Test
    void aProjectBelowTheRootOfItsRepositoryHasAttributesOfItsOwn() throws IOException {
        GitRepo repo = new GitRepo(directory);
        Path project = Files.createDirectories(directory.resolve("games/quay"));
        look(project, null).install();
        assertThat(directory.resolve(".gitattributes")).doesNotExist();
        assertThat(repo.git("check-attr", "merge", "games/quay/apps/Lamp/Lamp.json", "games/quay/world.json"))
                .isEqualTo("games/quay/apps/Lamp/Lamp.json: merge: gamedev\ngames/quay/world.json: merge: gamedev");
        assertThat(repo.git("check-attr", "merge", "apps/Lamp/Lamp.json", "games/quay/apps/Lamp/index.js"))
                .doesNotContain("gamedev");
    }

    @Test
    void aLinkedWorktreeSharesTheCommandOfItsRepository() throws IOException {
        Path main = Files.createDirectory(directory.resolve("main"));
        GitRepo repo = new GitRepo(main);
        repo.commit();
        repo.git("worktree", "add", "-q", "-b", "other", "../other");
        Path other = directory.resolve("other");
        look(other, null).install();
        assertThat(repo.git("config", "--local", "--get", "merge.gamedev.driver"))
                .startsWith("gamedev merge-driver ");
        assertThat(other.resolve(".gitattributes")).exists();
        assertThat(look(main, null).complete()).isFalse();
        assertThat(look(main, null).install()).hasSize(2).anyMatch(line -> line.startsWith("kept     git's"));
    }

    @Test
    void withoutARepositoryThereIsNothingToTell() throws IOException {
        assertThat(DriverSetup.look(directory, null)).isEmpty();
        GitRepo repo = new GitRepo(directory);
        assertThat(DriverSetup.look(repo.root().resolve(".git"), null))
                .as("inside of .git")
                .isEmpty();
        assertThat(List.of(directory.resolve(".gitattributes"))).noneMatch(Files::exists);
    }
}
