package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lobbysync.daemon.model.Choice;
import dev.lobbysync.daemon.model.Explained;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import dev.lobbysync.daemon.testing.Loss;
import dev.lobbysync.protocol.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A person settles a conflict field by field, or writes the merged document themselves. */
class FieldChoiceTest {
    private static final String LANTERN = "blueprint Lantern";
    private static final String KEYED = """
            { "blueprints": { "props.items[]": { "array": "keyed", "key": ["id"] } } }
            """;
    private final Bench bench = Harbour.running();

    /** Both sides change color and desc, the files the author, the world the glow. */
    private void clash() {
        bench.apart();
        bench.replace(Harbour.LANTERN, "amber", "LOCAL-COLOR");
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL-DESC");
        bench.replace(Harbour.LANTERN, "mira", "LOCAL-AUTHOR");
        bench.world().editProp("Lantern", "color", "REMOTE-COLOR");
        bench.world().editProp("Lantern", "glow", 0.875);
        bench.world().edit("Lantern", "desc", "REMOTE-DESC");
        bench.reunite();
        assertThat(bench.conflictFields(LANTERN)).containsExactlyInAnyOrder("desc", "props.color");
        bench.takeMutations();
    }

    private SyncEngine.Resolution settle(String field, Use use) {
        return bench.resolve(LANTERN, Choice.of(field, use));
    }

    private JsonNode lantern() {
        return bench.json(Harbour.LANTERN);
    }

    @Test
    void oneFieldIsSettledAndTheRestStaysOpenAndUnwritten() {
        clash();
        String before = bench.read(Harbour.LANTERN);
        SyncEngine.Resolution resolution = settle("props.color", Use.REMOTE);
        assertThat(resolution.kind()).isEqualTo(SyncEngine.Resolution.Kind.SETTLED);
        assertThat(resolution.message()).contains("props.color").contains("desc");
        assertThat(bench.conflict(LANTERN).unsettled()).containsExactly("desc");
        assertThat(bench.read(Harbour.LANTERN)).isEqualTo(before);
        assertThat(bench.takeMutations()).isEmpty();
    }

