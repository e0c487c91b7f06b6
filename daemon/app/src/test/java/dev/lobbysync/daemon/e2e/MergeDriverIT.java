package dev.lobbysync.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lobbysync.daemon.testing.GitRepo;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** git itself merges, rebases and picks, with the merge driver as {@code gamedev sync init --merge-driver} sets it up. */
class MergeDriverIT {
    private static final Path LAUNCHER = Path.of("")
            .toAbsolutePath()
            .resolveSibling("bin")
            .resolve("gamedev")
            .normalize();
    private static final String PROJECT = "games/quay/";
    private static final String LAMP = PROJECT + "apps/Lamp/Lamp.json";
    private static final String WORLD = PROJECT + "world.json";
    private static final String A = "{ \"id\": \"a\", \"blueprint\": \"Lamp\", \"position\": [0, 0, 0] }";
    private static final String B = "{ \"id\": \"b\", \"blueprint\": \"Lamp\", \"position\": [1, 0, 0] }";
    private static final String MINE = "{ \"id\": \"mine\", \"blueprint\": \"Lamp\", \"position\": [2, 0, 0] }";
    private static final String THEIRS = "{ \"id\": \"theirs\", \"blueprint\": \"Lamp\", \"position\": [3.50, 0, 0] }";

    @TempDir
    private Path directory;

    private GitRepo repo;

