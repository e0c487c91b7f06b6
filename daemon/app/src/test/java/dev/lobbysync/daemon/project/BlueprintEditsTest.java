package dev.lobbysync.daemon.project;

import static dev.lobbysync.daemon.project.ProjectRig.createBlueprint;
import static dev.lobbysync.daemon.project.ProjectRig.url;
import static dev.lobbysync.daemon.project.ProjectRig.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.model.FileChange;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.port.Project.Prepared;
import dev.lobbysync.protocol.json.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PROTOCOL 7.2, 7.3, 7.5: what the world brings into blueprint files, scripts and assets. */
class BlueprintEditsTest {
    @TempDir
    Path directory;

    private ProjectRig rig;

    @BeforeEach
    void open() {
        rig = new ProjectRig(directory);
        rig.scan();
    }

    private static ObjectKey bp(String id) {
        return ObjectKey.blueprint(id);
    }

    private static Map<String, byte[]> contents(String... textsWithExtension) {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        for (String entry : textsWithExtension) {
            String[] parts = entry.split("\\.", 2);
            contents.put(url(parts[0], parts[1]), utf8(parts[0]));
        }
        return contents;
    }

    @Test
    void aNewBlueprintIsWrittenInTheOrderOfTheFormatWithItsAssetsAndScripts() {
        String js = url("code", "js");
        String glb = url("glb", "glb");
        rig.apply(
                contents("code.js", "glb.glb", "png.png", "mod.js"),
                Map.of(),
                createBlueprint(
                        "{\"version\":3,\"props\":{\"icon\":{\"type\":\"image\",\"name\":\"icon.png\",\"url\":\""
                                + url("png", "png")
                                + "\"}},\"id\":\"Lantern\",\"uid\":\"u\",\"name\":\"My Lamp\",\"scope\":\"Lantern\",\"model\":\""
                                + glb + "\",\"script\":\"" + js
                                + "\",\"scriptEntry\":\"src/main.js\",\"scriptFiles\":{\"src/main.js\":\"" + js
                                + "\",\"@shared/m.js\":\"" + url("mod", "js")
                                + "\"},\"scriptFormat\":\"module\",\"scriptRef\":null,\"createdAt\":\"2026-03-02T08:00:00.000Z\",\"keep\":true,\"author\":null,\"managedBy\":\"shared\",\"lastOpId\":null}"));
        assertThat(rig.text("apps/Lantern/Lantern.json")).isEqualTo("""
                {
                  "id": "Lantern",
                  "uid": "u",
                  "name": "My Lamp",
                  "scope": "Lantern",
                  "script": "%s",
                  "createdAt": "2026-03-02T08:00:00.000Z",
                  "author": null,
                  "keep": true,
                  "scriptFormat": "module",
                  "scriptEntry": "src/main.js",
                  "model": "assets/My Lamp.glb",
                  "props": {
                    "icon": {
                      "type": "image",
                      "name": "icon.png",
                      "url": "assets/icon.png"
                    }
                  }
                }
                """.formatted(js));
        assertThat(rig.text("apps/Lantern/src/main.js")).isEqualTo("code");
        assertThat(rig.text("shared/m.js")).isEqualTo("mod");
        assertThat(rig.text("assets/My Lamp.glb")).isEqualTo("glb");
        assertThat(rig.blueprint("Lantern").path("model").asText()).isEqualTo(glb);
        assertThat(rig.scan()).as("our own writes are no news").isSubsetOf(Set.of(ObjectKey.module("@shared/m.js")));
    }

    @Test
    @DisplayName("item 61: unknown keys stay, and only the changed member is touched")
    void aChangeTouchesOnlyItsMembers() {
        String text =
                "{\r\n    \"mine\": {\"x\":1.0},\r\n    \"name\": \"A\",\r\n    \"props\": {\"a\":1,\"b\":{\"c\":1.50}}\r\n}";
        rig.file("apps/A/A.json", text);
        rig.scan();
        rig.apply(rig.change(bp("A"), "{\"name\":\"B\",\"props\":{\"a\":2,\"b\":{\"c\":1.5}},\"scene\":true}"));
        assertThat(rig.text("apps/A/A.json"))
                .isEqualTo(text.replace("\"A\"", "\"B\"")
                        .replace("\"a\":1", "\"a\":2")
                        .replace("\"B\",\r\n", "\"B\",\r\n    \"scene\": true,\r\n"));
    }

