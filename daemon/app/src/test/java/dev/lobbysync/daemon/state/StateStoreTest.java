package dev.lobbysync.daemon.state;

import static dev.lobbysync.daemon.state.StateFixture.ROOT;
import static dev.lobbysync.daemon.state.StateFixture.WORLD;
import static dev.lobbysync.daemon.state.StateFixture.describe;
import static dev.lobbysync.daemon.state.StateFixture.entry;
import static dev.lobbysync.daemon.state.StateFixture.nameless;
import static dev.lobbysync.daemon.state.StateFixture.op;
import static dev.lobbysync.daemon.state.StateFixture.put;
import static dev.lobbysync.daemon.state.StateFixture.remove;
import static dev.lobbysync.daemon.state.StateFixture.settle;
import static dev.lobbysync.daemon.state.StateFixture.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.FeedPosition;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.StateChange;
import dev.lobbysync.daemon.testing.Loss;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateStoreTest {
    private final StateFixture project = new StateFixture();

    @Test
    void firstOpenWritesNothingAndIsFresh() throws IOException {
        Map<String, String> before = project.disk.fingerprint(ROOT);
        try (FileStateStore store = project.open()) {
            assertThat(store.fresh()).isTrue();
            assertThat(store.position()).isEqualTo(FeedPosition.START);
            assertThat(store.bases()).isEmpty();
            store.compact();
        }
        assertThat(project.disk.fingerprint(ROOT)).isEqualTo(before);
    }

    @Test
    void whatWasCommittedIsThereAfterAPowerLoss() throws IOException {
        String before;
        try (FileStateStore store = project.open()) {
            store.commit(put(3, entry("Lantern", "one", 2), entry("Pier", "two", 3)));
            store.commit(put(4, entry("Lantern", "three", 4)));
            store.commit(remove(5, ObjectKey.blueprint("Pier")));
            store.commit(
                    new StateChange(List.of(), Set.of(), null, Set.of(), Map.of("asset://a.glb", "asset://b.glb")));
            before = describe(store);
        }
        project.disk.crash(Loss.UNFORCED);
        try (FileStateStore store = project.open()) {
            assertThat(describe(store)).isEqualTo(before).contains("three").doesNotContain("Pier");
            assertThat(store.notices()).isEmpty();
        }
    }

    @Test
    void compactionKeepsEverything() throws IOException {
        String before;
        try (FileStateStore store = project.open()) {
            store.sending(List.of(op("i:1"), op("i:2")));
            store.commit(put(3, entry("Lantern", "Ünï\ud800", 2), entry("Pier", "two", 3)));
            store.commit(settle("i:1"));
            before = describe(store);
            store.compact();
            assertThat(describe(store)).isEqualTo(before);
        }
        project.disk.crash(Loss.UNFORCED);
        try (FileStateStore store = project.open()) {
            assertThat(describe(store)).isEqualTo(before);
            assertThat(store.fromUpstream()).isFalse();
            assertThat(store.sent("i:1")).isTrue();
            assertThat(store.sent("i:2")).isTrue();
            assertThat(store.sent("i:3")).isFalse();
            assertThat(store.unsettled()).containsOnlyKeys("i:2");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void remembersHowMuchOfWhatWasReadIsReflected(boolean compacted) throws IOException {
        FeedPosition position = new FeedPosition(9, "op-9").reflecting(4);
        try (FileStateStore store = project.open()) {
            store.commit(StateChange.moveTo(position));
            if (compacted) {
                store.compact();
            }
        }
        try (FileStateStore store = project.open()) {
            assertThat(store.position()).isEqualTo(position);
            store.commit(StateChange.moveTo(new FeedPosition(9, "op-9")));
        }
        try (FileStateStore store = project.open()) {
            assertThat(store.position()).isEqualTo(new FeedPosition(9, "op-9", 9));
        }
    }

    @Test
    void restartWithUnchangedStateWritesNothing() throws IOException {
        try (FileStateStore store = project.open()) {
            store.commit(put(3, entry("Lantern", "one", 2)));
            store.compact();
            store.commit(put(4, entry("Pier", "two", 4)));
        }
        Map<String, String> before = project.disk.fingerprint(ROOT);
        long calls = project.disk.calls();
        String instance;
        try (FileStateStore store = project.open()) {
            instance = store.instanceId();
            store.commit(put(4, entry("Pier", "two", 4)));
            store.commit(StateChange.moveTo(new FeedPosition(4, "op-4")));
            store.commit(settle("never:sent"));
            store.written();
        }
        try (FileStateStore store = project.open()) {
            assertThat(store.instanceId()).isEqualTo(instance);
            store.compact();
            store.compact();
        }
        try (FileStateStore store = project.open()) {
            store.compact();
        }
        assertThat(project.disk.fingerprint(ROOT)).isNotEqualTo(before); // one compaction of what the journal held
        before = project.disk.fingerprint(ROOT);
        calls = project.disk.calls();
        try (FileStateStore store = project.open()) {
            store.compact();
        }
        assertThat(project.disk.fingerprint(ROOT)).isEqualTo(before);
        assertThat(project.disk.calls()).isEqualTo(calls);
    }

    @Test
    void bytesPerCommitAreFewAndIndependentOfTheWorld() throws IOException {
        long small = bytesOfOneEdit(10);
        long large = bytesOfOneEdit(10_000);
        assertThat(large).isLessThan(small + 100);
        assertThat(large).isLessThan(8192);
    }

    private static long bytesOfOneEdit(int objects) throws IOException {
        StateFixture project = new StateFixture();
        List<BaseEntry> entries = new ArrayList<>();
        for (int i = 0; i < objects; i++) {
            entries.add(entry("Object" + i, "n" + i, i));
        }
        try (FileStateStore store = project.open()) {
            store.commit(put(objects, entries.toArray(new BaseEntry[0])));
            store.compact();
        }
        try (FileStateStore store = project.open()) {
            assertThat(store.bases()).hasSize(objects);
            project.disk.install(ROOT.resolve("world.json"), new byte[300_000]);
            long before = project.disk.bytesWritten();
            store.sending(List.of(op("i:1")));
            store.writing(List.of(StateFixture.write("world.json", new byte[300_000])), StateChange.NONE);
            store.written();
            store.commit(put(objects + 1, entry("Object1", "changed", objects + 1)));
            return project.disk.bytesWritten() - before;
        }
    }

    @Test
    void whatANamelessRequestSawIsThereAfterAPowerLossAndACompaction() throws IOException {
        try (FileStateStore store = project.open()) {
            store.sending(List.of(nameless("i:1")));
        }
        project.disk.crash(Loss.UNFORCED);
        try (FileStateStore store = project.open()) {
            assertThat(store.unsettled()).containsOnly(Map.entry("i:1", nameless("i:1")));
            store.commit(put(3, entry("Lantern", "one", 2)));
            store.compact();
        }
        try (FileStateStore store = project.open()) {
            assertThat(store.unsettled()).containsOnly(Map.entry("i:1", nameless("i:1")));
        }
    }

    @Test
    void intentsOfAnotherFeedExplainNothing() throws IOException {
        try (FileStateStore store = project.open()) {
            store.commit(put(3, entry("Lantern", "one", 2)));
            store.sending(List.of(op("i:1"), nameless("i:2")));
            store.setAside("the feed starts anew");
            assertThat(store.unsettled()).isEmpty();
            assertThat(store.sent("i:1")).isTrue();
        }
    }

    @Test
    void settledOpsAreRememberedForTwoCompactionsAndNotForEver() throws IOException {
        try (FileStateStore store = project.open()) {
            for (int round = 1; round <= 4; round++) {
                store.sending(List.of(op("i:" + round)));
                store.commit(settle("i:" + round));
                store.compact();
            }
            assertThat(store.sent("i:4")).isTrue();
            assertThat(store.sent("i:3")).isTrue();
            assertThat(store.sent("i:1")).isFalse();
        }
        try (FileStateStore store = project.open()) {
            assertThat(store.sent("i:4")).isTrue();
            assertThat(store.sent("i:3")).isTrue();
            assertThat(store.sent("i:2")).isFalse();
        }
    }

    @Test
    void aFailedAppendLeavesNoGarbageAndTheNextOneWorks() throws IOException {
        try (FileStateStore store = project.open()) {
            store.commit(put(1, entry("Lantern", "one", 1)));
            project.disk.failWith((call, path) -> call.equals("force") ? new IOException("EIO") : null);
            assertThatThrownBy(() -> store.commit(put(2, entry("Lantern", "two", 2))))
                    .hasMessage("EIO");
            assertThat(store.position().cursor()).isEqualTo(1);
            project.disk.failWith(null);
            store.commit(put(3, entry("Pier", "three", 3)));
        }
        project.disk.crash(Loss.UNFORCED);
        try (FileStateStore store = project.open()) {
            assertThat(store.notices()).isEmpty();
            assertThat(describe(store))
                    .contains("\"one\"")
                    .contains("\"three\"")
                    .doesNotContain("\"two\"");
        }
    }

    @Test
    void anIdThatIsHalfACharacterSpoilsNoOtherBase() throws IOException {
        for (String half : List.of("\ud800", "odd \udc00")) {
            StateFixture odd = new StateFixture();
            String before;
            try (FileStateStore store = odd.open()) {
                store.commit(put(1, entry("Lantern", "one", 1), entry(half, "poison", 1)));
                store.commit(new StateChange(
                        List.of(), Set.of(), null, Set.of(), Map.of("asset://" + half + ".glb", "asset://x.glb")));
                store.lockHeld(half, "token");
                before = describe(store);
                store.compact();
            }
            try (FileStateStore store = odd.open()) {
                assertThat(store.notices()).isEmpty();
                assertThat(describe(store).lines().limit(3))
                        .containsExactlyElementsOf(before.lines().limit(3).toList());
            }
        }
    }

    @Test
    void aCopiedProjectGetsAnInstanceIdOfItsOwn() throws IOException {
        String original;
        try (FileStateStore store = project.open()) {
            store.commit(put(1, entry("Lantern", "one", 1)));
            original = store.instanceId();
        }
        byte[] journal = project.disk.bytes(project.paths.journal());
        project.disk.install(java.nio.file.Path.of("/copy/.lobby/sync-state.journal"), journal);
        try (FileStateStore copy =
                StateStores.open(project.disk, java.nio.file.Path.of("/copy"), WORLD, project.clock, project.random)) {
            assertThat(copy.instanceId()).isNotEqualTo(original);
            assertThat(copy.base(ObjectKey.blueprint("Lantern"))).isNotNull();
            copy.commit(put(2, entry("Lantern", "two", 2)));
            original = copy.instanceId();
        }
        project.disk.crash(Loss.UNFORCED);
        try (FileStateStore copy =
                StateStores.open(project.disk, java.nio.file.Path.of("/copy"), WORLD, project.clock, project.random)) {
            assertThat(copy.instanceId()).isEqualTo(original);
        }
    }

    @Test
    void aCopyInTheOriginalsPlaceGetsAnInstanceIdOfItsOwn() throws IOException {
        String original;
        try (FileStateStore store = project.open()) {
            store.commit(put(1, entry("Lantern", "one", 1)));
            original = store.instanceId();
        }
        byte[] journal = project.disk.bytes(project.paths.journal());
        project.disk.move(ROOT, java.nio.file.Path.of("/moved"));
        project.disk.install(project.paths.journal(), journal);
        try (FileStateStore copy = project.open()) {
            assertThat(copy.instanceId()).isNotEqualTo(original);
            assertThat(copy.base(ObjectKey.blueprint("Lantern"))).isNotNull();
        }
    }

    @Test
    void textsAreDurableVerifiedAndPrunedOnlyWhenNothingNeedsThem() throws IOException {
        byte[] needed = utf8("export default 1\n");
        byte[] loose = utf8("export default 2\n");
        try (FileStateStore store = project.open()) {
            store.keepTexts(Map.of(Sha256.hex(needed), needed, Sha256.hex(loose), loose));
            BaseEntry entry = entry("Lantern", "asset://" + Sha256.hex(needed) + ".js", 1);
            store.commit(put(1, entry));
        }
        project.disk.crash(Loss.UNFORCED);
        try (FileStateStore store = project.open()) {
            assertThat(store.text(Sha256.hex(needed))).hasValue(needed);
            assertThat(store.pruneTexts(Set.of())).isZero();
            project.clock.advance(2L * 24 * 60 * 60 * 1000);
            assertThat(store.pruneTexts(Set.of())).isOne();
            assertThat(store.text(Sha256.hex(needed))).hasValue(needed);
            assertThat(store.text(Sha256.hex(loose))).isEmpty();
        }
        project.disk.overwrite(
                project.paths
                        .baseTexts()
                        .resolve(Sha256.hex(needed).substring(0, 2))
                        .resolve(Sha256.hex(needed)),
                new byte[needed.length]);
        try (FileStateStore store = project.open()) {
            assertThat(store.text(Sha256.hex(needed))).isEmpty();
            store.keepTexts(Map.of(Sha256.hex(needed), needed));
            assertThat(store.text(Sha256.hex(needed))).hasValue(needed);
        }
    }

    @Test
    void aFullDiskAtAnyCallOfACompactionLosesNothing() throws IOException {
        for (int k = 1; k < 40; k++) {
            Loss loss = k % 2 == 0 ? Loss.UNFORCED : Loss.NOTHING;
            StateFixture full = new StateFixture();
            String before;
            try (FileStateStore store = full.open()) {
                store.commit(put(1, entry("Lantern", "one", 1)));
                store.compact();
                store.commit(put(2, entry("Pier", "two", 2)));
                int[] left = {k / 2};
                full.disk.failWith((call, path) -> --left[0] < 0 ? new IOException("ENOSPC") : null);
                try {
                    store.compact();
                } catch (IOException expected) {
                    assertThat(expected).hasMessage("ENOSPC");
                }
                full.disk.failWith(null);
                store.commit(put(3, entry("Lantern", "three", 3)));
                before = describe(store);
            }
            full.disk.crash(loss);
            try (FileStateStore store = full.open()) {
                assertThat(describe(store))
                        .as("fault after %s calls, loss %s", k / 2, loss)
                        .isEqualTo(before);
                assertThat(store.fromUpstream()).isFalse();
            }
        }
    }

    @Test
    void compactionFallsDueByTheSizeOfTheJournal() throws IOException {
        try (FileStateStore store = project.open()) {
            assertThat(store.compactionDue()).isFalse();
            for (int i = 0; i < 12; i++) {
                store.commit(put(i + 1, entry("Lantern", "x".repeat(100_000) + i, i + 1)));
            }
            assertThat(store.compactionDue()).isTrue();
            store.compact();
            assertThat(store.compactionDue()).isFalse();
        }
    }
}