    @BeforeEach
    void aRepositoryWithAProjectInIt() throws Exception {
        repo = new GitRepo(Files.createDirectory(directory.resolve("repo")));
        lamp("red", 1);
        world(A, B);
        Path project = repo.root().resolve(PROJECT);
        init(project, Map.of());
        // What init makes for the daemon is not there in a fresh clone, and the driver makes none of it.
        try (Stream<Path> files = Files.list(project.resolve(".lobby"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(project.resolve(".lobby"));
        repo.commit();
        repo.git("branch", "topic");
    }

    private static void init(Path project, Map<String, String> environment) throws Exception {
        ProcessBuilder init = new ProcessBuilder(
                        LAUNCHER.toString(), "sync", "init", "--merge-driver", "--project", project.toString())
                .redirectErrorStream(true);
        init.environment().putAll(environment);
        init.environment().put("GAMEDEV_SKIP_BUILD", "1");
        Process process = init.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }

    private void lamp(String color, int size) {
        repo.file(LAMP, """
                {
                  "id": "Lamp",
                  "name": "Lamp",
                  "props": {
                    "color": "#",
                    "size": %d
                  }
                }
                """.formatted(size).replace("#", color));
    }

    private static String rows(String... rows) {
        return "{\n  \"formatVersion\": 2,\n  \"entities\": [\n    " + String.join(",\n    ", rows) + "\n  ]\n}\n";
    }

    private void world(String... rows) {
        repo.file(WORLD, rows(rows));
    }

    private String text(String path) throws IOException {
        return Files.readString(repo.root().resolve(path));
    }

    private JsonNode json(String path) throws IOException {
        return Json.parse(text(path));
    }

    private String status() {
        return repo.git("status", "--porcelain");
    }

    /** Two branches with one commit each: other entities at the end, other props of one blueprint. */
    private void branchesThatAgree() {
        repo.git("checkout", "-q", "topic");
        lamp("red", 2);
        world(A, B, THEIRS);
        repo.commit();
        repo.git("checkout", "-q", "main");
        lamp("blue", 1);
        world(A, B, MINE);
        repo.commit();
    }

    private void assertMerged(String... rows) throws IOException {
        assertThat(status()).isEmpty();
        assertThat(json(LAMP).path("props")).isEqualTo(Json.parse("{\"color\": \"blue\", \"size\": 2}"));
        assertThat(text(WORLD)).isEqualTo(rows(rows));
        try (Stream<Path> files = Files.walk(repo.root().resolve(PROJECT))) {
            assertThat(new TreeSet<>(files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString())
                            .toList()))
                    .containsExactlyElementsOf(
                            new TreeSet<>(List.of(".env", ".gitattributes", ".gitignore", "Lamp.json", "world.json")));
        }
    }

    @Test
    void initInsideAGitHookOfAnotherRepositoryConfiguresTheProjectsOwn() throws Exception {
        GitRepo other = new GitRepo(Files.createDirectory(directory.resolve("other")));
        GitRepo own = new GitRepo(Files.createDirectory(directory.resolve("own")));
        init(own.root(), Map.of("GIT_DIR", other.root().resolve(".git").toString()));

        assertThat(other.git("config", "--local", "--list")).doesNotContain("merge.gamedev");
        assertThat(own.git("config", "--local", "--list")).contains("merge.gamedev.driver");
    }

    @Test
    @DisplayName("branches that add different entities at the end and change different props merge without a conflict")
    void differentAdditionsAndPropsMerge() throws IOException {
        branchesThatAgree();
        repo.git("merge", "-q", "topic");
        assertMerged(A, B, MINE, THEIRS);
    }

    @Test
    void theyRebaseWithoutAConflict() throws IOException {
        branchesThatAgree();
        repo.git("checkout", "-q", "topic");
        repo.git("rebase", "-q", "main");
        assertMerged(A, B, MINE, THEIRS);
        assertThat(repo.git("log", "--format=%s", "main..topic")).hasLineCount(1);
    }

    @Test
    void theyPickWithoutAConflict() throws IOException {
        branchesThatAgree();
        repo.git("cherry-pick", "topic");
        assertMerged(A, B, MINE, THEIRS);
    }

    @Test
    void aStashPopsWithoutAConflict() throws IOException {
        lamp("red", 2);
        world(A, B, THEIRS);
        repo.git("stash", "-q");
        lamp("blue", 1);
        world(A, B, MINE);
        repo.commit();
        repo.git("stash", "pop", "-q");
        repo.commit();
        assertMerged(A, B, MINE, THEIRS);
    }

    @Test
    void aLinkedWorktreeMergesAlike() throws IOException {
        branchesThatAgree();
        repo.git("checkout", "-q", "--detach");
        Path other = directory.resolve("other");
        repo.git("worktree", "add", "-q", other.toString(), "topic");
        repo.gitIn(other, "merge", "-q", "main");
        assertThat(repo.gitIn(other, "status", "--porcelain")).isEmpty();
        assertThat(Files.readString(other.resolve(WORLD))).isEqualTo(rows(A, B, MINE, THEIRS));
    }

    @Test
    @DisplayName("one field that both changed is marked, the rest is merged, and git calls the file unmerged")
    void oneFieldThatBothChangedIsMarked() throws IOException {
        repo.git("checkout", "-q", "topic");
        lamp("green", 2);
        world(A, B, THEIRS);
        repo.commit();
        repo.git("checkout", "-q", "main");
        lamp("blue", 1);
        world(A, B, MINE);
        repo.commit();
        repo.conflict("merge", "topic");
        assertThat(status()).isEqualTo("UU " + LAMP + "\nM  " + WORLD);
        assertThat(text(LAMP)).containsPattern("""
                  "props": \\{
                <<<<<<< \\S+
                    "color": "blue",
                \\|\\|\\|\\|\\|\\|\\| \\S+
                    "color": "red",
                =======
                    "color": "green",
                >>>>>>> \\S+
                    "size": 2
                """);
        assertThat(text(WORLD)).isEqualTo(rows(A, B, MINE, THEIRS));

        repo.git("checkout", "--theirs", LAMP);
        repo.commit();
        assertThat(json(LAMP).path("props").path("color").asText()).isEqualTo("green");
    }

    @Test
    void aRowThatOneSideRemovedAndTheOtherMovedIsAConflict() throws IOException {
        repo.git("checkout", "-q", "topic");
        world(A.replace("[0, 0, 0]", "[0, 5, 0]"), B);
        repo.commit();
        repo.git("checkout", "-q", "main");
        world(B, MINE);
        repo.commit();
        repo.conflict("merge", "topic");
        assertThat(status()).isEqualTo("UU " + WORLD);
        assertThat(text(WORLD)).contains("[0, 5, 0]", "<<<<<<< ", ">>>>>>> ").endsWith(MINE + "\n  ]\n}\n");
    }

    @Test
    void lineEndsAndByteOrderMarkStay() throws IOException {
        String windows = "\uFEFF" + text(LAMP).replace("\n", "\r\n");
        repo.file(LAMP, windows).commit();
        repo.git("checkout", "-q", "-B", "topic");
        repo.file(LAMP, windows.replace("\"size\": 1", "\"size\": 1.50")).commit();
        repo.git("checkout", "-q", "main");
        repo.file(LAMP, windows.replace("red", "blue")).commit();
        repo.git("merge", "-q", "topic");
        assertThat(text(LAMP)).isEqualTo(windows.replace("red", "blue").replace("\"size\": 1", "\"size\": 1.50"));
    }

    @Test
    void whereGitTurnsLineEndsAroundTheyAreAsEverInBothPlaces() throws IOException {
        repo.git("config", "core.autocrlf", "true");
        branchesThatAgree();
        repo.git("merge", "-q", "topic");
        assertThat(status()).isEmpty();
        assertThat(repo.git("show", "HEAD:" + WORLD) + "\n").isEqualTo(rows(A, B, MINE, THEIRS));
        assertThat(text(WORLD)).isEqualTo(rows(A, B, MINE, THEIRS).replace("\n", "\r\n"));
    }

    @Test
    @DisplayName("where the driver cannot run, git merges the lines, instead of taking our version for a merge")
    void aDriverThatCannotRunLeavesTheLinesToGit() throws IOException {
        branchesThatAgree();
        String driver = repo.git("config", "--local", "--get", "merge.gamedev.driver");
        for (String broken : List.of("JAVA_HOME=/nowhere", "GAMEDEV_JAVA_OPTS=-XX:+NoSuchOption")) {
            repo.git("config", "merge.gamedev.driver", broken + " " + driver);
            repo.conflict("merge", "topic");
            assertThat(text(WORLD)).contains("<<<<<<< ours\n", MINE, "||||||| base\n", THEIRS, ">>>>>>> theirs\n");
            repo.git("merge", "--abort");
        }
        repo.git("config", "merge.gamedev.driver", driver);
        repo.git("merge", "-q", "topic");
        assertMerged(A, B, MINE, THEIRS);
    }
}