    @Test
    @DisplayName("items 47 and 68: an id that would leave the project is refused, and nothing is written")
    void idsAreConfined() {
        for (String id : List.of("../../x", "a/b", "a\\\\b", "..", "a\\u0000b", "x".repeat(201), "a\\nb")) {
            Prepared prepared = rig.prepare(Map.of(), Map.of(), createBlueprint("{\"id\":\"" + id + "\"}"));
            assertThat(prepared.changes()).as(id).isEmpty();
            assertThat(prepared.failed().values())
                    .as(id)
                    .singleElement()
                    .asString()
                    .contains("another id");
        }
        assertThat(rig.files()).isEmpty();
    }

    @Test
    void strangeIdsGetSafeNamesAndKeepTheirIdentity() {
        rig.apply(
                createBlueprint("{\"id\":\"$scene\",\"name\":\"S\"}"),
                createBlueprint("{\"id\":\"Ünï\",\"name\":\"1\"}"),
                createBlueprint("{\"id\":\"Önö\",\"name\":\"2\"}"),
                createBlueprint("{\"id\":\"con\",\"name\":\"3\"}"),
                createBlueprint("{\"id\":\"package\",\"name\":\"4\"}"),
                createBlueprint("{\"id\":\"lantern\",\"name\":\"5\"}"),
                createBlueprint("{\"id\":\"Lantern\",\"name\":\"6\"}"),
                createBlueprint("{\"id\":\"Chair__red\",\"name\":\"7\"}"),
                createBlueprint("{\"id\":\"dot.\",\"name\":\"8\"}"));
        assertThat(rig.files().keySet())
                .containsExactlyInAnyOrder(
                        "apps/$scene/$scene.json",
                        "apps/-n-/-n-.json",
                        "apps/-n-_1/-n-.json",
                        "apps/_con/_con.json",
                        "apps/package/package_1.json",
                        "apps/lantern/lantern.json",
                        "apps/Lantern_1/Lantern.json",
                        "apps/Chair/red.json",
                        "apps/dot/dot.json");
        rig.scan();
        for (String id :
                List.of("$scene", "Ünï", "Önö", "con", "package", "lantern", "Lantern", "Chair__red", "dot.")) {
            assertThat(rig.state(bp(id))).as(id).isInstanceOf(LocalState.Present.class);
        }
    }

    @Test
    @DisplayName("item 53: a variant lives with the scripts that it runs; two roots get two folders")
    void variantsJoinAndRootsDoNot() {
        String js = url("code", "js");
        String set = "\"script\":\"" + js + "\",\"scriptEntry\":\"index.js\",\"scriptFiles\":{\"index.js\":\"" + js
                + "\"},\"scriptFormat\":\"legacy-body\"";
        rig.apply(
                contents("code.js"),
                Map.of(),
                createBlueprint(
                        "{\"id\":\"Lantern_2\",\"name\":\"v\",\"script\":\"" + js + "\",\"scriptRef\":\"Lantern\"}"),
                createBlueprint("{\"id\":\"Lantern\",\"name\":\"r\"," + set + "}"),
                createBlueprint("{\"id\":\"Lantern__own\",\"name\":\"o\"," + set + "}"));
        assertThat(rig.files().keySet())
                .containsExactly(
                        "apps/Lantern/Lantern.json",
                        "apps/Lantern/Lantern_2.json",
                        "apps/Lantern/index.js",
                        "apps/Lantern_1/index.js",
                        "apps/Lantern_1/own.json");
        assertThat(rig.blueprint("Lantern_2").path("scriptRef").asText()).isEqualTo("Lantern");
        assertThat(rig.blueprint("Lantern__own").path("scriptRef").isNull()).isTrue();
    }

    @Test
    void theRootThatTheWorldKnowsStaysTheRoot() {
        String js = url("code", "js");
        rig.expect("A", "index.js", "index.js");
        rig.apply(
                contents("code.js"),
                Map.of(),
                createBlueprint("{\"id\":\"A\",\"createdAt\":\"2026-05-01\",\"script\":\"" + js
                        + "\",\"scriptEntry\":\"index.js\",\"scriptFiles\":{\"index.js\":\"" + js + "\"}}"),
                createBlueprint(
                        "{\"id\":\"A_2\",\"createdAt\":\"2026-01-01\",\"script\":\"" + js + "\",\"scriptRef\":\"A\"}"));
        assertThat(rig.blueprint("A_2").path("scriptRef").asText()).isEqualTo("A");
    }