    @Test
    void theLastFieldCarriesOutAllOfThemAndKeepsWhatBothSidesDidElsewhere() {
        clash();
        settle("props.color", Use.REMOTE);
        assertThat(settle("desc", Use.LOCAL).kind()).isEqualTo(SyncEngine.Resolution.Kind.RESOLVED);
        bench.assertInSync();
        assertThat(lantern().path("props").path("color").asText()).isEqualTo("REMOTE-COLOR");
        assertThat(lantern().path("props").path("glow").asDouble()).isEqualTo(0.875);
        assertThat(lantern().path("desc").asText()).isEqualTo("LOCAL-DESC");
        assertThat(lantern().path("author").asText()).isEqualTo("LOCAL-AUTHOR");
        assertThat(bench.lies(".lobby/trash", "LOCAL-COLOR")).isTrue();
        assertThat(bench.lies(".lobby/trash", "REMOTE-DESC")).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void whatIsSettledOutlivesACrash(Loss loss) {
        clash();
        settle("props.color", Use.REMOTE);
        bench.crash(loss);
        bench.start();
        assertThat(bench.conflict(LANTERN).unsettled()).containsExactly("desc");
        settle("desc", Use.LOCAL);
        bench.assertInSync();
        assertThat(lantern().path("props").path("color").asText()).isEqualTo("REMOTE-COLOR");
    }

    @Test
    void whatIsSettledOutlivesEditsElsewhereOnEitherSide() {
        clash();
        settle("props.color", Use.REMOTE);
        bench.replace(Harbour.LANTERN, "LOCAL-AUTHOR", "LATER-AUTHOR");
        bench.world().editProp("Lantern", "glow", 0.25);
        bench.settle();
        assertThat(bench.conflict(LANTERN).unsettled()).containsExactly("desc");
        settle("desc", Use.REMOTE);
        bench.assertInSync();
        assertThat(lantern().path("props").path("color").asText()).isEqualTo("REMOTE-COLOR");
        assertThat(lantern().path("props").path("glow").asDouble()).isEqualTo(0.25);
        assertThat(lantern().path("author").asText()).isEqualTo("LATER-AUTHOR");
    }

    @ParameterizedTest
    @EnumSource(
            value = Use.class,
            names = {"LOCAL", "REMOTE"})
    void whatIsSettledIsForgottenOnceASideChangesThatField(Use side) {
        clash();
        settle("props.color", Use.REMOTE);
        if (side == Use.LOCAL) {
            bench.replace(Harbour.LANTERN, "LOCAL-COLOR", "LATER-COLOR");
        } else {
            bench.world().editProp("Lantern", "color", "LATER-COLOR");
        }
        bench.settle();
        assertThat(bench.conflict(LANTERN).unsettled()).containsExactlyInAnyOrder("desc", "props.color");
    }

    @Test
    void anEditThatNobodySawYetIsNotCoveredByTheLastField() {
        clash();
        settle("props.color", Use.LOCAL);
        bench.remote().hinting(false);
        bench.world().editProp("Lantern", "color", "UNSEEN");
        assertThat(settle("desc", Use.LOCAL).kind()).isEqualTo(SyncEngine.Resolution.Kind.MOVED_ON);
        assertThat(bench.conflict(LANTERN).unsettled()).containsExactly("props.color");
        settle("props.color", Use.REMOTE);
        bench.assertInSync();
        assertThat(lantern().path("props").path("color").asText()).isEqualTo("UNSEEN");
    }

    @Test
    void onceTheOtherFieldsAgreeMergedFinishesWithWhatIsSettled() {
        clash();
        settle("props.color", Use.REMOTE);
        bench.replace(Harbour.LANTERN, "LOCAL-DESC", "REMOTE-DESC");
        bench.settle();
        assertThat(bench.conflict(LANTERN).unsettled()).isEmpty();
        assertThat(bench.resolve(LANTERN, Use.MERGED).kind()).isEqualTo(SyncEngine.Resolution.Kind.RESOLVED);
        bench.assertInSync();
        assertThat(lantern().path("props").path("color").asText()).isEqualTo("REMOTE-COLOR");
    }

    @Test
    void mergedTakesLocalForWhatIsNotSettled() {
        clash();
        settle("props.color", Use.REMOTE);
        bench.resolve(LANTERN, Use.MERGED);
        bench.assertInSync();
        assertThat(lantern().path("props").path("color").asText()).isEqualTo("REMOTE-COLOR");
        assertThat(lantern().path("desc").asText()).isEqualTo("LOCAL-DESC");
    }

    @Test
    void aPersonMayWriteTheValueOfAField() {
        clash();
        settle("desc", Use.LOCAL);
        bench.resolve(LANTERN, new Choice(Use.MERGED, "props.color", TextNode.valueOf("MINE"), null));
        bench.assertInSync();
        assertThat(lantern().path("props").path("color").asText()).isEqualTo("MINE");
    }

    @Test
    void aPersonMayWriteTheWholeDocument() {
        clash();
        ObjectNode document =
                (ObjectNode) bench.conflict(LANTERN).document().path("merged").deepCopy();
        document.put("desc", "MINE").remove(List.of("id", "scriptFiles"));
        ((ObjectNode) document.path("props")).put("color", "MINE").put("new", 1);
        SyncEngine.Resolution resolution = bench.resolve(LANTERN, new Choice(Use.MERGED, null, document, null));
        assertThat(resolution.kind()).as(resolution.message()).isEqualTo(SyncEngine.Resolution.Kind.RESOLVED);
        bench.assertInSync();
        assertThat(lantern().path("desc").asText()).isEqualTo("MINE");
        assertThat(lantern().path("props").path("new").asInt()).isEqualTo(1);
        assertThat(bench.has(Harbour.LANTERN_SCRIPT)).isTrue();
        assertThat(bench.has(Harbour.GLOW)).isTrue();
    }

    @Test
    void aDocumentThatMakesNoObjectIsRefusedAndTheConflictStays() {
        clash();
        ObjectNode document =
                (ObjectNode) bench.conflict(LANTERN).document().path("merged").deepCopy();
        document.remove(List.of("id", "scriptFiles"));
        ObjectNode unknown = document.deepCopy().put("colour", 1);
        assertRefused(bench.resolve(LANTERN, new Choice(Use.MERGED, null, unknown, null)), "colour");
        ObjectNode invalid = document.deepCopy().put("props", 1);
        assertRefused(bench.resolve(LANTERN, new Choice(Use.MERGED, null, invalid, null)), "props must be an object");
        assertThat(bench.conflict(LANTERN).unsettled()).hasSize(2);
    }

    private static void assertRefused(SyncEngine.Resolution resolution, String why) {
        assertThat(resolution.kind()).isEqualTo(SyncEngine.Resolution.Kind.REFUSED);
        assertThat(resolution.message()).contains(why);
    }

    @Test
    void whatAPersonLookedAtMustStillBeThere() {
        clash();
        Choice choice = new Choice(Use.LOCAL, null, null, "other:hashes");
        assertThat(bench.resolve(LANTERN, choice).kind()).isEqualTo(SyncEngine.Resolution.Kind.MOVED_ON);
        String seen = bench.conflict(LANTERN).fingerprint();
        assertThat(bench.resolve(LANTERN, new Choice(Use.LOCAL, null, null, seen))
                        .kind())
                .isEqualTo(SyncEngine.Resolution.Kind.RESOLVED);
    }

    @Test
    void aFieldThatIsNotInConflictIsToldWithThoseThatAre() {
        clash();
        SyncEngine.Resolution resolution = settle("author", Use.LOCAL);
        assertThat(resolution.kind()).isEqualTo(SyncEngine.Resolution.Kind.UNKNOWN);
        assertThat(resolution.message()).contains("desc").contains("props.color");
        assertRefused(settle("desc", Use.MERGED), "no merged form");
    }

    @Test
    void withoutADaemonItIsTheSame() {
        clash();
        bench.stop();
        assertThat(bench.resolveOffline(LANTERN, Choice.of("props.color", Use.REMOTE))
                        .kind())
                .isEqualTo(SyncEngine.Resolution.Kind.SETTLED);
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.resolveOffline(LANTERN, Choice.of("desc", Use.LOCAL)).kind())
                .isEqualTo(SyncEngine.Resolution.Kind.RESOLVED);
        bench.start();
        bench.assertInSync();
        assertThat(lantern().path("props").path("color").asText()).isEqualTo("REMOTE-COLOR");
    }

