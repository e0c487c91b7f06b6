package dev.lobbysync.daemon.state;

import static dev.lobbysync.daemon.state.StateFixture.blueprint;
import static dev.lobbysync.daemon.state.StateFixture.describe;
import static dev.lobbysync.daemon.state.StateFixture.entry;
import static dev.lobbysync.daemon.state.StateFixture.nameless;
import static dev.lobbysync.daemon.state.StateFixture.op;
import static dev.lobbysync.daemon.state.StateFixture.put;
import static dev.lobbysync.daemon.state.StateFixture.settle;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.FeedPosition;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.StateChange;
import dev.lobbysync.daemon.testing.Loss;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.CanonicalJson;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each thing that the state can say is there after a power loss, and after the checkpoint that follows. */
class StateMembersTest {
    private static final ObjectKey LANTERN = ObjectKey.blueprint("Lantern");

    private final StateFixture project = new StateFixture();

    private static BaseEntry base(
            String name,
            @Nullable String uid,
            Set<String> silent,
            @Nullable JsonNode revision,
            @Nullable String lastOpId,
            long cursor,
            BaseEntry.Origin origin) {
        ObjectNode value = blueprint("Lantern", name);
        return new BaseEntry(
                LANTERN, uid, CanonicalJson.sha256(value), () -> value, silent, revision, lastOpId, cursor, origin);
    }

    /** Bases of which just one member is another than in {@link #plain}. */
    static Stream<BaseEntry> others() {
        BaseEntry.Origin synced = BaseEntry.Origin.SYNCED;
        IntNode four = IntNode.valueOf(4);
        return Stream.of(
                base("another", "uid", Set.of("keep"), four, "op-1", 1, synced),
                base("one", "another", Set.of("keep"), four, "op-1", 1, synced),
                base("one", null, Set.of("keep"), four, "op-1", 1, synced),
                base("one", "uid", Set.of("keep", "desc"), four, "op-1", 1, synced),
                base("one", "uid", Set.of(), four, "op-1", 1, synced),
                base("one", "uid", Set.of("keep"), IntNode.valueOf(5), "op-1", 1, synced),
                base("one", "uid", Set.of("keep"), TextNode.valueOf("2026-03-02"), "op-1", 1, synced),
                base("one", "uid", Set.of("keep"), null, "op-1", 1, synced),
                base("one", "uid", Set.of("keep"), four, "op-2", 1, synced),
                base("one", "uid", Set.of("keep"), four, null, 1, synced),
                base("one", "uid", Set.of("keep"), four, "op-1", 2, synced),
                base("one", "uid", Set.of("keep"), four, "op-1", 1, BaseEntry.Origin.MET),
                base("one", "uid", Set.of("keep"), four, "op-1", 1, BaseEntry.Origin.UPSTREAM));
    }

    private static BaseEntry plain() {
        return base("one", "uid", Set.of("keep"), IntNode.valueOf(4), "op-1", 1, BaseEntry.Origin.SYNCED);
    }

    private static StateChange only(BaseEntry entry) {
        return new StateChange(List.of(entry), Set.of(), null, Set.of(), Map.of());
    }

    private String afterPowerLoss() throws IOException {
        project.disk.crash(Loss.UNFORCED);
        try (FileStateStore store = project.open()) {
            assertThat(store.notices()).isEmpty();
            return describe(store);
        }
    }

    private String afterCompaction() throws IOException {
        try (FileStateStore store = project.open()) {
            store.compact();
        }
        return afterPowerLoss();
    }

    @ParameterizedTest
    @MethodSource("others")
    void aBaseOfWhichOneMemberMovesIsStored(BaseEntry other) throws IOException {
        String said;
        try (FileStateStore store = project.open()) {
            store.commit(only(plain()));
            String before = describe(store);
            store.commit(only(other));
            said = describe(store);
            assertThat(said).isNotEqualTo(before);
        }
        assertThat(afterPowerLoss()).isEqualTo(said);
        assertThat(afterCompaction()).isEqualTo(said);
    }

    @Test
    void whatTheStateSaysAlreadyIsNotWrittenAgain() throws IOException {
        try (FileStateStore store = project.open()) {
            StateChange change = new StateChange(
                    List.of(plain()),
                    Set.of(),
                    new FeedPosition(9, "op-9").reflecting(7),
                    Set.of(),
                    Map.of("asset://a.glb", "asset://b.glb"));
            store.commit(change);
            long written = project.disk.bytesWritten();
            store.commit(change);
            store.commit(new StateChange(
                    List.of(), Set.of(ObjectKey.blueprint("Nobody")), null, Set.of("never-sent"), Map.of()));
            store.commit(
                    only(base("one", "uid", Set.of("keep"), IntNode.valueOf(4), "op-1", 1, BaseEntry.Origin.SYNCED)));
            store.sending(List.of());
            assertThat(project.disk.bytesWritten()).isEqualTo(written);
        }
    }

