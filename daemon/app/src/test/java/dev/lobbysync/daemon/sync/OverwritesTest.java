package dev.lobbysync.daemon.sync;

import static dev.lobbysync.daemon.sync.FeedOps.json;
import static dev.lobbysync.daemon.sync.FeedOps.op;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseValue;
import dev.lobbysync.daemon.model.Decision;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.RemoteEdit;
import dev.lobbysync.protocol.api.FeedOp;
import dev.lobbysync.protocol.api.OpKind;
import dev.lobbysync.protocol.json.CanonicalJson;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What our own write covered of somebody's unseen one, from the ops between the plan and ours (DESIGN 3). */
class OverwritesTest {
    private static final ObjectKey LAMP = ObjectKey.entity("lamp");
    private static final ObjectNode SEEN = json("{'id': 'lamp', 'props': {'glow': 0}, 'pinned': false}");

    private final Overwrites look = new Overwrites(LAMP, SEEN);
    private long cursor = 1;

    private void theirs(String patch, String snapshot) {
        look.theirs(op(++cursor, OpKind.ENTITY_UPDATE, "lamp", patch, snapshot));
    }

    private void ours(String fields, String snapshot) {
        look.ours(op(++cursor, OpKind.ENTITY_UPDATE, "lamp", fields, snapshot), json(fields));
    }

    private void covers(String served, String counts, String stands) {
        assertThat(look.result(json(served)).work()).hasValueSatisfying(covered -> {
            assertThat(without(covered.counts())).isEqualTo(json(counts));
            assertThat(without(covered.stands())).isEqualTo(json(stands));
        });
    }

    private void coversNothing(String served) {
        assertThat(look.result(json(served)).work()).isEmpty();
    }

    private static ObjectNode without(ObjectNode document) {
        ObjectNode rest = document.deepCopy();
        rest.remove("id");
        return rest;
    }

    @Test
    void anUnseenEditOfTheSameFieldIsCovered() {
        theirs("{'props': {'glow': 1}}", "{'props': {'glow': 1}, 'pinned': false}");
        ours("{'props': {'glow': 2}}", "{'props': {'glow': 2}, 'pinned': false}");
        covers(
                "{'props': {'glow': 2}, 'pinned': false}",
                "{'props': {'glow': 1}, 'pinned': false}",
                "{'props': {'glow': 2}, 'pinned': false}");
    }

    @Test
    void anUnseenEditOfAnotherFieldIsNot() {
        theirs("{'pinned': true}", "{'props': {'glow': 0}, 'pinned': true}");
        ours("{'props': {'glow': 2}}", "{'props': {'glow': 2}, 'pinned': true}");
        coversNothing("{'props': {'glow': 2}, 'pinned': true}");
    }

    @Test
    void anUnseenEditThatSaysTheSameIsNot() {
        theirs("{'props': {'glow': 2}}", "{'props': {'glow': 2}}");
        ours("{'props': {'glow': 2}}", "{'props': {'glow': 2}}");
        coversNothing("{'props': {'glow': 2}}");
    }

    @Test
    void whoSetBackWhatThePlanSawHasNothingCovered() {
        theirs("{'props': {'glow': 1}}", "{'props': {'glow': 1}}");
        theirs("{'props': {'glow': 0}}", "{'props': {'glow': 0}}");
        ours("{'props': {'glow': 2}}", "{'props': {'glow': 2}}");
        coversNothing("{'props': {'glow': 2}}");
    }

    @Test
    void whatTheyWriteAfterUsIntoTheSamePlaceStands() {
        theirs("{'props': {'glow': 1}}", "{'props': {'glow': 1}}");
        ours("{'props': {'glow': 2}}", "{'props': {'glow': 2}}");
        theirs("{'props': {'glow': 5}}", "{'props': {'glow': 5}}");
        coversNothing("{'props': {'glow': 5}}");
    }

