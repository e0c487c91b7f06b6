package dev.lobbysync.daemon.state;

import static dev.lobbysync.daemon.state.StateFixture.ROOT;
import static dev.lobbysync.daemon.state.StateFixture.WORLD;
import static dev.lobbysync.daemon.state.StateFixture.describe;
import static dev.lobbysync.daemon.state.StateFixture.entry;
import static dev.lobbysync.daemon.state.StateFixture.op;
import static dev.lobbysync.daemon.state.StateFixture.put;
import static dev.lobbysync.daemon.state.StateFixture.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lobbysync.daemon.model.FeedPosition;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.StateChange;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Commands that only look see what the daemon knows, and touch nothing. */
class SeenStateTest {
    private static final ObjectKey LANTERN = ObjectKey.blueprint("Lantern");

    private final StateFixture project = new StateFixture();

    private SeenState look() throws IOException {
        return look(WORLD);
    }

    private SeenState look(String world) throws IOException {
        Map<String, String> before = project.disk.fingerprint(ROOT);
        SeenState seen = SeenState.read(project.disk, ROOT, world);
        assertThat(project.disk.fingerprint(ROOT)).isEqualTo(before);
        return seen;
    }

    @Test
    void aProjectThatWasNeverSyncedHasAgreedOnNothing() throws IOException {
        SeenState seen = look();
        assertThat(seen.fresh()).isTrue();
        assertThat(seen.worldId()).isEqualTo(WORLD);
        assertThat(seen.instanceId()).isEmpty();
        assertThat(seen.fromUpstream()).isFalse();
        assertThat(seen.notices()).isEmpty();
        assertThat(seen.agreedWallMillis()).isZero();
        assertThat(seen.compactionDue()).isFalse();
    }

    @Test
    void itSeesWhatTheDaemonSaysWhileThatRuns() throws IOException {
        try (FileStateStore store = project.open()) {
            store.commit(put(1, entry("Lantern", "one", 1)));
            store.compact();
            project.clock.advance(5000);
            store.commit(put(2, entry("Lantern", "two", 2)));
            store.sending(List.of(op("i:1")));
            SeenState seen = look();
            assertThat(seen.worldId()).isEqualTo(store.worldId());
            assertThat(seen.instanceId()).isEqualTo(store.instanceId()).isNotEmpty();
            assertThat(seen.position()).isEqualTo(new FeedPosition(2, "op-2"));
            assertThat(describe(seen)).isEqualTo(describe(store));
            assertThat(seen.unsettled()).containsOnlyKeys("i:1");
            assertThat(seen.fromUpstream()).isFalse();
            assertThat(seen.fresh()).isFalse();
            assertThat(seen.agreedWallMillis())
                    .isEqualTo(store.agreedWallMillis())
                    .isEqualTo(project.clock.wallMillis());
            assertThat(seen.notices()).isEmpty();
            assertThat(seen.heldLocks()).isEmpty();
        }
    }

