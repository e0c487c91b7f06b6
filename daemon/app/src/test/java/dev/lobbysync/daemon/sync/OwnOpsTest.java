package dev.lobbysync.daemon.sync;

import static dev.lobbysync.daemon.sync.FeedOps.json;
import static dev.lobbysync.daemon.sync.FeedOps.op;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.config.SyncPolicy;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.FeedPosition;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.SentOp;
import dev.lobbysync.daemon.model.StateChange;
import dev.lobbysync.daemon.port.Random;
import dev.lobbysync.daemon.project.FileProject;
import dev.lobbysync.daemon.state.FileStateStore;
import dev.lobbysync.daemon.state.StateStores;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Braces;
import dev.lobbysync.daemon.testing.MemoryDisk;
import dev.lobbysync.daemon.testing.SeededRandom;
import dev.lobbysync.daemon.testing.TestClock;
import dev.lobbysync.merge.MergePolicy;
import dev.lobbysync.protocol.api.FeedOp;
import dev.lobbysync.protocol.api.OpKind;
import dev.lobbysync.protocol.doc.NormalForm;
import dev.lobbysync.protocol.doc.ObjectKind;
import dev.lobbysync.protocol.json.CanonicalJson;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the next start makes of requests whose answers nobody has seen (DESIGN 3). */
class OwnOpsTest {
    private static final ObjectKey LAMP = ObjectKey.blueprint("Lamp");
    private static final ObjectKey STOOL = ObjectKey.entity("stool");
    private static final String POSE = "{'position': [5, 0, 0], 'quaternion': [0, 0, 0, 1]}";
    private static final String PLACED =
            "{'blueprint': 'Seat', 'position': [%d, 0, 0], 'quaternion': [0, 0, 0, 1], 'scale': [1, 1, 1], 'props': {}}";

    private final MemoryDisk disk = new MemoryDisk();
    private FileStateStore state;
    private Trees trees;

    @BeforeEach
    void open() throws IOException {
        disk.installDirectory(Bench.ROOT);
        TestClock clock = new TestClock();
        Random random = new SeededRandom(1);
        state = StateStores.open(disk, Bench.ROOT, "harbour", clock, random);
        Map<ObjectKind, MergePolicy> policies = new EnumMap<>(ObjectKind.class);
        for (ObjectKind kind : ObjectKind.values()) {
            policies.put(kind, SyncPolicy.defaults().of(kind));
        }
        trees = new Trees(
                state,
                FileProject.open(disk, Bench.ROOT, clock, random),
                clock,
                policies,
                hash -> Optional.empty(),
                new Braces(),
                0);
    }

    private void agreed(ObjectKey key, String value, String opId, long cursor) throws IOException {
        ObjectNode form = NormalForm.of(key.kind(), json(value).put("id", key.id()));
        BaseEntry entry = new BaseEntry(
                key,
                null,
                CanonicalJson.sha256(form),
                () -> form,
                Set.of(),
                json("{'version': 1}").get("version"),
                opId,
                cursor,
                BaseEntry.Origin.SYNCED);
        state.commit(new StateChange(List.of(entry), Set.of(), new FeedPosition(cursor, opId), Set.of(), Map.of()));
    }

    private void sent(String opId, ObjectKey key, Set<String> fields, long seenCursor) throws IOException {
        state.sending(List.of(new SentOp(opId, key, fields, null, "", seenCursor, null)));
    }

    /** A request that carries no op id. */
    private void sentPose(String opId, String pose, long seenCursor) throws IOException {
        String hash = CanonicalJson.sha256(json(pose));
        state.sending(List.of(new SentOp(
                opId, ObjectKey.SPAWN, Set.of("position"), null, hash, seenCursor, json(POSE.replace("5", "0")))));
    }

    private OwnOps after(FeedOp... feed) {
        OwnOps own = new OwnOps(state, trees);
        for (FeedOp op : feed) {
            own.take(op);
        }
        return own;
    }

    private static FeedOp modified(long cursor, String opId, ObjectKey key, String patch, @Nullable String snapshot) {
        OpKind kind = key.kind() == ObjectKind.BLUEPRINT ? OpKind.BLUEPRINT_UPDATE : OpKind.ENTITY_UPDATE;
        return op(cursor, opId, "ws", kind, key.id(), patch, snapshot);
    }

    private static FeedOp posed(long cursor, String pose) {
        return op(cursor, "op" + cursor, "admin.http", OpKind.SPAWN_UPDATE, "spawn", null, pose);
    }

    @Test
    void aBaseThatHoldsAllOfOurOpNamesItAndItsVersion() throws IOException {
        agreed(LAMP, "{'name': 'Lamp', 'desc': 'dim'}", "old", 3);
        sent("me:1", LAMP, Set.of("desc"), 3);
        String after = "{'name': 'Lamp', 'desc': 'lit', 'version': 2}";
        StateChange settled = after(modified(4, "me:1", LAMP, "{'desc': 'lit', 'version': 2}", after))
                .settle();
        assertThat(settled.put()).singleElement().satisfies(base -> {
            assertThat(base.value().path("desc").asText()).isEqualTo("lit");
            assertThat(base.revision()).hasToString("2");
            assertThat(base.lastOpId()).isEqualTo("me:1");
            assertThat(base.cursor()).isEqualTo(4);
        });
    }