    @Test
    void whatTheyLeftAsTheySawItAfterUsIsStillCovered() {
        theirs("{'props': {'glow': 1}}", "{'props': {'glow': 1}}");
        ours("{'props': {'glow': 2}}", "{'props': {'glow': 2}}");
        theirs("{'props': {'glow': 2, 'new': 7}}", "{'props': {'glow': 2, 'new': 7}}");
        covers(
                "{'props': {'glow': 2, 'new': 7}}",
                "{'props': {'glow': 1, 'new': 7}}",
                "{'props': {'glow': 2, 'new': 7}}");
    }

    @Test
    void whatOnlyWeChangedBesideIsNotTakenForTheWorlds() {
        theirs("{'props': {'glow': 1}}", "{'props': {'glow': 1}, 'pinned': false}");
        ours("{'props': {'glow': 2}, 'pinned': true}", "{'props': {'glow': 2}, 'pinned': true}");
        covers(
                "{'props': {'glow': 2}, 'pinned': true, 'scale': [2, 2, 2]}",
                "{'props': {'glow': 1}, 'pinned': false, 'scale': [2, 2, 2]}",
                "{'props': {'glow': 2}, 'pinned': true}");
    }

    @Test
    void whatOnlyWeAddedBesideIsNotTakenForTheWorldsEither() {
        theirs("{'props': {'glow': 1}}", "{'props': {'glow': 1}}");
        ours("{'props': {'glow': 2}, 'scale': [2, 2, 2]}", "{'props': {'glow': 2}, 'scale': [2, 2, 2]}");
        covers(
                "{'props': {'glow': 2}, 'scale': [2, 2, 2]}",
                "{'props': {'glow': 1}}",
                "{'props': {'glow': 2}, 'scale': [2, 2, 2]}");
    }

    @Test
    void whatTheySetOnceMoreAfterUsIsTheWorlds() {
        theirs("{'props': {'glow': 1}}", "{'props': {'glow': 1}, 'pinned': false}");
        ours("{'props': {'glow': 2}, 'pinned': true}", "{'props': {'glow': 2}, 'pinned': true}");
        theirs("{'pinned': true}", "{'props': {'glow': 2}, 'pinned': true}");
        covers(
                "{'props': {'glow': 2}, 'pinned': true}",
                "{'props': {'glow': 1}, 'pinned': true}",
                "{'props': {'glow': 2}, 'pinned': true}");
    }

    @Test
    void theFirstThatIsCoveredCountsWhenWeWriteTwice() {
        theirs("{'props': {'glow': 1}}", "{'props': {'glow': 1}}");
        ours("{'props': {'glow': 2}}", "{'props': {'glow': 2}}");
        theirs("{'props': {'glow': 2, 'new': 7}}", "{'props': {'glow': 2, 'new': 7}}");
        ours("{'props': {'glow': 3}}", "{'props': {'glow': 3}}");
        covers("{'props': {'glow': 3}}", "{'props': {'glow': 1, 'new': 7}}", "{'props': {'glow': 3}}");
    }

    @Test
    void whatTheyRemoveAfterwardsIsGone() {
        theirs("{'props': {'glow': 1}}", "{'props': {'glow': 1}}");
        ours("{'props': {'glow': 2}}", "{'props': {'glow': 2}}");
        look.theirs(op(9, OpKind.ENTITY_REMOVE, "lamp", null, "{'props': {'glow': 2}}"));
        coversNothing("{}");
    }

    @Test
    void whatTheyRemovedBeforeUsIsNotCoveredByUs() {
        theirs("{'props': {'glow': 1}}", "{'props': {'glow': 1}}");
        look.theirs(op(9, OpKind.ENTITY_REMOVE, "lamp", null, "{'props': {'glow': 1}}"));
        ours("{'props': {'glow': 2}}", "{'props': {'glow': 2}}");
        coversNothing("{'props': {'glow': 2}}");
    }

    // --- what somebody replaces who could not see it ---

    @Test
    void whatTheyReplaceWithoutHavingSeenItIsSuperseded() {
        theirs("{'props': {'glow': 1}}", "{'props': {'glow': 1}, 'pinned': false}");
        ours("{'props': {'mine': 2}}", "{'props': {'mine': 2}, 'pinned': false}");
        theirs("{'props': {'mine': 2, 'glow': 3}}", "{'props': {'mine': 2, 'glow': 3}, 'pinned': false}");
        superseded("{'props': {'glow': 1}, 'pinned': false}");
    }

