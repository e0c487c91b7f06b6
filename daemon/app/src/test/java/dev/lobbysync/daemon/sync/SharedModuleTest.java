package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import dev.lobbysync.protocol.doc.ObjectKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A shared module whose copies in the world say different things (ENGINE S8). */
class SharedModuleTest {
    private static final String MODULE = "module @shared/math.js";
    private static final List<String> IMPORTERS = List.of("Lantern", "Ferry");

    /** The file changed; the ferry's copy merges with it, the lantern's does not. */
    private static Bench threeWays() {
        Bench bench = Harbour.running();
        String before = bench.read(Harbour.MATH);
        bench.apart();
        bench.replace(Harbour.MATH, "high = 1", "high = 'LOCAL'");
        bench.world().script("Ferry", "@shared/math.js", before.replace("low = 0", "low = 'FERRY'"));
        bench.world().script("Lantern", "@shared/math.js", before.replace("high = 1", "high = 'LANTERN'"));
        bench.reunite();
        assertThat(bench.conflicts()).containsOnlyKeys(MODULE);
        return bench;
    }

    @Test
    void aChoiceOfTheFileKeepsTheCopyThatMergesWithIt() {
        Bench bench = threeWays();
        assertThat(bench.resolve(MODULE, Use.LOCAL).kind())
                .as(bench.log())
                .isEqualTo(SyncEngine.Resolution.Kind.RESOLVED);
        bench.settle();
        assertThat(bench.read(Harbour.MATH)).contains("LOCAL", "FERRY");
        assertThat(bench.lies(".lobby/trash", "LANTERN")).as(bench.log()).isTrue();
        bench.assertInSync();
    }

    @Test
    void aChoiceOutlivesTheDaemonThatMergedForIt() {
        Bench bench = threeWays();
        bench.restart();
        bench.resolve(MODULE, Use.LOCAL);
        bench.settle();
        assertThat(bench.read(Harbour.MATH)).contains("LOCAL", "FERRY");
        bench.assertInSync();
    }

    @Test
    void importersWaitWhileTheirModuleCannotBeWritten() {
        Bench bench = threeWays();
        bench.disk()
                .failWith((call, path) ->
                        path.toString().contains("shared") ? new IOException("No space left on device") : null);
        var unanswered = bench.engine().resolve(bench.conflict(MODULE).id(), Use.LOCAL);
        bench.pass(120_000);
        assertThat(copyOf(bench, "Ferry")).contains("FERRY");
        assertThat(copyOf(bench, "Lantern")).contains("LANTERN");
        bench.disk().calm();
        bench.pass(120_000);
        if (bench.conflicts().containsKey(MODULE)) {
            bench.resolve(MODULE, Use.LOCAL);
        }
        assertThat(unanswered).isDone();
        assertThat(bench.read(Harbour.MATH)).contains("LOCAL", "FERRY");
        bench.assertInSync();
    }

