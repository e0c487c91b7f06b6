package dev.lobbysync.daemon.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.StoredConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The merge tool is the one that git would run. */
class GitMergeToolTest {
    private static Optional<GitMergeTool> configured(String text) throws ConfigInvalidException {
        Config config = new Config();
        config.fromText(text);
        return GitMergeTool.of(config);
    }

    @Test
    void aCommandOfItsOwnIsTakenAsItIs() throws Exception {
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
    void wellKnownToolsNeedNoCommand(String name, String program, boolean trusted) throws Exception {
        GitMergeTool tool = configured("[merge]\n tool = " + name + "\n").orElseThrow();
        assertThat(tool.command())
                .startsWith("'" + program + "' ")
                .contains("\"$BASE\"", "\"$LOCAL\"", "\"$REMOTE\"")
                .contains("$MERGED");
        assertThat(tool.trustExitCode()).isEqualTo(trusted);
    }

    @Test
    void aPathSaysWhereAWellKnownToolIs() throws Exception {
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
    void theRepositoryAroundTheProjectIsAsked(@TempDir Path directory) throws Exception {
        try (Git git = Git.init().setDirectory(directory.toFile()).call()) {
            StoredConfig config = git.getRepository().getConfig();
            config.setString("merge", null, "tool", "mine");
            config.setString("core", null, "editor", "ed");
            config.save();
        }
        Path project = Files.createDirectories(directory.resolve("worlds/harbour"));
        assertThat(GitMergeTool.configured(project)).map(GitMergeTool::name).contains("mine");
        assertThat(GitMergeTool.editor(project)).contains("ed");
    }

    @Test
    void withoutARepositoryTheUserIsAsked(@TempDir Path directory) throws IOException {
        // What the user of this machine configured is theirs; that it can be read is all.
        assertThat(GitMergeTool.configured(directory)).isNotNull();
    }
}
