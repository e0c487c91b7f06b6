package dev.lobbysync.daemon.sync;

import static dev.lobbysync.daemon.sync.FeedOps.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.BaseValue;
import dev.lobbysync.daemon.model.FieldConflict;
import dev.lobbysync.daemon.model.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which parts of a base move although the object as a whole is in conflict. */
class AgreedFieldsTest {
    private static final ObjectKey LAMP = ObjectKey.blueprint("Lamp");

    private @Nullable ObjectNode base = json("{'desc': 'a'}");
    private ObjectNode value = json("{'desc': 'a'}");
    private @Nullable ObjectNode local = json("{'desc': 'L'}");
    private @Nullable ObjectNode remote = json("{'desc': 'R'}");
    private Set<String> silent = Set.of();
    private Judgement.Why why = Judgement.Why.SERVED;
    private String asked = "desc";
    private boolean known = true;

    private @Nullable BaseValue agreed() {
        BaseEntry entry = new BaseEntry(LAMP, null, "", () -> value, silent, null, "op1", 4, BaseEntry.Origin.SYNCED);
        ObjectView view = Views.of(LAMP, known ? entry : null, null);
        Sides sides = new Sides(base, local, remote, remote, new Judgement(remote, why));
        List<FieldConflict> open = List.of(new FieldConflict(asked, "shared", null, null, null));
        MergedForm merged = new MergedForm(json("{}"), open, List.of(), List.of(), Map.of(), Map.of());
        return AgreedParts.of(view, sides, merged);
    }

    private void sides(String before, String files, String world) {
        base = json(before);
        value = json(before);
        local = json(files);
        remote = json(world);
    }

    private void agreedOn(String expected) {
        assertThat(Objects.requireNonNull(agreed()).value()).isEqualTo(json(expected));
    }

    @Test
    void whatBothSidesSayAlikeMovesAndTheQuestionDoesNot() {
        sides(
                "{'desc': 'a', 'author': 'x', 'url': 'u'}",
                "{'desc': 'L', 'author': 'y', 'url': 'u'}",
                "{'desc': 'R', 'author': 'y', 'url': 'v'}");
        agreedOn("{'desc': 'a', 'author': 'y', 'url': 'u'}");
    }

    @Test
    void whatBothSidesTookAwayIsSaidAloud() {
        sides("{'desc': 'a', 'author': 'x'}", "{'desc': 'L'}", "{'desc': 'R'}");
        agreedOn("{'desc': 'a', 'author': null}");
    }

    @Test
    void membersMoveOneByOne() {
        sides(
                "{'props': {'a': 1, 'b': 1, 'c': 1}}",
                "{'props': {'a': 2, 'b': 3, 'd': 1}}",
                "{'props': {'a': 2, 'b': 4, 'd': 1}}");
        agreedOn("{'props': {'a': 2, 'b': 1, 'd': 1}}");
    }

    @Test
    void aFieldThatMovedIsNoLongerOneThatNoFileMentions() {
        sides("{'desc': 'a', 'author': 'x'}", "{'desc': 'L', 'author': 'y'}", "{'desc': 'R', 'author': 'y'}");
        silent = Set.of("author", "keep");
        assertThat(Objects.requireNonNull(agreed()).silent()).containsExactly("keep");
    }

    @Test
    void nothingMovesWhereNothingIsAgreed() {
        assertThat(agreed()).isNull();
    }

    @Test
    void nothingMovesWithoutABaseOrASideOrWhereTheWorldForgot() {
        sides("{'desc': 'a', 'author': 'x'}", "{'desc': 'L', 'author': 'y'}", "{'desc': 'R', 'author': 'y'}");
        assertThat(agreed()).isNotNull();
        for (Judgement.Why other : Judgement.Why.values()) {
            why = other;
            assertThat(agreed() != null).as(other.name()).isEqualTo(other == Judgement.Why.SERVED);
        }
        why = Judgement.Why.SERVED;
        known = false;
        assertThat(agreed()).isNull();
        known = true;
        ObjectNode before = base;
        base = null;
        assertThat(agreed()).isNull();
        base = before;
        ObjectNode files = local;
        local = null;
        assertThat(agreed()).isNull();
        local = files;
        remote = null;
        assertThat(agreed()).isNull();
    }

    // --- scripts ---

    private static final String FILES = "{'scriptEntry': 'index.js', 'scriptFiles': {'index.js': 'asset://1.js',"
            + " 'old.js': 'asset://2.js', '@shared/m.js': 'asset://3.js'}}";
    private static final String OTHERS = "{'scriptEntry': 'main.js', 'scriptFiles': {'index.js': 'asset://9.js',"
            + " 'new.js': 'asset://8.js', '@shared/m.js': 'asset://7.js'}}";

    @Test
    void ownScriptsMoveWithTheirEntryAndSharedModulesDoNot() {
        sides(FILES, OTHERS, OTHERS);
        agreedOn("{'scriptEntry': 'main.js', 'scriptFiles': {'index.js': 'asset://9.js', 'new.js': 'asset://8.js',"
                + " '@shared/m.js': 'asset://3.js'}}");
    }

    @Test
    void theNamesOfTheSetStayWhileItIsAQuestion() {
        sides(FILES, OTHERS, OTHERS);
        asked = "scriptFiles/old.js";
        agreedOn("{'scriptEntry': 'main.js', 'scriptFiles': {'index.js': 'asset://9.js', 'old.js': 'asset://2.js',"
                + " '@shared/m.js': 'asset://3.js'}}");
    }

    @Test
    void anEntryThatBothTookAwayIsNone() {
        sides(
                FILES,
                FILES.replace("'scriptEntry': 'index.js', ", ""),
                FILES.replace("'scriptEntry': 'index.js', ", ""));
        agreedOn(FILES.replace("'scriptEntry': 'index.js'", "'scriptEntry': null"));
    }

    @Test
    void aSetThatBecomesAVariantOrWasOneDoesNotMove() {
        sides(
                "{'author': 'x', 'scriptFiles': {'index.js': 'asset://1.js'}}",
                "{'author': 'y', 'scriptRef': 'Root'}",
                "{'author': 'y', 'scriptRef': 'Root'}");
        agreedOn("{'author': 'y', 'scriptFiles': {'index.js': 'asset://1.js'}}");
        sides(
                "{'author': 'x', 'scriptRef': 'Root'}",
                "{'author': 'y', 'scriptFiles': {'index.js': 'asset://1.js'}}",
                "{'author': 'y', 'scriptFiles': {'index.js': 'asset://1.js'}}");
        value = json("{'author': 'x', 'scriptFiles': {'index.js': 'asset://0.js'}}");
        agreedOn("{'author': 'y', 'scriptFiles': {'index.js': 'asset://0.js'}}");
        value = json("{'author': 'x', 'scriptRef': 'Root'}");
        agreedOn("{'author': 'y', 'scriptRef': 'Root'}");
    }
}
