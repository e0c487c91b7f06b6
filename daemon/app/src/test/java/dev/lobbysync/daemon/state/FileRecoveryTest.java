package dev.lobbysync.daemon.state;

import static dev.lobbysync.daemon.state.StateFixture.ROOT;
import static dev.lobbysync.daemon.state.StateFixture.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lobbysync.daemon.model.StateChange;
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
        byte[] most = Arrays.copyOf(large, 2048);
        assertThat(afterCrash(most, Arrays.copyOf(most, 2047)))
                .as("known as a whole")
                .asString()
                .isEqualTo("old");
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
    void whatCannotBeAnnouncedLeavesNoMoreBehindHoweverOftenItIsTried() throws IOException {
        project.disk.install(FILE, "old");
        try (FileStateStore store = project.open()) {
            for (int i = 0; i < 5; i++) {
                project.disk.failWith(
                        (call, path) -> call.equals("append") ? new IOException("No space left on device") : null);
                assertThatThrownBy(() -> store.writing(
                                List.of(StateFixture.write("apps/Lantern.json", utf8("new"))), StateChange.NONE))
                        .isInstanceOf(IOException.class);
                project.disk.failWith(null);
            }
            assertThat(project.disk.list(ROOT.resolve(".lobby/inflight"))).hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void aTextThatIsKeptAsBaseTellsEveryPrefix() throws IOException {
        StateFixture withText = new StateFixture();
        withText.disk.install(FILE, "old");
        try (FileStateStore store = withText.open()) {
            store.keepTexts(Map.of(Sha256.hex(large), large));
            store.writing(List.of(StateFixture.write("apps/Lantern.json", large)), StateChange.NONE);
        }
        withText.disk.install(FILE, Arrays.copyOf(large, 5001));
        withText.open().close();
        assertThat(withText.disk.text(FILE)).isEqualTo("old");
    }

    @Test
    void aFileThatWasNewIsRemovedIfCutShort() throws IOException {
        try (FileStateStore store = project.open()) {
            store.writing(List.of(StateFixture.write("apps/New.json", utf8("new"))), StateChange.NONE);
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

    @Test
    void whatWasDoneAboutACrashOutlivesThePower() throws IOException {
        project.disk.install(FILE, "old");
        try (FileStateStore store = project.open()) {
            store.writing(
                    List.of(
                            StateFixture.write("apps/Lantern.json", utf8("new")),
                            StateFixture.write("apps/New/New.json", utf8("new"))),
                    StateChange.NONE);
        }
        project.disk.install(FILE, "");
        project.disk.install(ROOT.resolve("apps/New/New.json"), "n");
        project.open().close();
        assertThat(project.disk.fingerprint(project.paths.inFlight())).isEmpty();
        project.disk.crash(Loss.UNFORCED);
        assertThat(project.disk.text(FILE)).isEqualTo("old");
        assertThat(project.disk.exists(ROOT.resolve("apps/New/New.json"))).isFalse();
        try (FileStateStore store = project.open()) {
            assertThat(store.restored()).isEmpty();
        }
        assertThat(project.disk.fingerprint(project.paths.inFlight())).isEmpty();
    }

    @Test
    void whatIsReadAfterACrashOutlivesThePower() throws IOException {
        try (FileStateStore store = project.open()) {
            store.writing(List.of(StateFixture.write("apps/New.json", utf8("new"))), StateChange.NONE);
        }
        project.disk.createForced(ROOT.resolve("apps/New.json"), utf8("new"), null, false);
        project.disk.install(project.paths.inFlight().resolve("1-0"), "what a write that was whole replaced");
        project.open().close();
        assertThat(project.disk.fingerprint(project.paths.inFlight())).isEmpty();
        project.disk.crash(Loss.UNFORCED);
        assertThat(project.disk.text(ROOT.resolve("apps/New.json"))).isEqualTo("new");
    }

    @Test
    void aFileThatWasToBeEmptyAndIsStays() throws IOException {
        assertThat(afterCrash(new byte[0], new byte[0])).isEmpty();
        assertThat(afterCrash(new byte[7], new byte[7])).isEqualTo(new byte[7]);
    }

    @Test
    void aLargeFileIsKnownByFewMarks() throws IOException {
        byte[] larger = new byte[3 << 20];
        new java.util.Random(7).nextBytes(larger);
        assertThat(FileIntent.of("apps/a.glb", null, larger).marks().length).isLessThanOrEqualTo(1024);
        assertThat(afterCrash(larger, Arrays.copyOf(larger, 1 << 20)))
                .asString()
                .isEqualTo("old");
        byte[] even = Arrays.copyOf(larger, 1 << 20);
        assertThat(afterCrash(even, Arrays.copyOf(even, 4096))).asString().isEqualTo("old");
        byte[] mine = Arrays.copyOf(larger, 1 << 20);
        mine[5]++;
        assertThat(afterCrash(larger, mine)).isEqualTo(mine);
    }

    @Test
    void aFileThatSomebodyEmptiedInPlaceIsLeftAsItIsAndNothingElseIsSaid() throws IOException {
        project.disk.install(FILE, "old");
        try (FileStateStore store = project.open()) {
            store.writing(List.of(StateFixture.write("apps/Lantern.json", utf8("new"))), StateChange.NONE);
        }
        project.disk.overwrite(FILE, new byte[0]);
        try (FileStateStore store = project.open()) {
            assertThat(store.restored()).isEmpty();
        }
        assertThat(project.disk.text(FILE)).isEmpty();
    }

    @Test
    void theRemovalOfAnAppIsFinished() throws IOException {
        assertThat(project.removalCutShort("", "glow"))
                .extracting(RestoredFile::path)
                .containsExactly("apps/Lamp/index.js", "apps/Lamp/lib/glow.js");
        project.disk.crash(Loss.UNFORCED);
        assertThat(project.disk.exists(ROOT.resolve("apps/Lamp"))).isFalse();
        assertThat(project.disk.exists(ROOT.resolve("apps"))).isTrue();
    }

    @Test
    void aRecoveryHappensOnce() throws IOException {
        project.disk.install(FILE, "old");
        try (FileStateStore store = project.open()) {
            store.writing(List.of(StateFixture.write("apps/Lantern.json", utf8("new"))), StateChange.NONE);
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
            store.writing(List.of(StateFixture.write("apps/Lantern.json", utf8("new"))), StateChange.NONE);
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
            store.writing(List.of(StateFixture.write("apps/Lantern.json", utf8("new"))), StateChange.NONE);
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
            store.writing(
                    List.of(
                            StateFixture.write("../elsewhere/file", utf8("x")),
                            StateFixture.write("apps/link/file", utf8("x"))),
                    StateChange.NONE);
        }
        try (FileStateStore store = project.open()) {
            assertThat(store.restored()).isEmpty();
        }
        assertThat(project.disk.exists(Path.of("/elsewhere/file"))).isTrue();
    }

    @Test
    void whatAnEarlierAnnouncementLeftLyingIsInNobodysWay() throws IOException {
        project.disk.install(FILE, "old");
        try (FileStateStore store = project.open()) {
            project.disk.failWith((call, path) -> call.equals("forceDirectory") ? new IOException("ENOSPC") : null);
            assertThatThrownBy(() -> store.writing(
                            List.of(StateFixture.write("apps/Lantern.json", utf8("new"))), StateChange.NONE))
                    .hasMessage("ENOSPC");
            project.disk.failWith(null);
            project.disk.install(FILE, "edited meanwhile");
            store.writing(List.of(StateFixture.write("apps/Lantern.json", utf8("new"))), StateChange.NONE);
        }
        project.disk.install(FILE, "");
        project.open().close();
        assertThat(project.disk.text(FILE)).isEqualTo("edited meanwhile");
    }

    @Test
    void theNextAnnouncementEndsTheOneBefore() throws IOException {
        project.disk.install(FILE, "old");
        try (FileStateStore store = project.open()) {
            store.writing(List.of(StateFixture.write("apps/Lantern.json", utf8("new"))), StateChange.NONE);
            store.writing(List.of(StateFixture.write("apps/Pier.json", utf8("new"))), StateChange.NONE);
            assertThat(project.disk.fingerprint(project.paths.inFlight())).isEmpty();
        }
        project.disk.install(FILE, "");
        project.disk.install(ROOT.resolve("apps/Pier.json"), "n");
        try (FileStateStore store = project.open()) {
            assertThat(store.restored()).extracting(RestoredFile::path).containsExactly("apps/Pier.json");
        }
        assertThat(project.disk.text(FILE)).isEmpty();
    }

    @Test
    void writesThatEndedBeforeACompactionAreNotCarriedOver() throws IOException {
        project.disk.install(FILE, "old");
        try (FileStateStore store = project.open()) {
            store.writing(List.of(StateFixture.write("apps/Lantern.json", utf8("new"))), StateChange.NONE);
            store.written();
            store.compact();
        }
        assertThat(project.disk.text(project.paths.journal())).hasLineCount(1);
    }

    @Test
    void oneEndOfManyAnnouncementsEndsItsOwnOnly() throws IOException {
        JournalRecord.Header header = new JournalRecord.Header(null, false, StateFixture.WORLD);
        FileIntent first = FileIntent.of("apps/Lantern.json", "1-0", utf8("new"));
        FileIntent second = FileIntent.of("apps/Pier.json", null, utf8("new"));
        java.io.ByteArrayOutputStream journal = new java.io.ByteArrayOutputStream();
        String digits = "";
        for (JournalRecord record : List.of(
                header,
                new JournalRecord.Writing(1, List.of(first), List.of(), JournalRecord.Expected.NOTHING),
                new JournalRecord.Writing(2, List.of(second), List.of(), JournalRecord.Expected.NOTHING),
                new JournalRecord.Written(2))) {
            byte[] line = JournalCodec.encode(record, digits);
            digits = JournalCodec.digits(line, 0);
            journal.writeBytes(line);
        }
        project.disk.install(project.paths.journal(), journal.toByteArray());
        project.disk.install(project.paths.inFlight().resolve("1-0"), "old");
        project.disk.install(FILE, "");
        project.disk.install(ROOT.resolve("apps/Pier.json"), "n");
        project.open().close();
        assertThat(project.disk.text(FILE)).isEqualTo("old");
        assertThat(project.disk.text(ROOT.resolve("apps/Pier.json"))).isEqualTo("n");
    }

    private byte[] afterCrash(byte[] content, byte[] found) throws IOException {
        StateFixture fresh = new StateFixture();
        fresh.disk.install(FILE, "old");
        try (FileStateStore store = fresh.open()) {
            store.writing(List.of(StateFixture.write("apps/Lantern.json", content)), StateChange.NONE);
        }
        fresh.disk.crash(Loss.UNFORCED);
        fresh.disk.install(FILE, found);
        fresh.open().close();
        return fresh.disk.bytes(FILE);
    }
}
