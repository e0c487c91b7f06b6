package dev.lobbysync.daemon.sync;

import static dev.lobbysync.daemon.sync.FeedOps.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.sync.Judgement.Why;
import dev.lobbysync.protocol.api.OpKind;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who forgot and who edited: what the world counts as, by what the feed tells (DESIGN 3, PROTOCOL 4.4). */
class JudgementTest {
    private static final String OLD = "{'desc': 'old', 'version': 4, 'lastOpId': 'op1'}";
    private static final AssetNames NAMES = new AssetNames(Map.of());

    private static BaseEntry base(String value, @Nullable JsonNode revision, @Nullable String lastOpId) {
        return base(value, revision, lastOpId, BaseEntry.Origin.SYNCED);
    }

    private static BaseEntry base(
            String value, @Nullable JsonNode revision, @Nullable String lastOpId, BaseEntry.Origin origin) {
        ObjectNode document = json(value);
        return new BaseEntry(
                ObjectKey.blueprint("Lamp"), null, "", () -> document, Set.of(), revision, lastOpId, 10, origin);
    }

    private static Evidence after(OpKind kind, String opId, @Nullable String snapshot, String... earlier) {
        Set<String> ids = new java.util.TreeSet<>(Set.of(earlier));
        ids.add(opId);
        return new Evidence(kind, opId, snapshot == null ? null : json(snapshot), false, ids, Set.of(), null);
    }

    private static Evidence knowing(String... olderOpIds) {
        return new Evidence(null, null, null, false, Set.of(), Set.of(olderOpIds), null);
    }

    private static Judgement judge(@Nullable BaseEntry base, @Nullable String served, Evidence evidence) {
        return Judgement.of(ObjectKind.BLUEPRINT, base, served == null ? null : json(served), evidence, NAMES, false);
    }

    private static void is(Judgement judged, Why why, @Nullable String counts) {
        assertThat(judged.why()).isEqualTo(why);
        assertThat(judged.counts()).isEqualTo(counts == null ? null : json(counts));
    }

    // --- gone ---

    @Test
    void whatAnOpRemovedIsRemoved() {
        Evidence evidence = after(OpKind.BLUEPRINT_REMOVE, "op2", null);
        is(judge(base("{'keep': true}", null, "op1"), null, evidence), Why.REMOVED, null);
    }

    @Test
    void whatIsGoneAfterAnOpThatLeftItThereWasForgottenAndCountsAsThatOpLeftIt() {
        Evidence evidence = after(OpKind.BLUEPRINT_UPDATE, "op2", "{'desc': 'new'}");
        is(judge(base(OLD, null, "op1"), null, evidence), Why.FORGOTTEN, "{'desc': 'new'}");
    }

