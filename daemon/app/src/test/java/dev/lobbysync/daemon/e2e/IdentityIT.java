package dev.lobbysync.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are renamed, copied, unpacked, linked or saved from an old text, with a real daemon (ENGINE S9, S13, T11). */
class IdentityIT {
    @TempDir
    private Path directory;

    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        rig = Rig.running(directory.resolve("rig"));
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    /** Somebody works on the files while the daemon runs or is stopped. */
    private void work(boolean live, Runnable edits) {
        rig.assertInStep();
        rig.flush();
        rig.link.forget();
        if (live) {
            edits.run();
            rig.flush();
        } else {
            rig.stop();
            edits.run();
            rig.start().awaitReady();
            rig.flush();
        }
    }

    private void without(String path, String... members) {
        rig.project.editJson(path, file -> file.remove(List.of(members)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void renamedFoldersAndFilesWriteNothingToTheWorld(boolean live) {
        without("apps/Bell/Bell.json", "id");
        work(live, () -> {
            rig.project.move("apps/Lamp", "apps/Torch");
            rig.project.move("apps/Bell", "apps/Lamp");
            rig.project.move("apps/Lamp/Bell.json", "apps/Lamp/Lamp.json");
            rig.project.move("apps/Torch/Lamp.json", "apps/Torch/torch.json");
        });
        assertThat(rig.link.mutations()).isEmpty();
        rig.editor().modifyBlueprint("Bell", "{'desc':'rings on'}");
        rig.eventually(() -> assertThat(rig.project.read("apps/Lamp/Lamp.json")).contains("rings on"));
        rig.project.edit("apps/Torch/torch.json", "Shines.", "Shines on.");
        rig.flush();
        assertThat(rig.editor().blueprint("Lamp").path("desc").asText()).isEqualTo("Shines on.");
        assertThat(rig.project.has("apps/Bell")).isFalse();
        assertThat(rig.status().path("held")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCopyIsInertUntilItHasAnIdOfItsOwn(boolean live) {
        work(live, () -> copy("apps/Lamp", "apps/Torch"));
        assertThat(rig.link.mutations()).isEmpty();
        assertThat(rig.status().toString()).contains("apps/Torch/Lamp.json claims the id Lamp");
        rig.project.edit("apps/Torch/Lamp.json", "\"id\": \"Lamp\"", "\"id\": \"Torch\"");
        rig.assertInStep();
        assertThat(rig.editor().has("blueprints", "Torch")).isTrue();
    }

    private void copy(String from, String to) {
        try (Stream<Path> tree = Files.walk(rig.project.path(from))) {
            for (Path one : tree.filter(Files::isRegularFile).toList()) {
                rig.project.write(to + "/" + rig.project.path(from).relativize(one), Files.readAllBytes(one));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void appsThatAreUnpackedOrMovedInAreAllFound() throws Exception {
        Path unpacked = directory.resolve("unpacked");
        for (int i = 0; i < 20; i++) {
            Path app = Files.createDirectories(unpacked.resolve("New" + i).resolve("lib/deep"));
            Files.writeString(app.resolve("er.js"), "export const n = " + i + "\n");
            Files.writeString(unpacked.resolve("New" + i + "/index.js"), "import './lib/deep/er.js'\n");
            Files.writeString(unpacked.resolve("New" + i + "/New" + i + ".json"), "{ \"props\": {} }\n");
        }
        work(true, () -> {
            for (int i = 0; i < 20; i += 2) {
                rig.project.move(unpacked.resolve("New" + i).toString(), "apps/New" + i);
                rig.project.write("apps/New" + (i + 1) + "/New" + (i + 1) + ".json", "{ \"props\": {} }\n");
                rig.project.write("apps/New" + (i + 1) + "/lib/x.js", "export const n = 1\n");
                rig.project.write("apps/New" + (i + 1) + "/index.js", "import './lib/x.js'\n");
            }
        });
        rig.assertInStep();
        for (int i = 0; i < 20; i++) {
            assertThat(rig.editor().has("blueprints", "New" + i)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSaveFromBeforeOurWriteTakesNothingBack(boolean live) {
        String before = rig.project.read("world.json");
        rig.editor().addEntity("{'id':'unseen','blueprint':'Sign'}");
        rig.assertInStep();
        work(live, () -> rig.project.write("world.json", before));
        assertThat(rig.editor().has("entities", "unseen")).isTrue();
        assertThat(rig.link.mutations()).isEmpty();
        rig.resolve(rig.conflictOf("unseen"), "remote", 0);
        rig.assertInStep();
        assertThat(rig.project.hasEntity("unseen")).isTrue();
    }

    @Test
    void aFolderThatIsALinkOutOfTheProjectIsToldAndLeftAlone() throws Exception {
        rig.assertInStep();
        rig.stop();
        Path outside = directory.resolve("outside");
        Files.move(rig.project.path("apps/Bell"), outside);
        Files.createSymbolicLink(rig.project.path("apps/Bell"), outside);
        Stamps before = Stamps.ofAll(outside);
        rig.link.forget();
        rig.start().awaitReady();
        rig.editor().modifyBlueprint("Bell", "{'desc':'rings on'}");
        rig.flush();
        assertThat(rig.status().toString()).contains("apps/Bell is a symbolic link");
        assertThat(rig.link.mutations()).isEmpty();
        assertThat(Stamps.ofAll(outside)).isEqualTo(before);
    }

    @Test
    void aLobbyThatIsALinkIsRefused() throws Exception {
        rig.stop();
        Path outside = directory.resolve("outside");
        Files.move(rig.project.path(".lobby"), outside);
        Files.createSymbolicLink(rig.project.path(".lobby"), outside);
        Stamps before = Stamps.ofAll(outside);
        DaemonProcess refused = rig.start();
        assertThat(refused.awaitExit()).isEqualTo(3);
        assertThat(refused.printed()).contains(".lobby is a symbolic link", "replace it by a real directory");
        assertThat(Stamps.ofAll(outside)).isEqualTo(before);
    }
}
