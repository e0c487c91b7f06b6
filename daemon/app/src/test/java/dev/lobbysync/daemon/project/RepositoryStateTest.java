package dev.lobbysync.daemon.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DESIGN 4, with git itself. */
class RepositoryStateTest {
    @TempDir
    Path directory;

    private ProjectRig rig;

    @BeforeEach
    void init() throws Exception {
        rig = new ProjectRig(Files.createDirectories(directory.resolve("repo")));
        git("init", "-q", "-b", "main");
        rig.file("world/apps/A/A.json", "{\n\"name\": \"a\"\n}\n").file("other.txt", "o\n");
        git("add", ".");
        git("commit", "-qm", "one");
    }

    private int git(String... arguments) throws IOException, InterruptedException {
        return gitIn(rig.root, arguments);
    }

    private static int gitIn(Path where, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(where.toFile()).redirectErrorStream(true);
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        builder.environment()
                .keySet()
                .removeIf(name ->
                        name.equals("GIT_DIR") || name.equals("GIT_WORK_TREE") || name.equals("GIT_INDEX_FILE"));
        Process process = builder.start();
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .forEach(line -> {});
        return process.waitFor();
    }

    private String busy(String project) {
        Path path = project.isEmpty() ? rig.root : rig.root.resolve(project);
        String words = new RepositoryState(rig.disk, path, rig.clock).busyWith();
        return words == null ? "idle" : words;
    }

    private void branchesThatDiffer(String path) throws Exception {
        git("checkout", "-qb", "side");
        rig.file(path, "{\n\"name\": \"side\"\n}\n");
        git("commit", "-qam", "side");
        git("checkout", "-q", "main");
        rig.file(path, "{\n\"name\": \"main\"\n}\n");
        git("commit", "-qam", "main");
    }

    @Test
    void anIdleRepositoryAndNoRepositoryHoldNothing() throws IOException {
        assertThat(busy("world")).isEqualTo("idle");
        assertThat(new RepositoryState(rig.disk, directory.toRealPath().resolve("elsewhere"), rig.clock).busyWith())
                .isNull();
        rig.file("broken/.git", "nonsense");
        assertThat(busy("broken")).isEqualTo("idle");
        rig.file(".git/index", "garbage");
        assertThat(busy("world")).isEqualTo("idle");
    }

    @Test
    void aLockHoldsAndAnOldOneNamesTheRemedy() throws IOException {
        rig.file(".git/index.lock", "");
        assertThat(busy("world")).contains("index.lock");
        Files.setLastModifiedTime(
                rig.root.resolve(".git/index.lock"), FileTime.fromMillis(System.currentTimeMillis() - 12 * 60_000));
        assertThat(busy("world"))
                .contains("more than 10 minutes")
                .contains("delete")
                .contains("index.lock");
    }

    @Test
    void mergesRebasesAndCherryPicksHold() throws Exception {
        branchesThatDiffer("world/apps/A/A.json");
        assertThat(git("merge", "side")).isNotZero();
        assertThat(busy("world")).contains("merge");
        git("merge", "--abort");
        assertThat(busy("world")).isEqualTo("idle");
        assertThat(git("rebase", "side")).isNotZero();
        assertThat(busy("")).contains("rebase");
        git("rebase", "--abort");
        assertThat(git("cherry-pick", "side")).isNotZero();
        assertThat(busy("world")).contains("cherry-pick");
        git("cherry-pick", "--abort");
        assertThat(busy("world")).isEqualTo("idle");
    }

    @Test
    @DisplayName("item 63: conflicts of a stash hold, but only inside the project")
    void unmergedPathsHoldInsideTheProjectOnly() throws Exception {
        rig.file("world/apps/A/A.json", "{\n\"name\": \"stashed\"\n}\n");
        git("stash");
        rig.file("world/apps/A/A.json", "{\n\"name\": \"b\"\n}\n");
        git("commit", "-qam", "b");
        assertThat(git("stash", "pop")).isNotZero();
        assertThat(busy("world")).contains("1 path").contains("unmerged");
        assertThat(busy("")).contains("unmerged");
        Files.createDirectories(rig.root.resolve("other"));
        assertThat(busy("other")).isEqualTo("idle");
        git("update-index", "--index-version", "4");
        assertThat(busy("world")).contains("1 path").contains("unmerged");
    }

    @Test
    void theGitDirectoryOfAWorktreeIsTheRealOne() throws Exception {
        Path tree = directory.toRealPath().resolve("tree");
        git("worktree", "add", "-q", tree.toString(), "-b", "second");
        RepositoryState state = new RepositoryState(rig.disk, tree.resolve("world"), rig.clock);
        assertThat(state.busyWith()).isNull();
        rig.file(".git/worktrees/tree/index.lock", "");
        assertThat(state.busyWith()).contains("index.lock");
        assertThat(busy("world")).isEqualTo("idle");
    }

    @Test
    void theGitDirectoryOfASubmoduleIsTheRealOne() throws Exception {
        Path outer = Files.createDirectories(directory.toRealPath().resolve("outer"));
        gitIn(outer, "init", "-q", "-b", "main");
        gitIn(
                outer,
                "-c",
                "protocol.file.allow=always",
                "submodule",
                "--quiet",
                "add",
                rig.root.toString(),
                "worlds/inner");
        Path inner = outer.resolve("worlds/inner");
        assertThat(inner.resolve(".git")).isRegularFile();
        RepositoryState state = new RepositoryState(rig.disk, inner.resolve("world"), rig.clock);
        assertThat(state.busyWith()).isNull();
        Files.createFile(outer.resolve(".git/index.lock"));
        assertThat(state.busyWith()).as("another repository's lock").isNull();
        Files.createFile(outer.resolve(".git/modules/worlds/inner/index.lock"));
        assertThat(state.busyWith()).contains("index.lock");
        Files.delete(outer.resolve(".git/modules/worlds/inner/index.lock"));
        Files.delete(inner.resolve(".git"));
        Files.writeString(inner.resolve(".git"), "gitdir: ../nowhere\n");
        assertThat(state.busyWith()).as("no repository that can be read").isNull();
    }
}
