package dev.lobbysync.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.testing.GitRepo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The merge tool is the one that git would run. */
class GitMergeToolTest {
    @TempDir
    Path directory;

    private Optional<GitMergeTool> configured(String text) throws IOException {
        Path config = Files.writeString(directory.resolve("config"), text);
        return configured(Map.of("GIT_CONFIG_GLOBAL", config.toString(), "GIT_CONFIG_NOSYSTEM", "1"));
    }

    private Optional<GitMergeTool> configured(Map<String, String> environment) throws IOException {
        return GitMergeTool.of(GitSettings.of(directory, environment).orElseThrow());
    }

    @Test
    void aCommandOfItsOwnIsTakenAsItIs() throws IOException {
        assertThat(configured("""
                        [merge]
                          tool = mine
                        [mergetool "mine"]
                          cmd = my-merge \\"$BASE\\" \\"$MERGED\\"
                          trustExitCode = true
                        """)).contains(new GitMergeTool("mine", "my-merge \"$BASE\" \"$MERGED\"", true));
        assertThat(configured("[merge]\n tool = mine\n")).contains(new GitMergeTool("mine", null, false));
        assertThat(configured("[core]\n editor = vi\n")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "vimdiff,vim,false",
        "nvimdiff,nvim,false",
        "gvimdiff,gvim,false",
        "meld,meld,false",
        "kdiff3,kdiff3,true",
        "opendiff,opendiff,false",
        "vscode,code,false"
    })
    void wellKnownToolsNeedNoCommand(String name, String program, boolean trusted) throws IOException {
        GitMergeTool tool = configured("[merge]\n tool = " + name + "\n").orElseThrow();
        assertThat(tool.command())
                .startsWith("'" + program + "' ")
                .contains("\"$BASE\"", "\"$LOCAL\"", "\"$REMOTE\"")
                .contains("$MERGED");
        assertThat(tool.trustExitCode()).isEqualTo(trusted);
    }

    @Test
    void aPathSaysWhereAWellKnownToolIs() throws IOException {
        GitMergeTool tool = configured("""
                        [merge]
                          tool = meld
                        [mergetool "meld"]
                          path = "/opt/it's here/meld"
                          trustExitCode = true
                        """).orElseThrow();
        assertThat(tool.command()).startsWith("'/opt/it'\\''s here/meld' ");
        assertThat(tool.trustExitCode()).isTrue();
    }

    @Test
    void whatGitTakesForTrueIsTrue() throws IOException {
        for (String on :
                new String[] {"trustExitCode", "TrustExitCode = YES", "trustexitcode = on", "trustExitCode = 2"}) {
            assertThat(configured("[merge]\n tool = a.B\n[MergeTool \"a.B\"]\n cmd = x\n " + on + "\n"))
                    .contains(new GitMergeTool("a.B", "x", true));
        }
        for (String off : new String[] {"trustExitCode = no", "trustExitCode =", "trustExitCode = 0"}) {
            assertThat(configured("[merge]\n tool = kdiff3\n[mergetool \"kdiff3\"]\n " + off + "\n"))
                    .hasValueSatisfying(tool -> assertThat(tool.trustExitCode()).isFalse());
        }
    }

    @Test
    void theConfigurationOfTheUserIsWhereTheEnvironmentSays() throws IOException {
        String tool = "[merge]\n tool = ";
        Path home = Files.createDirectories(directory.resolve("home"));
        Path xdg = Files.createDirectories(directory.resolve("xdg/git"));
        Files.writeString(home.resolve(".gitconfig"), tool + "ofHome\n");
        Files.writeString(xdg.resolve("config"), tool + "ofXdg\n");
        Path other = Files.writeString(directory.resolve("other"), tool + "ofOther\n");
        assertThat(configured(Map.of("HOME", home.toString())))
                .map(GitMergeTool::name)
                .contains("ofHome");
        assertThat(configured(Map.of("XDG_CONFIG_HOME", xdg.getParent().toString())))
                .map(GitMergeTool::name)
                .contains("ofXdg");
        assertThat(configured(Map.of("HOME", home.toString(), "GIT_CONFIG_GLOBAL", other.toString())))
                .map(GitMergeTool::name)
                .contains("ofOther");
    }

    @Test
    void theRepositoryAroundTheProjectIsAskedEvenWithinAHookOfAnother() throws IOException {
        GitRepo repo = new GitRepo(Files.createDirectory(directory.resolve("repo")));
        GitRepo another = new GitRepo(Files.createDirectory(directory.resolve("another")));
        repo.git("config", "merge.tool", "mine");
        Path project = Files.createDirectories(repo.root().resolve("worlds/harbour"));
        Map<String, String> hook =
                Map.of("GIT_DIR", another.root().resolve(".git").toString());
        assertThat(GitMergeTool.of(GitSettings.of(project, hook).orElseThrow()))
                .map(GitMergeTool::name)
                .contains("mine");
    }

    @Test
    void aConfigurationThatGitCannotReadTellsNothing() throws IOException {
        Path broken = Files.writeString(directory.resolve("broken"), "[merge\n");
        assertThat(GitSettings.of(directory, Map.of("GIT_CONFIG_GLOBAL", broken.toString())))
                .isEmpty();
    }
}