    @Test
    void whatTheyLeaveAsTheySawItIsNotSuperseded() {
        theirs("{'props': {'glow': 1}}", "{'props': {'glow': 1}, 'pinned': false}");
        ours("{'props': {'mine': 2}}", "{'props': {'mine': 2}, 'pinned': false}");
        theirs("{'props': {'mine': 2, 'other': 3}}", "{'props': {'mine': 2, 'other': 3}, 'pinned': false}");
        theirs("{'pinned': true}", "{'props': {'mine': 2, 'other': 3}, 'pinned': true}");
        superseded();
    }

    @Test
    void whatTheySetToTheSameIsNotSuperseded() {
        theirs("{'props': {'glow': 1}}", "{'props': {'glow': 1}, 'pinned': false}");
        ours("{'props': {'mine': 2}}", "{'props': {'mine': 2}, 'pinned': false}");
        theirs("{'props': {'mine': 2, 'glow': 1}}", "{'props': {'mine': 2, 'glow': 1}, 'pinned': false}");
        superseded();
    }

    @Test
    void whatTheyReplaceAsAWholeIsSuperseded() {
        theirs("{'pinned': true}", "{'props': {}, 'pinned': true}");
        ours("{'pinned': false}", "{'props': {}, 'pinned': false}");
        theirs("{'pinned': 'yes'}", "{'props': {}, 'pinned': 'yes'}");
        superseded("{'props': {}, 'pinned': true}");
    }

    @Test
    void whatTheyRemoveWithoutHavingSeenItIsSuperseded() {
        theirs("{'pinned': true}", "{'props': {}, 'pinned': true}");
        ours("{'pinned': false}", "{'props': {}, 'pinned': false}");
        look.theirs(removal("{'props': {}, 'pinned': false}"));
        superseded("{'props': {}, 'pinned': true}");
    }

    @Test
    void anObjectThatTheyAddAnewAfterOurRemovalSupersedesWhatThatTook() {
        look.ours(removal("{'props': {'glow': 1}, 'pinned': false}"), null);
        look.theirs(op(8, OpKind.ENTITY_ADD, "lamp", "{'pinned': true}", "{'pinned': true}"));
        superseded("{'props': {'glow': 1}, 'pinned': false}");
    }

    @Test
    void whatTheyChangeOfAnObjectThatOursReplacedIsSuperseded() {
        Overwrites added = new Overwrites(LAMP, null);
        added.theirs(op(2, OpKind.ENTITY_ADD, "lamp", "{'props': {'x': 1}}", "{'props': {'x': 1}}"));
        added.ours(op(3, OpKind.ENTITY_ADD, "lamp", "{'pinned': true}", "{'pinned': true}"), null);
        added.theirs(op(4, OpKind.ENTITY_UPDATE, "lamp", "{'props': {'x': 2}}", "{'pinned': true, 'props': {'x': 2}}"));
        assertThat(added.result(null).superseded()).singleElement().satisfies(value -> assertThat(without(value))
                .isEqualTo(json("{'props': {'x': 1}}")));
    }

    private void superseded(String... values) {
        assertThat(look.result(null).superseded().stream().map(OverwritesTest::without))
                .containsExactly(Stream.of(values).map(FeedOps::json).toArray(ObjectNode[]::new));
    }

    // --- the whole object ---

    @Test
    void anAddReplacesWhatSomebodyAddedBefore() {
        Overwrites added = new Overwrites(LAMP, null);
        added.theirs(op(2, OpKind.ENTITY_ADD, "lamp", "{'pinned': true}", "{'pinned': true}"));
        added.ours(op(3, OpKind.ENTITY_ADD, "lamp", "{'pinned': false}", "{'pinned': false}"), null);
        added.theirs(
                op(4, OpKind.ENTITY_UPDATE, "lamp", "{'props': {'x': 1}}", "{'pinned': false, 'props': {'x': 1}}"));
        assertThat(added.result(json("{'pinned': false, 'props': {'x': 1}}")).work())
                .hasValueSatisfying(covered -> {
                    assertThat(without(covered.counts())).isEqualTo(json("{'pinned': true, 'props': {'x': 1}}"));
                    assertThat(without(covered.stands())).isEqualTo(json("{'pinned': false, 'props': {'x': 1}}"));
                });
    }

