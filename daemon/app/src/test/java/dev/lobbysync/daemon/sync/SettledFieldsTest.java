package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lobbysync.daemon.model.Choice;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import dev.lobbysync.daemon.testing.Loss;
import dev.lobbysync.protocol.json.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a person settled field by field is carried out as they settled it, or not at all. */
class SettledFieldsTest {
    private static final String LANTERN = "blueprint Lantern";
    private static final String KEYED = """
            { "blueprints": { "props.items[]": { "array": "keyed", "key": ["id"] } } }
            """;

    private final Bench bench = Harbour.running();

    private static ObjectNode item(String id, int n) {
        return Json.object().put("id", id).put("n", n);
    }

    private void items(ObjectNode... items) {
        ObjectNode lantern = bench.json(Harbour.LANTERN);
        ((ObjectNode) lantern.get("props")).putArray("items").addAll(List.of(items));
        bench.write(Harbour.LANTERN, lantern.toPrettyString());
    }

    private List<String> items() {
        List<String> items = new java.util.ArrayList<>();
        bench.json(Harbour.LANTERN)
                .path("props")
                .path("items")
                .forEach(item ->
                        items.add(item.path("id").asText() + item.path("n").asText()));
        return items;
    }

    private void away(Runnable edits) {
        bench.apart();
        edits.run();
        bench.reunite();
    }

    private SyncEngine.Resolution settle(String field, Use use) {
        return bench.resolve(LANTERN, Choice.of(field, use));
    }

    private void reordered() {
        bench.stop();
        bench.policy(KEYED);
        items(item("a", 1), item("b", 1), item("c", 1));
        bench.start();
        bench.assertInSync();
        away(() -> {
            items(item("c", 1), item("x", 1), item("a", 2), item("b", 1));
            bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL-DESC");
            bench.world().editProp("Lantern", "items", List.of(item("b", 1), item("y", 1), item("a", 1), item("c", 4)));
            bench.world().edit("Lantern", "desc", "REMOTE-DESC");
        });
        assertThat(bench.conflictFields(LANTERN)).containsExactlyInAnyOrder("desc", "props.items");
    }

    @Test
    void theOrderOfOneSideTakesNothingFromTheElementsOfEither() {
        reordered();
        settle("props.items", Use.REMOTE);
        settle("desc", Use.LOCAL);
        bench.assertInSync();
        assertThat(items()).containsExactlyInAnyOrder("a2", "b1", "c4", "x1", "y1");
        assertThat(items()).containsSubsequence("b1", "a2", "c4");
    }

    @Test
    void anOrderThatWasSettledHoldsWhenTheRestIsEditedAsAWhole() {
        reordered();
        settle("props.items", Use.REMOTE);
        ObjectNode document =
                (ObjectNode) bench.conflict(LANTERN).document().path("merged").deepCopy();
        document.put("desc", "MINE").remove(List.of("id", "scriptFiles"));
        SyncEngine.Resolution resolution = bench.resolve(LANTERN, new Choice(Use.MERGED, null, document, null));
        assertThat(resolution.kind()).as(resolution.message()).isEqualTo(SyncEngine.Resolution.Kind.RESOLVED);
        bench.assertInSync();
        assertThat(items()).containsSubsequence("b1", "a2", "c4").hasSize(5);
    }

    @Test
    void anOrderThatAPersonWroteThemselvesStands() {
        reordered();
        settle("props.items", Use.REMOTE);
        ObjectNode document =
                (ObjectNode) bench.conflict(LANTERN).document().path("merged").deepCopy();
        document.put("desc", "MINE").remove(List.of("id", "scriptFiles"));
        ((ObjectNode) document.path("props"))
                .putArray("items")
                .addAll(List.of(item("a", 7), item("c", 7), item("b", 7)));
        bench.resolve(LANTERN, new Choice(Use.MERGED, null, document, null));
        bench.assertInSync();
        assertThat(items()).containsExactly("a7", "c7", "b7");
    }

