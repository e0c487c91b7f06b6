package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Loss;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Blueprints that say in different ways that they run the scripts of one folder (ENGINE S8, PROTOCOL 5.2). */
class SharedFolderTest {
    private static final String CODE = "export default () => { 'one' }\n";
    private static final String OTHER = "export default () => { 'two' }\n";

    private final Bench bench = new Bench();

    /** An upstream project holds two blueprints with equal sets of their own in one folder, and so does the world. */
    private void twins() {
        bench.world().app("Lantern", Map.of("index.js", CODE));
        bench.world().app("Lantern__tall", Map.of("index.js", CODE));
        bench.world().place("a", "Lantern");
        bench.world().place("b", "Lantern__tall");
        for (String file : new String[] {"Lantern", "tall"}) {
            bench.write(
                    "apps/Lantern/" + file + ".json",
                    "{ \"name\": \"%s\", \"props\": {} }\n".formatted(file.equals("tall") ? "Lantern__tall" : file));
        }
        bench.write("apps/Lantern/index.js", CODE);
        bench.start();
    }

    private void assertNothingIsSent() {
        bench.assertInSync();
        assertThat(bench.takeMutations()).isEmpty();
        bench.restart();
        bench.assertInSync();
        assertThat(bench.takeMutations()).isEmpty();
    }

    @Test
    void oldAppsWithTheSameScriptAreClonedWithoutAWrite() {
        bench.world().legacyApp("Lantern", CODE);
        bench.world().legacyApp("Lamp", CODE);
        bench.world().place("a", "Lantern");
        bench.world().place("b", "Lamp");
        bench.start();
        assertNothingIsSent();
    }

    @Test
    void aBlueprintThatRunsItsAppsScriptsByNameIsClonedWithoutAWrite() {
        bench.world().app("Lantern", Map.of("index.js", CODE));
        bench.world().app("Lantern__tall", Map.of());
        bench.world().place("a", "Lantern");
        bench.world().place("b", "Lantern__tall");
        bench.start();
        assertThat(bench.has("apps/Lantern/tall.json")).isTrue();
        assertNothingIsSent();
        bench.write("apps/Lantern/index.js", OTHER);
        bench.settle();
        bench.assertInSync();
        assertThat(bench.takeMutations()).hasSize(1);
    }

    @Test
    void equalSetsInOneFolderOfAnUpstreamProjectAreLeftAlone() {
        twins();
        assertNothingIsSent();
    }

    @Test
    void aLocalEditOfASharedSetReachesAllThatHaveIt() {
        twins();
        bench.write("apps/Lantern/index.js", OTHER);
        bench.settle();
        bench.assertInSync();
        String url = bench.world().asset(OTHER, "index.js");
        assertThat(bench.world()
                        .blueprint("Lantern")
                        .path("scriptFiles")
                        .path("index.js")
                        .asText())
                .isEqualTo(url);
        assertThat(bench.world()
                        .blueprint("Lantern__tall")
                        .path("scriptFiles")
                        .path("index.js")
                        .asText())
                .isEqualTo(url);
        bench.takeMutations();
        assertNothingIsSent();
    }

    @Test
    void whenTheRootsSetPartsInTheWorldTheOtherGetsAFolderOfItsOwn() {
        twins();
        bench.takeMutations();
        bench.world().script("Lantern", "index.js", OTHER);
        bench.settle();
        assertThat(bench.read("apps/Lantern/index.js")).isEqualTo(OTHER);
        assertThat(bench.read("apps/Lantern_1/index.js")).isEqualTo(CODE);
        assertThat(bench.has("apps/Lantern/tall.json")).isFalse();
        assertNothingIsSent();
    }

    @Test
    void whenAnotherSetPartsInTheWorldItGetsAFolderOfItsOwn() {
        twins();
        bench.takeMutations();
        bench.world().script("Lantern__tall", "index.js", OTHER);
        bench.settle();
        assertThat(bench.read("apps/Lantern/index.js")).isEqualTo(CODE);
        assertThat(bench.read("apps/Lantern_1/index.js")).isEqualTo(OTHER);
        assertNothingIsSent();
    }

    @Test
    void whenAVariantGetsAScriptOfItsOwnItGetsAFolderToo() {
        bench.world().app("Lantern", Map.of("index.js", CODE));
        bench.world().variant("Lantern_2", "Lantern");
        bench.world().place("a", "Lantern");
        bench.world().place("b", "Lantern_2");
        bench.start();
        assertNothingIsSent();
        bench.world().script("Lantern_2", "index.js", OTHER);
        bench.settle();
        assertThat(bench.read("apps/Lantern/index.js")).isEqualTo(CODE);
        assertThat(bench.read("apps/Lantern_2/index.js")).isEqualTo(OTHER);
        assertNothingIsSent();
    }

    @Test
    void aVariantWaitsWithItsRootWhenTheScriptsOfTheFolderAreGone() {
        bench.world().app("Lantern", Map.of("index.js", CODE));
        bench.world().variant("Lantern_2", "Lantern");
        bench.world().place("a", "Lantern");
        bench.world().place("b", "Lantern_2");
        bench.start();
        bench.takeMutations();
        bench.erase("apps/Lantern/index.js");
        bench.settle();
        assertThat(bench.takeMutations()).isEmpty();
    }

    /** A runtime edit parts twins in one folder, and the daemon dies at the k-th call of the disk since. */
    private static Bench parting(java.util.function.Consumer<Bench> death) {
        SharedFolderTest test = new SharedFolderTest();
        test.twins();
        death.accept(test.bench);
        test.bench.world().script("Lantern__tall", "index.js", OTHER);
        test.bench.settle();
        return test.bench;
    }

    @Test
    void dyingWhileAFolderIsSplitLeavesNoSecondClaimOfAnId() {
        long[] before = {0};
        Bench whole = parting(bench -> before[0] = bench.disk().calls());
        whole.stop();
        long calls = whole.disk().calls() - before[0];
        assertThat(calls).isGreaterThan(10);
        for (long k = 1; k <= calls; k++) {
            for (Loss loss : Loss.values()) {
                long at = k;
                Bench bench = parting(living -> living.disk().crashAfter(at));
                if (bench.time().isAlive()) {
                    bench.engine().stop();
                    bench.pass(1);
                }
                bench.revive(loss);
                bench.start();
                String where = "death after call " + k + ", " + loss + "\n" + bench.log();
                bench.assertInSync();
                assertThat(bench.status().notes()).as(where).noneMatch(note -> note.contains("claims the id"));
                assertThat(bench.read("apps/Lantern/index.js")).as(where).isEqualTo(CODE);
                bench.takeMutations();
                bench.restart();
                bench.assertInSync();
                assertThat(bench.takeMutations()).as(where).isEmpty();
            }
        }
    }
}
