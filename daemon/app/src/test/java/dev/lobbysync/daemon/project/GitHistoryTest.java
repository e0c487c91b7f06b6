package dev.lobbysync.daemon.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.History;
import dev.lobbysync.daemon.testing.GitRepo;
import dev.lobbysync.daemon.testing.SeededRandom;
import dev.lobbysync.daemon.testing.TestClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The states of a project in the commits of real repositories. */
class GitHistoryTest {
    private static final ObjectKey LAMP = ObjectKey.blueprint("Lamp");
    private static final String FILE = "apps/Lamp/Lamp.json";

    @TempDir
    Path directory;

    private final TestClock clock = new TestClock();
    private GitRepo repo;

    @BeforeEach
    void init() throws IOException {
        repo = new GitRepo(Files.createDirectory(directory.resolve("repo")));
    }

    private static String lamp(String glow) {
        return "{\n  \"id\": \"Lamp\",\n  \"props\": { \"glow\": \"" + glow + "\" }\n}\n";
    }

    private GitHistory history(Path project) {
        return new GitHistory(project, clock, new SeededRandom(1));
    }

    /** The glow of the lamp in each commit that changed something, newest first. */
    private List<String> glows(History history) throws IOException {
        List<String> glows = new ArrayList<>();
        try (History.Past past = history.open()) {
            while (past.older().isPresent()) {
                glows.add(
                        past.state(LAMP) instanceof LocalState.Present present
                                ? present.value().at("/props/glow").asText()
                                : past.state(LAMP).getClass().getSimpleName());
            }
        }
        return glows;
    }

    @Test
    void commitsAreSeenNewestFirstAndTheWorkingTreeIsNot() throws IOException {
        repo.file(FILE, lamp("one")).commit();
        repo.file("notes.txt", "nothing of the project").commit();
        String second = repo.file(FILE, lamp("two")).commit();
        repo.file(FILE, lamp("uncommitted"));
        assertThat(glows(history(repo.root()))).containsExactly("two", "one");
        try (History.Past past = history(repo.root()).open()) {
            assertThat(past.older()).isPresent();
            assertThat(past.commit()).isEqualTo(second);
        }
    }

    @Test
    void onlyWhatACommitChangedIsNamed() throws IOException {
        repo.file(FILE, lamp("one")).file("apps/Other/Other.json", "{ \"id\": \"Other\" }\n");
        repo.commit();
        repo.file(FILE, lamp("two")).commit();
        try (History.Past past = history(repo.root()).open()) {
            assertThat(past.older()).hasValueSatisfying(keys -> assertThat(keys).contains(LAMP));
            assertThat(past.older()).isEqualTo(Optional.of(Set.of(LAMP)));
            assertThat(past.older()).isEmpty();
            assertThat(past.gaveUp()).isNull();
        }
    }

    @Test
    void mergedBranchesCountLikeTheMainLine() throws IOException {
        repo.file(FILE, lamp("one")).commit();
        repo.git("checkout", "-q", "-b", "side");
        repo.file(FILE, lamp("side")).commit();
        repo.git("checkout", "-q", "main");
        repo.file("apps/Lamp/index.js", "export default () => {}\n").commit();
        repo.git("merge", "-q", "--no-edit", "side");
        assertThat(glows(history(repo.root()))).contains("side", "one").startsWith("side");
    }

    @Test
    void aProjectBelowTheRootOfItsRepository() throws IOException {
        repo.file("worlds/quay/" + FILE, lamp("one"))
                .file(FILE, lamp("elsewhere"))
                .commit();
        repo.file("worlds/quay/" + FILE, lamp("two")).commit();
        assertThat(glows(history(repo.root().resolve("worlds/quay")))).containsExactly("two", "one");
    }

    @Test
    void aLinkedWorktreeHasItsOwnHead() throws IOException {
        repo.file(FILE, lamp("one")).commit();
        Path linked = directory.resolve("linked");
        repo.git("worktree", "add", "-q", "-b", "other", linked.toString());
        repo.file(FILE, lamp("two")).commit();
        assertThat(glows(history(linked))).containsExactly("one");
    }

    @Test
    void aSubmoduleHasAHistoryOfItsOwn() throws IOException {
        repo.file(FILE, lamp("one")).commit();
        GitRepo outer = new GitRepo(Files.createDirectory(directory.resolve("outer")));
        outer.git("submodule", "add", "-q", repo.root().toString(), "world");
        assertThat(glows(history(outer.root().resolve("world")))).containsExactly("one");
    }