    @Test
    void theOrderOfADocumentThatAPersonEditedSettlesAnOrderThatWasOpen() {
        reordered();
        ObjectNode document =
                (ObjectNode) bench.conflict(LANTERN).document().path("merged").deepCopy();
        document.put("desc", "MINE").remove(List.of("id", "scriptFiles"));
        ((ObjectNode) document.path("props"))
                .putArray("items")
                .addAll(List.of(item("b", 1), item("c", 4), item("y", 1), item("x", 1), item("a", 2)));
        SyncEngine.Resolution resolution = bench.resolve(LANTERN, new Choice(Use.MERGED, null, document, null));
        assertThat(resolution.kind()).as(resolution.message()).isEqualTo(SyncEngine.Resolution.Kind.RESOLVED);
        bench.assertInSync();
        assertThat(items()).containsExactly("b1", "c4", "y1", "x1", "a2");
    }

    @Test
    void elementsThatAPersonWroteWithAnOrderAreNotDroppedInSilence() {
        reordered();
        settle("desc", Use.LOCAL);
        var written = Json.array().add(item("c", 4)).add(item("b", 99)).add(item("a", 2));
        SyncEngine.Resolution resolution = bench.resolve(LANTERN, new Choice(Use.MERGED, "props.items", written, null));
        assertThat(resolution.kind()).as(resolution.message()).isEqualTo(SyncEngine.Resolution.Kind.REFUSED);
        assertThat(bench.conflict(LANTERN).unsettled()).containsExactly("props.items");
    }

    @Test
    void aFieldThatIsNoneUnderAnotherPolicyIsAskedAgainAndNotForgotten() {
        bench.stop();
        items(item("a", 1), item("b", 1));
        bench.start();
        away(() -> {
            items(item("a", 2), item("b", 1));
            bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL-DESC");
            bench.world().editProp("Lantern", "items", List.of(item("a", 3), item("b", 1)));
            bench.world().edit("Lantern", "desc", "REMOTE-DESC");
        });
        assertThat(bench.conflictFields(LANTERN)).containsExactlyInAnyOrder("desc", "props.items");
        settle("props.items", Use.REMOTE);
        bench.stop();
        bench.policy(KEYED);
        SyncEngine.Resolution resolution = bench.resolveOffline(LANTERN, Choice.of("desc", Use.LOCAL));
        assertThat(resolution.kind()).as(resolution.message()).isEqualTo(SyncEngine.Resolution.Kind.MOVED_ON);
        bench.start();
        assertThat(bench.conflict(LANTERN).unsettled()).containsExactly("props.items[id=a].n");
        settle("props.items[id=a].n", Use.REMOTE);
        bench.assertInSync();
        assertThat(items()).containsExactly("a3", "b1");
    }

    @Test
    void aScriptThatMergedByLinesOutlivesTheChoiceForAnotherOne() {
        away(() -> {
            String base = bench.read(Harbour.LANTERN_SCRIPT);
            bench.write(Harbour.LANTERN_SCRIPT, "// LOCAL-TOP\n" + base);
            bench.world().script("Lantern", "index.js", base + "// REMOTE-END\n");
            bench.write(Harbour.GLOW, "export const glow = () => 'LOCAL'\n");
            bench.world().script("Lantern", "lib/glow.js", "export const glow = () => 'REMOTE'\n");
            bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL-DESC");
            bench.world().edit("Lantern", "desc", "REMOTE-DESC");
        });
        settle("lib/glow.js", Use.REMOTE);
        bench.crash(Loss.UNFORCED);
        bench.start();
        settle("desc", Use.REMOTE);
        bench.assertInSync();
        assertThat(bench.read(Harbour.LANTERN_SCRIPT)).contains("LOCAL-TOP").contains("REMOTE-END");
        assertThat(bench.read(Harbour.GLOW)).contains("REMOTE");
        assertThat(bench.lies(".lobby/trash", "'LOCAL'")).isTrue();
    }

