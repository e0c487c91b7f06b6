package dev.lobbysync.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lobbysync.daemon.testing.Mutations;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people write by hand: whatever it became, it is understood or refused in words, and no secret is in the words. */
class FuzzedConfigTest {
    private static final String CODE = "c0de-of-the-harbour";
    private static final Map<String, String> FILES = Map.of(
            ".env",
            "# comment\nexport WORLD_URL=http://localhost:3000/w\nWORLD_ID='harbour'\nADMIN_CODE=\"" + CODE
                    + "\"\nSYNC_STRICT_CONFLICTS=true\nSYNC_GUARD_MAX_PERCENT=40\n",
            ".lobby/targets.json",
            "{\"t\": {\"worldUrl\": \"https://h.example/x\", \"worldId\": \"x\", \"adminCode\": \"" + CODE
                    + "\", \"confirm\": true}}",
            ".lobby/auth.json",
            "{\"entries\": [{\"worldUrl\": \"https://h.example/x\", \"worldId\": \"x\", \"authToken\": \"" + CODE
                    + "\"}]}",
            ".lobby/sync-policy.json",
            "{\"formatVersion\": 1, \"ownership\": {\"blueprint\": {\"props.color\": \"runtime\", \"desc\": \"local\"}}}");

    @TempDir
    private Path project;

    private void resolve(boolean target) {
        Settings settings = ProjectConfig.resolve(new ConfigInputs(project, target ? "t" : null, null, null, Map.of()));
        // Who made the code a part of the world's name has told it.
        boolean told = String.valueOf(settings.worldId()).contains(CODE)
                || String.valueOf(settings.worldUrl()).contains(CODE);
        if (settings.adminCode().reveal().equals(CODE) && !told) {
            assertThat(settings.toString()).doesNotContain(CODE);
        }
        AuthTokens.of(project.resolve(".lobby"), "https://h.example/x", "x");
        SyncPolicy.load(project);
    }

    @Test
    void whateverItBecameItIsUnderstoodOrRefusedWithoutASecret() throws IOException {
        Files.createDirectories(project.resolve(".lobby"));
        for (String file : FILES.keySet()) {
            for (Map.Entry<String, String> whole : FILES.entrySet()) {
                Files.writeString(project.resolve(whole.getKey()), whole.getValue());
            }
            Mutations.seeds(200).forEach(seed -> {
                byte[] damaged = new Mutations(seed).of(FILES.get(file).getBytes(StandardCharsets.UTF_8));
                try {
                    Files.write(project.resolve(file), damaged);
                    resolve(seed % 2 == 0);
                } catch (ConfigException refused) {
                    for (Throwable at = refused; at instanceof ConfigException; at = at.getCause()) {
                        assertThat(String.valueOf(at.getMessage())).isNotBlank().doesNotContain("c0de-of");
                    }
                } catch (IOException | RuntimeException | AssertionError | StackOverflowError e) {
                    throw new AssertionError(
                            "-Dfuzz.seed=" + seed + " " + file + ":\n"
                                    + new String(damaged, StandardCharsets.ISO_8859_1),
                            e);
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".env", ".lobby/targets.json", ".lobby/auth.json", ".lobby/sync-policy.json"})
    void aFileBeyondAllReasonOrNoFileAtAllIsRefusedByName(String file) throws IOException {
        Path path = project.resolve(file);
        Files.createDirectories(path.getParent());
        Files.createDirectories(project.resolve(".lobby"));
        if (!file.equals(".lobby/targets.json")) {
            Files.writeString(project.resolve(".lobby/targets.json"), FILES.get(".lobby/targets.json"));
        }
        try (RandomAccessFile large = new RandomAccessFile(path.toFile(), "rw")) {
            large.setLength(3L << 30);
        }
        assertThatThrownBy(() -> resolve(true))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(file);
        Files.delete(path);
        Files.createDirectory(path);
        assertThatThrownBy(() -> resolve(true))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(file);
    }

    @Test
    void targetsThatAreNestedBeyondAllReasonAreRefusedByName() throws IOException {
        Files.createDirectories(project.resolve(".lobby"));
        Files.writeString(project.resolve(".lobby/targets.json"), "{\"t\":" + "[".repeat(5_000));
        assertThatThrownBy(() -> resolve(true))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(".lobby/targets.json is not valid JSON");
    }

    @Test
    void anAdminCodeThatOthersMayReadIsToldWithTheRemedy() throws IOException {
        Path env = project.resolve(".env");
        Files.writeString(env, FILES.get(".env"));
        for (String mode : new String[] {"rw-r--r--", "rw-r-----", "rw----r--"}) {
            Files.setPosixFilePermissions(env, PosixFilePermissions.fromString(mode));
            assertThat(settings(Map.of()).warnings()).singleElement().asString().contains("chmod 600 " + env);
        }
        assertThat(settings(Map.of("ADMIN_CODE", "of the environment")).warnings())
                .isEmpty();
        Files.setPosixFilePermissions(env, PosixFilePermissions.fromString("rw-------"));
        assertThat(settings(Map.of()).warnings()).isEmpty();
    }

    private Settings settings(Map<String, String> environment) {
        return ProjectConfig.resolve(new ConfigInputs(project, null, null, null, environment));
    }
}
