package dev.lobbysync.daemon.state;

import static dev.lobbysync.daemon.state.ConflictStoreTest.draft;
import static dev.lobbysync.daemon.state.ConflictStoreTest.scripts;
import static dev.lobbysync.daemon.state.StateFixture.ROOT;
import static dev.lobbysync.daemon.state.StateFixture.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.ScriptVersions;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The scripts beside an artifact, and what must stay because an artifact tells of it. */
class ConflictScriptsTest {
    private static final String SCRIPT = "index.js";

    private final StateFixture project = new StateFixture();
    private final FileConflictStore store;
    private final ConflictArtifact artifact;

    ConflictScriptsTest() throws IOException {
        store = FileConflictStore.open(project.disk, ROOT, StateFixture.WORLD, project.clock, project.random);
        artifact = store.report(draft("Lantern", "mine", scripts(SCRIPT, "b\n")), "live", 1)
                .artifact();
    }

    private Path beside(String file) {
        return project.paths.conflicts().resolve(artifact.id()).resolve(file);
    }

    private void refresh(String local) throws IOException {
        store.report(draft("Lantern", "mine", scripts(SCRIPT, local)), "live", 2);
    }

    @Test
    void whatLiesThereIsShownAndWhatIsMissingCountsAsEmpty() throws IOException {
        project.disk.install(beside("index.js.merged"), "edited\n");
        project.disk.remove(beside("index.js.remote"));
        Map<String, ScriptVersions> shown = store.scripts(artifact.id());
        assertThat(shown).containsOnlyKeys(SCRIPT);
        assertThat(shown.get(SCRIPT).base()).asString().isEqualTo("a\n");
        assertThat(shown.get(SCRIPT).local()).asString().isEqualTo("b\n");
        assertThat(shown.get(SCRIPT).remote()).isEmpty();
        assertThat(shown.get(SCRIPT).merged()).asString().isEqualTo("edited\n");
    }

    @Test
    void everyEditIsKeptWhenTheConflictChanges() throws IOException {
        for (int i = 1; i <= 3; i++) {
            project.disk.install(beside("index.js.merged"), "edit " + i);
            refresh("change " + i + "\n");
        }
        for (int i = 1; i <= 3; i++) {
            assertThat(project.disk.text(beside("index.js.merged.old-" + i))).isEqualTo("edit " + i);
        }
    }

    @Test
    void anEditOfAScriptThatIsNoLongerInConflictIsKept() throws IOException {
        project.disk.install(beside("index.js.merged"), "edited\n");
        store.report(draft("Lantern", "mine", Map.of()), "live", 2);
        assertThat(project.disk.files(project.paths.conflicts()).keySet())
                .containsExactly(artifact.id() + ".json", artifact.id() + "/index.js.merged.old-1");
        assertThat(project.disk.text(beside("index.js.merged.old-1"))).isEqualTo("edited\n");
    }

    @Test
    void aVersionThatStaysTheSameIsNotWrittenAgain() throws IOException {
        Map<String, String> before = project.disk.fingerprint(project.paths.conflicts());
        refresh("changed\n");
        Map<String, String> after = project.disk.fingerprint(project.paths.conflicts());
        for (String version : new String[] {"base", "remote"}) {
            String name = artifact.id() + "/index.js." + version;
            assertThat(after.get(name)).isEqualTo(before.get(name)).isNotNull();
        }
        assertThat(project.disk.text(beside("index.js.local"))).isEqualTo("changed\n");
    }

    @Test
    void anOpenArtifactHoldsItsTextsAndWhatItNames() throws IOException {
        assertThat(store.referencedTexts())
                .contains(Sha256.hex(utf8("a\n")), Sha256.hex(utf8("b\n")), Sha256.hex(utf8("c\n")));
        assertThat(store.mentions("u-1")).isTrue();
        assertThat(store.mentions("20260302-080000-000-replaced")).isFalse();
        store.close(artifact.id(), Use.LOCAL);
        assertThat(store.referencedTexts()).isEmpty();
        assertThat(store.mentions("u-1")).isFalse();
    }
}
