package dev.lobbysync.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.testing.GitRepo;
import dev.lobbysync.protocol.wire.PacketTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People switch branches, merge, rebase and stash under a running daemon (DESIGN 4). */
class GitIT {
    private static final String LAMP = "apps/Lamp/Lamp.json";

    @TempDir
    private Path directory;

    private static void settle(Rig rig) {
        rig.post("/flush", Map.of("timeout-ms", "20000"), 0);
        rig.assertInStep();
    }

    private static Set<String> objects(Rig rig) {
        Set<String> ids = new TreeSet<>();
        ObjectNode snapshot = rig.editor().snapshot();
        for (JsonNode blueprint : snapshot.path("blueprints")) {
            ids.add("blueprint " + blueprint.path("id").asText());
        }
        for (JsonNode entity : snapshot.path("entities")) {
            ids.add("entity " + entity.path("id").asText());
        }
        return ids;
    }

    /** Eight commits on top of the tiny project: edits, additions, removals and renames of apps, scripts and rows. */
    private static List<String> history(GitRepo repo, ProjectDir project) {
        List<String> commits = new ArrayList<>();
        project.write(".gitignore", ".lobby/\n");
        commits.add(repo.commit());

        project.edit(LAMP, "#ffcc00", "#00ccff");
        project.edit("apps/Sign/Sign.json", "Welcome", "Hello");
        project.editWorld(world -> ((ObjectNode) world.get("settings")).put("title", "Second"));
        project.editEntity("lamp-a", row -> row.withArray("position").set(1, 6));
        commits.add(repo.commit());

        project.write(
                "apps/Stool/Stool.json",
                "{\n  \"id\": \"Stool\",\n  \"name\": \"Stool\",\n  \"createdAt\": \"2025-02-01T00:00:00.000Z\"\n}\n");
        project.write("apps/Stool/index.js", "export default app => app.sit()\n");
        project.addEntity("{'id':'stool-a','blueprint':'Stool'}");
        commits.add(repo.commit());

        project.move("apps/Bell", "apps/Chime");
        project.move("apps/Chime/Bell.json", "apps/Chime/Chime.json");
        commits.add(repo.commit());

        project.move("apps/Lamp/lib/blink.js", "apps/Lamp/lib/flash.js");
        project.edit("apps/Lamp/index.js", "./lib/blink.js", "./lib/flash.js");
        commits.add(repo.commit());

        project.delete("apps/Sign");
        project.removeEntity("sign-a");
        commits.add(repo.commit());

        project.write("apps/Plain/Plain.json", "{\n  \"name\": \"Plain\"\n}\n");
        project.addEntity("{'id':'plain-a','blueprint':'Plain'}");
        project.write("shared/wind.js", "export const wind = (...n) => n.length\n");
        commits.add(repo.commit());

        project.removeEntity("lamp-b");
        project.addEntity("{'id':'lamp-c','blueprint':'Lamp'}");
        project.write("assets/lamp.glb", new byte[] {8, 7, 6, 5});
        commits.add(repo.commit());

        project.write("apps/Lamp/Small.json", """
                {
                  "id": "Lamp__Small",
                  "name": "Small",
                  "createdAt": "2025-02-02T00:00:00.000Z",
                  "props": { "size": 1 }
                }
                """);
        project.move("apps/Stool", "apps/Seat");
        project.move("apps/Seat/Stool.json", "apps/Seat/Seat.json");
        commits.add(repo.commit());
        return commits;
    }

