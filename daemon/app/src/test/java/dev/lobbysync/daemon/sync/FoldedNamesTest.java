package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Disks on which several names are one: upper and lower case, composed and decomposed letters (ENGINE T11). */
class FoldedNamesTest {
    private static final String COMPOSED = "caf\u00e9";
    private static final String DECOMPOSED = "cafe\u0301";

    /** What a file system takes for the same name. */
    enum Folding {
        CASE(name -> name.toLowerCase(Locale.ROOT)),
        NORMAL_FORM(name -> Normalizer.normalize(name, Normalizer.Form.NFD)),
        BOTH(name -> Normalizer.normalize(name.toLowerCase(Locale.ROOT), Normalizer.Form.NFC));

        private final UnaryOperator<String> fold;

        Folding(UnaryOperator<String> fold) {
            this.fold = fold;
        }
    }

    private static Bench on(Folding folding) {
        Bench bench = new Bench();
        bench.disk().fold(folding.fold);
        Harbour.project(bench);
        bench.start();
        bench.assertInSync();
        bench.takeMutations();
        return bench;
    }

    private static void assertQuiet(Bench bench) {
        bench.takeMutations();
        bench.restart();
        bench.assertInSync();
        assertThat(bench.takeMutations()).isEmpty();
        Map<String, String> before = bench.disk().fingerprint(Bench.ROOT.resolve("apps"));
        bench.pass(120_000);
        assertThat(bench.disk().fingerprint(Bench.ROOT.resolve("apps"))).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void idsThatAreOneNameGetFoldersOfTheirOwn(Folding folding) {
        Bench bench = on(folding);
        for (String id : List.of("lamp", "Lamp", "LAMP", COMPOSED, DECOMPOSED)) {
            bench.world().app(id, Map.of("index.js", "export default () => '" + id + "'\n"));
            bench.world().place("of " + id, id);
        }
        bench.settle();
        bench.assertInSync();
        assertQuiet(bench);
    }

    @ParameterizedTest
    @EnumSource
    void aFolderAndAScriptThatChangeTheirCaseStayWhatTheyAre(Folding folding) {
        Bench bench = on(folding);
        bench.move("apps/Lantern", "apps/LANTERN");
        bench.settle();
        bench.assertInSync();
        assertThat(bench.takeMutations()).isEmpty();
        bench.move("apps/LANTERN/lib/glow.js", "apps/LANTERN/lib/Glow.js");
        bench.replace("apps/LANTERN/index.js", "./lib/glow.js", "./lib/Glow.js");
        // The old name is still answered for; only the next look at the whole directory tells.
        bench.pass(120_000);
        bench.assertInSync();
        assertThat(bench.world().blueprint("Lantern").path("scriptFiles").has("lib/Glow.js"))
                .isTrue();
        assertThat(bench.world().blueprint("Lantern").path("scriptFiles").has("lib/glow.js"))
                .isFalse();
        assertQuiet(bench);
    }

    @ParameterizedTest
    @EnumSource
    void aScriptThatChangesItsCaseInTheWorldIsToldUntilAPersonRenamesIt(Folding folding) {
        Bench bench = on(folding);
        String glow = bench.read(Harbour.GLOW);
        String entry = bench.read(Harbour.LANTERN_SCRIPT).replace("lib/glow.js", "lib/GLOW.js");
        bench.world().script("Lantern", "lib/GLOW.js", glow);
        bench.world().removeScript("Lantern", "lib/glow.js");
        bench.world().script("Lantern", "index.js", entry);
        bench.settle();
        assertThat(bench.takeMutations()).isEmpty();
        if (folding != Folding.NORMAL_FORM) {
            assertThat(bench.status().failing().toString() + bench.status().held())
                    .contains("something else is where apps/Lantern/lib/GLOW.js belongs");
            bench.move(Harbour.GLOW, "apps/Lantern/lib/GLOW.js");
            bench.write(Harbour.LANTERN_SCRIPT, entry);
        }
        bench.pass(600_000);
        bench.assertInSync();
        assertQuiet(bench);
    }

    @ParameterizedTest
    @EnumSource
    void scriptsOfWhichTheNamesAreOneAreHeldAndToldAndNeitherIsLost(Folding folding) {
        Bench bench = on(folding);
        String one = folding == Folding.NORMAL_FORM ? COMPOSED + ".js" : "Twin.js";
        String other = folding == Folding.NORMAL_FORM ? DECOMPOSED + ".js" : "twin.js";
        bench.world().script("Lantern", one, "export const a = 'ONE'\n");
        bench.world().script("Lantern", other, "export const a = 'OTHER'\n");
        bench.world().edit("Seat", "desc", "four legs");
        bench.settle();
        assertThat(bench.read(Harbour.SEAT)).contains("four legs");
        assertThat(bench.takeMutations()).as(bench.log()).isEmpty();
        bench.pass(600_000);
        bench.restart();
        assertThat(bench.takeMutations()).as(bench.log()).isEmpty();
        assertThat(bench.world().blueprint("Lantern").path("scriptFiles").has(one))
                .isTrue();
        assertThat(bench.world().blueprint("Lantern").path("scriptFiles").has(other))
                .isTrue();
        assertThat(bench.status().held().toString() + bench.status().failing()).contains("Lantern");
        bench.world().removeScript("Lantern", other);
        bench.settle();
        bench.pass(600_000);
        bench.assertInSync();
        assertQuiet(bench);
    }
}
