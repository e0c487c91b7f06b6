package dev.lobbysync.daemon.sync;

import static dev.lobbysync.daemon.sync.FeedOps.json;
import static dev.lobbysync.daemon.sync.FeedOps.op;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.protocol.api.FeedOp;
import dev.lobbysync.protocol.api.OpKind;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Covered work counts on while the feed goes on, until it is settled (DESIGN 3). */
class CoveredTest {
    private static final ObjectKey LAMP = ObjectKey.entity("lamp");

    private final CoveredObjects covered = new CoveredObjects();

    private static ObjectNode counts(CoveredObjects covered) {
        return without(Objects.requireNonNull(
                Objects.requireNonNull(covered.instead(LAMP)).counts()));
    }

    private static ObjectNode without(ObjectNode document) {
        ObjectNode rest = document.deepCopy();
        rest.remove("id");
        return rest;
    }

    private static FeedOp update(long cursor, String patch, String snapshot) {
        return op(cursor, OpKind.ENTITY_UPDATE, "lamp", patch, snapshot);
    }

    @Test
    void whatSomebodyChangesTakesThePlaceOfWhatWasCoveredAndNothingElseDoes() {
        covered.note(LAMP, new Covered(json("{'props': {'a': 1, 'b': 1}}"), json("{'props': {'a': 2, 'b': 2}}")));
        covered.later(LAMP, update(5, "{'props': {'a': 2, 'b': 3}}", "{'props': {'a': 2, 'b': 3}}"), false);
        assertThat(counts(covered)).isEqualTo(json("{'props': {'a': 1, 'b': 3}}"));
        covered.later(LAMP, update(6, "{'props': {'a': 2, 'b': 3, 'c': 4}}", "{'props': {}}"), false);
        assertThat(counts(covered)).isEqualTo(json("{'props': {'a': 1, 'b': 3, 'c': 4}}"));
    }

    @Test
    void whatSomebodyTakesAwayOfItIsGone() {
        covered.note(LAMP, new Covered(json("{'props': {'a': 1, 'b': 1}}"), json("{'props': {'a': 2, 'b': 2}}")));
        covered.later(LAMP, update(5, "{'props': {'b': 2}}", "{'props': {'b': 2}}"), false);
        assertThat(counts(covered)).isEqualTo(json("{'props': {'b': 1}}"));
    }

    @Test
    void whatWasCoveredAndNobodySawIsNotTakenAwayByWhoDoesNotHaveIt() {
        covered.note(LAMP, new Covered(json("{'props': {'theirs': 1}}"), json("{'props': {}}")));
        covered.later(LAMP, update(5, "{'props': {'c': 3}}", "{'props': {'c': 3}}"), false);
        assertThat(counts(covered)).isEqualTo(json("{'props': {'theirs': 1, 'c': 3}}"));
    }

    @Test
    void whatWeWriteLaterChangesWhatStandsAndNotWhatCounts() {
        covered.note(LAMP, new Covered(json("{'props': {'a': 1}}"), json("{'props': {'a': 2}}")));
        covered.later(LAMP, update(5, "{'props': {'a': 7}}", "{'props': {'a': 7}}"), true);
        assertThat(counts(covered)).isEqualTo(json("{'props': {'a': 1}}"));
        covered.later(LAMP, update(6, "{'props': {'a': 7}}", "{'props': {'a': 7}}"), false);
        assertThat(counts(covered)).isEqualTo(json("{'props': {'a': 1}}"));
    }

    @Test
    void whoAddsOrRemovesTheObjectHasTheLastWord() {
        Covered work = new Covered(json("{'pinned': true}"), json("{}"));
        for (OpKind kind : new OpKind[] {OpKind.ENTITY_ADD, OpKind.ENTITY_REMOVE}) {
            covered.note(LAMP, work);
            covered.later(LAMP, op(5, kind, "lamp", "{'pinned': false}", "{'pinned': false}"), false);
            assertThat(covered.has(LAMP)).as(kind.wireName()).isFalse();
            covered.note(LAMP, work);
            covered.later(LAMP, op(5, kind, "lamp", "{'pinned': false}", "{'pinned': false}"), true);
            assertThat(covered.has(LAMP)).as("ours, " + kind.wireName()).isTrue();
        }
    }

    @Test
    void whatWasNotCoveredIsNotMadeUpByALaterOp() {
        covered.later(LAMP, update(5, "{'pinned': true}", "{'pinned': true}"), false);
        assertThat(covered.has(LAMP)).isFalse();
        assertThat(covered.instead(LAMP)).isNull();
        assertThat(covered.keys()).isEmpty();
    }