    @Test
    @DisplayName(
            "checkouts back and forth: the world follows, and nothing that both commits have is removed and added again")
    void checkoutStorms() throws Exception {
        try (Rig rig = Rig.tiny(directory, PacketTable.R1)) {
            GitRepo repo = new GitRepo(rig.project.root());
            List<String> commits = history(repo, rig.project);
            rig.start().awaitReady();
            settle(rig);
            Random random = new Random(7);
            List<String> route = new ArrayList<>(List.of(commits.get(0), commits.get(8)));
            for (int i = 0; i < 7; i++) {
                route.add(commits.get(random.nextInt(commits.size())));
            }
            for (String commit : route) {
                Set<String> before = objects(rig);
                long head = rig.head();
                if (random.nextInt(3) == 0) {
                    repo.git("checkout", "-q", commits.get(random.nextInt(commits.size())));
                }
                repo.git("checkout", "-q", commit);
                settle(rig);
                assertThat(repo.git("status", "--porcelain")).as("at " + commit).isEmpty();
                Set<String> stayed = objects(rig);
                stayed.retainAll(before);
                assertThat(rig.opsAfter(head))
                        .filteredOn(op -> op.kind().isAdd() || op.kind().isRemove())
                        .extracting(op -> op.kind().objectKind().orElseThrow().wireName() + " " + op.objectId())
                        .as("at " + commit)
                        .doesNotContainAnyElementsOf(stayed);
            }
            assertThat(rig.conflicts()).isEmpty();
        }
    }

    @Test
    void aRebaseThatStopsInAWorktreeHoldsBothSidesUntilItIsFinished() throws Exception {
        try (Rig rig = Rig.empty(directory, PacketTable.R1)) {
            GitRepo main = new GitRepo(Files.createDirectory(directory.resolve("repository")));
            ProjectDir first = new ProjectDir(main.root());
            TinyProject.write(first);
            first.write(".gitignore", ".lobby/\n");
            main.commit();
            main.git("branch", "mine");
            first.edit(LAMP, "#ffcc00", "#111111");
            first.edit("apps/Sign/Sign.json", "Welcome", "Theirs");
            main.commit();
            main.git("worktree", "add", "-q", rig.project.root().toString(), "mine");
            assertThat(rig.project.path(".git")).isRegularFile();
            rig.project.edit(LAMP, "#ffcc00", "#222222");
            main.gitIn(rig.project.root(), "commit", "-qam", "mine");
            rig.start().awaitReady();
            settle(rig);

            long head = rig.head();
            try {
                main.gitIn(rig.project.root(), "rebase", "-q", "main");
            } catch (AssertionError stopped) {
                assertThat(stopped).hasMessageContaining("CONFLICT");
            }
            rig.editor().setting("title", "Meanwhile");
            rig.awaitPhase("waiting-for-git");
            Stamps stopped = Stamps.ofProject(rig.project.root());
            rig.post("/flush", Map.of(), 1);
            assertThat(rig.status().path("why").asText()).contains("rebase");
            assertThat(Stamps.ofProject(rig.project.root())).isEqualTo(stopped);
            assertThat(rig.newsAfter(head)).containsExactly("settings.update $world.settings");

            rig.project.write(
                    LAMP,
                    rig.project.read(LAMP).replaceAll("(?s)<<<<<<<[^\n]*\n.*?=======\n(.*?)>>>>>>>[^\n]*\n", "$1"));
            main.gitIn(rig.project.root(), "add", "-A");
            main.gitIn(rig.project.root(), "-c", "core.editor=true", "rebase", "--continue");
            settle(rig);
            assertThat(rig.editor()
                            .blueprint("Lamp")
                            .path("props")
                            .path("color")
                            .asText())
                    .isEqualTo("#222222");
            assertThat(rig.editor().blueprint("Sign").path("props").path("text").asText())
                    .isEqualTo("Theirs");
            assertThat(rig.project
                            .json("world.json")
                            .path("settings")
                            .path("title")
                            .asText())
                    .isEqualTo("Meanwhile");
        }
    }

