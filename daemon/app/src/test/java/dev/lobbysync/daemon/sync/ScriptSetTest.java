package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.syntax.EcmaScript;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import dev.lobbysync.merge.MergePolicy;
import dev.lobbysync.protocol.doc.AssetUrl;
import dev.lobbysync.protocol.json.Json;
import dev.lobbysync.protocol.json.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both sides work on the script files of one app: they rename them, and break them without knowing. */
class ScriptSetTest {
    private static final String TIDE = "apps/Lantern/lib/tide.js";
    private static final String TEXT = "export const low = 1\n\nexport const high = 2\n\nexport const spring = 3\n";

    private final Bench bench = Harbour.running();

    @BeforeEach
    void anAppWithAFileMore() {
        bench.write(TIDE, TEXT);
        bench.settle();
        bench.assertInSync();
        bench.apart();
    }

    @Test
    void aRenamedFileTakesAlongWhatTheWorldWroteIntoIt() {
        bench.move(TIDE, "apps/Lantern/lib/wave.js");
        bench.replace("apps/Lantern/lib/wave.js", "low = 1", "low = 'LOCAL'");
        bench.world().script("Lantern", "lib/tide.js", TEXT.replace("spring = 3", "spring = 'REMOTE'"));
        bench.reunite();

        bench.assertInSync();
        assertThat(bench.has(TIDE)).isFalse();
        assertThat(bench.read("apps/Lantern/lib/wave.js")).contains("'LOCAL'").contains("'REMOTE'");
        assertThat(bench.world().blueprint("Lantern").path("scriptFiles").has("lib/tide.js"))
                .isFalse();
    }

    @Test
    void importsThatBothSidesAddedAreTwoAdditionsWhereThePolicySaysSo() {
        bench.policy("{\"blueprints\": {\"imports\": \"union\"}}");
        bench.write("apps/Lantern/lib/sea.js", "export const sea = 1\n");
        bench.write("apps/Lantern/lib/sky.js", "export const sky = 1\n");
        bench.remote().away(false);
        bench.restart();
        bench.settle();
        bench.apart();
        bench.write(TIDE, "import { sea } from './sea.js'\n" + TEXT);
        bench.world().script("Lantern", "lib/tide.js", "import { sky } from './sky.js'\n" + TEXT);
        bench.reunite();

        bench.assertInSync();
        assertThat(bench.read(TIDE)).contains("{ sea }").contains("{ sky }").endsWith(TEXT);
    }

    @Test
    void aFileThatTheWorldRenamedKeepsWhatTheProjectWroteIntoIt() {
        bench.replace(TIDE, "low = 1", "low = 'LOCAL'");
        bench.world().removeScript("Lantern", "lib/tide.js");
        bench.world().script("Lantern", "lib/wave.js", TEXT.replace("spring = 3", "spring = 'REMOTE'"));
        bench.reunite();

        bench.assertInSync();
        assertThat(bench.has(TIDE)).isFalse();
        assertThat(bench.read("apps/Lantern/lib/wave.js")).contains("'LOCAL'").contains("'REMOTE'");
    }

    private void renameDifferently() {
        bench.move(TIDE, "apps/Lantern/lib/wave.js");
        bench.replace("apps/Lantern/lib/wave.js", "low = 1", "low = 'LOCAL'");
        bench.world().removeScript("Lantern", "lib/tide.js");
        bench.world().script("Lantern", "lib/swell.js", TEXT.replace("spring = 3", "spring = 'REMOTE'"));
        bench.reunite();
    }

