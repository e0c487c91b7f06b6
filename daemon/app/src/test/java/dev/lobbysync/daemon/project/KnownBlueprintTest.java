package dev.lobbysync.daemon.project;

import static dev.lobbysync.daemon.project.ProjectRig.json;
import static dev.lobbysync.daemon.project.ProjectRig.url;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of blueprints from one run to the next: a file that did not change need not be read, one that did is. */
class KnownBlueprintTest {
    private static final ObjectKey LANTERN = ObjectKey.blueprint("Lantern");
    private static final String FILE = "apps/Lantern/Lantern.json";
    private static final String SCRIPT = "apps/Lantern/index.js";
    private static final String AGREED = "b45e";

    @TempDir
    Path directory;

    private ProjectRig rig;

    @BeforeEach
    void keepALanternThatAgreesWithItsBase() throws IOException {
        rig = new ProjectRig(directory);
        rig.file(FILE, "{\"id\":\"Lantern\",\"uid\":\"u\",\"model\":\"assets/x.glb\",\"props\":{\"glow\":1}}")
                .file(SCRIPT, "export default () => {}")
                .file("assets/x.glb", "x");
        rig.clock.wallOffset = 60_000;
        keep(AGREED);
        rig.reopened();
    }

    private void keep(@Nullable String agreement) throws IOException {
        rig.project.consult(agreeing(agreement));
        rig.scan();
        rig.project.saveCache();
    }

    private static Project.Bases agreeing(@Nullable String agreement) {
        return new Project.Bases() {
            @Override
            public @Nullable ObjectNode value(ObjectKey key) {
                return null;
            }

            @Override
            public @Nullable String agreement(ObjectKey key) {
                return agreement;
            }
        };
    }

    /** Changes a content in a way that the stat does not betray. */
    private void swap(String path, String from, String to) throws IOException {
        FileTime time = Files.getLastModifiedTime(rig.root.resolve(path));
        Files.writeString(rig.root.resolve(path), rig.text(path).replace(from, to));
        Files.setLastModifiedTime(rig.root.resolve(path), time);
    }

    private void assertRead() {
        assertThat(rig.present(LANTERN).agreement()).isNull();
    }

    private void assertUnread() {
        assertThat(rig.present(LANTERN).isUnread()).isTrue();
        assertThat(rig.present(LANTERN).agreement()).isEqualTo(AGREED);
    }

    @Test
    void unchangedBlueprintsAreNotReadAtARestart() throws IOException {
        swap(FILE, "1", "2");
        rig.scan();
        assertUnread();
        assertThat(rig.present(LANTERN).present())
                .containsExactlyInAnyOrder(
                        "model", "props", "script", "scriptEntry", "scriptFiles", "scriptFormat", "scriptRef");
        assertThat(rig.project.folderMates(LANTERN)).containsExactly(LANTERN);
        rig.project.consult(agreeing(AGREED));
        String cache = rig.text(".lobby/stat-cache");
        rig.project.saveCache();
        assertThat(rig.text(".lobby/stat-cache")).isEqualTo(cache);
    }

    @Test
    void theValueIsThatOfTheFileWhenSomebodyNeedsIt() {
        rig.scan();
        assertUnread();
        ObjectNode value = json("{\"id\":\"Lantern\",\"props\":{\"glow\":1},\"scriptEntry\":\"index.js\","
                + "\"scriptFormat\":\"module\",\"scriptRef\":null}");
        value.put("model", url("x", "glb")).put("script", url("export default () => {}", "js"));
        value.putObject("scriptFiles").put("index.js", url("export default () => {}", "js"));
        assertThat(rig.blueprint("Lantern")).isEqualTo(value);
        assertThat(rig.project.metadata(LANTERN).path("uid").asText()).isEqualTo("u");
    }