    @Test
    void conflictMarkersOfAMergeBelowTheRepositorysRootAreNeverPushedNotEvenCommitted() throws Exception {
        try (Rig rig = Rig.tiny(directory, PacketTable.R1)) {
            Files.writeString(directory.resolve(".gitignore"), "/*\n!/project\n.lobby/\n");
            GitRepo repo = new GitRepo(directory);
            repo.commit();
            repo.git("checkout", "-q", "-b", "side");
            rig.project.edit(LAMP, "#ffcc00", "#111111");
            rig.project.edit("apps/Lamp/lib/blink.js", "=> n", "=> [1, ...n]");
            repo.commit();
            repo.git("checkout", "-q", "main");
            rig.project.edit(LAMP, "#ffcc00", "#222222");
            rig.project.edit("apps/Lamp/lib/blink.js", "=> n", "=> [2, ...n]");
            repo.commit();
            rig.start().awaitReady();
            settle(rig);

            long head = rig.head();
            repo.conflict("merge", "side");
            rig.awaitPhase("waiting-for-git");
            assertThat(rig.status().path("why").asText()).contains("merge");
            repo.git("add", "-A");
            repo.git("commit", "-q", "-m", "markers and all");
            rig.project.edit("apps/Sign/Sign.json", "Welcome", "Flows");
            rig.eventually(() -> assertThat(rig.newsAfter(head)).containsExactly("blueprint.update Sign"));
            rig.post("/flush", Map.of(), 1);
            assertThat(rig.status().path("held"))
                    .singleElement()
                    .satisfies(held -> assertThat(held.path("object").asText()).isEqualTo("blueprint Lamp"))
                    .satisfies(held -> assertThat(held.path("reason").asText()).contains("conflict marker"));
            rig.editor().prop("Bell", "tone", "d");

            repo.git("checkout", "-q", "side", "--", "project");
            settle(rig);
            assertThat(rig.editor()
                            .blueprint("Lamp")
                            .path("props")
                            .path("color")
                            .asText())
                    .isEqualTo("#111111");
        }
    }

    @Test
    void aStashOfThreeAppsThatIsPoppedAgainChangesNothingInTheWorld() throws Exception {
        try (Rig rig = Rig.tiny(directory, PacketTable.R1)) {
            rig.project.write(".gitignore", ".lobby/\n");
            GitRepo repo = new GitRepo(rig.project.root());
            repo.commit();
            for (String name : List.of("One", "Two", "Three")) {
                rig.project.write("apps/" + name + "/" + name + ".json", "{\n  \"name\": \"" + name + "\"\n}\n");
                rig.project.write("apps/" + name + "/index.js", "export default app => '" + name + "'\n");
                rig.project.addEntity("{'id':'" + name + "-a','blueprint':'" + name + "'}");
            }
            rig.start().awaitReady();
            settle(rig);
            long head = rig.head();
            repo.git("stash", "-q", "-u");
            assertThat(rig.project.has("apps/One")).isFalse();
            repo.git("stash", "pop", "-q");
            rig.post("/flush", Map.of("timeout-ms", "20000"), 0);
            rig.assertInStep();
            assertThat(rig.newsAfter(head)).isEmpty();
        }
    }

    @Test
    void whatIsTakenBackByACheckoutRightAfterItCameIsNoQuestion() throws Exception {
        try (Rig rig = Rig.tiny(directory, PacketTable.R1)) {
            rig.project.write(".gitignore", ".lobby/\n");
            GitRepo repo = new GitRepo(rig.project.root());
            repo.commit();
            rig.start().awaitReady();
            settle(rig);
            repo.commit();

            repo.git("checkout", "-q", "-b", "side");
            rig.editor().prop("Lamp", "color", "#123456");
            rig.editor().prop("Sign", "text", "Come in");
            rig.editor().setting("title", "In the world");
            settle(rig);
            repo.commit();
            for (String branch : List.of("main", "side", "main", "side")) {
                repo.git("checkout", "-q", branch);
                settle(rig);
                assertSide(rig, branch.equals("side"));
            }

            rig.editor().prop("Bell", "tone", "d");
            settle(rig);
            repo.git("checkout", "-q", "--", ".");
            settle(rig);
            rig.editor().prop("Bell", "tone", "e");
            settle(rig);
            repo.git("stash", "-q");
            settle(rig);
            repo.git("stash", "pop", "-q");
            settle(rig);
            assertThat(rig.editor().blueprint("Bell").path("props").path("tone").asText())
                    .isEqualTo("e");
            assertThat(rig.conflicts()).isEmpty();
        }
    }

    private static void assertSide(Rig rig, boolean side) {
        assertThat(rig.conflicts()).isEmpty();
        JsonNode color = rig.editor().blueprint("Lamp").path("props").path("color");
        assertThat(color.asText().equals("#123456")).isEqualTo(side);
        assertThat(rig.editor()
                        .snapshot()
                        .path("settings")
                        .path("title")
                        .asText()
                        .equals("In the world"))
                .isEqualTo(side);
    }
}
