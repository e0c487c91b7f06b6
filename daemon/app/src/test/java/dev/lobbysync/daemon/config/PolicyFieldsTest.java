package dev.lobbysync.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.merge.MergePath;
import dev.lobbysync.merge.Ownership;
import dev.lobbysync.protocol.doc.KnownFields;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The merge engine knows fields for its policy files by itself; they are those of the protocol. */
class PolicyFieldsTest {
    private static final List<String> GROUPS = List.of("metadata", "transform", "*");

    @TempDir
    Path project;

    private void policy(String section, String path) throws IOException {
        Path file = Files.createDirectories(project.resolve(".lobby")).resolve("sync-policy.json");
        String said = "{\"" + path + "\": \"local\"}";
        Files.writeString(
                file,
                section.equals("spawn") || section.equals("settings")
                        ? "{\"world\": {\"" + section + "\": " + said + "}}"
                        : "{\"" + section + "\": " + said + "}");
    }

    @ParameterizedTest
    @CsvSource({"BLUEPRINT,blueprints", "ENTITY,entities", "SETTINGS,settings", "SPAWN,spawn"})
    void eachFieldOfTheProtocolCanBeOwned(ObjectKind kind, String section) throws IOException {
        for (String field : KnownFields.withState(kind)) {
            policy(section, field);
            assertThat(SyncPolicy.load(project).of(kind).ownership(MergePath.of(field)))
                    .as(field)
                    .isEqualTo(Ownership.LOCAL);
        }
    }

    @ParameterizedTest
    @CsvSource({"BLUEPRINT,blueprints", "ENTITY,entities", "SPAWN,spawn"})
    void noOthersCan(ObjectKind kind, String section) throws IOException {
        policy(section, "nonsense");
        ConfigException refused =
                Assertions.catchThrowableOfType(ConfigException.class, () -> SyncPolicy.load(project));
        Set<String> fields = new TreeSet<>(Arrays.asList(String.valueOf(refused.getMessage())
                .replaceAll(".*; there are ", "")
                .split(", ", -1)));
        GROUPS.forEach(fields::remove);
        assertThat(fields).containsExactlyElementsOf(new TreeSet<>(KnownFields.withState(kind)));
    }
}