    @Test
    void anAddOfAllItsFieldsReplacesTheWholeObject() {
        Overwrites added = new Overwrites(LAMP, null);
        added.theirs(op(2, OpKind.ENTITY_ADD, "lamp", "{'pinned': true}", "{'pinned': true, 'scale': [2, 2, 2]}"));
        added.ours(op(3, OpKind.ENTITY_ADD, "lamp", "{'pinned': true}", "{'pinned': true}"), json("{'pinned': true}"));
        assertThat(added.result(json("{'pinned': true}")).work())
                .hasValueSatisfying(covered ->
                        assertThat(without(covered.counts())).isEqualTo(json("{'pinned': true, 'scale': [2, 2, 2]}")));
    }

    @Test
    void whatSomebodyAddsAfterUsTakesThePlaceOfWhatWeCovered() {
        Overwrites added = new Overwrites(LAMP, null);
        added.theirs(op(2, OpKind.ENTITY_ADD, "lamp", "{'pinned': true}", "{'pinned': true}"));
        added.ours(op(3, OpKind.ENTITY_ADD, "lamp", "{'pinned': false}", "{'pinned': false}"), null);
        added.theirs(op(4, OpKind.ENTITY_ADD, "lamp", "{'pinned': true}", "{'pinned': true}"));
        assertThat(added.result(json("{'pinned': true}")).work()).isEmpty();
    }

    @Test
    void anAddThatMeetsNothingCoversNothing() {
        Overwrites added = new Overwrites(LAMP, null);
        added.ours(op(3, OpKind.ENTITY_ADD, "lamp", "{'pinned': false}", "{'pinned': false}"), null);
        assertThat(added.result(json("{'pinned': false}")).work()).isEmpty();
    }

    private static FeedOp removal(@Nullable String snapshot) {
        return op(7, OpKind.ENTITY_REMOVE, "lamp", null, snapshot);
    }

    @Test
    void aRemovalOfWhatThePlanSawCoversNothing() {
        look.ours(removal("{'props': {'glow': 0}, 'pinned': false, 'lastOpId': 'x'}"), null);
        coversNothing("{}");
    }

    @Test
    void aRemovalCoversWhatIsInItsSnapshotAndThePlanDidNotSee() {
        look.ours(removal("{'props': {'glow': 1}, 'pinned': false}"), null);
        assertThat(look.result(null).work()).hasValueSatisfying(covered -> {
            assertThat(without(covered.counts())).isEqualTo(json("{'props': {'glow': 1}, 'pinned': false}"));
            assertThat(covered.stands()).isEmpty();
        });
    }

    @Test
    void aRemovalThatTellsNothingCoversWhatTheOpsBeforeItTold() {
        theirs("{'props': {'glow': 1}}", "{'props': {'glow': 1}}");
        look.ours(removal(null), null);
        assertThat(look.result(null).work()).hasValueSatisfying(covered -> assertThat(without(covered.counts()))
                .isEqualTo(json("{'props': {'glow': 1}}")));
    }

    @Test
    void aRemovalOfWhatThePlanDidNotSeeAtAllCoversWhatTheOpsTold() {
        Overwrites blind = new Overwrites(LAMP, null);
        blind.ours(removal("{'props': {'glow': 1}}"), null);
        assertThat(blind.result(null).work()).isEmpty();
    }

    // --- one step, and the feed after its plan ---

    private static final ObjectNode FIELDS = json("{'props': {'glow': 2}}");
    private static final FeedOp THEIRS = op(2, OpKind.ENTITY_UPDATE, "lamp", "{'props': {'glow': 1}}", null);
    private static final FeedOp OURS =
            op(3, "ours", "ws", OpKind.ENTITY_UPDATE, "lamp", "{'props': {'glow': 2}}", null);