    @Test
    void aFileThatHasBecomeAnotherOneIsNeverTakenForWhatItWas() throws IOException {
        rig.scan();
        swap(FILE, "1", "2");
        assertThatThrownBy(() -> rig.blueprint("Lantern"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(FILE);
        assertThat(rig.scan()).containsExactly(LANTERN);
        assertThat(rig.blueprint("Lantern").at("/props/glow").asInt()).isEqualTo(2);
        assertRead();
    }

    @Test
    void aFileThatVanishedBeforeItWasNeededIsGoneAtTheNextLook() {
        rig.scan();
        rig.delete(FILE);
        assertThatThrownBy(() -> rig.blueprint("Lantern")).isInstanceOf(UncheckedIOException.class);
        assertThat(rig.scan()).containsExactly(LANTERN);
        assertThat(rig.project.keys()).isEmpty();
    }

    @Test
    void whatIsBeingWrittenWhileTheCacheIsKeptIsReadByTheNextRun() throws IOException {
        rig.scan();
        swap(FILE, "1", "2");
        rig.project.consult(new Project.Bases() {
            @Override
            public @Nullable ObjectNode value(ObjectKey key) {
                return null;
            }

            @Override
            public String agreement(ObjectKey key) {
                return rig.blueprint("Lantern").path("id").asText();
            }
        });
        rig.project.saveCache();
        rig.reopened();
        rig.scan();
        assertRead();
        assertThat(rig.blueprint("Lantern").at("/props/glow").asInt()).isEqualTo(2);
    }

    @Test
    void aChangedFileIsAlwaysReadWhateverTheCacheSaysOfIt() throws IOException {
        rig.file(FILE, "{\"id\":\"Lantern\",\"uid\":\"u\",\"model\":\"assets/x.glb\",\"props\":{\"glow\":2}}");
        rig.scan();
        assertRead();
        assertThat(rig.blueprint("Lantern").at("/props/glow").asInt()).isEqualTo(2);
    }

    @Test
    void aFileWhoseStatCannotBeTrustedIsReadAndKnownByItsContent() throws IOException {
        rig.cache(rig.text(".lobby/stat-cache").replace(",false,\"", ",true,\""));
        rig.reopened().scan();
        assertUnread();
        swap(FILE, "1", "2");
        rig.reopened().scan();
        assertRead();
        assertThat(rig.blueprint("Lantern").at("/props/glow").asInt()).isEqualTo(2);
    }

    @Test
    void itIsReadAgainWhenItsScriptsHaveChanged() {
        rig.file(SCRIPT, "export default () => { 'brighter' }").scan();
        assertRead();
    }

    @Test
    void itIsReadAgainWhenAScriptHasJoined() {
        rig.file("apps/Lantern/lib.js", "export const a = 1").scan();
        assertRead();
    }

    @Test
    void itIsReadAgainWhenItsScriptsAreGone() {
        rig.delete(SCRIPT).scan();
        assertRead();
    }

    @Test
    void itIsReadAgainWhenAnAssetOfItHasChanged() {
        rig.file("assets/x.glb", "another").scan();
        assertRead();
        assertThat(rig.blueprint("Lantern").path("model").asText()).isEqualTo(url("another", "glb"));
    }

    @Test
    void aMissingAssetIsNotedAsEver() {
        rig.delete("assets/x.glb").scan();
        assertRead();
        assertThat(rig.project.missingAssets()).containsEntry("assets/x.glb", url("x", "glb"));
    }

    @Test
    void itIsReadAgainOnceItIsNotAloneInItsFolder() {
        rig.file("apps/Lantern/Red.json", "{\"name\":\"red\"}").scan();
        assertRead();
    }

    @Test
    void itIsTheSameBlueprintWhenTheIndexIsLost() {
        rig.delete(".lobby/blueprint-index.json").reopened().scan();
        assertThat(rig.blueprint("Lantern").at("/props/glow").asInt()).isEqualTo(1);
    }

    @Test
    void changesLaterInTheRunAreSeenAsEver() throws IOException {
        rig.scan();
        rig.file("assets/x.glb", "another");
        assertThat(rig.scan()).containsExactly(LANTERN);
        assertThat(rig.blueprint("Lantern").path("model").asText()).isEqualTo(url("another", "glb"));
        rig.file(FILE, "{\"id\":\"Lantern\",\"name\":\"Lamp\"}");
        assertThat(rig.project.refresh(List.of(FILE))).containsExactly(LANTERN);
        assertThat(rig.blueprint("Lantern").path("name").asText()).isEqualTo("Lamp");
    }

    @Test
    void nothingIsKeptOfABlueprintThatAgreesWithNoBase() throws IOException {
        keep(null);
        rig.reopened().scan();
        assertRead();
    }

    @Test
    void nothingIsKeptOfScriptsThatTheFileNamesElsewhere() throws IOException {
        rig.delete(SCRIPT).file(FILE, "{\"id\":\"Lantern\",\"scriptRef\":\"Elsewhere\"}");
        keep(AGREED);
        rig.reopened().scan();
        assertRead();
    }

    @Test
    void whatMakesNoSenseInTheCacheMakesTheFileBeRead() {
        String cache = rig.text(".lobby/stat-cache");
        for (String broken : new String[] {"[1]", "[]", "[\"Lantern\"]", "{\"id\":\"Lantern\"}", "7"}) {
            rig.cache(cache.replaceAll("\\[\"Lantern\",.*}]]", broken + "]"));
            assertThat(rig.text(".lobby/stat-cache")).isNotEqualTo(cache);
            rig.reopened().scan();
            assertRead();
            assertThat(rig.blueprint("Lantern").at("/props/glow").asInt()).isEqualTo(1);
        }
    }

    @Test
    void whatWasWrittenRightBeforeALookIsTrustedAfterTheRunThatKeptIt() throws IOException {
        rig.delete(".lobby/stat-cache").reopened();
        rig.clock.wallOffset = 0;
        keep(AGREED);
        assertThat(rig.text(".lobby/stat-cache")).contains(",true,\"");
        rig.clock.wallOffset = 60_000;
        rig.project.close(true);
        assertThat(rig.text(".lobby/stat-cache")).doesNotContain(",true,\"");
        swap(FILE, "1", "2");
        rig.reopened().scan();
        assertUnread();
    }

    @Test
    void whatChangedUnseenSinceALookIsNotTrusted() throws IOException {
        rig.delete(".lobby/stat-cache").reopened();
        rig.clock.wallOffset = 0;
        keep(AGREED);
        swap(FILE, "1", "2");
        rig.clock.wallOffset = 60_000;
        rig.project.close(true);
        rig.reopened().scan();
        assertRead();
        assertThat(rig.blueprint("Lantern").at("/props/glow").asInt()).isEqualTo(2);
    }
}
