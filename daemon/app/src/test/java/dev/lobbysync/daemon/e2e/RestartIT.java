package dev.lobbysync.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.protocol.wire.PacketTable;
import dev.lobbysync.worlds.SampleProjects;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DESIGN promise 2: nothing moves without a reason. */
class RestartIT {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"tiny, R1", "tiny, R2", "harbour, R1", "observatory, R2"})
    void restartWithUnchangedStateWritesNothing(String name, String generation) throws Exception {
        PacketTable table = generation.equals("R1") ? PacketTable.R1 : PacketTable.R2;
        try (Rig rig = name.equals("tiny") ? Rig.tiny(directory, table) : Rig.empty(directory, table)) {
            if (!name.equals("tiny")) {
                SampleProjects.copyTo(name, rig.project.root());
            }
            Stamps brought = Stamps.ofProject(rig.project.root());
            rig.start().awaitReady();
            // The observatory's scene does not name the built-in scene's model, which says nothing about it (ENGINE
            // S1).
            rig.assertInStep(name.equals("observatory") ? new String[] {"$scene"} : new String[0]);
            rig.stop();
            Stamps before = Stamps.ofAll(rig.project.root());
            long head = rig.head();
            rig.link.forget();

            rig.start().awaitReady();
            rig.flush();
            rig.stop();

            assertThat(Stamps.ofAll(rig.project.root())).isEqualTo(before);
            assertThat(rig.head()).isEqualTo(head);
            assertThat(rig.link.requests()).isNotEmpty();
            assertThat(rig.link.mutations()).isEmpty();
            assertThat(rig.project.has(".lobby/daemon.json")).isFalse();
            assertThat(Stamps.ofProject(rig.project.root()).without(".gitignore"))
                    .as("the first push left the project as the person wrote it")
                    .isEqualTo(brought.without(".gitignore"));
        }
    }

    @Test
    void timesThatMovedWithoutAChangeAreNoEdit() throws Exception {
        try (Rig rig = Rig.stopped(directory)) {
            Stamps before = Stamps.ofProject(rig.project.root());
            long head = rig.head();
            rig.stopRuntime();
            try (Connection database =
                            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("world/db.sqlite"));
                    Statement sql = database.createStatement()) {
                for (String table : List.of("blueprints", "entities")) {
                    sql.executeUpdate("UPDATE " + table
                            + " SET data = json_set(data, '$.updatedAt', '2031-01-01T00:00:00.000Z'),"
                            + " updatedAt = '2031-01-01T00:00:00.000Z'");
                }
            }
            rig.startRuntime();
            assertThat(rig.editor().entity("lamp-a").path("updatedAt").asText()).startsWith("2031");
            rig.link.forget();

            rig.start().awaitReady();
            rig.flush();

            assertThat(rig.link.mutations()).isEmpty();
            assertThat(rig.head()).isEqualTo(head);
            assertThat(Stamps.ofProject(rig.project.root())).isEqualTo(before);
        }
    }
}
