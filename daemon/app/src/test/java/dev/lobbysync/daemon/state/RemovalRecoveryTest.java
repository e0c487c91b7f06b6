package dev.lobbysync.daemon.state;

import static dev.lobbysync.daemon.state.StateFixture.ROOT;
import static dev.lobbysync.daemon.state.StateFixture.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.model.FileChange;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.StateChange;
import dev.lobbysync.daemon.testing.Loss;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A crash in the removal of an app leaves no scripts that belong to nobody, and takes nothing else. */
class RemovalRecoveryTest {
    private final StateFixture project = new StateFixture();

    @Test
    void theSecondNameOfAFileThatWasGoingGoesAsWellAndNothingElse() throws IOException {
        Path app = ROOT.resolve("apps/Lamp");
        project.disk.install(app.resolve("index.js.tmp-k3Jd82LmQx-0123456789abcdef"), "index");
        project.disk.install(app.resolve("i.tmp-k3Jd82LmQy-0123456789abcdef"), "index"); // of a long name
        project.disk.install(app.resolve("copy.js"), "index");
        project.disk.install(app.resolve("index.js.tmp-mine"), "index");
        project.disk.install(app.resolve("lib/glow.js.tmp-k3Jd82LmQx"), "mine");
        assertThat(project.removalCutShort("", "glow"))
                .extracting(RestoredFile::path)
                .containsExactly("apps/Lamp/index.js", "apps/Lamp/lib/glow.js");
        assertThat(project.disk.files(app).keySet())
                .containsExactly("copy.js", "index.js.tmp-mine", "lib/glow.js.tmp-k3Jd82LmQx");
    }

    @Test
    void onlyWhatGoesWithItsBlueprintsIsRemoved() throws IOException {
        FileChange foreign = new FileChange(
                "apps/Lamp/pier.js",
                Sha256.hex(utf8("pier")),
                null,
                Set.of(ObjectKey.blueprint("Pier")),
                "its script has another name now",
                true);
        FileChange alone = StateFixture.delete("apps/Pole/index.js", "pole");
        try (FileStateStore store = project.open()) {
            store.writing(
                    List.of(
                            StateFixture.delete("apps/Lamp/Lamp.json", "{}"),
                            foreign,
                            StateFixture.delete("apps/Lamp/index.js", "index"),
                            alone),
                    StateChange.NONE);
        }
        project.disk.install(ROOT.resolve("apps/Lamp/index.js"), "index");
        project.disk.install(ROOT.resolve("apps/Lamp/pier.js"), "pier");
        project.disk.install(ROOT.resolve("apps/Pole/index.js"), "pole");
        project.open().close();
        assertThat(project.disk.files(ROOT.resolve("apps")).keySet()).containsExactly("Lamp/pier.js", "Pole/index.js");
    }

    @Test
    void ofTwoAppsThatWereGoingOnlyTheOneWithoutBlueprintIsFinished() throws IOException {
        try (FileStateStore store = project.open()) {
            store.writing(
                    List.of(
                            StateFixture.delete("apps/Lamp/Lamp.json", "{}"),
                            StateFixture.delete("apps/Lamp_1/Lamp_1.json", "{}"),
                            StateFixture.delete("apps/Lamp/index.js", "index"),
                            StateFixture.delete("apps/Lamp_1/index.js", "index")),
                    StateChange.NONE);
        }
        project.disk.install(ROOT.resolve("apps/Lamp_1/Lamp_1.json"), "{}");
        project.disk.install(ROOT.resolve("apps/Lamp/index.js"), "index");
        project.disk.install(ROOT.resolve("apps/Lamp_1/index.js"), "index");
        project.open().close();
        assertThat(project.disk.files(ROOT.resolve("apps")).keySet())
                .containsExactly("Lamp_1/Lamp_1.json", "Lamp_1/index.js");
    }

    @Test
    void whatWasEditedSinceIsNotRemovedWithItsApp() throws IOException {
        assertThat(project.removalCutShort("", "mine"))
                .extracting(RestoredFile::path)
                .containsExactly("apps/Lamp/index.js");
        project.disk.crash(Loss.UNFORCED);
        assertThat(project.disk.files(ROOT.resolve("apps"))).containsOnlyKeys("Lamp/lib/glow.js");
        assertThat(project.disk.text(ROOT.resolve("apps/Lamp/lib/glow.js"))).isEqualTo("mine");
    }

    @Test
    void noScriptIsRemovedWhileTheBlueprintIsThere() throws IOException {
        assertThat(project.removalCutShort("{\"mine\":1}", "glow")).isEmpty();
        assertThat(project.disk.text(ROOT.resolve("apps/Lamp/index.js"))).isEqualTo("index");
    }
}