    @Test
    void aQuestionAboutACopyStandsAfterAnotherFieldOfItsImporterWasPushed() {
        Bench bench = Harbour.running();
        bench.apart();
        String script = bench.read(Harbour.LANTERN_SCRIPT);
        bench.replace(Harbour.LANTERN_SCRIPT, "first = 1", "first = 'LOCAL'");
        bench.world().script("Lantern", "index.js", script.replace("first = 1", "first = 'REMOTE'"));
        bench.reunite();
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Lantern");
        String math = bench.read(Harbour.MATH);
        bench.apart();
        bench.replace(Harbour.MATH, "high = 1", "high = 'LOCAL'");
        bench.world().script("Lantern", "@shared/math.js", math.replace("high = 1", "high = 'REMOTE'"));
        bench.reunite();
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Lantern", MODULE);
        bench.replace(Harbour.LANTERN, "lights the quay", "MORE");
        bench.settle();
        bench.restart();
        assertThat(bench.conflicts()).as(bench.log()).containsOnlyKeys("blueprint Lantern", MODULE);
        bench.resolve(MODULE, Use.LOCAL);
        bench.resolve("blueprint Lantern", Use.LOCAL);
        bench.assertInSync();
        assertThat(bench.lies(".lobby/trash", "high = 'REMOTE'")).isTrue();
        assertThat(bench.lies(".lobby/trash", "first = 'REMOTE'")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "runtime"})
    void whatLosesToAPolicyAboutAModuleIsInTheTrash(String owner) {
        Bench bench = Harbour.running();
        bench.policy("{\"blueprints\": {\"script\": \"" + owner + "\"}}");
        bench.restart();
        bench.apart();
        bench.replace(Harbour.MATH, "low = 0", "low = 'LOCAL'");
        bench.world()
                .script("Lantern", "@shared/math.js", bench.read(Harbour.MATH).replace("'LOCAL'", "'REMOTE'"));
        bench.reunite();
        assertThat(bench.conflicts()).as(bench.log()).isEmpty();
        assertThat(bench.read(Harbour.MATH)).contains(owner.equals("local") ? "'LOCAL'" : "'REMOTE'");
        assertThat(bench.lies(".lobby/trash", owner.equals("local") ? "'REMOTE'" : "'LOCAL'"))
                .as(bench.log())
                .isTrue();
        bench.assertInSync();
    }

    @Test
    void ofTwoCopiesThatTheWorldChangedOneWinsByPolicyAndTheOtherIsInTheTrash() {
        Bench bench = Harbour.running();
        bench.policy("{\"blueprints\": {\"script\": \"runtime\"}}");
        bench.restart();
        String before = bench.read(Harbour.MATH);
        bench.apart();
        bench.world().script("Ferry", "@shared/math.js", before.replace("low = 0", "low = 'FERRY'"));
        bench.world().script("Lantern", "@shared/math.js", before.replace("low = 0", "low = 'LANTERN'"));
        bench.reunite();
        bench.assertInSync();
        String loser = bench.read(Harbour.MATH).contains("FERRY") ? "LANTERN" : "FERRY";
        assertThat(bench.lies(".lobby/trash", loser)).as(bench.log()).isTrue();
    }

    /** The file wins by policy, but every app that imports it is in question, so that it reaches none of them. */
    private static Bench handedToNobody() {
        Bench bench = Harbour.running();
        bench.policy("{\"blueprints\": {\"script\": \"local\"}}");
        bench.restart();
        String theirs = bench.read(Harbour.MATH).replace("high = 1", "high = 'REMOTE'");
        bench.apart();
        for (String app : IMPORTERS) {
            bench.replace("apps/" + app + "/" + app + ".json", "\"name\": \"" + app, "\"name\": \"LOCAL");
            bench.world().edit(app, "name", "REMOTE");
            bench.world().script(app, "@shared/math.js", theirs);
        }
        bench.replace(Harbour.MATH, "high = 1", "high = 'LOCAL'");
        bench.reunite();
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Lantern", "blueprint Ferry");
        return bench;
    }

    @ParameterizedTest
    @ValueSource(strings = {"low = 0", "low = 'GULL'"})
    void anAppThatBringsTheWorldsCopyAlongTakesNothingFromAFileThatReachedNobodyYet(String line) {
        Bench bench = handedToNobody();
        String copy = bench.read(Harbour.MATH).replace("'LOCAL'", "'REMOTE'").replace("low = 0", line);
        bench.world().app("Gull", Map.of("index.js", "import '@shared/math.js'\n", "@shared/math.js", copy));
        bench.settle();
        assertThat(bench.read(Harbour.MATH)).as(bench.log()).contains("high = 'LOCAL'", line);
        IMPORTERS.forEach(app -> bench.resolve("blueprint " + app, Use.LOCAL));
        bench.assertInSync();
        assertThat(copyOf(bench, "Gull")).contains("high = 'LOCAL'", line);
    }

