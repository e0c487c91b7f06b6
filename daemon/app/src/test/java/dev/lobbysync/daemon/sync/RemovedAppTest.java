package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An app goes from the world: its folder goes as a whole, or stays and says why (PROTOCOL 11, items 58 and 62). */
class RemovedAppTest {
    private static final String FOLDER = "apps/Lantern";

    private final Bench bench = Harbour.running();

    private void removedWhile(Runnable edit) {
        bench.remote().away(true);
        bench.settle();
        edit.run();
        bench.world().remove("lamp");
        bench.world().removeApp("Lantern");
        bench.remote().away(false);
        bench.settle();
    }

    private void onceCalled(String call, String path, Runnable person) {
        Path file = Bench.ROOT.resolve(path);
        bench.disk().failWith((name, at) -> {
            if (name.equals(call) && at.equals(file)) {
                bench.disk().failWith(null);
                person.run();
            }
            return null;
        });
    }

    private void variant() {
        bench.write("apps/Lantern/tall.json", """
                {
                  "id": "Lantern__tall",
                  "name": "Tall lantern",
                  "scope": "Lantern",
                  "createdAt": "2026-03-03T08:00:00.000Z",
                  "props": {}
                }
                """);
        bench.settle();
        bench.assertInSync();
    }

    private void assertTheChosenRemovalTakesAllAlong() {
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Lantern");
        bench.resolve("blueprint Lantern", Use.REMOTE);
        bench.assertInSync();
        assertThat(bench.has(FOLDER)).as(bench.log()).isFalse();
        assertThat(bench.lies(".lobby/trash", "'LOCAL'")).isTrue();
    }

    @Test
    void theChosenRemovalTakesTheScriptThatWasEditedAlong() {
        removedWhile(() -> bench.replace(Harbour.LANTERN_SCRIPT, "first = 1", "first = 'LOCAL'"));
        assertTheChosenRemovalTakesAllAlong();
    }

    @Test
    void theChosenRemovalTakesTheScriptThatWasAddedAlong() {
        removedWhile(() -> bench.write("apps/Lantern/lib/mine.js", "export const mine = 'LOCAL'\n"));
        assertTheChosenRemovalTakesAllAlong();
    }

    @Test
    void theChosenRemovalOfAllInAFolderTakesTheEditedScriptAlong() {
        variant();
        removedWhile(() -> {
            bench.replace(Harbour.LANTERN_SCRIPT, "first = 1", "first = 'LOCAL'");
            bench.world().removeApp("Lantern__tall");
        });
        while (!bench.conflicts().isEmpty()) {
            bench.resolve(bench.conflicts().keySet().iterator().next(), Use.REMOTE);
        }
        bench.assertInSync();
        assertThat(bench.has(FOLDER)).as(bench.log()).isFalse();
        assertThat(bench.lies(".lobby/trash", "'LOCAL'")).isTrue();
    }

    @Test
    void aChoiceIsNotCarriedOutOverAScriptThatWasEditedSince() {
        removedWhile(() -> bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL"));
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Lantern");
        bench.replace(Harbour.GLOW, "n.length", "'LATER'");
        bench.resolve("blueprint Lantern", Use.REMOTE);
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Lantern");
        assertThat(bench.read(Harbour.GLOW)).contains("'LATER'");
        bench.resolve("blueprint Lantern", Use.REMOTE);
        bench.assertInSync();
        assertThat(bench.has(FOLDER)).as(bench.log()).isFalse();
        assertThat(bench.lies(".lobby/trash", "'LATER'")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {Harbour.LANTERN, Harbour.LANTERN_SCRIPT, Harbour.GLOW})
    void aScriptThatIsEditedWhileItsAppGoesBringsItBackAndIsAsked(String deleted) {
        onceCalled("delete", deleted, () -> bench.disk()
                .overwrite(
                        Bench.ROOT.resolve(Harbour.GLOW),
                        "export const glow = (...n) => 'LATER'\n".getBytes(StandardCharsets.UTF_8)));
        removedWhile(() -> {});
        assertThat(bench.conflicts()).as(bench.log()).containsOnlyKeys("blueprint Lantern");
        assertThat(bench.read(Harbour.GLOW)).contains("'LATER'");
        assertThat(bench.read(Harbour.LANTERN)).contains("lights the quay");
        assertThat(bench.read(Harbour.LANTERN_SCRIPT)).contains("first = 1");
        bench.resolve("blueprint Lantern", Use.LOCAL);
        bench.assertInSync();
        assertThat(bench.world().hasBlueprint("Lantern")).isTrue();
    }

    @Test
    void aScriptThatCannotBeDeletedKeepsItsAppUntilItCan() {
        boolean[] denied = {true};
        bench.disk()
                .failWith((name, at) -> denied[0] && name.equals("delete") && at.endsWith("glow.js")
                        ? new IOException("Operation not permitted")
                        : null);
        removedWhile(() -> {});
        assertThat(bench.read(Harbour.LANTERN)).contains("lights the quay");
        assertThat(bench.read(Harbour.GLOW)).contains("n.length");
        denied[0] = false;
        bench.pass(600_000);
        bench.assertInSync();
        assertThat(bench.has(FOLDER)).as(bench.log()).isFalse();
    }

    @Test
    void ofTwoInAFolderTheScriptsStayWithTheOneThatDoesNotGo() {
        variant();
        onceCalled("delete", Harbour.LANTERN, () -> bench.replace("apps/Lantern/tall.json", "Tall lantern", "LOCAL"));
        removedWhile(() -> bench.world().removeApp("Lantern__tall"));
        assertThat(bench.conflicts()).as(bench.log()).containsKey("blueprint Lantern__tall");
        assertThat(bench.read(Harbour.LANTERN_SCRIPT)).contains("first = 1");
        assertThat(bench.read(Harbour.GLOW)).contains("n.length");
    }

    @Test
    void whatBelongsToNoAppStaysAndIsTold() {
        bench.write("apps/Lantern/README.md", "how to trim the wick");
        removedWhile(() -> {});
        bench.assertInSync();
        assertThat(bench.has(Harbour.LANTERN)).isFalse();
        assertThat(bench.has(Harbour.GLOW)).isFalse();
        assertThat(bench.read("apps/Lantern/README.md")).contains("wick");
        assertThat(bench.log()).contains("apps/Lantern stays").contains("README.md");
    }

    @Test
    void scriptsThatNoAppRunsAreTold() {
        bench.write("apps/Drafts/idea.js", "export const idea = 1\n");
        bench.settle();
        bench.assertInSync();
        assertThat(bench.status().notes()).anySatisfy(note -> assertThat(note).contains("apps/Drafts"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 6, 8})
    void whatNeverBelongedToTheAppStaysAndIsNamed(int files) {
        for (int i = 0; i < files; i++) {
            bench.write(FOLDER + "/notes" + i + ".txt", "LOCAL " + i);
        }
        bench.world().remove("lamp");
        bench.world().removeApp("Lantern");
        bench.settle();
        assertThat(bench.has(FOLDER + "/notes0.txt")).isTrue();
        assertThat(bench.log()).contains(FOLDER + " stays, although its app is gone: notes0.txt");
        assertThat(bench.log().contains("notes4.txt")).isEqualTo(files >= 5);
        assertThat(bench.log()).doesNotContain("notes5.txt").doesNotContain("LOCAL");
        if (files > 5) {
            assertThat(bench.log()).contains(" and " + (files - 5) + " more did not belong to it");
        } else {
            assertThat(bench.log()).contains(".txt did not belong to it");
        }
    }
}