    @Test
    @DisplayName("item 54: an empty script is no script; a script without files becomes index.js")
    void legacyScripts() {
        rig.apply(
                contents("old.js"),
                Map.of(),
                createBlueprint("{\"id\":\"E\",\"name\":\"e\",\"script\":\"\"}"),
                createBlueprint(
                        "{\"id\":\"L\",\"name\":\"l\",\"script\":\"" + url("old", "js") + "\",\"scriptFiles\":null}"),
                createBlueprint("{\"id\":\"P\",\"name\":\"p\",\"script\":\"app.on('x')\"}"));
        assertThat(rig.files().keySet())
                .containsExactly(
                        "apps/E/E.json", "apps/L/L.json", "apps/L/index.js", "apps/P/P.json", "apps/P/index.js");
        assertThat(rig.text("apps/P/index.js")).isEqualTo("app.on('x')");
    }

    @Test
    @DisplayName("item 58: only script files that the edit names are touched")
    void scriptsAreNotPruned() {
        rig.file("apps/A/A.json", "{\"name\":\"a\"}")
                .file("apps/A/index.js", "i")
                .file("apps/A/old.js", "o")
                .file("apps/A/mine.js", "m")
                .file("shared/s.js", "s");
        rig.scan();
        List<FileChange> changes = rig.apply(
                contents("i2.js"),
                Map.of(bp("A"), Set.of(url("i", "js"), url("o", "js"))),
                rig.change(
                        bp("A"),
                        "{}",
                        Map.of(
                                "index.js",
                                Optional.of(url("i2", "js")),
                                "old.js",
                                Optional.empty(),
                                "@shared/s.js",
                                Optional.empty())));
        assertThat(rig.files())
                .containsEntry("apps/A/index.js", "i2")
                .containsKeys("apps/A/mine.js", "shared/s.js")
                .doesNotContainKey("apps/A/old.js");
        assertThat(changes).extracting(FileChange::trashOld).containsExactly(false, true);
    }

    @Test
    void scriptPathsThatEscapeOrWouldNotBeSeenAreRefused() {
        rig.file("apps/A/A.json", "{\"name\":\"a\"}").file("apps/A/index.js", "i");
        rig.scan();
        for (String path :
                List.of("../x.js", "/x.js", "a//b.js", "x.mjs", "node_modules/x.js", "@shared/../x.js", ".git/x.js")) {
            Prepared prepared = rig.prepare(
                    contents("n.js"), Map.of(), rig.change(bp("A"), "{}", Map.of(path, Optional.of(url("n", "js")))));
            assertThat(prepared.failed().get(bp("A"))).as(path).contains("rename it in the world");
            assertThat(prepared.changes()).isEmpty();
        }
    }

    @Test
    void theEntryMovesWithTheFiles() {
        rig.file("apps/A/A.json", "{\"name\":\"a\"}").file("apps/A/index.js", "i");
        rig.scan();
        rig.apply(
                contents("m.js"),
                Map.of(),
                rig.change(
                        bp("A"),
                        "{\"scriptEntry\":\"src/main.js\",\"script\":\"" + url("m", "js") + "\"}",
                        Map.of("src/main.js", Optional.of(url("m", "js")), "index.js", Optional.empty())));
        assertThat(rig.text("apps/A/A.json")).isEqualTo("{\"name\":\"a\",\"scriptEntry\":\"src/main.js\"}");
        assertThat(rig.blueprint("A").path("scriptEntry").asText()).isEqualTo("src/main.js");
    }

    @Test
    void aScriptThatIsRemovedIsNotBroughtBackByItsOldUrl() {
        rig.file("apps/A/A.json", "{\"name\":\"a\",\"script\":\"asset://old.js\",\"scriptEntry\":\"index.js\"}")
                .file("apps/A/index.js", "i");
        rig.scan();
        rig.apply(rig.change(bp("A"), "{\"scriptEntry\":null}", Map.of("index.js", Optional.empty())));
        assertThat(rig.text("apps/A/A.json")).isEqualTo("{\"name\":\"a\",\"script\":null,\"scriptEntry\":null}");
        assertThat(rig.blueprint("A").path("script").isNull()).isTrue();
    }