    @Test
    void anAppThatComesBackTakesNothingFromAFileThatItHadNotBeenHanded() {
        Bench bench = handedToNobody();
        List.of("lamp", "boat").forEach(row -> bench.world().remove(row));
        IMPORTERS.forEach(app -> bench.world().removeApp(app));
        bench.settle();
        bench.world()
                .app(
                        "Ferry",
                        Map.of(
                                "index.js",
                                "import '@shared/math.js'\n",
                                "@shared/math.js",
                                bench.read(Harbour.MATH).replace("'LOCAL'", "'REMOTE'")));
        bench.settle();
        bench.conflicts().keySet().stream().toList().forEach(question -> bench.resolve(question, Use.REMOTE));
        assertThat(bench.read(Harbour.MATH)).as(bench.log()).contains("high = 'LOCAL'");
        bench.assertInSync();
        assertThat(copyOf(bench, "Ferry")).contains("high = 'LOCAL'");
    }

    @Test
    void aPolicyDecidesBetweenCopiesOfAModuleThatNoFileHas() {
        Bench bench = Harbour.running();
        bench.policy("{\"blueprints\": {\"script\": \"local\"}}");
        bench.stop();
        bench.erase(".lobby");
        bench.erase("shared");
        bench.erase("apps/Lantern");
        bench.erase("apps/Ferry");
        bench.removeRow("lamp");
        bench.removeRow("boat");
        bench.world().script("Ferry", "@shared/math.js", "export const clamp = () => 'FERRY'\n");
        bench.world().script("Lantern", "@shared/math.js", "export const clamp = () => 'LANTERN'\n");
        bench.start();
        bench.settle();
        assertThat(bench.conflicts()).as(bench.log()).isEmpty();
        boolean ferry = bench.read(Harbour.MATH).contains("FERRY");
        assertThat(bench.lies(".lobby/trash", ferry ? "LANTERN" : "FERRY")).isTrue();
        assertThat(bench.log()).contains("its copies in the world differ, and a policy says which counts");
        bench.assertInSync();
    }

    @Test
    void aModuleThatNothingImportsAnyMoreIsForgottenOnce() {
        Bench bench = Harbour.running();
        String unused = "import { clamp } from '@shared/math.js'\n";
        bench.replace(Harbour.LANTERN_SCRIPT, unused, "const clamp = n => n\n");
        bench.replace(Harbour.FERRY_SCRIPT, unused, "const clamp = n => n\n");
        bench.erase(Harbour.MATH);
        bench.settle();
        bench.assertInSync();
        assertThat(bench.log()).containsOnlyOnce("adopt " + MODULE + ": nothing imports it any more");
        bench.telemetry().forget();
        bench.restart();
        bench.settle();
        assertThat(bench.log()).doesNotContain(MODULE);
    }

    @Test
    void aCopyThatTheRuntimeDoesNotServeIsToldWithTheAppThatHasIt() {
        Bench bench = Harbour.running();
        bench.world().scriptAt("Ferry", "@shared/math.js", "asset://gone.js");
        bench.settle();
        assertThat(bench.status().held())
                .filteredOn(waiting -> waiting.key().kind() == ObjectKind.MODULE)
                .singleElement()
                .satisfies(waiting -> assertThat(waiting.reason())
                        .isEqualTo("the runtime does not serve asset://gone.js of blueprint Ferry"));
        assertThat(bench.has(Harbour.MATH)).isTrue();
    }