    private static Step step() {
        RemoteEdit edit = new RemoteEdit.Modify(LAMP, FIELDS, SEEN);
        BaseValue base = new BaseValue(SEEN, Set.of());
        return new Step(new Decision.PushToRemote(LAMP, "", edit, base, Decision.Losses.NONE), SEEN, 1);
    }

    @Test
    void anOpOfAStepIsItsOwnByItsIdAndCoversWhatCameBefore() {
        Step step = step();
        step.sent("ours", FIELDS);
        assertThat(Overwrites.of(step, List.of(THEIRS, OURS), SEEN, id -> false).work())
                .hasValueSatisfying(
                        covered -> assertThat(covered.counts().path("props")).isEqualTo(json("{'glow': 1}")));
        assertThat(Overwrites.own(step, List.of(THEIRS, OURS))).contains(OURS);
    }

    @Test
    void whatAStepDidNotDoCoversNothing() {
        assertThat(Overwrites.of(step(), List.of(THEIRS, OURS), SEEN, id -> false)
                        .work())
                .isEmpty();
        assertThat(Overwrites.own(step(), List.of(THEIRS, OURS))).isEmpty();
    }

    @Test
    void anEarlierRequestOfOursIsNobodysWork() {
        Step step = step();
        step.sent("ours", FIELDS);
        assertThat(Overwrites.of(step, List.of(THEIRS, OURS), SEEN, "op2"::equals)
                        .work())
                .isEmpty();
    }

    @Test
    void anOpAboutAnotherObjectCoversNothing() {
        Step step = step();
        step.sent("ours", FIELDS);
        FeedOp boat = op(2, OpKind.ENTITY_UPDATE, "boat", "{'props': {'glow': 1}}", null);
        assertThat(Overwrites.of(step, List.of(boat, OURS), SEEN, id -> false).work())
                .isEmpty();
        FeedOp elsewhere = op(4, "ours", "ws", OpKind.ENTITY_UPDATE, "boat", null, null);
        assertThat(Overwrites.own(step, List.of(OURS, elsewhere))).contains(OURS);
    }

    @Test
    void aRemovalIsRecognisedByWhatItDoesAndAnEditIsNot() {
        ObjectKey app = ObjectKey.blueprint("Lamp");
        FeedOp gone = op(3, "short", "admin.http", OpKind.BLUEPRINT_REMOVE, "Lamp", null, "{'desc': 'new'}");
        RemoteEdit.Remove edit = new RemoteEdit.Remove(app, json("{'desc': 'old'}"));
        Step removal = new Step(new Decision.DeleteRemote(app, "", edit, null, Decision.Losses.NONE), null, 1);
        assertThat(Overwrites.own(removal, List.of(gone))).contains(gone);
        assertThat(Overwrites.of(removal, List.of(gone), null, id -> false).work())
                .hasValueSatisfying(covered ->
                        assertThat(covered.counts().path("desc").asText()).isEqualTo("new"));
        RemoteEdit.Modify modify = new RemoteEdit.Modify(app, json("{'desc': 'x'}"), json("{}"));
        BaseValue base = new BaseValue(json("{}"), Set.of());
        Step edited = new Step(new Decision.PushToRemote(app, "", modify, base, Decision.Losses.NONE), null, 1);
        assertThat(Overwrites.own(edited, List.of(gone))).isEmpty();
    }

    @Test
    void aSpawnIsRecognisedByWhatItSays() {
        String pose = "{'position': [1, 2, 3]}";
        RemoteEdit.Modify edit = new RemoteEdit.Modify(ObjectKey.SPAWN, json(pose), json("{'position': [0, 0, 0]}"));
        BaseValue base = new BaseValue(json(pose), Set.of());
        Step moved =
                new Step(new Decision.PushToRemote(ObjectKey.SPAWN, "", edit, base, Decision.Losses.NONE), null, 1);
        FeedOp own = op(3, "short", "admin.http", OpKind.SPAWN_UPDATE, FeedOp.SPAWN_ID, null, pose);
        assertThat(Overwrites.own(moved, List.of(own))).contains(own);
        FeedOp other = op(3, "short", "admin.http", OpKind.SPAWN_UPDATE, FeedOp.SPAWN_ID, null, "{'position': [7]}");
        assertThat(Overwrites.own(moved, List.of(other))).isEmpty();
    }

