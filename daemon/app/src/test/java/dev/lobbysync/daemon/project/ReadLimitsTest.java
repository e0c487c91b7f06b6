package dev.lobbysync.daemon.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files beyond all reason are told with their name and the remedy, never read, and keep nobody else from syncing. */
class ReadLimitsTest {
    private static final long MIB = 1L << 20;

    @TempDir
    Path directory;

    private ProjectRig rig;

    @BeforeEach
    void twoApps() {
        rig = new ProjectRig(directory);
        rig.file("apps/A/A.json", "{\"name\":\"a\",\"model\":\"assets/a.glb\"}")
                .file("apps/A/index.js", "export default () => 1")
                .file("apps/A/lib/big.js", "export const big = 1")
                .file("apps/B/B.json", "{\"name\":\"b\"}")
                .file("assets/a.glb", "a")
                .file(
                        "world.json",
                        "{\"formatVersion\":2,\"settings\":{},\"spawn\":{\"position\":[0,0,0],\"quaternion\":[0,0,0,1]},\"entities\":[]}");
        rig.scan();
    }

    /** As large as asked for, without a byte on the disk. */
    private void grow(String path, long size) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(rig.root.resolve(path).toFile(), "rw")) {
            file.setLength(size);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "assets/a.glb, 2147483648, blueprint A",
        "assets/a.glb, 8589934592, blueprint A",
        "apps/A/A.json, 104857600, blueprint A",
        "apps/A/index.js, 52428800, blueprint A",
        "apps/A/lib/big.js, 52428800, blueprint A",
        "world.json, 104857600, settings",
    })
    void whatIsTooLargeIsHeldWithItsNameAndTheRemedyAndTheOthersGoOn(String path, long size, String object)
            throws IOException {
        grow(path, size);
        rig.file("apps/B/B.json", "{\"name\":\"better\"}");
        rig.scan();
        ObjectKey key = object.equals("settings") ? ObjectKey.SETTINGS : ObjectKey.blueprint("A");
        assertThat(rig.project.state(key))
                .isInstanceOfSatisfying(LocalState.Unknown.class, unknown -> assertThat(unknown.problem())
                        .contains(path + " has " + size + " bytes")
                        .contains("make it smaller"));
        assertThat(rig.blueprint("B").path("name").asText()).isEqualTo("better");
        grow(path, 0);
        Files.delete(rig.root.resolve(path));
    }

    @Test
    void withALittleMemoryLessIsRead() {
        assertThat(ReadLimits.of(128 * MIB)).isEqualTo(new ReadLimits(8 * MIB, 8 * MIB, 32 * MIB, 65_536));
        assertThat(ReadLimits.of(1024 * MIB)).isEqualTo(new ReadLimits(16 * MIB, 64 * MIB, 200 * MIB, 524_288));
    }
}