    @Test
    void scriptsThatWaitedForTheirModuleAreMergedFromTheBaseTheyHad() {
        Bench bench = Harbour.running();
        bench.apart();
        bench.replace(Harbour.MATH, "low = 0", "low = 'LOCAL'");
        bench.world()
                .script("Lantern", "@shared/math.js", bench.read(Harbour.MATH).replace("'LOCAL'", "'REMOTE'"));
        bench.replace(Harbour.LANTERN, "lights the quay", "shines");
        bench.reunite();
        assertThat(bench.conflicts()).containsOnlyKeys(MODULE);
        assertThat(bench.world().blueprint("Lantern").path("desc").asText()).isEqualTo("shines");

        bench.apart();
        String script = bench.read(Harbour.LANTERN_SCRIPT);
        bench.replace(Harbour.LANTERN_SCRIPT, "first = 1", "first = 'MINE'");
        bench.world().script("Lantern", "index.js", script.replace("last = 3", "last = 'THEIRS'"));
        bench.reunite();
        bench.resolve(MODULE, Use.LOCAL);
        bench.settle();
        assertThat(bench.conflicts()).as(bench.log()).isEmpty();
        assertThat(bench.read(Harbour.LANTERN_SCRIPT)).contains("'MINE'", "'THEIRS'");
        bench.assertInSync();
    }

    @Test
    void anAppThatIsBroughtBackWaitsForTheQuestionAboutItsModule() {
        Bench bench = threeWays();
        bench.replace(Harbour.FERRY, "\"speed\": 4", "\"speed\": 5");
        bench.world().remove("boat");
        bench.world().removeApp("Ferry");
        bench.settle();
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Ferry", MODULE);
        SyncEngine.Resolution early = bench.resolve("blueprint Ferry", Use.LOCAL);
        assertThat(early.kind()).as(bench.log()).isNotEqualTo(SyncEngine.Resolution.Kind.RESOLVED);
        assertThat(early.toString()).contains(MODULE);
        assertThat(bench.world().hasBlueprint("Ferry")).isFalse();
        assertThat(bench.conflicts()).containsOnlyKeys("blueprint Ferry", MODULE);
        bench.resolve(MODULE, Use.REMOTE);
        bench.resolve("blueprint Ferry", Use.LOCAL);
        bench.settle();
        assertThat(copyOf(bench, "Ferry")).contains("LANTERN").doesNotContain("LOCAL");
        bench.assertInSync();
    }

    @ParameterizedTest
    @EnumSource(
            value = Use.class,
            names = {"LOCAL", "REMOTE"})
    void aChoiceAtAFirstMeetingLeavesFurtherCopiesAQuestion(Use use) {
        Bench bench = Harbour.running();
        String before = bench.read(Harbour.MATH);
        var backup = bench.runtime().backup();
        bench.replace(Harbour.LANTERN, "lights the quay", "lights the pier");
        bench.settle();
        bench.apart();
        bench.replace(Harbour.MATH, "high = 1", "high = 'LOCAL'");
        bench.runtime().restore(backup);
        bench.world().script("Ferry", "@shared/math.js", before.replace("high = 1", "high = 'FERRY'"));
        bench.reunite();
        assertThat(bench.conflicts()).containsKey(MODULE);
        bench.resolve(MODULE, use);
        bench.settle();
        assertThat(bench.conflicts()).as(bench.log()).containsKey(MODULE);
        assertThat(bench.read(Harbour.MATH)).contains(use == Use.LOCAL ? "LOCAL" : "FERRY");
        bench.resolve(MODULE, Use.REMOTE);
        bench.resolve("blueprint Lantern", Use.LOCAL);
        bench.settle();
        assertThat(bench.read(Harbour.MATH)).isEqualTo(before);
        assertThat(bench.lies(".lobby/trash", "LOCAL")).isTrue();
        assertThat(bench.lies(".lobby/trash", "FERRY")).isTrue();
        bench.assertInSync();
    }

    private static String copyOf(Bench bench, String app) {
        String url = bench.world()
                .blueprint(app)
                .path("scriptFiles")
                .path("@shared/math.js")
                .asText();
        return new String(Objects.requireNonNull(bench.runtime().assets().get(url)), StandardCharsets.UTF_8);
    }
}
