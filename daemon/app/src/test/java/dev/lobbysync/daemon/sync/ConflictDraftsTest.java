package dev.lobbysync.daemon.sync;

import static dev.lobbysync.daemon.sync.FeedOps.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.BaseEntry;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.ConflictDraft;
import dev.lobbysync.daemon.model.FieldConflict;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.protocol.doc.KnownFields;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a person is shown of a conflict, and when a choice still counts for it (PROTOCOL 7.10). */
class ConflictDraftsTest {
    private static final ObjectKey LAMP = ObjectKey.blueprint("Lamp");
    private static final ObjectNode LOCAL = json("{'desc': 'L'}");
    private static final ObjectNode REMOTE = json("{'desc': 'R'}");

    private static ObjectNode document(ObjectKey key, String form) {
        return Objects.requireNonNull(ConflictDrafts.document(key, json(form)));
    }

    private static Set<String> names(ObjectNode document) {
        Set<String> names = new TreeSet<>();
        document.fieldNames().forEachRemaining(names::add);
        return names;
    }

    // --- documents ---

    @Test
    void aBlueprintSaysItsIdAndEachFieldAloudButNoScriptsThatItHasNot() {
        ObjectNode document = document(LAMP, "{'desc': 'lit', 'scriptEntry': 'index.js'}");
        Set<String> expected = new TreeSet<>(KnownFields.of(ObjectKind.BLUEPRINT));
        expected.removeAll(KnownFields.SCRIPT);
        expected.addAll(Set.of("id", "scriptEntry"));
        assertThat(names(document)).isEqualTo(expected);
        assertThat(document.path("id").asText()).isEqualTo("Lamp");
        assertThat(document.path("desc").asText()).isEqualTo("lit");
        assertThat(document.path("locked").isBoolean()).isTrue();
    }

    @Test
    void anEntityIsShownInItsNormalForm() {
        ObjectNode document = document(ObjectKey.entity("lamp"), "{'blueprint': 'Lamp', 'pinned': true}");
        assertThat(document.path("id").asText()).isEqualTo("lamp");
        assertThat(document.path("pinned").asBoolean()).isTrue();
        assertThat(document.path("position").isArray()).isTrue();
    }

    @Test
    void settingsHaveNoIdAndAModuleIsItsText() {
        ObjectNode settings = document(ObjectKey.SETTINGS, "{'title': 'Quay'}");
        assertThat(names(settings)).isEqualTo(new TreeSet<>(KnownFields.of(ObjectKind.SETTINGS)));
        assertThat(document(ObjectKey.module("@shared/math.js"), "{'url': 'asset://1.js'}"))
                .isEqualTo(json("{'url': 'asset://1.js'}"));
        assertThat(ConflictDrafts.document(LAMP, null)).isNull();
    }

    // --- reasons ---

    private static ObjectView view(@Nullable ObjectNode served) {
        BaseEntry base =
                new BaseEntry(LAMP, "old-uid", "", () -> json("{}"), Set.of(), null, null, 4, BaseEntry.Origin.SYNCED);
        return Views.of(LAMP, base, served);
    }

    private static FieldConflict field(String path, boolean order) {
        return new FieldConflict(path, "shared", null, null, null, null, order, "");
    }

    private static MergedForm open(FieldConflict... fields) {
        return new MergedForm(LOCAL, List.of(fields), List.of(), List.of(), Map.of(), Map.of());
    }

    private static Sides sides(@Nullable ObjectNode base, Judgement.Why why) {
        return new Sides(base, LOCAL, REMOTE, REMOTE, new Judgement(REMOTE, why));
    }

    private static String reason(@Nullable ObjectNode base, FieldConflict... fields) {
        return ConflictDrafts.fields(view(null), sides(base, Judgement.Why.SERVED), open(fields))
                .reason();
    }

    @Test
    void theReasonNamesTheFirstFieldAndHowManyMoreThereAre() {
        FieldConflict desc = field("desc", false);
        FieldConflict url = field("url", false);
        assertThat(reason(json("{}"), desc)).isEqualTo("both sides changed desc since the base");
        assertThat(reason(json("{}"), desc, url, url)).isEqualTo("both sides changed desc and 2 more since the base");
        assertThat(reason(null, desc)).isEqualTo("first meeting: both sides have it, with different desc");
    }