    @Test
    void aScriptIsAFieldUnderItsPlainPath() {
        bench.apart();
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL-DESC");
        bench.world().edit("Lantern", "desc", "REMOTE-DESC");
        String base = bench.read(Harbour.LANTERN_SCRIPT);
        bench.replace(Harbour.LANTERN_SCRIPT, "middle = 2", "middle = 'LOCAL'");
        bench.world().script("Lantern", "index.js", base.replace("middle = 2", "middle = 'REMOTE'"));
        bench.world().script("Lantern", "lib/glow.js", "export const glow = () => 'REMOTE-GLOW'\n");
        bench.reunite();
        assertThat(bench.conflictFields(LANTERN)).containsExactlyInAnyOrder("desc", "scriptFiles/index.js");

        assertRefused(settle("index.js", Use.MERGED), "conflict markers");
        settle("index.js", Use.REMOTE);
        assertThat(bench.conflict(LANTERN).unsettled()).containsExactly("desc");
        settle("desc", Use.LOCAL);

        bench.assertInSync();
        assertThat(bench.read(Harbour.LANTERN_SCRIPT)).contains("'REMOTE'");
        assertThat(bench.read(Harbour.GLOW)).contains("REMOTE-GLOW");
        assertThat(bench.lies(".lobby/trash", "middle = 'LOCAL'")).isTrue();
    }

    @Test
    void aScriptThatOneSideRemovedGoesOrComesBack() {
        bench.apart();
        bench.write(Harbour.GLOW, "export const glow = () => 'LOCAL'\n");
        bench.world().removeScript("Lantern", "lib/glow.js");
        bench.reunite();
        assertThat(settle("lib/glow.js", Use.LOCAL).kind()).isEqualTo(SyncEngine.Resolution.Kind.RESOLVED);
        bench.assertInSync();
        assertThat(bench.read(Harbour.GLOW)).contains("LOCAL");
    }