    @Test
    void whatIsMadeAnewAfterALateRequestIsSettledLikeAnythingElse() {
        covered.noteLate(LAMP, update(7, "{'pinned': true}", "{'pinned': true}"), json("{'pinned': false}"));
        covered.later(LAMP, op(8, OpKind.ENTITY_REMOVE, "lamp", null, "{}"), false);
        assertThat(covered.instead(LAMP)).isNull();
        covered.note(LAMP, new Covered(json("{'pinned': true}"), json("{}")));
        covered.settled(LAMP, 5);
        assertThat(covered.instead(LAMP)).isNull();
    }

    @Test
    void whatTheRuntimeForgotCountsAsForgottenUntilItIsSettledOrCovered() {
        covered.noteForgotten(LAMP, new Covered(json("{'pinned': true}"), json("{}")));
        assertThat(Objects.requireNonNull(covered.instead(LAMP)).why()).isEqualTo(Judgement.Why.FORGOTTEN);
        covered.note(LAMP, new Covered(json("{}"), json("{}")));
        assertThat(Objects.requireNonNull(covered.instead(LAMP)).why()).isEqualTo(Judgement.Why.OVERWRITTEN);
        covered.noteForgotten(LAMP, new Covered(json("{'pinned': true}"), json("{}")));
        covered.settled(LAMP, 9);
        assertThat(covered.instead(LAMP)).isNull();
    }

    @Test
    void settledIsWhatWasCoveredUpToThere() {
        covered.note(LAMP, new Covered(json("{}"), json("{}")));
        covered.settled(LAMP, 3);
        assertThat(covered.has(LAMP)).isFalse();
        covered.noteLate(LAMP, update(9, "{'pinned': true}", "{'pinned': true}"), json("{'pinned': false}"));
        assertThat(counts(covered)).isEqualTo(json("{'pinned': false}"));
        assertThat(covered.keys()).containsExactly(LAMP);
        covered.settled(LAMP, 8);
        assertThat(covered.has(LAMP)).isTrue();
        covered.settled(LAMP, 9);
        assertThat(covered.has(LAMP)).isFalse();
        covered.note(LAMP, new Covered(json("{}"), json("{}")));
        covered.settled(LAMP, 3);
        assertThat(covered.has(LAMP)).isFalse();
    }

    @Test
    void nothingIsLeftAfterANewStart() {
        covered.noteLate(LAMP, update(9, "{'pinned': true}", "{'pinned': true}"), json("{'pinned': false}"));
        covered.clear();
        assertThat(covered.keys()).isEmpty();
        covered.note(LAMP, new Covered(json("{}"), json("{}")));
        covered.settled(LAMP, 1);
        assertThat(covered.has(LAMP)).isFalse();
    }

    @Test
    void anOpSaysWhatStandsAfterIt() {
        ObjectNode before = json("{'title': 'Harbour', 'rank': 1}");
        FeedOp title = op(
                2,
                OpKind.SETTINGS_UPDATE,
                FeedOp.SETTINGS_ID,
                "{'key': 'title', 'value': 'Quay'}",
                "{'title': 'Quay'}");
        assertThat(Covered.standing(before, title)).isEqualTo(json("{'title': 'Quay', 'rank': 1}"));
        assertThat(Covered.standing(null, title)).isEqualTo(json("{'title': 'Quay'}"));
        assertThat(Covered.standing(before, op(2, OpKind.ENTITY_REMOVE, "lamp", null, "{'pinned': true}")))
                .isEmpty();
        assertThat(Covered.standing(json("{'pinned': true, 'props': {}}"), update(3, "{'pinned': false}", null)))
                .isEqualTo(json("{'pinned': false, 'props': {}}"));
        assertThat(without(Covered.standing(before, update(3, "{'pinned': false}", "{'pinned': true}"))))
                .isEqualTo(json("{'pinned': true}"));
    }

    @Test
    void onwardKeepsWhatCountedWhereNobodyChangedAnything() {
        ObjectNode counted = json("{'a': 1}");
        assertThat(Covered.onward(json("{'a': 2}"), counted, json("{'a': 2}"))).isSameAs(counted);
        assertThat(Covered.onward(MissingNode.getInstance(), counted, MissingNode.getInstance()))
                .isSameAs(counted);
        assertThat(Covered.onward(MissingNode.getInstance(), counted, json("{'b': 1}")))
                .isEqualTo(json("{'b': 1}"));
        assertThat(Covered.onward(json("{'a': 2}"), counted, MissingNode.getInstance()))
                .isSameAs(MissingNode.getInstance());
    }
}