    @Test
    void theObjectIsNamedByItsUidInTheWorldElseByTheBases() {
        assertThat(draft(view(json("{'uid': 'new-uid'}"))).uid()).isEqualTo("new-uid");
        assertThat(draft(view(json("{'uid': 7}"))).uid()).isEqualTo("old-uid");
        assertThat(draft(view(null)).uid()).isEqualTo("old-uid");
    }

    @Test
    void aQuestionKnowsWhetherItShowsWhatTheWorldHasForgotten() {
        for (Judgement.Why why : Judgement.Why.values()) {
            boolean forgotten = why == Judgement.Why.FORGOTTEN;
            Sides sides = sides(json("{}"), why);
            assertThat(ConflictDrafts.deletion(view(null), sides, "gone").forgotten())
                    .isEqualTo(forgotten);
            assertThat(ConflictDrafts.fields(view(null), sides, open(field("desc", false)))
                            .forgotten())
                    .isEqualTo(forgotten);
        }
    }

    private static ConflictDraft draft(ObjectView view) {
        return ConflictDrafts.deletion(view, sides(json("{}"), Judgement.Why.SERVED), "gone")
                .draft();
    }

    @Test
    void ofDoubtfulSettingsEachFieldThatDiffersIsAQuestionAndNoOther() {
        ObjectKey key = ObjectKey.SETTINGS;
        ObjectView view = Views.of(key, null, null);
        ObjectNode local = json("{'title': 'mine', 'rank': 1, 'desc': 'same'}");
        ObjectNode remote = json("{'title': 'theirs', 'rank': 1, 'desc': 'same', 'ao': false}");
        Sides sides = new Sides(json("{}"), local, remote, remote, new Judgement(remote, Judgement.Why.SERVED));
        assertThat(ConflictDrafts.doubted(view, sides, "an old save").draft().unresolved())
                .extracting(FieldConflict::path)
                .containsExactlyInAnyOrder("settings.title", "settings.ao");
    }

    // --- choices ---

    private static ConflictArtifact artifact(String document) {
        return new ConflictArtifact("1", true, "", LAMP, null, null, json(document));
    }

    private static ConflictDraft asking(
            @Nullable ObjectNode local, @Nullable ObjectNode remote, FieldConflict... fields) {
        return new ConflictDraft(
                LAMP, null, null, local, remote, null, List.of(fields), List.of(), List.of(), Map.of());
    }

    private static boolean counts(Use use, String shown, ConflictDraft now) {
        return Resolver.shows(ObjectView.Chosen.side(artifact(shown), use), now);
    }

    @Test
    void aChoiceCountsOnlyForWhatWasShown() {
        String shown = "{'local': {'desc': 'L'}, 'remote': {'desc': 'R'}}";
        assertThat(counts(Use.LOCAL, shown, asking(LOCAL, REMOTE))).isTrue();
        assertThat(counts(Use.LOCAL, shown, asking(json("{'desc': 'M'}"), REMOTE)))
                .isFalse();
        assertThat(counts(Use.LOCAL, shown, asking(LOCAL, json("{'desc': 'S'}"))))
                .isFalse();
        assertThat(counts(Use.LOCAL, shown, asking(null, REMOTE))).isFalse();
        assertThat(counts(Use.LOCAL, "{'local': null, 'remote': {'desc': 'R'}}", asking(null, REMOTE)))
                .isTrue();
        assertThat(counts(Use.LOCAL, "{'local': null, 'remote': {'desc': 'R'}}", asking(LOCAL, REMOTE)))
                .isFalse();
    }

    @Test
    void aChoiceFieldByFieldCountsOnlyForTheFieldsThatWereAsked() {
        String sides = "{'local': {'desc': 'L'}, 'remote': {'desc': 'R'}, ";
        String one = sides + "'unresolvedFields': [{'path': 'desc'}]}";
        String order =
                sides + "'unresolvedFields': [{'path': 'desc'}], 'daemon': {'fields': {'desc': {'order': true}}}}";
        ConflictDraft plain = asking(LOCAL, REMOTE, field("desc", false));
        assertThat(counts(Use.MERGED, one, plain)).isTrue();
        assertThat(counts(Use.MERGED, one, asking(LOCAL, REMOTE, field("desc", false), field("url", false))))
                .isFalse();
        assertThat(counts(Use.MERGED, order, plain)).isFalse();
        assertThat(counts(Use.MERGED, order, asking(LOCAL, REMOTE, field("desc", true))))
                .isTrue();
        assertThat(Stream.of(Use.LOCAL, Use.REMOTE)).allMatch(use -> counts(use, order, plain));
    }
}