    @Test
    void settingsAndSpawnAreSettledByTheirFields() {
        bench.apart();
        bench.layout(world ->
                ((ObjectNode) world.get("settings")).put("title", "LOCAL-TITLE").put("desc", "LOCAL-DESC"));
        bench.layout(world -> ((ObjectNode) world.get("spawn"))
                .putArray("position")
                .add(1)
                .add(1)
                .add(1));
        bench.world().setting("title", "REMOTE-TITLE");
        bench.world().setting("desc", "REMOTE-DESC");
        bench.world().spawn(2, 2, 2);
        bench.reunite();

        bench.resolve("settings", Choice.of("title", Use.REMOTE));
        bench.resolve("settings", Choice.of("settings.desc", Use.LOCAL));
        bench.resolve("spawn", Choice.of("position", Use.REMOTE));

        bench.assertInSync();
        assertThat(bench.json("world.json").path("settings").path("title").asText())
                .isEqualTo("REMOTE-TITLE");
        assertThat(bench.json("world.json").path("settings").path("desc").asText())
                .isEqualTo("LOCAL-DESC");
        assertThat(bench.json("world.json")
                        .path("spawn")
                        .path("position")
                        .path(0)
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void aDeletionAgainstAnEditIsOneFieldOfTheWholeObject() {
        bench.apart();
        bench.removeRow("stool");
        bench.world().move("stool", 7, 7, 7);
        bench.reunite();
        assertThat(bench.resolve("entity stool", Choice.of("$object", Use.REMOTE))
                        .kind())
                .isEqualTo(SyncEngine.Resolution.Kind.RESOLVED);
        bench.assertInSync();
        assertThat(bench.row("stool")).isNotNull();
    }

    @Test
    void aSharedModuleIsSettledUnderItsName() {
        String before = bench.read(Harbour.MATH);
        bench.apart();
        bench.replace(Harbour.MATH, "low = 0", "low = 'LOCAL'");
        bench.world().script("Ferry", "@shared/math.js", before.replace("low = 0", "low = 'REMOTE'"));
        bench.reunite();
        assertThat(bench.resolve("module @shared/math.js", Choice.of("@shared/math.js", Use.REMOTE))
                        .kind())
                .isEqualTo(SyncEngine.Resolution.Kind.RESOLVED);
        bench.assertInSync();
        assertThat(bench.read(Harbour.MATH)).contains("'REMOTE'");
    }

    @Test
    void aMergeTellsWhoWonWhereAndByWhichRule() {
        clash();
        assertThat(bench.conflict(LANTERN).document().path("daemon").path("explained"))
                .extracting(field ->
                        field.path("path").asText() + " " + field.path("rule").asText())
                .contains("author only-local-changed", "props.glow only-remote-changed");
        assertThat(bench.telemetry().details("conflict " + LANTERN).fields())
                .containsExactlyInAnyOrder("desc", "props.color");
        bench.resolve(LANTERN, Use.REMOTE);

        bench.apart();
        bench.replace(Harbour.LANTERN, "REMOTE-DESC", "LATER-DESC");
        bench.world().editProp("Lantern", "glow", 0.125);
        bench.reunite();
        bench.assertInSync();
        assertThat(bench.telemetry().details("merge " + LANTERN).explained())
                .extracting(Explained::path, Explained::won, Explained::rule)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("desc", "local", "only-local-changed"),
                        org.assertj.core.groups.Tuple.tuple("props.glow", "remote", "only-remote-changed"));
        assertThat(bench.telemetry().details("merge " + LANTERN).fields()).contains("desc", "props");
    }

    @Test
    void anElementOfAKeyedArrayAndTheOrderAreSettledByThemselves() {
        bench.stop();
        bench.policy(KEYED);
        items(item("a", 1), item("b", 1), item("c", 1));
        bench.start();
        bench.assertInSync();

        bench.apart();
        items(item("c", 1), item("a", 2), item("b", 1));
        bench.world().editProp("Lantern", "items", List.of(item("b", 1), item("a", 3), item("c", 4)));
        bench.reunite();
        assertThat(bench.conflictFields(LANTERN)).containsExactlyInAnyOrder("props.items[id=a].n", "props.items");

        settle("props.items", Use.REMOTE);
        settle("props.items[id=a].n", Use.LOCAL);

        bench.assertInSync();
        assertThat(lantern().path("props").path("items"))
                .extracting(item -> item.path("id").asText() + item.path("n").asText())
                .containsExactly("b1", "a2", "c4");
    }

    private static ObjectNode item(String id, int n) {
        return Json.object().put("id", id).put("n", n);
    }

    /** Somebody writes the items of the lantern. */
    private void items(ObjectNode... items) {
        ObjectNode lantern = bench.json(Harbour.LANTERN);
        ((ObjectNode) lantern.get("props")).putArray("items").addAll(List.of(items));
        bench.write(Harbour.LANTERN, lantern.toPrettyString());
    }
}
