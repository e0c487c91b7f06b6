package dev.lobbysync.daemon.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.worlds.SampleProjects;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The checked-in projects are understood as a whole, and looking at them changes nothing. */
class SampleProjectsScanTest {
    @TempDir
    Path directory;

    static Iterable<String> names() {
        return SampleProjects.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyObjectOfASampleIsPresent(String name) throws IOException {
        SampleProjects.copyTo(name, directory);
        ProjectRig rig = new ProjectRig(directory);
        Map<String, String> before = rig.files();
        rig.scan();
        for (ObjectKey key : rig.project.keys()) {
            assertThat(rig.state(key)).as(key.toString()).isInstanceOf(LocalState.Present.class);
        }
        assertThat(rig.project.problems()).isEmpty();
        assertThat(rig.project.keys()).contains(ObjectKey.blueprint("$scene"), ObjectKey.SETTINGS, ObjectKey.SPAWN);
        assertThat(rig.project.keys()).anyMatch(key -> key.kind() == ObjectKind.MODULE);
        assertThat(rig.scan()).isEmpty();
        assertThat(rig.files()).isEqualTo(before);
    }
}
