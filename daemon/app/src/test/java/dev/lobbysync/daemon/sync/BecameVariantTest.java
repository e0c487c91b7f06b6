package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In the world an app gives up its scripts for those of another one: its own ones go to the trash, and nothing else goes. */
class BecameVariantTest {
    private static final String LANTERN = "blueprint Lantern";
    private static final String FRESH = "apps/Lantern/lib/fresh.js";

    private final Bench bench = Harbour.running();

    @BeforeEach
    void begin() {
        bench.assertInSync();
        bench.takeMutations();
    }

    /** Somebody in the world makes the Lantern a variant of the Ferry, while files are edited and the daemon runs or not. */
    private void becomesVariant(boolean live, Runnable edits) {
        if (live) {
            edits.run();
            bench.world().becomeVariantElsewhere("Lantern", "Ferry");
            bench.settle();
        } else {
            bench.stop();
            edits.run();
            bench.world().becomeVariantElsewhere("Lantern", "Ferry");
            bench.start();
        }
    }

    /** Nothing waits, a restart does nothing, and neither does a colleague who clones the project. */
    private void assertQuiet() {
        assertThat(bench.conflicts()).as(bench.log()).isEmpty();
        assertThat(bench.status().held()).isEmpty();
        assertThat(bench.status().failing()).isEmpty();
        assertThat(bench.status().pending()).isZero();
        assertThat(bench.plan(null).items()).as(bench.log()).isEmpty();
        bench.takeMutations();
        Map<String, String> files = files(bench);
        bench.restart();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(files(bench)).isEqualTo(files);

        Bench colleague = bench.colleague(7);
        colleague.start();
        assertThat(colleague.takeMutations()).as(colleague.log()).isEmpty();
        assertThat(colleague.conflicts()).as(colleague.log()).isEmpty();
        assertThat(files(colleague)).isEqualTo(files);
        colleague.stop();
    }

    private static Map<String, String> files(Bench of) {
        Map<String, String> files = new TreeMap<>();
        of.disk().files(Bench.ROOT).forEach((path, bytes) -> {
            if (!path.startsWith(".lobby")) {
                files.put(path, new String(bytes, StandardCharsets.UTF_8));
            }
        });
        return files;
    }

    private void assertVariant() {
        assertThat(bench.world().blueprint("Lantern").path("scriptRef").asText())
                .isEqualTo("Ferry");
        assertThat(bench.world().blueprint("Lantern").path("scriptFiles").isObject())
                .isFalse();
        assertThat(bench.json(Harbour.LANTERN).path("scriptRef").asText()).isEqualTo("Ferry");
        assertThat(bench.has(Harbour.LANTERN_SCRIPT)).isFalse();
        assertThat(bench.has(Harbour.GLOW)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itsScriptsAreInTheTrashAndItsFileStays(boolean live) {
        becomesVariant(live, () -> {});
        assertVariant();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.lies(".lobby/trash", "const middle = 2")).isTrue();
        assertThat(bench.lies(".lobby/trash", "(...n) => n.length")).isTrue();
        assertQuiet();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEditOfItsDocumentGoesToTheWorldAndADeletedScriptIsNoQuestion(boolean live) {
        becomesVariant(live, () -> {
            bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL-DESC");
            bench.erase(Harbour.GLOW);
        });
        assertVariant();
        assertThat(bench.world().blueprint("Lantern").path("desc").asText()).isEqualTo("LOCAL-DESC");
        assertThat(bench.lies(".lobby/trash", "const middle = 2")).isTrue();
        assertQuiet();
    }

    @Test
    void whatComesAfterwardsIsAsForAnyVariant() {
        becomesVariant(true, () -> {});
        bench.takeMutations();
        bench.replace(Harbour.FERRY_SCRIPT, "props.speed", "props.speed * 2");
        bench.settle();
        assertVariant();
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL-DESC");
        bench.settle();
        assertVariant();
        assertThat(bench.world().blueprint("Lantern").path("desc").asText()).isEqualTo("LOCAL-DESC");
        assertQuiet();

        bench.write(Harbour.LANTERN_SCRIPT, "export default () => 'own again'\n");
        bench.settle();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.status().notes()).asString().contains("nobody runs the scripts of apps/Lantern");
        ObjectNode own = bench.json(Harbour.LANTERN);
        own.remove("scriptRef");
        bench.write(Harbour.LANTERN, own.toPrettyString());
        bench.settle();
        assertThat(bench.world().blueprint("Lantern").path("scriptRef").isTextual())
                .isFalse();
        assertThat(bench.world().blueprint("Lantern").path("scriptFiles").has("index.js"))
                .isTrue();
        bench.assertInSync();
        assertQuiet();
    }

    @ParameterizedTest
    @EnumSource(Use.class)
    void aScriptThatWasEditedMeanwhileIsAQuestion(Use use) {
        becomesVariant(false, () -> {
            bench.replace(Harbour.LANTERN_SCRIPT, "middle = 2", "middle = 'LOCAL'");
            bench.write(FRESH, "export const fresh = 'FRESH'\n");
        });
        assertThat(bench.conflictFields(LANTERN)).containsExactlyInAnyOrder("scriptFiles/index.js", "scriptRef");
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.read(Harbour.LANTERN_SCRIPT)).contains("'LOCAL'");
        assertThat(bench.has(Harbour.GLOW)).isTrue();
        assertThat(bench.has(FRESH)).isTrue();
        bench.restart();
        assertThat(bench.takeMutations()).isEmpty();

        SyncEngine.Resolution resolution = bench.resolve(LANTERN, use);
        assertThat(resolution.kind()).as(resolution.message()).isEqualTo(SyncEngine.Resolution.Kind.RESOLVED);
        bench.settle();
        if (use == Use.REMOTE) {
            assertVariant();
            assertThat(bench.has(FRESH)).isFalse();
            assertThat(bench.lies(".lobby/trash", "middle = 'LOCAL'")).isTrue();
            assertThat(bench.lies(".lobby/trash", "'FRESH'")).isTrue();
        } else {
            ObjectNode lantern = bench.world().blueprint("Lantern");
            assertThat(lantern.path("scriptRef").isTextual()).isFalse();
            assertThat(lantern.path("scriptEntry").asText()).isEqualTo("index.js");
            assertThat(lantern.path("scriptFiles").fieldNames())
                    .toIterable()
                    .contains("index.js", "lib/glow.js", "lib/fresh.js", "@shared/math.js");
            assertThat(bench.read(Harbour.LANTERN_SCRIPT)).contains("'LOCAL'");
            bench.assertInSync();
        }
        assertQuiet();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aVariantThatSharesItsFolderKeepsItsFile(boolean live) {
        bench.write("apps/Lantern/Dim.json", """
                { "id": "Lantern__Dim", "name": "Dim", "createdAt": "2026-03-03T08:00:00.000Z", "scope": "Lantern",
                  "props": { "glow": 0.1 } }
                """);
        bench.settle();
        bench.assertInSync();
        bench.takeMutations();
        ObjectNode before = bench.world().blueprint("Lantern__Dim");
        becomesVariant(live, () -> {});
        assertVariant();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.world().blueprint("Lantern__Dim")).isEqualTo(before);
        assertThat(bench.lies(".lobby/trash", "const middle = 2")).isTrue();
        assertQuiet();
    }
}