    @Test
    void aRevisionThatIsNullIsNone() throws IOException {
        BaseEntry none = base("one", "uid", Set.of(), null, "op-1", 1, BaseEntry.Origin.SYNCED);
        try (FileStateStore store = project.open()) {
            store.commit(only(none));
            long written = project.disk.bytesWritten();
            store.commit(
                    only(base("one", "uid", Set.of(), NullNode.getInstance(), "op-1", 1, BaseEntry.Origin.SYNCED)));
            assertThat(project.disk.bytesWritten()).isEqualTo(written);
        }
    }

    @Test
    void theTimeOfTheLastSyncMovesWithTheContentOnly() throws IOException {
        try (FileStateStore store = project.open()) {
            store.commit(only(plain()));
            store.compact();
        }
        String first = syncedAt();
        project.clock.advance(60_000);
        try (FileStateStore store = project.open()) {
            store.commit(only(base("one", "other", Set.of(), IntNode.valueOf(4), "op-2", 2, BaseEntry.Origin.SYNCED)));
            store.compact();
        }
        assertThat(syncedAt()).isEqualTo(first);
        try (FileStateStore store = project.open()) {
            store.commit(only(base("one", "other", Set.of(), IntNode.valueOf(5), "op-2", 2, BaseEntry.Origin.SYNCED)));
            store.compact();
        }
        assertThat(syncedAt()).isNotEqualTo(first);
    }

    private String syncedAt() {
        String text = project.disk.text(project.paths.checkpoint());
        return text.substring(text.indexOf("lastSyncedAt"), text.indexOf("lastOpId"));
    }

    @Test
    void howMuchOfTheFeedIsReflectedIsKept() throws IOException {
        try (FileStateStore store = project.open()) {
            store.commit(new StateChange(
                    List.of(), Set.of(), new FeedPosition(9, "op-9").reflecting(7), Set.of(), Map.of()));
        }
        assertThat(afterPowerLoss()).contains(new FeedPosition(9, "op-9", 7).toString());
        assertThat(afterCompaction()).contains(new FeedPosition(9, "op-9", 7).toString());
        try (FileStateStore store = project.open()) {
            store.commit(put(9));
            assertThat(project.disk.text(project.paths.journal())).doesNotContain("reflected");
        }
        assertThat(afterPowerLoss()).contains(new FeedPosition(9, "op-9").toString());
    }

    @Test
    void aPositionAloneEndsTheFirstMeeting() throws IOException {
        try (FileStateStore store = project.open()) {
            store.commit(new StateChange(List.of(), Set.of(), FeedPosition.START, Set.of(), Map.of()));
            assertThat(store.fresh()).isFalse();
        }
        assertThat(afterPowerLoss()).contains("fresh=false");
        assertThat(afterCompaction()).contains("fresh=false");
    }

    @Test
    void aBaseAloneEndsTheFirstMeetingAndNothingElseDoes() throws IOException {
        try (FileStateStore store = project.open()) {
            store.sending(List.of(op("i:1")));
            store.commit(settle("i:1"));
            store.commit(
                    new StateChange(List.of(), Set.of(), null, Set.of(), Map.of("asset://a.glb", "asset://b.glb")));
            assertThat(store.fresh()).isTrue();
            assertThat(store.agreedWallMillis()).isZero();
            store.commit(only(plain()));
            assertThat(store.fresh()).isFalse();
            assertThat(store.agreedWallMillis()).isEqualTo(project.clock.wallMillis());
        }
        assertThat(afterPowerLoss()).contains("fresh=false");
    }

    @Test
    void ofBasesThatWereSetAsideNoneIsCounted() throws IOException {
        try (FileStateStore store = project.open()) {
            store.commit(put(3, entry("Lantern", "one", 2), entry("Pier", "two", 3)));
            store.setAside("the feed starts anew");
            assertThat(store.count(ObjectKind.BLUEPRINT)).isZero();
            store.commit(put(1, entry("Lantern", "one", 1)));
            assertThat(store.count(ObjectKind.BLUEPRINT)).isEqualTo(1);
        }
    }