    // --- what an op says ---

    @Test
    void anOpSetsItsKnownFieldsOnly() {
        FeedOp update =
                op(2, OpKind.ENTITY_UPDATE, "lamp", "{'pinned': true, 'lastOpId': 'x', 'state': {'a': 1}}", null);
        assertThat(Overwrites.fieldsOf(update)).isEqualTo(json("{'pinned': true, 'state': {'a': 1}}"));
        assertThat(Overwrites.fieldsOf(op(2, OpKind.ENTITY_REMOVE, "lamp", null, "{'pinned': true}")))
                .isEmpty();
        assertThat(Overwrites.fieldsOf(op(2, OpKind.OTHER, "lamp", "{'pinned': true}", null)))
                .isEmpty();
    }

    @Test
    void anOpOfTheSettingsSetsOneOfThem() {
        FeedOp title = op(2, OpKind.SETTINGS_UPDATE, FeedOp.SETTINGS_ID, "{'key': 'title', 'value': 'Quay'}", null);
        assertThat(Overwrites.fieldsOf(title)).isEqualTo(json("{'title': 'Quay'}"));
        FeedOp none = op(2, OpKind.SETTINGS_UPDATE, FeedOp.SETTINGS_ID, "{'key': 'title'}", null);
        assertThat(Overwrites.fieldsOf(none)).isEqualTo(json("{'title': null}"));
        assertThat(Overwrites.fieldsOf(op(2, OpKind.SETTINGS_UPDATE, FeedOp.SETTINGS_ID, null, null)))
                .isEmpty();
    }

    @Test
    void anOpOfTheSpawnSetsThePose() {
        String pose = "{'position': [1, 2, 3], 'quaternion': [0, 0, 0, 1]}";
        assertThat(Overwrites.fieldsOf(op(2, OpKind.SPAWN_UPDATE, FeedOp.SPAWN_ID, "{'position': [9, 9, 9]}", pose)))
                .isEqualTo(json(pose));
    }

    @Test
    void anOpConcernsItsOwnObject() {
        assertThat(Overwrites.concerns(LAMP, op(2, OpKind.ENTITY_UPDATE, "lamp", "{}", null)))
                .isTrue();
        assertThat(Overwrites.concerns(LAMP, op(2, OpKind.ENTITY_UPDATE, "boat", "{}", null)))
                .isFalse();
        assertThat(Overwrites.concerns(LAMP, op(2, OpKind.BLUEPRINT_UPDATE, "lamp", "{}", null)))
                .isFalse();
        assertThat(Overwrites.concerns(LAMP, op(2, OpKind.OTHER, "lamp", "{}", null)))
                .isFalse();
    }

    @Test
    void onlyARequestOverHttpMayBeOursWithoutNamingUs() {
        String pose = "{'position': [1, 2, 3]}";
        String hash = CanonicalJson.sha256(json(pose));
        assertThat(nameless("admin.http", OpKind.BLUEPRINT_REMOVE, null, hash)).isTrue();
        assertThat(nameless("ws", OpKind.BLUEPRINT_REMOVE, null, hash)).isFalse();
        assertThat(nameless("admin.http", OpKind.SPAWN_UPDATE, pose, hash)).isTrue();
        assertThat(nameless("ws", OpKind.SPAWN_UPDATE, pose, hash)).isFalse();
        assertThat(nameless("admin.http", OpKind.SPAWN_UPDATE, "{'position': [9, 2, 3]}", hash))
                .isFalse();
        assertThat(nameless("admin.http", OpKind.SPAWN_UPDATE, null, hash)).isFalse();
        assertThat(nameless("admin.http", OpKind.BLUEPRINT_UPDATE, pose, hash)).isFalse();
    }

    private static boolean nameless(String source, OpKind kind, @Nullable String snapshot, String hash) {
        return Overwrites.isNameless(op(2, "op2", source, kind, "Lamp", null, snapshot), hash);
    }
}
