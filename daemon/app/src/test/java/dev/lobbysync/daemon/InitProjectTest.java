package dev.lobbysync.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lobbysync.daemon.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sync init} prepares a project and touches nothing that is there. */
class InitProjectTest {
    @TempDir
    Path root;

    private List<String> init(String url, String id, boolean sample) throws IOException {
        return InitProject.run(root, url, id, sample);
    }

    private String read(String path) throws IOException {
        return Files.readString(root.resolve(path));
    }

    private Map<String, String> picture() throws IOException {
        Map<String, String> picture = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                picture.put(
                        root.relativize(file) + " " + Files.getLastModifiedTime(file) + " "
                                + Files.getPosixFilePermissions(file),
                        Files.readString(file));
            }
        }
        return picture;
    }

    @Test
    void anEmptyDirectoryBecomesAProject() throws IOException {
        List<String> done = init("http://127.0.0.1:3000", "local-quay", true);
        assertThat(read(".env")).isEqualTo("WORLD_URL=http://127.0.0.1:3000\nWORLD_ID=local-quay\nADMIN_CODE=\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(".env"))))
                .isEqualTo("rw-------");
        assertThat(read(".gitignore")).isEqualTo(".lobby/*\n!.lobby/targets.example.json\n.env\n*.tmp-*\n");
        assertThat(read(".lobby/targets.example.json")).contains("worldUrl");
        assertThat(root.resolve("apps/Hello/Hello.json")).exists();
        assertThat(root.resolve("world.json")).exists();
        assertThat(done).contains("to do    fill in .env: ADMIN_CODE", "created  world.json");
    }

    @Test
    void aSecondRunChangesNothing() throws IOException {
        init("http://127.0.0.1:3000", "local-quay", true);
        Map<String, String> before = picture();
        assertThat(init("http://127.0.0.1:3000", "local-quay", true))
                .allMatch(line -> line.startsWith("kept ") || line.startsWith("to do "));
        init(null, null, false);
        assertThat(picture()).isEqualTo(before);
    }

    @Test
    void whatIsThereStaysAndOnlyWhatIsMissingIsAdded() throws IOException {
        Files.writeString(root.resolve(".env"), "# mine\r\nexport WORLD_URL=\"http://mine\"\r\nWORLD_ID=\r\nOTHER=1");
        Files.writeString(root.resolve(".gitignore"), "node_modules\n.env");
        Files.createDirectories(root.resolve("apps"));
        List<String> done = init("http://other", "quay", true);
        assertThat(read(".env"))
                .isEqualTo("# mine\r\nexport WORLD_URL=\"http://mine\"\r\nWORLD_ID=quay\r\nOTHER=1\r\nADMIN_CODE=\r\n");
        assertThat(read(".gitignore"))
                .isEqualTo("node_modules\n.env\n.lobby/*\n!.lobby/targets.example.json\n*.tmp-*\n");
        assertThat(root.resolve("world.json")).doesNotExist();
        assertThat(done)
                .contains(
                        "kept     .env: WORLD_URL has another value there already",
                        "added    to .env: WORLD_ID, ADMIN_CODE")
                .contains("closed   .env to everybody but you (mode 0600)");
    }

    @Test
    void aPresentCodeIsNeitherReplacedNorPrinted() throws IOException {
        Files.writeString(root.resolve(".env"), "ADMIN_CODE=hunter2\n");
        assertThat(init("http://127.0.0.1:3000", "quay", false)).noneMatch(line -> line.contains("hunter2"));
        assertThat(read(".env")).startsWith("ADMIN_CODE=hunter2\nWORLD_URL=");
    }

    @Test
    void aUrlThatCannotBeUsedIsSaidBeforeAnythingIsWritten() throws IOException {
        assertThatThrownBy(() -> init("ftp://quay", "quay", true)).isInstanceOf(ConfigException.class);
        assertThat(picture()).isEmpty();
    }
}