    @Test
    void whatIsRemovedAndComesBackInOneChangeIsThere() throws IOException {
        try (FileStateStore store = project.open()) {
            store.commit(put(3, entry("Lantern", "one", 2), entry("Pier", "two", 3)));
            store.commit(
                    new StateChange(List.of(entry("Lantern", "one", 2)), Set.of(LANTERN), null, Set.of(), Map.of()));
            assertThat(store.count(ObjectKind.BLUEPRINT)).isEqualTo(2);
            store.commit(new StateChange(List.of(), Set.of(ObjectKey.blueprint("Pier")), null, Set.of(), Map.of()));
            assertThat(store.count(ObjectKind.BLUEPRINT)).isEqualTo(1);
            assertThat(store.count(ObjectKind.ENTITY)).isZero();
        }
        assertThat(afterPowerLoss()).contains("\"one\"").doesNotContain("\"two\"");
        try (FileStateStore store = project.open()) {
            assertThat(store.count(ObjectKind.BLUEPRINT)).isEqualTo(1);
        }
    }

    @Test
    void intentsAreKeptWholeUntilTheyAreSettled() throws IOException {
        try (FileStateStore store = project.open()) {
            store.sending(List.of(op("i:1"), nameless("i:2")));
        }
        Map<String, Object> both = Map.of("i:1", op("i:1"), "i:2", nameless("i:2"));
        for (boolean compact : new boolean[] {false, true}) {
            try (FileStateStore store = project.open()) {
                assertThat(store.unsettled()).isEqualTo(both);
                if (compact) {
                    store.compact();
                }
            }
        }
        try (FileStateStore store = project.open()) {
            assertThat(store.unsettled()).isEqualTo(both);
            store.commit(settle("i:1"));
        }
        project.disk.crash(Loss.UNFORCED);
        try (FileStateStore store = project.open()) {
            assertThat(store.unsettled()).containsOnlyKeys("i:2");
            assertThat(store.sent("i:1")).isTrue();
            assertThat(store.sent("i:3")).isFalse();
        }
    }

    @Test
    void theAssetsThatWereLearnedAreKept() throws IOException {
        try (FileStateStore store = project.open()) {
            store.commit(
                    new StateChange(List.of(), Set.of(), null, Set.of(), Map.of("asset://a.glb", "asset://b.glb")));
            store.commit(
                    new StateChange(List.of(), Set.of(), null, Set.of(), Map.of("asset://a.glb", "asset://c.glb")));
        }
        assertThat(afterPowerLoss()).contains("{asset://a.glb=asset://c.glb}");
        assertThat(afterCompaction()).contains("{asset://a.glb=asset://c.glb}");
    }

    @Test
    void thePolicyThatWasInForceIsKeptFromTheNextChangeOn() throws IOException {
        String version = "a".repeat(64);
        try (FileStateStore store = project.open()) {
            store.policy(version);
            store.commit(only(plain()));
        }
        project.disk.crash(Loss.UNFORCED);
        try (FileStateStore store = project.open()) {
            assertThat(store.policy()).isEqualTo(version);
            store.compact();
        }
        try (FileStateStore store = project.open()) {
            assertThat(store.policy()).isEqualTo(version);
            store.policy(version);
            store.commit(only(others().findFirst().orElseThrow()));
            assertThat(store.policy()).isEqualTo(version);
        }
    }

    @Test
    void neverMoreSettledOpsThanTheLimitAreKeptAndTheOldestGoFirst() throws IOException {
        int most = SettledOps.LIMIT;
        SettledOps settled = new SettledOps();
        settled.add(ids("old", 0, 3));
        settled.compacted();
        settled.add(ids("new", 0, most - 1));
        assertThat(settled.forCheckpoint().path("newer")).hasSize(most - 1);
        assertThat(settled.forCheckpoint().path("older")).hasSize(1);
        assertThat(settled.forCheckpoint().path("older").get(0).asText()).isEqualTo("old2");
        settled.compacted();
        assertThat(settled.contains("old1")).isFalse();
        assertThat(settled.contains("old2")).isTrue();
        assertThat(settled.contains("new0")).isTrue();
        SettledOps full = new SettledOps();
        full.add(ids("op", 0, most + 2));
        assertThat(full.forCheckpoint().path("newer")).hasSize(most);
        full.compacted();
        assertThat(full.contains("op1")).isFalse();
        assertThat(full.contains("op2")).isTrue();
    }

    private static List<String> ids(String name, int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> name + i).toList();
    }
}