    @Test
    @DisplayName("items 50 and 62: with the last blueprint its scripts go, the user's own files stay")
    void removalTakesOnlyWhatIsOurs() {
        rig.file("apps/A/A.json", "{\"name\":\"a\"}")
                .file("apps/A/B.json", "{\"name\":\"b\"}")
                .file("apps/A/src/index.js", "i")
                .file("apps/A/notes.md", "n");
        rig.scan();
        rig.apply(rig.remove(bp("A__B")));
        assertThat(rig.files().keySet()).containsExactly("apps/A/A.json", "apps/A/notes.md", "apps/A/src/index.js");
        List<FileChange> changes = rig.apply(rig.remove(bp("A")));
        assertThat(changes).extracting(FileChange::path).containsExactly("apps/A/A.json", "apps/A/src/index.js");
        assertThat(changes).allMatch(FileChange::trashOld);
        assertThat(rig.files().keySet()).containsExactly("apps/A/notes.md");
        assertThat(rig.exists("apps/A/src")).isFalse();
    }

    @Test
    void removalTakesTheScriptsThatWereSeenAsAPartOfItAlsoIfTheWorldNeverHadThem() {
        rig.file("apps/C/C.json", "{\"name\":\"c\"}")
                .file("apps/C/index.js", "i")
                .file("apps/C/unpushed.js", "u");
        rig.scan();
        List<FileChange> changes = rig.apply(Map.of(), Map.of(bp("C"), Set.of(url("i", "js"))), rig.remove(bp("C")));
        assertThat(changes).allMatch(FileChange::trashOld);
        assertThat(rig.files()).isEmpty();
    }

    @Test
    void removalLeavesScriptsThatNobodyRanUnlessTheWorldHadThem() {
        rig.file("apps/C/C.json", "{\"name\":\"c\",\"scriptRef\":\"Other\"}")
                .file("apps/C/index.js", "i")
                .file("apps/C/unpushed.js", "u");
        rig.scan();
        rig.apply(Map.of(), Map.of(bp("C"), Set.of(url("i", "js"))), rig.remove(bp("C")));
        assertThat(rig.files().keySet()).containsExactly("apps/C/unpushed.js");
    }

    @Test
    void aScriptWithTheLongestOfNamesIsReplacedAndRemoved() {
        String name = "é".repeat(125) + ".js";
        rig.file("apps/A/A.json", "{\"name\":\"a\"}")
                .file("apps/A/index.js", "i")
                .file("apps/A/" + name, "old");
        rig.scan();
        rig.apply(contents("new.js"), Map.of(), rig.change(bp("A"), "{}", Map.of(name, Optional.of(url("new", "js")))));
        assertThat(rig.text("apps/A/" + name)).isEqualTo("new");
        rig.apply(rig.change(bp("A"), "{}", Map.of(name, Optional.empty())));
        assertThat(rig.files().keySet()).containsExactly("apps/A/A.json", "apps/A/index.js");
    }

    @Test
    void aFolderWithNothingElseGoesToo() {
        rig.file("apps/A/A.json", "{\"name\":\"a\"}").file("apps/A/deep/er/x.js", "i");
        rig.scan();
        rig.apply(rig.remove(bp("A")));
        assertThat(rig.exists("apps/A")).isFalse();
        assertThat(rig.exists("apps")).isTrue();
    }

    @Test
    @DisplayName("item 49: a changed asset replaces the file in place only if it is the base's and nobody else's")
    void assetsInPlace() {
        rig.file("assets/x.glb", "one").file("apps/A/A.json", "{\"model\":\"assets/x.glb\"}");
        rig.scan();
        rig.apply(
                contents("two.glb"),
                Map.of(bp("A"), Set.of(url("one", "glb"))),
                rig.change(bp("A"), "{\"model\":\"" + url("two", "glb") + "\"}"));
        assertThat(rig.files()).containsEntry("assets/x.glb", "two").hasSize(2);
        rig.file("apps/B/B.json", "{\"model\":\"assets/x.glb\"}");
        rig.scan();
        rig.apply(
                contents("three.glb"),
                Map.of(bp("A"), Set.of(url("two", "glb"))),
                rig.change(bp("A"), "{\"model\":\"" + url("three", "glb") + "\"}"));
        assertThat(rig.text("assets/x.glb")).isEqualTo("two");
        assertThat(rig.text("assets/x_1.glb")).isEqualTo("three");
        assertThat(rig.text("apps/A/A.json")).isEqualTo("{\"model\":\"assets/x_1.glb\"}");
        rig.file("assets/x_1.glb", "mine");
        rig.scan();
        rig.apply(
                contents("four.glb"),
                Map.of(bp("A"), Set.of(url("three", "glb"))),
                rig.change(bp("A"), "{\"model\":\"" + url("four", "glb") + "\"}"));
        assertThat(rig.text("assets/x_1.glb")).isEqualTo("mine");
    }

