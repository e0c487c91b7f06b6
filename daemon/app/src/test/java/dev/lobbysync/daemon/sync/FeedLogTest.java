package dev.lobbysync.daemon.sync;

import static dev.lobbysync.daemon.sync.FeedOps.json;
import static dev.lobbysync.daemon.sync.FeedOps.op;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.model.FeedPosition;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.api.OpKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the feed says about an object since its base, and how far the feed may be forgotten (DESIGN 3). */
class FeedLogTest {
    private static final ObjectKey LAMP = ObjectKey.entity("lamp");
    private static final ObjectKey BOAT = ObjectKey.entity("boat");

    private final FeedLog log = new FeedLog();

    private void update(long cursor, String patch) {
        log.add(LAMP, op(cursor, OpKind.ENTITY_UPDATE, "lamp", patch, "{'pinned': true, 'at': " + cursor + "}"));
    }

    private void unplanned(ObjectKey key, long cursor) {
        log.addNew(key, op(cursor, OpKind.ENTITY_UPDATE, key.id(), "{}", "{'pinned': true}"));
    }

    @Test
    void nothingIsSaidAboutWhatNoOpConcerned() {
        update(5, "{}");
        assertThat(log.evidence(BOAT, 0, null)).isEqualTo(Evidence.NONE);
        assertThat(log.firstUnsettled(BOAT)).isNull();
    }

    @Test
    void theLastOpAfterTheBaseCountsAndThoseBeforeItAreKnownByTheirIds() {
        update(5, "{}");
        update(6, "{}");
        update(7, "{}");
        Evidence evidence = log.evidence(LAMP, 5, null);
        assertThat(evidence.lastOpId()).isEqualTo("op7");
        assertThat(evidence.lastKind()).isEqualTo(OpKind.ENTITY_UPDATE);
        assertThat(evidence.lastSnapshot()).isEqualTo(json("{'pinned': true, 'at': 7, 'id': 'lamp'}"));
        assertThat(evidence.opIds()).containsExactlyInAnyOrder("op6", "op7");
        assertThat(log.evidence(LAMP, 7, null)).isEqualTo(Evidence.NONE);
    }

    @Test
    void anOpThatIsNotedAgainOrLateTakesNothingBack() {
        update(7, "{}");
        update(5, "{}");
        update(7, "{}");
        assertThat(log.evidence(LAMP, 0, null).lastOpId()).isEqualTo("op7");
        assertThat(log.firstUnsettled(LAMP)).isEqualTo(5);
        update(9, "{}");
        assertThat(log.firstUnsettled(LAMP)).isEqualTo(5);
    }

    @Test
    void aRemovalLeavesNothing() {
        update(5, "{}");
        log.add(LAMP, op(6, OpKind.ENTITY_REMOVE, "lamp", null, "{'pinned': true}"));
        Evidence evidence = log.evidence(LAMP, 0, null);
        assertThat(evidence.saysRemoved()).isTrue();
        assertThat(evidence.lastSnapshot()).isNull();
    }

    @Test
    void anOpThatSetsTheStateIsRememberedUntilTheBaseHasIt() {
        update(5, "{'state': {}}");
        update(6, "{'pinned': true}");
        assertThat(log.evidence(LAMP, 4, null).stateSet()).isTrue();
        assertThat(log.evidence(LAMP, 5, null).stateSet()).isFalse();
        log.add(BOAT, op(7, OpKind.ENTITY_UPDATE, "boat", null, "{}"));
        assertThat(log.evidence(BOAT, 0, null).stateSet()).isFalse();
    }

    @Test
    void ofADragTheLatestFewHundredOpsAreKnownByTheirIds() {
        for (int cursor = 1; cursor <= 300; cursor++) {
            update(cursor, "{}");
        }
        assertThat(log.evidence(LAMP, 0, null).opIds()).hasSize(256).contains("op45", "op300");
        assertThat(log.firstUnsettled(LAMP)).isEqualTo(1);
    }

    @Test
    void whatWasFoundByLookingBackLiesBeforeTheBaseOrAfterIt() {
        log.lookedBack(Map.of("op2", 2L, "op4", 4L));
        assertThat(log.evidence(LAMP, 4, null).olderOpIds()).containsExactlyInAnyOrder("op2", "op4");
        assertThat(log.evidence(LAMP, 3, null).olderOpIds()).containsExactly("op2");
        update(5, "{}");
        assertThat(log.evidence(LAMP, 3, null).olderOpIds()).containsExactly("op2");
        log.clear();
        assertThat(log.evidence(LAMP, 4, null)).isEqualTo(Evidence.NONE);
    }

    @Test
    void whatOurWriteCoveredIsSaidWithOrWithoutAnOp() {
        Judgement theirs = new Judgement(json("{'pinned': true}"), Judgement.Why.OVERWRITTEN);
        assertThat(log.evidence(LAMP, 4, theirs).instead()).isEqualTo(theirs);
        update(5, "{}");
        assertThat(log.evidence(LAMP, 4, theirs).instead()).isEqualTo(theirs);
    }

    @Test
    void aBaseThatCatchesUpMakesTheOpsForgottenButNoLaterOnes() {
        unplanned(LAMP, 5);
        log.settled(LAMP, 4);
        assertThat(log.firstUnsettled(LAMP)).isEqualTo(5);
        assertThat(reflected(Set.of())).isEqualTo(4);
        log.settled(LAMP, 5);
        assertThat(log.firstUnsettled(LAMP)).isNull();
        assertThat(reflected(Set.of())).isEqualTo(9);
        log.settled(BOAT, 9);
        assertThat(log.firstUnsettled(BOAT)).isNull();
    }

    private long reflected(Set<ObjectKey> settled) {
        Map<ObjectKey, Long> whole = new HashMap<>();
        settled.forEach(key -> whole.put(key, 9L));
        return reflected(whole);
    }

    private long reflected(Map<ObjectKey, Long> settled) {
        return log.reflected(new FeedPosition(9, "op9"), settled).reflected();
    }

    @Test
    void aBaseThatIsOlderThanWhatWasReadDoesNotReflectThat() {
        unplanned(LAMP, 5);
        assertThat(reflected(Map.of(LAMP, 4L))).isEqualTo(4);
        assertThat(reflected(Map.of(LAMP, 5L))).isEqualTo(9);
    }

    @Test
    void theFeedIsReadAgainFromTheFirstOpThatNoBaseAndNoPlanHasDealtWith() {
        assertThat(reflected(Set.of())).isEqualTo(9);
        unplanned(LAMP, 5);
        unplanned(BOAT, 7);
        unplanned(LAMP, 9);
        assertThat(reflected(Set.of())).isEqualTo(4);
        assertThat(reflected(Set.of(LAMP))).isEqualTo(6);
        assertThat(reflected(Set.of(LAMP, BOAT))).isEqualTo(9);
        log.planned(LAMP);
        assertThat(reflected(Set.of())).isEqualTo(6);
        log.plannedUnless(Set.of(BOAT));
        assertThat(reflected(Set.of())).isEqualTo(6);
        log.plannedUnless(Set.of(LAMP));
        assertThat(reflected(Set.of())).isEqualTo(9);
    }

    @Test
    void nothingIsLeftAfterANewStart() {
        unplanned(LAMP, 5);
        log.clear();
        assertThat(log.firstUnsettled(LAMP)).isNull();
        assertThat(reflected(Set.of())).isEqualTo(9);
    }
}