    @Test
    void aValueThatIsNoDocumentIsRefusedForTheWholeObject() {
        away(() -> {
            bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL-DESC");
            bench.world().edit("Lantern", "desc", "REMOTE-DESC");
        });
        SyncEngine.Resolution resolution =
                bench.resolve(LANTERN, new Choice(Use.MERGED, null, TextNode.valueOf("MINE"), null));
        assertThat(resolution.kind()).as(resolution.message()).isEqualTo(SyncEngine.Resolution.Kind.REFUSED);
        assertThat(bench.conflicts()).isNotEmpty();
    }

    @Test
    void aModuleInTypeScriptThatAPersonMergedIsInStepAtOnce() {
        bench.write("shared/tool.ts", "export const a: number = 1\n");
        bench.replace(Harbour.FERRY_SCRIPT, "import", "import '@shared/tool.ts'\nimport");
        bench.settle();
        bench.assertInSync();
        away(() -> {
            bench.write("shared/tool.ts", "export const a: number = 2\n");
            bench.world().script("Ferry", "@shared/tool.ts", "export const a: number = 3\n");
        });
        String module = "module @shared/tool.ts";
        String id = bench.conflict(module).id();
        bench.write(".lobby/conflicts/" + id + "/url.merged", "export const a: number = 23\n");
        SyncEngine.Resolution resolution = bench.resolve(module, Choice.of(Use.MERGED));
        assertThat(resolution.kind()).as(resolution.message()).isEqualTo(SyncEngine.Resolution.Kind.RESOLVED);
        bench.assertInSync();
        assertThat(bench.read("shared/tool.ts")).contains("23");
        bench.takeMutations();
        bench.crash(Loss.UNFORCED);
        bench.start();
        bench.assertInSync();
        assertThat(bench.takeMutations()).isEmpty();
    }

    @Test
    void aScriptInTypeScriptThatAPersonMergedStaysOneInTheWorld() {
        String path = "apps/Lantern/lib/tool.ts";
        bench.write(path, "export const a: number = 1\n");
        bench.settle();
        bench.assertInSync();
        away(() -> {
            bench.write(path, "export const a: number = 2\n");
            bench.world().script("Lantern", "lib/tool.ts", "export const a: number = 3\n");
        });
        String id = bench.conflict(LANTERN).id();
        bench.write(".lobby/conflicts/" + id + "/lib/tool.ts.merged", "export const a: number = 23\n");
        bench.takeMutations();
        settle("lib/tool.ts", Use.MERGED);
        bench.assertInSync();
        assertThat(bench.takeMutations()).containsExactly("blueprint_modify Lantern");
        assertThat(bench.read(path)).contains("23");
        assertThat(bench.world()
                        .blueprint("Lantern")
                        .path("scriptFiles")
                        .path("lib/tool.ts")
                        .asText())
                .endsWith(".ts");
    }

    @Test
    void aValueThatMakesNoObjectIsRefusedAndTheConflictStays() {
        away(() -> {
            bench.layoutRow(
                    "lamp", row -> row.putArray("position").add(5).add(5).add(5));
            bench.world().move("lamp", 6, 6, 6);
        });
        var written = Json.array().add(1).add(2);
        SyncEngine.Resolution resolution =
                bench.resolve("entity lamp", new Choice(Use.MERGED, "position", written, null));
        assertThat(resolution.kind()).as(resolution.message()).isEqualTo(SyncEngine.Resolution.Kind.REFUSED);
        assertThat(resolution.message()).contains("position must be 3 finite numbers");
        assertThat(bench.conflicts()).containsOnlyKeys("entity lamp");
        assertThat(bench.takeMutations()).isEmpty();
    }