    @Test
    void aFileWithThatContentIsUsedAndPlainNamesGoByWhatWasLearned() throws IOException {
        rig.file("assets/sky.jpg", "sky").file("apps/A/A.json", "{\"name\":\"a\"}");
        rig.scan();
        String plain = "asset://day.jpg";
        var edit = rig.change(
                bp("A"), "{\"props\":{\"sky\":{\"url\":\"" + plain + "\"},\"none\":{\"url\":\"asset://none.jpg\"}}}");
        assertThat(rig.project.missingContent(List.of(edit))).containsExactly(plain, "asset://none.jpg");
        rig.project.learnAliases(Map.of(plain, "asset://" + Sha256.hex(utf8("sky")) + ".jpg"));
        assertThat(rig.project.missingContent(List.of(edit))).containsExactly("asset://none.jpg");
        rig.apply(edit);
        assertThat(rig.text("apps/A/A.json")).contains("\"assets/sky.jpg\"").contains("\"asset://none.jpg\"");
        assertThat(rig.project.content(url("sky", "jpg")))
                .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(utf8("sky")));
    }

    @Test
    void modulesAreWrittenAndRemoved() {
        ObjectKey module = ObjectKey.module("@shared/m.js");
        rig.apply(contents("m.js"), Map.of(), ProjectRig.create(module, "{\"url\":\"" + url("m", "js") + "\"}"));
        assertThat(rig.text("shared/m.js")).isEqualTo("m");
        rig.apply(
                contents("n.js"),
                Map.of(),
                rig.change(module, "{}", Map.of("@shared/m.js", Optional.of(url("n", "js")))));
        assertThat(rig.text("shared/m.js")).isEqualTo("n");
        rig.apply(rig.remove(module));
        assertThat(rig.files()).isEmpty();
        assertThat(rig.exists("shared")).isTrue();
    }

    @Test
    @DisplayName("item 58: a file that changed since the plan stays as it is")
    void theUserWinsTheRace() {
        rig.file("apps/A/A.json", "{\"name\":\"a\"}").file("apps/B/B.json", "{\"name\":\"b\"}");
        rig.scan();
        Prepared prepared = rig.prepare(
                Map.of(),
                Map.of(),
                rig.change(bp("A"), "{\"name\":\"world\"}"),
                rig.remove(bp("B")),
                createBlueprint("{\"id\":\"C\",\"name\":\"c\"}"));
        assertThat(prepared.changes()).hasSize(3);
        rig.file("apps/A/A.json", "{\"name\":\"user\"}")
                .file("apps/B/B.json", "{\"name\":\"user\"}")
                .file("apps/C/C.json", "{\"name\":\"user\"}");
        prepared.changes().forEach(change -> assertThat(rig.perform(change)).isFalse());
        assertThat(rig.files().values()).containsOnly("{\"name\":\"user\"}");
        assertThat(rig.files()).hasSize(3);
        assertThat(rig.blueprint("A").path("name").asText())
                .as("the tree knows")
                .isEqualTo("user");
    }

    @Test
    void aFileEditedBetweenScanAndPrepareIsStale() {
        rig.file("apps/A/A.json", "{\"name\":\"a\"}");
        rig.scan();
        var edit = rig.change(bp("A"), "{\"name\":\"world\"}");
        rig.file("apps/A/A.json", "{\"name\":\"user\"}");
        Prepared prepared = rig.prepare(Map.of(), Map.of(), edit);
        assertThat(prepared.stale()).containsExactly(bp("A"));
        assertThat(prepared.changes()).isEmpty();
    }

    @Test
    void nothingIsWrittenThroughASymbolicLink() throws IOException {
        Path outside = java.nio.file.Files.createTempDirectory("outside");
        java.nio.file.Files.createDirectories(rig.root.resolve("apps"));
        java.nio.file.Files.createSymbolicLink(rig.root.resolve("apps/Lantern"), outside);
        rig.scan();
        Prepared prepared = rig.prepare(Map.of(), Map.of(), createBlueprint("{\"id\":\"Lantern\",\"name\":\"l\"}"));
        prepared.changes().forEach(change -> assertThat(change.path()).startsWith("apps/Lantern_1/"));
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> rig.project.perform(
                        new FileChange("apps/Lantern/x.json", null, utf8("x"), Set.of(), "r", false)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("apps/Lantern");
        assertThat(outside).isEmptyDirectory();
        java.nio.file.Files.delete(outside);
    }
}