    @Test
    void aShallowCloneEndsWhereItsCommitsEnd() throws IOException {
        repo.file(FILE, lamp("one")).commit();
        repo.file(FILE, lamp("two")).commit();
        Path shallow = directory.resolve("shallow");
        repo.git("clone", "-q", "--depth", "1", "file://" + repo.root(), shallow.toString());
        assertThat(glows(history(shallow))).containsExactly("two");
        try (History.Past past = history(shallow).open()) {
            assertThat(past.older()).isPresent();
            assertThat(past.older()).isEmpty();
            assertThat(past.gaveUp()).contains("shallow", "git fetch --unshallow");
        }
    }

    @Test
    void aDirectoryWithoutARepositoryHasNoHistory() throws IOException {
        assertThat(glows(history(Files.createDirectory(directory.resolve("plain")))))
                .isEmpty();
        assertThat(glows(history(repo.root()))).as("no commit yet").isEmpty();
    }

    @Test
    void lineEndsAreThoseOfTheWorkingTree() throws IOException {
        repo.file("apps/Lamp/index.js", "export default () => {}\n").file(FILE, lamp("one"));
        repo.commit();
        String plain = script(repo.root());
        repo.git("config", "core.autocrlf", "true");
        String converted = script(repo.root());
        repo.file("apps/Lamp/index.js", "export default () => {}\r\n");
        assertThat(converted).isNotEqualTo(plain).isEqualTo(ofWorkingTree(repo.root()));
        repo.git("config", "core.autocrlf", "false");
        repo.file(".gitattributes", "*.js text eol=crlf\n").commit();
        assertThat(script(repo.root())).isEqualTo(converted);
    }

    private String script(Path project) throws IOException {
        try (History.Past past = history(project).open()) {
            past.older();
            return scripts(past.state(LAMP));
        }
    }

    private String ofWorkingTree(Path project) throws IOException {
        FileProject files = FileProject.open(new RealDisk(), project, clock, new SeededRandom(1));
        files.scan();
        return scripts(files.state(LAMP));
    }

    private static String scripts(LocalState state) {
        assertThat(state).isInstanceOf(LocalState.Present.class);
        return ((LocalState.Present) state).value().path("scriptFiles").toString();
    }

    @Test
    void whatOnlyAFilterCanReadIsUnknownInThatCommit() throws IOException {
        String withModel = lamp("one").replace("\"props\"", "\"model\": \"assets/lamp.glb\",\n  \"props\"");
        repo.file(FILE, withModel)
                .file(
                        "assets/lamp.glb",
                        "version https://git-lfs.github.com/spec/v1\noid sha256:" + "a".repeat(64) + "\nsize 12\n")
                .commit();
        assertThat(glows(history(repo.root()))).containsExactly("Unknown");
        repo.file("assets/lamp.glb", "model").commit();
        assertThat(glows(history(repo.root()))).containsExactly("one", "Unknown");
        repo.git("config", "filter.secret.smudge", "touch " + directory.resolve("ran"));
        repo.file(".gitattributes", "*.glb filter=secret\n");
        repo.git("-c", "filter.secret.clean=cat", "add", "-A");
        repo.commit();
        assertThat(glows(history(repo.root()))).startsWith("Unknown");
        assertThat(directory.resolve("ran")).doesNotExist();
    }

    @Test
    void theWalkIsBoundedAndSaysSo() throws IOException {
        for (int i = 0; i < 5; i++) {
            repo.file(FILE, lamp("g" + i)).commit();
        }
        GitHistory bounded = new GitHistory(repo.root(), clock, new SeededRandom(1), new GitHistory.Limits(3, 60_000));
        try (History.Past past = bounded.open()) {
            int seen = 0;
            while (past.older().isPresent()) {
                seen++;
            }
            assertThat(seen).isEqualTo(3);
            assertThat(past.gaveUp()).contains("the last 3 commits");
        }
    }

    @Test
    void lookingChangesNothing() throws IOException {
        repo.file(FILE, lamp("one")).commit();
        repo.file(FILE, lamp("two")).commit();
        Map<Path, FileTime> before = times();
        assertThat(glows(history(repo.root()))).hasSize(2);
        assertThat(times()).isEqualTo(before);
    }

    private Map<Path, FileTime> times() throws IOException {
        Map<Path, FileTime> times = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.toList()) {
                times.put(path, Files.getLastModifiedTime(path));
            }
        }
        return times;
    }

    @Test
    void anEncodedScriptIsUnknown() throws IOException {
        repo.file(".gitattributes", "*.js working-tree-encoding=UTF-16LE\n");
        repo.file("apps/Lamp/index.js", "export default () => {}\n".getBytes(StandardCharsets.UTF_16LE));
        repo.file(FILE, lamp("one")).commit();
        assertThat(glows(history(repo.root()))).containsExactly("Unknown");
    }
}