    private void variantAgainstScripts() {
        bench.world().app("Base", Map.of("index.js", "export default () => {}\n"));
        bench.world()
                .edit(
                        "Base",
                        "scope",
                        bench.world().blueprint("Lantern").path("scope").asText());
        bench.settle();
        away(() -> {
            bench.replace(Harbour.LANTERN_SCRIPT, "middle = 2", "middle = 'LOCAL'");
            bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL-DESC");
            bench.world().becomeVariant("Lantern", "Base");
            bench.world().edit("Lantern", "desc", "REMOTE-DESC");
        });
        assertThat(bench.conflictFields(LANTERN))
                .containsExactlyInAnyOrder("desc", "scriptFiles/index.js", "scriptRef");
    }

    @Test
    void scriptsOfItsOwnThatAPersonPreferredStayWhole() {
        variantAgainstScripts();
        settle("index.js", Use.LOCAL);
        settle("scriptRef", Use.LOCAL);
        settle("desc", Use.REMOTE);
        bench.assertInSync();
        assertThat(bench.read(Harbour.LANTERN_SCRIPT)).contains("middle = 'LOCAL'");
        assertThat(bench.world().blueprint("Lantern").path("scriptEntry").asText())
                .isEqualTo("index.js");
        assertThat(bench.world().blueprint("Lantern").path("scriptRef").isTextual())
                .isFalse();
    }

    @Test
    void aVariantThatAPersonPreferredHasNoScriptsOfItsOwn() {
        variantAgainstScripts();
        settle("index.js", Use.LOCAL);
        settle("scriptRef", Use.REMOTE);
        settle("desc", Use.REMOTE);
        assertThat(bench.world().blueprint("Lantern").path("scriptRef").asText())
                .isEqualTo("Base");
        assertThat(bench.lies(".lobby/trash", "middle = 'LOCAL'")).isTrue();
    }

    @Test
    void scriptsOfTheWorldThatAPersonPreferredToALocalVariantComeBackWhole() {
        bench.world().app("Base", Map.of("index.js", "export default () => {}\n"));
        bench.settle();
        away(() -> {
            ObjectNode variant = bench.json(Harbour.LANTERN).put("scriptRef", "Base");
            bench.write(Harbour.LANTERN, variant.toPrettyString());
            bench.erase(Harbour.LANTERN_SCRIPT);
            bench.erase(Harbour.GLOW);
            String script = "import { clamp } from '@shared/math.js'\nexport default () => 'REMOTE'\n";
            bench.world().script("Lantern", "index.js", script);
        });
        assertThat(bench.conflictFields(LANTERN)).containsExactlyInAnyOrder("scriptFiles/index.js", "scriptRef");
        bench.takeMutations();
        settle("index.js", Use.REMOTE);
        settle("scriptRef", Use.REMOTE);
        bench.assertInSync();
        assertThat(bench.takeMutations()).as(bench.log()).isEmpty();
        assertThat(bench.read(Harbour.LANTERN_SCRIPT)).contains("'REMOTE'");
        assertThat(bench.has(Harbour.GLOW)).isTrue();
        assertThat(bench.json(Harbour.LANTERN).path("scriptRef").isTextual()).isFalse();
        ObjectNode lantern = bench.world().blueprint("Lantern");
        assertThat(lantern.path("scriptEntry").asText()).isEqualTo("index.js");
        assertThat(lantern.path("scriptFiles").has("lib/glow.js")).isTrue();
    }

    @Test
    void mergedLeavesLocalWithItsScriptsWhereTheVariantWasNotDecided() {
        variantAgainstScripts();
        bench.write(
                ".lobby/conflicts/" + bench.conflict(LANTERN).id() + "/index.js.merged",
                "export default () => 'MINE'\n");
        bench.resolve(LANTERN, Use.MERGED);
        bench.assertInSync();
        assertThat(bench.read(Harbour.LANTERN_SCRIPT)).contains("MINE");
    }
}
