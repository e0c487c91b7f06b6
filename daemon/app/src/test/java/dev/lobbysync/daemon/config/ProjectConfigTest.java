package dev.lobbysync.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectConfigTest {
    private static final String TARGETS = """
            {"stage": {"worldUrl": "https://stage.example/worlds/x/", "worldId": "stage-id", "adminCode": "stage-code"},
             "open":  {"worldUrl": "http://open.example", "worldId": "open-id"},
             "prod":  {"worldUrl": "http://prod.example", "worldId": "prod-id"},
             "ask":   {"worldUrl": "http://ask.example", "worldId": "ask-id", "requiresConfirm": true}}
            """;

    @TempDir
    private Path project;

    private void env(String text) throws IOException {
        Files.writeString(project.resolve(".env"), text);
    }

    private void targets(String text) throws IOException {
        Files.createDirectories(project.resolve(".lobby"));
        Path file = project.resolve(".lobby").resolve("targets.json");
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private Settings resolve(String target, String url, String id, Map<String, String> environment) {
        return ProjectConfig.resolve(new ConfigInputs(project, target, url, id, environment));
    }

    @ParameterizedTest(name = "flag {0}, environment {1}, .env {2} gives {3} from {4}")
    @CsvSource(
            nullValues = "-",
            value = {
                "http://flag,http://environment,http://file,http://flag,--url",
                "-,http://environment,http://file,http://environment,environment",
                "-,-,http://file,http://file,.env line 1",
                "-,'',http://file,http://file,.env line 1",
                "http://flag,-,-,http://flag,--url",
                "-,-,-,-,-"
            })
    void flagsBeatTheEnvironmentWhichBeatsTheFile(
            String flag, String environment, String file, String expected, String source) throws IOException {
        env(file == null ? "" : "WORLD_URL=" + file);

        Settings settings =
                resolve(null, flag, null, environment == null ? Map.of() : Map.of("WORLD_URL", environment));

        assertThat(settings.worldUrl()).isEqualTo(expected == null ? null : URI.create(expected));
        assertThat(settings.provenance().get("WORLD_URL")).isEqualTo(source);
    }

    @Test
    void aTargetGivesUrlIdAndCodeAsOneSetAboveEverything() throws IOException {
        targets(TARGETS);
        env("WORLD_URL=http://file\nWORLD_ID=file-id\nADMIN_CODE=file-code");

        Settings settings = resolve(
                "stage",
                "http://flag",
                "flag-id",
                Map.of(
                        "WORLD_URL", "http://environment",
                        "WORLD_ID", "environment-id",
                        "ADMIN_CODE", "environment-code",
                        "HYPERFY_TARGET", "open"));

        assertThat(settings.worldUrl()).isEqualTo(URI.create("https://stage.example/worlds/x"));
        assertThat(settings.worldId()).isEqualTo("stage-id");
        assertThat(settings.adminCode().reveal()).isEqualTo("stage-code");
        assertThat(settings.target()).isEqualTo("stage");
        assertThat(settings.warnings()).hasSize(2).allMatch(warning -> warning.contains("target 'stage'"));
    }

    @Test
    void aTargetWithoutCodeNeverGetsAnotherWorldsCode() throws IOException {
        targets(TARGETS);
        env("ADMIN_CODE=file-code");

        Settings settings = resolve(null, null, null, Map.of("ADMIN_CODE", "other", "HYPERFY_TARGET", "open"));

        assertThat(settings.worldId()).isEqualTo("open-id");
        assertThat(settings.adminCode().isEmpty()).isTrue();
    }

    @Test
    void aCodeThatIsSetToNothingIsNoCode() throws IOException {
        env("ADMIN_CODE=file-code");

        assertThat(resolve(null, null, null, Map.of("ADMIN_CODE", ""))
                        .adminCode()
                        .isEmpty())
                .isTrue();
        assertThat(resolve(null, null, null, Map.of()).adminCode().reveal()).isEqualTo("file-code");
    }

    @ParameterizedTest
    @CsvSource({"prod,true", "ask,true", "stage,false", "open,false"})
    void productionAndTargetsThatSoSayWantConfirmation(String target, boolean confirm) throws IOException {
        targets(TARGETS);

        assertThat(resolve(target, null, null, Map.of()).confirm()).isEqualTo(confirm);
    }

    @Test
    void anUnknownTargetIsToldWithTheKnownOnes() throws IOException {
        targets(TARGETS);

        assertThatThrownBy(() -> resolve("nowhere", null, null, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("target 'nowhere' (selected by --target) is not in .lobby/targets.json;"
                        + " it has ask, open, prod, stage");
    }

    @Test
    void aSelectedTargetWithoutTheFileIsAnError() {
        assertThatThrownBy(() -> resolve(null, null, null, Map.of("HYPERFY_TARGET", "stage")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("HYPERFY_TARGET, environment")
                .hasMessageContaining(".lobby/targets.json, which does not exist");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"stage\": {\"worldUrl\": hunter2}}",
                "{\"stage\": {\"worldUrl\": \"http://x\", \"worldId\": \"i\", \"adminCode\": \"hunter2\"},}",
                "[\"hunter2\"]",
                "{\"stage\": \"hunter2\"}",
                "{\"stage\": {\"worldUrl\": \"http://x\", \"adminCode\": \"hunter2\"}}",
                "{\"stage\": {\"worldUrl\": \"hunter2\", \"worldId\": \"i\"}}",
                "{\"stage\": {\"worldUrl\": \"http://x\", \"worldId\": \"i\", \"adminCode\": [\"hunter2\"]}}",
                "{\"stage\": {\"worldUrl\": \"http://x\", \"worldId\": \"i\", \"adminCode\": \"hunter2\\u00e9\"}}"
            })
    void aBrokenTargetsFileIsNamedAndItsContentKeptSecret(String text) throws IOException {
        targets(text);

        assertThatThrownBy(() -> resolve("stage", null, null, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(".lobby/targets.json")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void defaultsAreSafe() {
        Settings settings = resolve(null, null, null, Map.of());

        assertThat(settings.bidirectional()).isTrue();
        assertThat(settings.strictConflicts()).isFalse();
        assertThat(settings.guards()).isEqualTo(new Guards(5, 30));
        assertThat(settings.timeouts()).isEqualTo(new Timeouts(Duration.ofSeconds(15), Duration.ofSeconds(15)));
        assertThat(settings.deployNote()).isNull();
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void everyKnobCanBeTurned() throws IOException {
        env("SYNC_STRICT_CONFLICTS=true\nSYNC_GUARD_MIN_DELETIONS=7\nDEPLOY_NOTE='spring cleaning'\n"
                + "WORLD_ADMIN_REQUEST_TIMEOUT_MS=500");

        Settings settings =
                resolve(null, null, null, Map.of("BIDIRECTIONAL_SYNC", "FALSE", "SYNC_GUARD_MAX_PERCENT", "50"));

        assertThat(settings.bidirectional()).isFalse();
        assertThat(settings.strictConflicts()).isTrue();
        assertThat(settings.guards()).isEqualTo(new Guards(7, 50));
        assertThat(settings.timeouts().request()).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.deployNote()).isEqualTo("spring cleaning");
    }

    @ParameterizedTest
    @CsvSource({
        "BIDIRECTIONAL_SYNC,maybe",
        "SYNC_GUARD_MAX_PERCENT,101",
        "SYNC_GUARD_MIN_DELETIONS,0",
        "SYNC_GUARD_MIN_DELETIONS,many",
        "WORLD_URL,localhost:3000",
        "WORLD_URL,ftp://host",
        "WORLD_URL,http://user:hunter2@host",
        "WORLD_URL,http://host/?code=hunter2"
    })
    void anUnusableValueIsToldWithItsVariableAndSource(String variable, String value) throws IOException {
        env("# comment\n" + variable + "=" + value);

        assertThatThrownBy(() -> resolve(null, null, null, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(".env line 2")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void whatIsMissingIsToldWithTheWaysToGiveIt() {
        Settings settings = resolve(null, null, null, Map.of());

        assertThatThrownBy(settings::requireWorldUrl)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("--url")
                .hasMessageContaining("WORLD_URL")
                .hasMessageContaining("--target");
        assertThatThrownBy(settings::requireWorldId).hasMessageContaining("WORLD_ID");
    }

    @Test
    void theCodeIsInNoText() {
        Settings settings = resolve(null, "http://host", "id", Map.of("ADMIN_CODE", "hunter2"));

        assertThat(settings.toString()).doesNotContain("hunter2").contains("(hidden)");
        assertThat(settings.at(URI.create("http://x"), "y", settings.adminCode())
                        .toString())
                .doesNotContain("hunter2");
    }

    @Test
    void aBrokenPolicyFileIsAnErrorAndAMissingOneIsNot() throws IOException {
        assertThat(SyncPolicy.load(project)).isNotNull();
        Files.createDirectories(project.resolve(".lobby"));
        Files.writeString(project.resolve(".lobby").resolve("sync-policy.json"), "{\"entities\": \n nonsense}");

        assertThatThrownBy(() -> SyncPolicy.load(project))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(".lobby/sync-policy.json line 2");
    }
}
