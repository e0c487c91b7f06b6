package dev.lobbysync.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.protocol.wire.PacketTable;
import dev.lobbysync.worlds.SampleProjects;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways in which a project and a world meet for the first time, and the starts that are refused. */
class StartIT {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"R1", "R2"})
    void aProjectReplacesADefaultWorldsContentWithoutADoubledScene(String generation) throws Exception {
        PacketTable table = generation.equals("R1") ? PacketTable.R1 : PacketTable.R2;
        try (Rig rig = Rig.empty(directory, table)) {
            SampleProjects.copyTo("harbour", rig.project.root());
            rig.start().awaitReady();
            rig.assertInStep();
            assertThat(rig.conflicts()).isEmpty();
            assertThat(rig.editor().snapshot().path("entities"))
                    .filteredOn(entity -> entity.path("blueprint").asText().equals("$scene"))
                    .singleElement()
                    .satisfies(scene -> assertThat(scene.path("id").asText()).isEqualTo("scene00001"));

            // The same world into an empty directory: the first start there clones it.
            Path copy = Files.createDirectory(directory.resolve("copy"));
            DaemonProcess second =
                    rig.process(List.of("sync", "start", "--project=" + copy)).awaitReady();
            new InStep(copy, rig.editor()).check(Set.of());
            long head = rig.head();
            second.stop();
            assertThat(rig.head()).isEqualTo(head);
        }
    }

    @Test
    void anEmptyDirectoryAndADefaultWorldLayOutAProjectThatStaysInStep() throws Exception {
        try (Rig rig = Rig.empty(directory, PacketTable.R1)) {
            rig.start().awaitReady();
            rig.assertInStep();
            assertThat(rig.project.has("apps/$scene/$scene.json")).isTrue();
            assertThat(rig.project.json("world.json").path("formatVersion").asInt())
                    .isEqualTo(2);
            rig.project.write("apps/First/index.js", "export default app => {}\n");
            rig.project.write("apps/First/First.json", "{\n  \"name\": \"First\"\n}\n");
            rig.editor().setting("title", "Fresh");
            rig.assertInStep();
            assertThat(rig.editor().has("blueprints", "First")).isTrue();
        }
    }

    @Test
    void cloneFillsADirectoryThatThenStartsWithoutAWrite() throws Exception {
        try (Rig rig = Rig.stopped(directory)) {
            Path into = directory.resolve("cloned");
            long head = rig.head();
            DaemonProcess clone = rig.cli("sync", "clone", rig.link.url(), into.toString());
            assertThat(clone.awaitExit()).as(clone.toString()).isZero();
            assertThat(clone.out()).contains("Cloned world " + Rig.WORLD).contains("gamedev sync start");
            new InStep(into, rig.editor()).check(Set.of());
            assertThat(Files.readString(into.resolve(".env"))).contains("WORLD_ID=" + Rig.WORLD);
            assertThat(Files.getPosixFilePermissions(into.resolve(".env"))).hasSize(2);

            Stamps before = Stamps.ofAll(into);
            rig.process(List.of("sync", "start", "--project=" + into))
                    .awaitReady()
                    .stop();
            assertThat(Stamps.ofAll(into)).isEqualTo(before);
            assertThat(rig.head()).isEqualTo(head);
        }
    }

    @Test
    void embeddedRunsTheRuntimeInsideAndFindsItsDataAgain() throws Exception {
        ProjectDir project = new ProjectDir(Files.createDirectory(directory.resolve("project")));
        TinyProject.write(project);
        List<String> words = List.of("sync", "start", "--embedded", "--project=" + project.root());
        Map<String, String> environment = Map.of("WORLD_ID", "my-world", "ADMIN_CODE", Rig.CODE);
        try (DaemonProcess first = DaemonProcess.run(directory, directory.resolve("first"), environment, words)) {
            first.awaitReady();
            assertThat(project.has(".lobby/my-world")).isTrue();
            String url = first.out().replaceAll("(?s).*runtime url=(\\S+).*", "$1");
            try (Editor editor = new Editor(url, Rig.CODE, PacketTable.R1)) {
                new InStep(project.root(), editor).check(Set.of());
            }
            first.stop();
        }
        Stamps before = Stamps.ofProject(project.root());
        try (DaemonProcess second = DaemonProcess.run(directory, directory.resolve("second"), environment, words)) {
            second.awaitReady();
            assertThat(second.out()).contains("blueprints=4 entities=5");
            second.stop();
        }
        assertThat(Stamps.ofProject(project.root())).isEqualTo(before);
    }

    @Test
    void wrongCodeWrongWorldAndASecondDaemonAreRefusedWith3AndNothingIsTouched() throws Exception {
        try (Rig rig = Rig.running(directory)) {
            DaemonProcess second = rig.process(List.of("sync", "start", "--project=" + rig.project.root()));
            assertThat(second.awaitExit()).as(second.toString()).isEqualTo(3);
            assertThat(second.printed()).contains("already running");
            rig.stop();
            Stamps before = Stamps.ofProject(rig.project.root());
            long head = rig.head();

            rig.environment("ADMIN_CODE", "wrong");
            assertThat(rig.start().awaitExit()).as(rig.daemon().toString()).isEqualTo(3);
            assertThat(rig.daemon().printed()).contains("ADMIN_CODE").doesNotContain("Exception");
            rig.environment("ADMIN_CODE", Rig.CODE);
            rig.environment("WORLD_ID", "another-world");
            assertThat(rig.start().awaitExit()).as(rig.daemon().toString()).isEqualTo(3);
            assertThat(rig.daemon().printed()).contains("another-world").contains(Rig.WORLD);
            assertThat(Stamps.ofProject(rig.project.root())).isEqualTo(before);
            assertThat(rig.head()).isEqualTo(head);

            rig.environment("WORLD_ID", Rig.WORLD);
            rig.link.forget();
            rig.start().awaitReady();
            assertThat(rig.link.mutations()).isEmpty();
        }
    }

    @Test
    void aBaseOfAnotherWorldDeletesNothingAndSwitchingBackWritesNothing() throws Exception {
        try (Rig rig = Rig.stopped(directory.resolve("one"));
                Rig other = Rig.empty(Files.createDirectory(directory.resolve("two")), "other-world")) {
            Stamps before = Stamps.ofProject(rig.project.root());
            long head = rig.head();
            rig.environment("WORLD_URL", other.link.url());
            rig.environment("WORLD_ID", "other-world");
            rig.start().awaitReady();
            rig.flush();
            new InStep(rig.project.root(), other.editor()).check(Set.of());
            assertThat(Stamps.ofProject(rig.project.root())).isEqualTo(before);
            rig.stop();

            rig.environment("WORLD_URL", rig.link.url());
            rig.environment("WORLD_ID", Rig.WORLD);
            rig.link.forget();
            rig.start().awaitReady();
            rig.flush();
            assertThat(rig.link.mutations()).isEmpty();
            assertThat(rig.head()).isEqualTo(head);
            assertThat(Stamps.ofProject(rig.project.root())).isEqualTo(before);
        }
    }

    @Test
    void targetsAreSwitchedBackAndForthWithoutADeletionAndEachKeepsItsBase() throws Exception {
        try (Rig rig = Rig.stopped(directory.resolve("one"));
                Rig other = Rig.empty(Files.createDirectory(directory.resolve("two")), "other-world")) {
            rig.project.write(".lobby/targets.json", """
                    {
                      "main": { "worldUrl": "%s", "worldId": "%s", "adminCode": "%s" },
                      "staging": { "worldUrl": "%s", "worldId": "other-world", "adminCode": "%s" }
                    }
                    """.formatted(
                            rig.link.url(), Rig.WORLD, Rig.CODE, other.link.url(), Rig.CODE));
            rig.start("--target=staging").awaitReady();
            rig.flush();
            new InStep(rig.project.root(), other.editor()).check(Set.of());
            other.editor().prop("Lamp", "glow", 42);
            rig.eventually(
                    () -> assertThat(rig.project.read("apps/Lamp/Lamp.json")).contains("42"));
            rig.stop();

            rig.editor().addEntity("{'id':'only-main','blueprint':'Sign'}");
            rig.editor().setting("title", "Main");
            long head = rig.head();
            rig.start("--target=main").awaitReady();
            rig.assertInStep();
            assertThat(rig.conflicts()).isEmpty();
            assertThat(rig.newsAfter(head)).containsExactly("blueprint.update Lamp");
            assertThat(rig.project.hasEntity("only-main")).isTrue();
            rig.stop();

            long there = other.head();
            rig.start("--target=staging").awaitReady();
            rig.flush();
            new InStep(rig.project.root(), other.editor()).check(Set.of());
            assertThat(other.newsAfter(there))
                    .containsExactlyInAnyOrder("entity.add only-main", "settings.update $world.settings");
        }
    }
}
