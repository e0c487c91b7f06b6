package dev.lobbysync.daemon.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code status} says of the files without a daemon. */
class FileDriftTest {
    @TempDir
    private Path directory;

    private ProjectRig rig;

    @BeforeEach
    void synced() throws IOException {
        rig = new ProjectRig(directory);
        rig.file("apps/A/A.json", "{\"name\":\"a\",\"model\":\"assets/x.glb\"}")
                .file("apps/A/index.js", "import '@shared/m.js'")
                .file("shared/m.js", "m")
                .file("assets/x.glb", "glb")
                .file(
                        "world.json",
                        "{\"formatVersion\":2,\"settings\":{},\"spawn\":{\"position\":[0,0,0],\"quaternion\":[0,0,0,1]},\"entities\":[]}");
        rig.scan();
        rig.project.saveCache();
    }

    private FileDrift drift() throws IOException {
        return Objects.requireNonNull(FileDrift.since(rig.root));
    }

    private void touch(String path) throws IOException {
        Files.setLastModifiedTime(rig.root.resolve(path), FileTime.fromMillis(1_000_000));
    }

    @Test
    void nothingIsReportedOfFilesThatNobodyTouched() throws IOException {
        rig.file("assets/unused.png", "p")
                .file("apps/A/README.md", "r")
                .file("apps/A/node_modules/n.js", "n")
                .file("notes/x.js", "x");

        assertThat(drift()).isEqualTo(new FileDrift(List.of(), List.of(), List.of()));
    }

    @Test
    void everyKindOfFileIsComparedWithTheLastSync() throws IOException {
        rig.file("apps/A/A.json", "{\"name\":\"b\"}")
                .file("assets/x.glb", "other")
                .file("apps/B/B.json", "{}")
                .file("shared/n.js", "n");
        rig.delete("apps/A/index.js").delete("world.json");

        assertThat(drift())
                .isEqualTo(new FileDrift(
                        List.of("apps/A/A.json", "assets/x.glb"),
                        List.of("apps/B/B.json", "shared/n.js"),
                        List.of("apps/A/index.js", "world.json")));
    }

    @Test
    void anotherTimeAloneIsNoChangeButAnotherContentOfTheSameSizeIs() throws IOException {
        touch("apps/A/A.json");
        rig.file("shared/m.js", "n");
        touch("shared/m.js");

        assertThat(drift().changed()).containsExactly("shared/m.js");
    }

    @Test
    void aFileThatIsInTroubleStaysChangedAfterTheDaemonHasSeenIt() throws IOException {
        rig.file("apps/A/A.json", "{\"name\":");
        rig.reopened().scan();
        rig.project.saveCache();

        assertThat(drift().changed()).containsExactly("apps/A/A.json");
    }

    @Test
    void aBlueprintWithTheSameStatIsStillReadAtTheNextStart() throws IOException {
        rig.clock.wallOffset = 60_000;
        rig.reopened().scan();
        rig.project.saveCache();
        rig.reopened().scan();

        assertThat(rig.blueprint("A").path("name").asText()).isEqualTo("a");
    }

    @Test
    void whatNobodyKnowsIsNotGuessed() throws IOException {
        Path cache = rig.root.resolve(".lobby/stat-cache");
        String text = Files.readString(cache);

        Files.writeString(cache, text.substring(0, text.length() - 9));
        assertThat(FileDrift.since(rig.root)).isNull();
        Files.writeString(cache, text.replace("{\"formatVersion\":3}", "{\"formatVersion\":1}"));
        assertThat(FileDrift.since(rig.root)).isNull();
        Files.delete(cache);
        assertThat(FileDrift.since(rig.root)).isNull();
    }
}