    /** Each moment at which the daemon may rewrite both files while they are read. */
    @Test
    void aCompactionBetweenTheTwoReadsMisleadsNobody() throws IOException {
        for (int look = 1; look <= 4; look++) {
            StateFixture busy = new StateFixture();
            try (FileStateStore store = busy.open()) {
                store.commit(put(1, entry("Lantern", "one", 1)));
                store.compact();
                store.commit(put(2, entry("Lantern", "two", 2)));
                Runnable compaction = () -> {
                    try {
                        store.compact();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                };
                busy.disk.stallAt(look, compaction);
                SeenState seen = SeenState.read(busy.disk, ROOT, WORLD);
                assertThat(seen.fromUpstream()).as("look %s", look).isFalse();
                assertThat(seen.position().cursor()).isEqualTo(2);
                assertThat(describe(seen)).isEqualTo(describe(store));
                store.commit(put(3, entry("Lantern", "three", 3)));
                busy.disk.stallAt(look, compaction);
                assertThat(OfflineState.read(busy.disk, ROOT)).hasValueSatisfying(offline -> {
                    assertThat(offline.fromUpstream()).isFalse();
                    assertThat(offline.cursor()).isEqualTo(3);
                });
            }
        }
    }

    @Test
    void ofAnotherWorldItSeesWhatIsKeptOfThat() throws IOException {
        try (FileStateStore store = project.open("first")) {
            store.commit(put(7, entry("Lantern", "one", 7)));
        }
        try (FileStateStore store = project.open("second")) {
            store.commit(put(1, entry("Pier", "two", 1)));
        }
        assertThat(look("first").base(LANTERN)).isNotNull();
        assertThat(look("first").base(ObjectKey.blueprint("Pier"))).isNull();
        assertThat(look("first").worldId()).isEqualTo("first");
        assertThat(look("second").base(LANTERN)).isNull();
        assertThat(look("third").fresh()).isTrue();
        assertThat(look("third").worldId()).isEqualTo("third");
    }

    @Test
    void whatUpstreamWroteCountsAsUpstreamsOnlyForItsWorld() throws IOException {
        project.disk.install(
                project.paths.checkpoint(),
                "{\"formatVersion\":1,\"worldId\":\"" + WORLD + "\",\"cursor\":7,\"objects\":{},"
                        + "\"updatedAt\":\"2026-03-02T08:00:00.000Z\"}");
        assertThat(look().fromUpstream()).isTrue();
        assertThat(look().agreedWallMillis()).isEqualTo(project.clock.wallMillis());
        assertThat(look("another").fromUpstream()).isFalse();
        assertThat(look("another").position().cursor()).isZero();
    }

    @Test
    void damageIsSaidAndNothingCountsAsAgreed() throws IOException {
        project.disk.install(project.paths.checkpoint(), "{\"formatVersion\":1,");
        SeenState seen = look();
        assertThat(seen.fresh()).isTrue();
        assertThat(seen.count(ObjectKind.BLUEPRINT)).isZero();
        assertThat(seen.notices())
                .singleElement()
                .asString()
                .contains(".lobby/sync-state.json is damaged")
                .contains("a start sets it aside");
    }

    @Test
    void aValueThatSomebodyChangedInTheFileOfAnotherWorldIsDamage() throws IOException {
        try (FileStateStore store = project.open("first")) {
            store.commit(put(7, entry("Lantern", "one", 7)));
        }
        try (FileStateStore store = project.open("second")) {
            store.commit(put(1, entry("Pier", "two", 1)));
        }
        Path kept = project.paths.otherWorld("first");
        project.disk.overwrite(kept, utf8(project.disk.text(kept).replace("\"one\"", "\"eno\"")));
        SeenState seen = look("first");
        assertThat(seen.base(LANTERN)).isNull();
        assertThat(seen.notices()).singleElement().asString().contains("its checksum does not fit");
    }

    @Test
    void damageInTheFileOfAnotherWorldIsSaid() throws IOException {
        project.disk.install(project.paths.otherWorld("first"), "{}");
        SeenState seen = look("first");
        assertThat(seen.fresh()).isTrue();
        assertThat(seen.notices())
                .singleElement()
                .asString()
                .contains(".lobby/worlds/")
                .contains("is damaged");
        assertThat(look("second").notices()).isEmpty();
    }

    @Test
    void aNewerFormatIsRefused() {
        project.disk.install(project.paths.otherWorld("first"), "{\"formatVersion\":2,\"worldId\":\"first\"}");
        assertThatThrownBy(() -> look("first")).isInstanceOf(StateFormatException.class);
    }

    @Test
    void nothingCanBeWrittenThroughIt() throws IOException {
        SeenState seen = look();
        seen.policy("a".repeat(64));
        assertThat(seen.policy()).isNull();
        List<ThrowingCallable> writes = List.of(
                () -> seen.commit(new StateChange(List.of(), Set.of(), FeedPosition.START, Set.of(), Map.of())),
                () -> seen.sending(List.of()),
                () -> seen.writing(List.of(), StateChange.NONE),
                seen::written,
                () -> seen.keepTexts(Map.of()),
                () -> seen.setAside("why"),
                seen::compact,
                () -> seen.lockHeld("Lantern", "token"),
                () -> seen.lockReleased("Lantern"));
        for (ThrowingCallable write : writes) {
            assertThatThrownBy(write).isInstanceOf(IllegalStateException.class).hasMessageContaining("only looked at");
        }
    }
}