    @Test
    void aBaseThatLacksSomebodysWorkKeepsItsPlaceUntilThatIsTakenIn() throws IOException {
        agreed(LAMP, "{'name': 'Lamp', 'desc': 'dim'}", "old", 3);
        sent("me:1", LAMP, Set.of("desc"), 3);
        String theirs = "{'name': 'THEIRS', 'desc': 'dim', 'version': 2}";
        String after = "{'name': 'THEIRS', 'desc': 'lit', 'version': 3}";
        StateChange settled = after(
                        modified(4, "op4", LAMP, "{'name': 'THEIRS', 'version': 2}", theirs),
                        modified(5, "me:1", LAMP, "{'desc': 'lit', 'version': 3}", after))
                .settle();
        assertThat(settled.put()).singleElement().satisfies(base -> {
            assertThat(base.value().path("name").asText()).isEqualTo("Lamp");
            assertThat(base.value().path("desc").asText()).isEqualTo("lit");
            assertThat(base.revision()).hasToString("1");
            assertThat(base.lastOpId()).isEqualTo("old");
            assertThat(base.cursor()).isEqualTo(3);
        });
    }

    @Test
    void whatWeAddedIsAgreedAsItWasAccepted() throws IOException {
        sent("me:1", STOOL, Set.of("blueprint", "position"), 3);
        StateChange settled = after(
                        op(4, "me:1", "ws", OpKind.ENTITY_ADD, "stool", PLACED.formatted(1), PLACED.formatted(1)))
                .settle();
        assertThat(settled.put()).singleElement().satisfies(base -> {
            assertThat(base.value().path("position").path(0).asInt()).isEqualTo(1);
            assertThat(base.revision()).isNull();
            assertThat(base.lastOpId()).isEqualTo("me:1");
            assertThat(base.cursor()).isEqualTo(4);
        });
    }

    @Test
    void whatIsSettledOnceIsNotLookedForAgain() throws IOException {
        agreed(LAMP, "{'name': 'Lamp', 'desc': 'dim'}", "old", 3);
        sent("me:1", LAMP, Set.of("desc"), 3);
        sentPose("me:2", POSE, 3);
        StateChange settled = after(modified(4, "me:1", LAMP, "{'desc': 'lit'}", "{'name': 'Lamp', 'desc': 'lit'}"))
                .settle();
        assertThat(settled.settledOps()).containsExactlyInAnyOrder("me:1", "me:2");
    }

    @Test
    void whatCoveredSomebodysWorkIsLookedForAgainAndNothingElseIs() throws IOException {
        agreed(STOOL, PLACED.formatted(0), "old", 3);
        sent("me:1", STOOL, Set.of("position"), 3);
        sentPose("me:2", POSE, 3);
        OwnOps own = after(
                modified(4, "op4", STOOL, "{'position': [7, 0, 0]}", PLACED.formatted(7)),
                modified(5, "me:1", STOOL, "{'position': [1, 0, 0]}", PLACED.formatted(1)));
        assertThat(own.settle().settledOps()).containsExactly("me:2");
        assertThat(own.coveredWork()).containsOnlyKeys(STOOL);
        assertThat(own.coveredWork()
                        .get(STOOL)
                        .work()
                        .orElseThrow()
                        .counts()
                        .path("position")
                        .path(0)
                        .asInt())
                .isEqualTo(7);

        OwnOps pose = after(posed(4, POSE.replace("5", "7")), posed(5, POSE));
        assertThat(pose.settle().settledOps()).isEmpty();
        assertThat(pose.coveredWork()).containsOnlyKeys(ObjectKey.SPAWN);
    }

    @Test
    void whatThePlanHadReadIsNotCovered() throws IOException {
        agreed(STOOL, PLACED.formatted(0), "old", 2);
        sent("me:1", STOOL, Set.of("position"), 3);
        OwnOps own = after(
                modified(3, "op3", STOOL, "{'position': [7, 0, 0]}", PLACED.formatted(7)),
                modified(4, "me:1", STOOL, "{'position': [1, 0, 0]}", PLACED.formatted(1)));
        own.settle();
        assertThat(own.coveredWork()).isEmpty();
    }

    @Test
    void anOpWithoutANameThatThePlanHadReadIsSomebodyElses() throws IOException {
        agreed(ObjectKey.SPAWN, POSE.replace("5", "0"), "old", 2);
        sentPose("me:1", POSE, 3);
        assertThat(after(posed(3, POSE)).settle().put()).isEmpty();
        assertThat(after(posed(4, POSE)).settle().put()).hasSize(1);
    }
}
