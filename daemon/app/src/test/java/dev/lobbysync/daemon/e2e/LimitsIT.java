package dev.lobbysync.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.protocol.wire.PacketTable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files beyond all reason in a project, and a daemon with little memory: each is told, and everybody else is in step. */
class LimitsIT {
    /** {@code -Dlimits.files=1000000} for the real thing; then the daemon gets its real limit as well. */
    private static final int FILES = Integer.getInteger("limits.files", 400);

    @TempDir
    private Path directory;

    @Test
    void whatIsBeyondAllReasonIsToldAndTheRestGoesOn() throws Exception {
        try (Rig rig = Rig.tiny(directory, PacketTable.R1)) {
            rig.environment("JAVA_TOOL_OPTIONS", "-Dgamedev.most.entries=" + (FILES < 1_000 ? FILES - 100 : 100_000));
            rig.start().awaitReady();
            rig.assertInStep();

            grow(rig, "assets/lamp.glb", 2L << 30);
            grow(rig, "apps/Bell/index.js", 50L << 20);
            grow(rig, "apps/Huge/Huge.json", 100L << 20);
            Path crowd = Files.createDirectories(rig.project.path("apps/Crowd"));
            for (int i = 0; i < FILES; i++) {
                Files.createFile(crowd.resolve("f" + i + ".js"));
            }
            rig.editor().modifyBlueprint("Lamp", "{'desc':'still shines'}");
            rig.editor().prop("Sign", "text", "Bonjour");
            rig.project.editEntity("lamp-a", row -> row.withArray("position").set(0, 11));
            rig.eventually(() -> {
                assertThat(rig.project.read("apps/Sign/Sign.json")).contains("Bonjour");
                assertThat(rig.editor()
                                .entity("lamp-a")
                                .path("position")
                                .path(0)
                                .asInt())
                        .isEqualTo(11);
                assertThat(rig.status().toString())
                        .contains("assets/lamp.glb has 2147483648 bytes")
                        .contains("apps/Bell/index.js has 52428800 bytes")
                        .contains("make it smaller");
            });
            rig.daemon().stop();
            rig.start().awaitReady();
            assertThat(rig.status().toString()).contains("assets/lamp.glb has 2147483648 bytes");
            assertThat(rig.editor().has("blueprints", "Bell")).isTrue();
        }
    }

    private static void grow(Rig rig, String path, long size) throws IOException {
        Files.createDirectories(rig.project.path(path).getParent());
        try (RandomAccessFile file = new RandomAccessFile(rig.project.path(path).toFile(), "rw")) {
            file.setLength(size);
        }
    }
}