    @ParameterizedTest
    @EnumSource(names = {"LOCAL", "REMOTE", "MERGED"})
    void twoNewNamesForOneFileAreOneQuestion(Use use) {
        renameDifferently();
        assertThat(bench.conflictFields("blueprint Lantern")).containsExactly("scriptFiles/lib/swell.js");

        assertThat(bench.resolve("blueprint Lantern", use).kind()).isEqualTo(SyncEngine.Resolution.Kind.RESOLVED);

        bench.assertInSync();
        assertThat(bench.has("apps/Lantern/lib/wave.js")).isEqualTo(use == Use.LOCAL);
        assertThat(bench.has("apps/Lantern/lib/swell.js")).isEqualTo(use != Use.LOCAL);
        if (use == Use.MERGED) {
            assertThat(bench.read("apps/Lantern/lib/swell.js"))
                    .contains("'LOCAL'")
                    .contains("'REMOTE'");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LOCAL", "REMOTE"})
    void aRenameAgainstADeletionIsAQuestion(Use use) {
        bench.move(TIDE, "apps/Lantern/lib/wave.js");
        bench.world().removeScript("Lantern", "lib/tide.js");
        bench.reunite();
        assertThat(bench.conflictFields("blueprint Lantern")).containsExactly("scriptFiles/lib/wave.js");

        assertThat(bench.resolve("blueprint Lantern", use).kind()).isEqualTo(SyncEngine.Resolution.Kind.RESOLVED);

        bench.assertInSync();
        assertThat(bench.has("apps/Lantern/lib/wave.js")).isEqualTo(use == Use.LOCAL);
    }

    @Test
    void scriptsThatBreakEachOtherAreAQuestionAndNothingIsPushed() {
        bench.remote().away(false);
        bench.write(TIDE, "if (a) {\none()\ntwo()\nthree()\n}\nend()\n");
        bench.settle();
        bench.assertInSync();
        bench.apart();

        bench.write(TIDE, "start()\none()\ntwo()\nthree()\nend()\n");
        bench.world().script("Lantern", "lib/tide.js", "if (a) {\none()\n} else {\ntwo()\nthree()\n}\nend()\n");
        bench.reunite();

        assertThat(bench.conflictFields("blueprint Lantern")).containsExactly("scriptFiles/lib/tide.js");
        assertThat(bench.read(TIDE)).startsWith("start()");
        // All of it is one conflict, so that the broken text cannot be taken for a resolution.
        assertThat(bench.resolve("blueprint Lantern", Use.MERGED).kind()).isEqualTo(SyncEngine.Resolution.Kind.REFUSED);
        assertThat(bench.resolve("blueprint Lantern", Use.REMOTE).kind())
                .isEqualTo(SyncEngine.Resolution.Kind.RESOLVED);
        bench.assertInSync();
        assertThat(bench.read(TIDE)).contains("} else {");
    }

    @Test
    void theRealParserFindsWhatBreaksAndKnowsWhatItCannotRead() {
        String base = "function f() {\n  one()\n  two()\n  three()\n}\nend()\n";
        String local = "one()\n  one()\n  two()\n  three()\nend()\n";
        String remote = "function f() {\n  one()\n}\nfunction g() {\n  two()\n  three()\n}\nend()\n";

        assertThat(merged("index.js", base, local, remote).unresolved())
                .extracting(conflict -> conflict.path())
                .containsExactly("scriptFiles/index.js");
        assertThat(merged("index.ts", base, local, remote).unresolved()).isEmpty();
        assertThat(merged("index.js", base, "// first\n" + base, base + "last()\n")
                        .unresolved())
                .isEmpty();
    }

    private static MergedForm merged(String path, String base, String local, String remote) {
        Map<String, byte[]> store = new HashMap<>();
        return ThreeWay.merge(
                ObjectKey.blueprint("Lantern"),
                form(path, base, store),
                form(path, local, store),
                form(path, remote, store),
                MergePolicy.SHARED,
                hash -> Optional.ofNullable(store.get(hash)),
                new EcmaScript());
    }

    private static ObjectNode form(String path, String text, Map<String, byte[]> store) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String hash = Sha256.hex(bytes);
        store.put(hash, bytes);
        ObjectNode form = Json.object();
        form.putObject(MergeForm.SCRIPT_FILES)
                .put(
                        path,
                        AssetUrl.ofContent(hash, path.substring(path.indexOf('.') + 1))
                                .toString());
        return form;
    }
}
