package dev.lobbysync.daemon.state;

import static dev.lobbysync.daemon.state.StateFixture.ROOT;
import static dev.lobbysync.daemon.state.StateFixture.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.testing.Loss;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FileRecoveryTest {
    private static final Path FILE = ROOT.resolve("apps/Lantern.json");
    private final StateFixture project = new StateFixture();
    private final byte[] large = new byte[20_000];

    FileRecoveryTest() {
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) ('a' + (i * 31L + i / 7) % 26);
        }
    }

    @Test
    void anEmptyOrNulFilledOrCutFileGetsItsOldContentBack() throws IOException {
        byte[] small = utf8("the new content");
        for (byte[] torn : List.of(new byte[0], new byte[9], new byte[40], utf8("t"), utf8("the new conten"))) {
            assertThat(afterCrash(small, torn)).asString().isEqualTo("old");
        }
        assertThat(afterCrash(large, Arrays.copyOf(large, 4096))).asString().isEqualTo("old");
        assertThat(afterCrash(large, Arrays.copyOf(large, 16384))).asString().isEqualTo("old");
    }

    @Test
    void anythingElseIsAPersonsEditAndStays() throws IOException {
        byte[] small = utf8("the new content");
        byte[] likeLarge = Arrays.copyOf(large, 8192);
        likeLarge[8000]++;
        for (byte[] edit : List.of(small, utf8("the mew"), utf8("the new content and more"), utf8("x"))) {
            assertThat(afterCrash(small, edit)).isEqualTo(edit);
        }
        for (byte[] edit : List.of(likeLarge, Arrays.copyOf(large, 5000), large)) {
            assertThat(afterCrash(large, edit)).isEqualTo(edit);
        }
    }

    @Test
    void aTextThatIsKeptAsBaseTellsEveryPrefix() throws IOException {
        StateFixture withText = new StateFixture();
        withText.disk.install(FILE, "old");
        try (FileStateStore store = withText.open()) {
            store.keepTexts(Map.of(Sha256.hex(large), large));
            store.writing(List.of(StateFixture.write("apps/Lantern.json", large)));
        }
        withText.disk.install(FILE, Arrays.copyOf(large, 5001));
        withText.open().close();
        assertThat(withText.disk.text(FILE)).isEqualTo("old");
    }

    @Test
    void aFileThatWasNewIsRemovedIfCutShort() throws IOException {
        try (FileStateStore store = project.open()) {
            store.writing(List.of(StateFixture.write("apps/New.json", utf8("new"))));
        }
        project.disk.crash(Loss.UNFORCED);
        project.disk.install(ROOT.resolve("apps/New.json"), "n");
        try (FileStateStore store = project.open()) {
            assertThat(store.restored())
                    .singleElement()
                    .extracting(RestoredFile::path)
                    .isEqualTo("apps/New.json");
        }
        assertThat(project.disk.exists(ROOT.resolve("apps/New.json"))).isFalse();
    }

    /** An app of a blueprint and two scripts goes, and the daemon dies once the blueprint is gone. */
    private List<RestoredFile> afterRemovalCutShort(String blueprint, String edited) throws IOException {
        project.disk.install(ROOT.resolve("apps/Lamp/Lamp.json"), "{}");
        project.disk.install(ROOT.resolve("apps/Lamp/index.js"), "index");
        project.disk.install(ROOT.resolve("apps/Lamp/lib/glow.js"), "glow");
        try (FileStateStore store = project.open()) {
            store.writing(List.of(
                    StateFixture.delete("apps/Lamp/Lamp.json", "{}"),
                    StateFixture.delete("apps/Lamp/index.js", "index"),
                    StateFixture.delete("apps/Lamp/lib/glow.js", "glow")));
        }
        project.disk.crash(Loss.UNFORCED);
        project.disk.remove(ROOT.resolve("apps/Lamp/Lamp.json"));
        if (!blueprint.isEmpty()) {
            project.disk.install(ROOT.resolve("apps/Lamp/Lamp.json"), blueprint);
        }
        project.disk.install(ROOT.resolve("apps/Lamp/lib/glow.js"), edited);
        try (FileStateStore store = project.open()) {
            return store.restored();
        }
    }

    @Test
    void theRemovalOfAnAppIsFinished() throws IOException {
        assertThat(afterRemovalCutShort("", "glow"))
                .extracting(RestoredFile::path)
                .containsExactly("apps/Lamp/index.js", "apps/Lamp/lib/glow.js");
        assertThat(project.disk.exists(ROOT.resolve("apps/Lamp"))).isFalse();
        assertThat(project.disk.exists(ROOT.resolve("apps"))).isTrue();
    }

    @Test
    void whatWasEditedSinceIsNotRemovedWithItsApp() throws IOException {
        assertThat(afterRemovalCutShort("", "mine"))
                .extracting(RestoredFile::path)
                .containsExactly("apps/Lamp/index.js");
        assertThat(project.disk.text(ROOT.resolve("apps/Lamp/lib/glow.js"))).isEqualTo("mine");
    }

    @Test
    void noScriptIsRemovedWhileTheBlueprintIsThere() throws IOException {
        assertThat(afterRemovalCutShort("{\"mine\":1}", "glow")).isEmpty();
        assertThat(project.disk.text(ROOT.resolve("apps/Lamp/index.js"))).isEqualTo("index");
    }

    @Test
    void aRecoveryHappensOnce() throws IOException {
        project.disk.install(FILE, "old");
        try (FileStateStore store = project.open()) {
            store.writing(List.of(StateFixture.write("apps/Lantern.json", utf8("new"))));
        }
        project.disk.install(FILE, "");
        try (FileStateStore store = project.open()) {
            assertThat(store.restored()).hasSize(1);
        }
        project.disk.install(FILE, "");
        long calls = project.disk.calls();
        try (FileStateStore store = project.open()) {
            assertThat(store.restored()).isEmpty();
        }
        assertThat(project.disk.text(FILE)).isEmpty();
        assertThat(project.disk.calls()).isEqualTo(calls);
    }

    @Test
    void writesThatEndedAreNeverUndone() throws IOException {
        project.disk.install(FILE, "old");
        try (FileStateStore store = project.open()) {
            store.writing(List.of(StateFixture.write("apps/Lantern.json", utf8("new"))));
            store.written();
        }
        assertThat(project.disk.fingerprint(project.paths.inFlight())).isEmpty();
        project.disk.install(FILE, "");
        try (FileStateStore store = project.open()) {
            assertThat(store.restored()).isEmpty();
        }
        assertThat(project.disk.text(FILE)).isEmpty();
    }

    @Test
    void anIntentSurvivesACompactionInBetween() throws IOException {
        project.disk.install(FILE, "old");
        try (FileStateStore store = project.open()) {
            store.writing(List.of(StateFixture.write("apps/Lantern.json", utf8("new"))));
            store.compact();
        }
        project.disk.install(FILE, "");
        project.open("another-world").close();
        assertThat(project.disk.text(FILE)).isEqualTo("old");
    }

    @Test
    void aJournalCannotLeadOutOfTheProject() throws IOException {
        project.disk.install(Path.of("/elsewhere/file"), "");
        project.disk.installSymlink(ROOT.resolve("apps/link"), "/elsewhere");
        try (FileStateStore store = project.open()) {
            store.writing(List.of(
                    StateFixture.write("../elsewhere/file", utf8("x")),
                    StateFixture.write("apps/link/file", utf8("x"))));
        }
        try (FileStateStore store = project.open()) {
            assertThat(store.restored()).isEmpty();
        }
        assertThat(project.disk.exists(Path.of("/elsewhere/file"))).isTrue();
    }

    private byte[] afterCrash(byte[] content, byte[] found) throws IOException {
        StateFixture fresh = new StateFixture();
        fresh.disk.install(FILE, "old");
        try (FileStateStore store = fresh.open()) {
            store.writing(List.of(StateFixture.write("apps/Lantern.json", content)));
        }
        fresh.disk.crash(Loss.UNFORCED);
        fresh.disk.install(FILE, found);
        fresh.open().close();
        return fresh.disk.bytes(FILE);
    }
}