    @Test
    void anAppThatTheCleanerMayTakeIsGoneAndNobodySaysWhy() {
        is(
                judge(base("{'keep': false, 'scene': false}", null, "op1"), null, Evidence.NONE),
                Why.GONE_UNEXPLAINED,
                null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'keep': true}", "{'scene': true}"})
    void anAppThatTheCleanerLeavesAloneWasForgotten(String value) {
        is(judge(base(value, null, "op1"), null, Evidence.NONE), Why.FORGOTTEN, value);
    }

    @Test
    void anAppThatAnEntityUsesWasForgotten() {
        Judgement judged =
                Judgement.of(ObjectKind.BLUEPRINT, base("{}", null, "op1"), null, Evidence.NONE, NAMES, true);
        is(judged, Why.FORGOTTEN, "{}");
    }

    @Test
    void anEntityThatNoOpRemovedWasForgotten() {
        Judgement judged = Judgement.of(ObjectKind.ENTITY, base("{}", null, "op1"), null, Evidence.NONE, NAMES, false);
        is(judged, Why.FORGOTTEN, "{}");
    }

    @Test
    void whatWasNeverAgreedOnIsAsItIsServed() {
        is(judge(null, null, Evidence.NONE), Why.REMOVED, null);
        is(judge(null, OLD, Evidence.NONE), Why.SERVED, OLD);
    }

    @ParameterizedTest
    @EnumSource(
            value = ObjectKind.class,
            names = {"SETTINGS", "SPAWN"})
    void settingsAndSpawnTellNoOpSoTheyAreAsTheyAreServed(ObjectKind kind) {
        BaseEntry base = base("{'title': 'Harbour'}", IntNode.valueOf(9), "op1");
        ObjectNode served = json("{'title': 'Old', 'version': 1, 'lastOpId': 'op1'}");
        Judgement judged = Judgement.of(kind, base, served, Evidence.NONE, NAMES, false);
        assertThat(judged.why()).isEqualTo(Why.SERVED);
        assertThat(Judgement.of(kind, base, null, Evidence.NONE, NAMES, false).why())
                .isEqualTo(Why.REMOVED);
    }

    @Test
    void whatOurWriteCoveredCountsWhateverIsServed() {
        Evidence evidence = new Evidence(
                null,
                null,
                null,
                false,
                Set.of(),
                Set.of(),
                new Judgement(json("{'desc': 'theirs'}"), Why.OVERWRITTEN));
        is(judge(base(OLD, null, "op1"), OLD, evidence), Why.OVERWRITTEN, "{'desc': 'theirs'}");
        is(judge(null, null, evidence), Why.OVERWRITTEN, "{'desc': 'theirs'}");
    }

    // --- there, and no op since the base tells of it ---

    @Test
    void anEditThatNoOpTellsOfIsAnEdit() {
        String served = "{'desc': 'new', 'version': 5, 'lastOpId': 'unheard'}";
        is(judge(base(OLD, IntNode.valueOf(4), "op1"), served, Evidence.NONE), Why.SERVED, served);
        String sameVersion = "{'desc': 'new', 'version': 4, 'lastOpId': 'unheard'}";
        is(judge(base(OLD, IntNode.valueOf(4), "op1"), sameVersion, Evidence.NONE), Why.SERVED, sameVersion);
    }

    @Test
    void anOlderVersionThanTheBaseIsNoEdit() {
        String served = "{'desc': 'oldest', 'version': 3, 'lastOpId': 'unheard'}";
        is(judge(base(OLD, IntNode.valueOf(4), "op1"), served, Evidence.NONE), Why.FORGOTTEN, OLD);
    }

    @Test
    void aVersionThatIsNoNumberProvesNothing() {
        String served = "{'desc': 'new', 'version': 3, 'lastOpId': 'unheard'}";
        is(judge(base(OLD, TextNode.valueOf("2026"), "op1"), served, Evidence.NONE), Why.SERVED, served);
        is(judge(base(OLD, null, "op1"), served, Evidence.NONE), Why.SERVED, served);
        String unversioned = "{'desc': 'new', 'lastOpId': 'unheard'}";
        is(judge(base(OLD, IntNode.valueOf(4), "op1"), unversioned, Evidence.NONE), Why.SERVED, unversioned);
    }

    @Test
    void otherContentUnderAnOpThatTheBaseKnowsIsNoEdit() {
        String served = "{'desc': 'new', 'version': 4, 'lastOpId': 'op1'}";
        is(judge(base(OLD, null, "op1"), served, Evidence.NONE), Why.FORGOTTEN, OLD);
        String earlier = "{'desc': 'new', 'version': 4, 'lastOpId': 'op0'}";
        is(judge(base(OLD, null, "op1"), earlier, knowing("op0")), Why.FORGOTTEN, OLD);
        is(judge(base(OLD, null, "op1"), earlier, knowing("op9")), Why.SERVED, earlier);
    }

    @Test
    void otherContentWithoutAnOpIsNoEditWhereTheBaseHadOne() {
        is(judge(base(OLD, null, "op1"), "{'desc': 'new'}", Evidence.NONE), Why.FORGOTTEN, OLD);
        is(judge(base(OLD, null, null), "{'desc': 'new'}", Evidence.NONE), Why.SERVED, "{'desc': 'new'}");
    }

    @Test
    void theSameContentUnderAnOldOpIsServed() {
        String served = "{'desc': 'old', 'version': 4, 'lastOpId': 'op1', 'uid': 'x'}";
        is(judge(base(OLD, IntNode.valueOf(4), "op1"), served, Evidence.NONE), Why.SERVED, served);
    }

    @Test
    void theCursorOfAnUpstreamBaseProvesNothingButItsOwnOpDoes() {
        BaseEntry base = base(OLD, null, "op1", BaseEntry.Origin.UPSTREAM);
        String earlier = "{'desc': 'new', 'lastOpId': 'op0'}";
        is(judge(base, earlier, knowing("op0")), Why.SERVED, earlier);
        is(judge(base, "{'desc': 'new', 'lastOpId': 'op1'}", knowing("op0")), Why.FORGOTTEN, OLD);
    }

    // --- there, and ops since the base tell of it ---

    @Test
    void whatTheLastOpLeftIsServed() {
        Evidence evidence = after(OpKind.BLUEPRINT_UPDATE, "op2", "{'desc': 'new', 'version': 5, 'lastOpId': 'op2'}");
        String served = "{'desc': 'new', 'version': 3, 'lastOpId': 'op1'}";
        is(judge(base(OLD, null, "op1"), served, evidence), Why.SERVED, served);
    }

    @Test
    void lessThanTheLastOpLeftWasForgotten() {
        String last = "{'desc': 'new', 'version': 5, 'lastOpId': 'op3'}";
        Evidence evidence = after(OpKind.BLUEPRINT_UPDATE, "op3", last, "op2");
        BaseEntry base = base(OLD, null, "op1");
        is(judge(base, OLD, evidence), Why.FORGOTTEN, last);
        is(judge(base, "{'desc': 'mid', 'version': 4, 'lastOpId': 'unheard'}", evidence), Why.FORGOTTEN, last);
        is(judge(base, "{'desc': 'mid', 'version': 5, 'lastOpId': 'op2'}", evidence), Why.FORGOTTEN, last);
        is(judge(base, "{'desc': 'mid', 'version': 5, 'lastOpId': 'op1'}", evidence), Why.FORGOTTEN, last);
    }

    @Test
    void moreThanTheLastOpTellsIsAnEdit() {
        Evidence evidence =
                after(OpKind.BLUEPRINT_UPDATE, "op3", "{'desc': 'new', 'version': 5, 'lastOpId': 'op3'}", "op2");
        BaseEntry base = base(OLD, null, "op1");
        String later = "{'desc': 'newer', 'version': 6, 'lastOpId': 'unheard'}";
        is(judge(base, later, evidence), Why.SERVED, later);
        String moment = "{'desc': 'newer', 'version': 5, 'lastOpId': 'op3'}";
        is(judge(base, moment, evidence), Why.SERVED, moment);
    }

    @Test
    void whatIsThereAfterItsRemovalIsJudgedByTheBase() {
        Evidence evidence = after(OpKind.BLUEPRINT_REMOVE, "op2", "{'desc': 'removed', 'version': 9}");
        is(judge(base(OLD, IntNode.valueOf(4), "op1"), "{'desc': 'x', 'version': 3}", evidence), Why.FORGOTTEN, OLD);
        String again = "{'desc': 'again', 'version': 4, 'lastOpId': 'unheard'}";
        is(judge(base(OLD, IntNode.valueOf(4), "op1"), again, evidence), Why.SERVED, again);
    }

    @Test
    void anOpAfterTheBaseIsNoOldOneThoughItHasNoSnapshot() {
        Evidence evidence = after(OpKind.BLUEPRINT_UPDATE, "op1", null);
        String served = "{'desc': 'new', 'version': 4, 'lastOpId': 'op1'}";
        is(judge(base(OLD, null, "op1"), served, evidence), Why.SERVED, served);
    }
}
