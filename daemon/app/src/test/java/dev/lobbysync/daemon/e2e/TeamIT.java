package dev.lobbysync.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.control.ControlClient;
import dev.lobbysync.daemon.testing.GitRepo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two people with a clone of the project and a daemon each, and a visitor, in one world. */
class TeamIT {
    private static final String LAMP = "apps/Lamp/Lamp.json";

    @TempDir
    private Path directory;

    @Test
    void twoPeopleAndAVisitorWorkInOneWorld() throws Exception {
        try (Rig rig = Rig.running(directory)) {
            rig.project.write(".gitignore", ".lobby/\n");
            GitRepo repo = new GitRepo(rig.project.root());
            repo.commit();
            Path clone = directory.resolve("second");
            repo.git("clone", "-q", rig.project.root().toString(), clone.toString());
            ProjectDir second = new ProjectDir(clone);
            long before = rig.head();
            rig.process(List.of("sync", "start", "--project=" + clone)).awaitReady();
            InStep there = new InStep(clone, rig.editor());
            there.check(Set.of());
            assertThat(rig.head()).as("a clone meets the world without a write").isEqualTo(before);

            rig.project.edit(LAMP, "#ffcc00", "#111111");
            second.edit(LAMP, "\"size\": 2", "\"size\": 3");
            rig.project.edit("apps/Lamp/index.js", "const a = 1", "const a = 11");
            second.edit("apps/Lamp/index.js", "const c = 3", "const c = 33");
            rig.project.addEntity("{'id':'first-a','blueprint':'Sign'}");
            second.addEntity("{'id':'second-a','blueprint':'Bell'}");
            rig.editor().prop("Lamp", "glow", 5);
            rig.assertInStep();
            rig.eventually(() -> there.check(Set.of()));
            rig.assertInStep();
            for (ProjectDir project : List.of(rig.project, second)) {
                assertThat(project.read(LAMP)).contains("#111111", "\"size\": 3", "\"glow\": 5");
                assertThat(project.read("apps/Lamp/index.js")).contains("a = 11", "c = 33");
                assertThat(project.hasEntity("first-a") && project.hasEntity("second-a"))
                        .isTrue();
            }
            assertThat(rig.conflicts()).isEmpty();

            ControlClient other = ControlClient.of(clone.resolve(".lobby")).orElseThrow();
            ask(other, "/pause", Map.of());
            second.edit("apps/Sign/Sign.json", "Welcome", "Second");
            rig.project.edit("apps/Sign/Sign.json", "Welcome", "First");
            rig.flush();
            ask(other, "/resume", Map.of());
            ask(other, "/flush", Map.of("timeout-ms", "20000"));
            rig.assertInStep();
            assertThat(rig.conflicts()).isEmpty();
            assertThat(second.read("apps/Sign/Sign.json")).contains("Second");
            there.check(Set.of("Sign"));
            long conflicted = rig.head();
            assertThat(ask(other, "/resolve", Map.of("all", "true", "use", "local"))
                            .exitCode())
                    .isZero();
            rig.assertInStep();
            there.check(Set.of());
            assertThat(rig.project.read("apps/Sign/Sign.json")).contains("Second");
            assertThat(rig.conflicts()).isEmpty();
            assertThat(rig.newsAfter(conflicted)).containsExactly("blueprint.update Sign");
        }
    }

    private static ControlClient.Reply ask(ControlClient daemon, String path, Map<String, String> query)
            throws Exception {
        return daemon.post(path, query, ControlClient.Form.JSON, Duration.ofSeconds(25));
    }
}
