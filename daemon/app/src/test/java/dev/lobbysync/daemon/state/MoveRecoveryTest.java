package dev.lobbysync.daemon.state;

import static dev.lobbysync.daemon.state.StateFixture.ROOT;
import static dev.lobbysync.daemon.state.StateFixture.move;
import static dev.lobbysync.daemon.state.StateFixture.utf8;
import static dev.lobbysync.daemon.state.StateFixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.model.FileChange;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.StateChange;
import dev.lobbysync.daemon.testing.Loss;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A crash between the two halves of a move leaves one file that claims the id, and never fewer. */
class MoveRecoveryTest {
    private static final String FROM = "apps/Lamp/tall.json";
    private static final String TO = "apps/Lamp_1/tall.json";

    private final StateFixture project = new StateFixture();

    private Path at(String path) {
        return ROOT.resolve(path);
    }

    /** The daemon dies after it announced the changes; then this lies at both places, if anything. */
    private List<RestoredFile> afterCrash(List<FileChange> changes, String from, String to) throws IOException {
        try (FileStateStore store = project.open()) {
            store.writing(changes, StateChange.NONE);
        }
        project.disk.crash(Loss.UNFORCED);
        if (!from.isEmpty()) {
            project.disk.install(at(FROM), from);
        }
        if (!to.isEmpty()) {
            project.disk.install(at(TO), to);
        }
        try (FileStateStore store = project.open()) {
            return store.restored();
        }
    }

    private List<String> files() {
        return List.copyOf(project.disk.files(at("apps")).keySet());
    }

    @Test
    void aMoveOfWhichTheNewFileIsWholeIsFinished() throws IOException {
        assertThat(afterCrash(move(FROM, "old", TO, "new"), "old", "new"))
                .singleElement()
                .satisfies(restored -> {
                    assertThat(restored.path()).isEqualTo(FROM);
                    assertThat(restored.outcome()).contains(TO).contains("the trash has it");
                });
        project.disk.crash(Loss.UNFORCED);
        assertThat(files()).containsExactly("Lamp_1/tall.json");
        assertThat(project.disk.text(at(TO))).isEqualTo("new");
    }

    @Test
    void aFinishedMoveIsNoNews() throws IOException {
        assertThat(afterCrash(move(FROM, "old", TO, "new"), "", "new")).isEmpty();
        assertThat(files()).containsExactly("Lamp_1/tall.json");
    }

    @Test
    void theOldFileStaysWhileTheNewOneIsNotThereOrNotWhole() throws IOException {
        assertThat(afterCrash(move(FROM, "old", TO, "new"), "old", "")).isEmpty();
        assertThat(files()).containsExactly("Lamp/tall.json");
        afterCrash(move(FROM, "old", TO, "new"), "old", "ne");
        assertThat(files()).as("a new file cut short is removed").containsExactly("Lamp/tall.json");
        assertThat(afterCrash(move(FROM, "old", TO, "new"), "old", "a person's"))
                .isEmpty();
        assertThat(files()).containsExactly("Lamp/tall.json", "Lamp_1/tall.json");
    }

    @Test
    void anOldFileThatWasEditedSinceStays() throws IOException {
        assertThat(afterCrash(move(FROM, "old", TO, "new"), "edited", "new")).isEmpty();
        assertThat(project.disk.text(at(FROM))).isEqualTo("edited");
        assertThat(project.disk.text(at(TO))).isEqualTo("new");
    }

    @Test
    void aFileThatReplacesAnotherInItsPlaceMovesNothing() throws IOException {
        project.disk.install(at(TO), "before");
        assertThat(afterCrash(move(FROM, "old", TO, "new"), "old", "new")).isEmpty();
        assertThat(files()).containsExactly("Lamp/tall.json", "Lamp_1/tall.json");
    }

    @Test
    void aScriptThatGoesInTheSameBatchIsNoOldPlace() throws IOException {
        String script = "apps/Lamp/tall.js";
        project.disk.install(at(script), "old");
        assertThat(afterCrash(move(script, "old", TO, "new"), "", "new")).isEmpty();
        assertThat(files()).containsExactly("Lamp/tall.js", "Lamp_1/tall.json");
    }

    @Test
    void aScriptIsNoNewPlace() throws IOException {
        Set<ObjectKey> lamp = Set.of(ObjectKey.blueprint("Lamp"));
        String script = "apps/Lamp_1/tall.js";
        project.disk.install(at(script), "new");
        List<FileChange> changes = List.of(
                new FileChange(script, null, utf8("new"), lamp, "test", false), StateFixture.delete(FROM, "old"));
        project.disk.remove(at(script));
        try (FileStateStore store = project.open()) {
            store.writing(changes, StateChange.NONE);
        }
        project.disk.install(at(script), "new");
        project.disk.install(at(FROM), "old");
        project.open().close();
        assertThat(files()).containsExactly("Lamp/tall.json", "Lamp_1/tall.js");
    }

    @Test
    void theFileOfAnotherObjectThatGoesInTheSameBatchIsNoOldPlace() throws IOException {
        FileChange other = new FileChange(
                FROM, Sha256.hex(utf8("old")), null, Set.of(ObjectKey.blueprint("Pier")), "removed", true);
        FileChange unseen = new FileChange(FROM, null, null, Set.of(), "removed", true);
        FileChange rewritten =
                new FileChange(FROM, Sha256.hex(utf8("old")), utf8("newer"), Set.of(), "rewritten", true);
        for (FileChange change : List.of(other, unseen, rewritten)) {
            assertThat(afterCrash(List.of(write(TO, utf8("new")), change), "old", "new"))
                    .isEmpty();
            assertThat(files()).containsExactly("Lamp/tall.json", "Lamp_1/tall.json");
            project.disk.remove(at(TO));
            project.disk.remove(at(FROM));
        }
    }

    @Test
    void aJournalThatNamesAFileOutsideTheProjectDeletesNothing() throws IOException {
        Path outside = Path.of("/elsewhere/tall.json");
        project.disk.install(outside, "old");
        assertThat(afterCrash(move("../elsewhere/tall.json", "old", TO, "new"), "", "new"))
                .isEmpty();
        assertThat(project.disk.text(outside)).isEqualTo("old");
    }
}
