package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.AgreedScripts;
import dev.lobbysync.daemon.model.LocalState;
import dev.lobbysync.daemon.model.ObjectKey;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.port.History;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.GitRepo;
import dev.lobbysync.daemon.testing.Harbour;
import dev.lobbysync.daemon.testing.Loss;
import dev.lobbysync.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A teammate's fresh clone of a project that others have synced: no {@code .lobby}, but a git history and a feed. */
class FirstMeetingTest {
    private static final String GLOW = "\"glow\": 0.5";

    @TempDir
    Path directory;

    private Bench bench = new Bench();
    private GitRepo repo;

    /** Somebody has committed the project and filled the world from it. */
    @BeforeEach
    void synced() {
        repo = new GitRepo(directory);
        Harbour.project(bench);
        bench.start();
        bench.assertInSync();
        repo.commit(bench);
        bench.stop();
        bench.history(repo.history(bench));
    }

    /** The clone has what is committed, or what was edited since, and nothing else. */
    private void cloned() {
        bench.erase(".lobby");
        bench.takeMutations();
        bench.telemetry().forget();
    }

    @Test
    void whatOnlyTheFilesChangedSinceACommitIsPushed() {
        bench.replace(Harbour.LANTERN, GLOW, "\"glow\": 0.7");
        bench.replace(Harbour.LANTERN_SCRIPT, "const first = 1", "const first = 11");
        bench.layoutRow("lamp", row -> row.put("pinned", true));
        bench.layout(world -> ((ObjectNode) world.path("settings")).put("title", "Pier"));
        repo.commit(bench);
        cloned();
        bench.start();
        bench.assertInSync();
        assertThat(bench.world().blueprint("Lantern").at("/props/glow").asDouble())
                .isEqualTo(0.7);
        assertThat(bench.world().entity("lamp").path("pinned").asBoolean()).isTrue();
        assertThat(bench.runtime().world().state().settings().path("title").asText())
                .isEqualTo("Pier");
        assertThat(bench.log()).contains("only the files changed since commit ");
    }

    @Test
    void whatOnlyTheWorldChangedSinceItWasAsInTheFilesIsPulled() {
        bench.world().editProp("Lantern", "glow", 0.9);
        bench.world().script("Ferry", "index.js", "export default () => { 'from the world' }\n");
        bench.world().move("lamp", 5, 5, 5);
        bench.world().setting("title", "Quay");
        bench.world().spawn(1, 2, 3);
        cloned();
        bench.start();
        bench.assertInSync();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.json(Harbour.LANTERN).at("/props/glow").asDouble()).isEqualTo(0.9);
        assertThat(bench.read(Harbour.FERRY_SCRIPT)).contains("from the world");
        assertThat(bench.json("world.json").at("/settings/title").asText()).isEqualTo("Quay");
        assertThat(bench.log()).contains("only the world changed since operation ");
    }

    @Test
    void eachObjectIsExplainedByItself() {
        bench.replace(Harbour.SEAT, "\"props\": {}", "\"props\": { \"soft\": true }");
        bench.layoutRow("boat", row -> row.put("pinned", true));
        repo.commit(bench);
        bench.world().editProp("Lantern", "glow", 0.9);
        bench.world().move("stool", 9, 0, 9);
        cloned();
        bench.start();
        bench.assertInSync();
        assertThat(bench.world().blueprint("Seat").at("/props/soft").asBoolean())
                .isTrue();
        assertThat(bench.json(Harbour.LANTERN).at("/props/glow").asDouble()).isEqualTo(0.9);
    }

    @Test
    void theSharedModuleThatOnlyTheFilesChangedGoesToItsImporters() {
        bench.replace(Harbour.MATH, "const low = 0", "const low = -1");
        repo.commit(bench);
        cloned();
        bench.start();
        bench.assertInSync();
        assertThat(bench.read(Harbour.MATH)).contains("const low = -1");
    }

    @Test
    void theSharedModuleThatOnlyTheWorldChangedIsPulledThoughAnImporterIsInConflict() {
        bench.replace(Harbour.FERRY, "\"speed\": 4", "\"speed\": 5");
        bench.world().editProp("Ferry", "speed", 6);
        bench.world().script("Lantern", "@shared/math.js", "export const low = 7\n\nexport const clamp = n => n\n");
        cloned();
        bench.start();
        assertThat(bench.conflicts().keySet()).containsExactly("blueprint Ferry");
        assertThat(bench.read(Harbour.MATH)).as(bench.log()).contains("low = 7");
    }

    @Test
    void uncommittedWorkIsPushedOverWhatTheNewestCommitSays() {
        bench.replace(Harbour.LANTERN, GLOW, "\"glow\": 0.7");
        cloned();
        bench.start();
        bench.assertInSync();
        assertThat(bench.world().blueprint("Lantern").at("/props/glow").asDouble())
                .isEqualTo(0.7);
    }

    @Test
    void aFieldThatTheFilesDroppedSinceTheCommitIsDroppedInTheWorld() {
        bench.replace(Harbour.LANTERN, "  \"author\": \"mira\",\n", "");
        repo.commit(bench);
        cloned();
        bench.start();
        bench.assertInSync();
        assertThat(bench.world().blueprint("Lantern").path("author").asText("")).isNotEqualTo("mira");
    }

    @Test
    void whatBothSidesChangedIsAConflictAndNothingIsLost() {
        bench.replace(Harbour.LANTERN, GLOW, "\"glow\": 0.7");
        repo.commit(bench);
        bench.world().editProp("Lantern", "glow", 0.9);
        cloned();
        bench.start();
        assertThat(bench.conflictFields("blueprint Lantern")).containsExactly("props.glow");
        assertThat(bench.json(Harbour.LANTERN).at("/props/glow").asDouble()).isEqualTo(0.7);
        assertThat(bench.world().blueprint("Lantern").at("/props/glow").asDouble())
                .isEqualTo(0.9);
    }

    @Test
    void whatEitherSideMayHaveRevertedIsAConflict() {
        bench.replace(Harbour.LANTERN, GLOW, "\"glow\": 0.7");
        repo.commit(bench);
        bench.world().editProp("Lantern", "glow", 0.7);
        bench.world().editProp("Lantern", "glow", 0.5);
        cloned();
        bench.start();
        assertThat(bench.conflicts()).containsKey("blueprint Lantern");
    }

    /** Somebody synced and committed this too. */
    private void alsoSynced(Runnable edit) {
        bench.start();
        edit.run();
        bench.settle();
        bench.assertInSync();
        repo.commit(bench);
        bench.stop();
    }

    @Test
    void whatTheWorldRevertedToAnOlderCommitIsNotOverwritten() {
        alsoSynced(() -> {
            bench.replace(Harbour.LANTERN, GLOW, "\"glow\": 0.7");
            bench.replace(Harbour.MATH, "const low = 0", "const low = -1");
            bench.layout(world -> ((ObjectNode) world.path("settings")).put("title", "Quay"));
        });
        bench.world().editProp("Lantern", "glow", 0.5);
        bench.world().setting("title", "Harbour");
        for (String app : new String[] {"Lantern", "Ferry"}) {
            bench.world()
                    .script(app, "@shared/math.js", bench.read(Harbour.MATH).replace("low = -1", "low = 0"));
        }
        bench.replace(Harbour.LANTERN, "lights the quay", "lights the pier");
        bench.replace(Harbour.MATH, "const high = 1", "const high = 2");
        bench.layout(world -> ((ObjectNode) world.path("settings")).put("desc", "a harbour"));
        repo.commit(bench);
        cloned();
        bench.start();
        assertThat(bench.conflicts()).as(bench.log()).containsKeys("settings", "module @shared/math.js");
        assertThat(bench.log()).contains("0 changed only in the files and 0 only in the world");
        assertThat(bench.world().blueprint("Lantern").at("/props/glow").asDouble())
                .isEqualTo(0.5);
        assertThat(bench.runtime().world().state().settings().path("title").asText())
                .isEqualTo("Harbour");
    }

    @Test
    void whatTheFilesRevertedToAnOlderOperationIsNotOverwritten() {
        String math = bench.read(Harbour.MATH);
        alsoSynced(() -> {
            bench.replace(Harbour.LANTERN, GLOW, "\"glow\": 0.7");
            bench.replace(Harbour.MATH, "const low = 0", "const low = -1");
            bench.layout(world -> ((ObjectNode) world.path("settings")).put("title", "Quay"));
        });
        bench.world().editProp("Lantern", "color", "green");
        bench.world().setting("desc", "a harbour");
        for (String app : new String[] {"Lantern", "Ferry"}) {
            bench.world()
                    .script(app, "@shared/math.js", bench.read(Harbour.MATH).replace("high = 1", "high = 2"));
        }
        bench.replace(Harbour.LANTERN, "\"glow\": 0.7", GLOW);
        bench.write(Harbour.MATH, math);
        bench.layout(world -> ((ObjectNode) world.path("settings")).put("title", "Harbour"));
        repo.commit(bench);
        cloned();
        bench.start();
        assertThat(bench.json(Harbour.LANTERN).at("/props/glow").asDouble()).isEqualTo(0.5);
        assertThat(bench.json("world.json").at("/settings/title").asText()).isEqualTo("Harbour");
        assertThat(bench.read(Harbour.MATH)).isEqualTo(math);
        assertThat(bench.conflicts()).containsKey("module @shared/math.js");
        assertThat(bench.log()).contains("0 changed only in the files and 0 only in the world");
    }

    @Test
    void theSharedModuleThatNotEveryImporterHadIsNotReplacedByAnothersOlderCopy() {
        bench.replace(Harbour.MATH, "const low = 0", "const low = -1");
        bench.world().script("Lantern", "@shared/math.js", bench.read(Harbour.MATH));
        bench.world().editProp("Ferry", "speed", 6);
        cloned();
        bench.start();
        assertThat(bench.read(Harbour.MATH)).as(bench.log()).contains("low = -1");
    }

    @Test
    void whatTheFeedExplainsIsNotTakenAloneIfTheHistoryWasCutOff() {
        bench.history(() -> new CutOff(History.Past.nothing()));
        bench.world().editProp("Lantern", "glow", 0.9);
        cloned();
        bench.start();
        assertThat(bench.conflicts().keySet()).containsExactly("blueprint Lantern");
        assertThat(bench.log()).contains("the last 2000 commits were looked at");
    }

    @Test
    void whatTheHistoryExplainsIsNotTakenAloneIfTheFeedWasCutOff() {
        ObjectKey key = ObjectKey.blueprint("Lantern");
        MeetingBases.Explained base = new MeetingBases.Explained("commit", Json.object(), Set.of(), 1);
        CommitSearch.Result commits =
                new CommitSearch.Result(Map.of(key, base), new CommitForms(new AssetNames(Map.of())), false);
        assertThat(MeetingBases.only(key, commits, new FeedSearch.Result(Map.of(), Set.of(), false)))
                .isEqualTo(base);
        assertThat(MeetingBases.only(key, commits, new FeedSearch.Result(Map.of(), Set.of(), true)))
                .isNull();
    }

    /** A history that goes on for too long. */
    private record CutOff(History.Past past) implements History.Past {
        @Override
        public Optional<Set<ObjectKey>> older() throws IOException {
            return past.older();
        }

        @Override
        public String commit() {
            return past.commit();
        }

        @Override
        public LocalState state(ObjectKey key) {
            return past.state(key);
        }

        @Override
        public void expectScripts(ObjectKey blueprint, AgreedScripts scripts) {
            past.expectScripts(blueprint, scripts);
        }

        @Override
        public void learnAliases(Map<String, String> aliases) {
            past.learnAliases(aliases);
        }

        @Override
        public String gaveUp() {
            return "the last 2000 commits were looked at, older ones were not";
        }

        @Override
        public void close() {
            past.close();
        }
    }

    @Test
    void whatOneSideLacksIsCopiedAndNeverDeleted() {
        bench.erase("apps/Seat");
        bench.removeRow("stool");
        repo.commit(bench);
        bench.world().remove("boat");
        cloned();
        bench.start();
        bench.assertInSync();
        assertThat(bench.world().hasEntity("boat")).isTrue();
        assertThat(bench.world().hasEntity("stool")).isTrue();
        assertThat(bench.has(Harbour.SEAT)).isTrue();
        assertThat(bench.row("stool")).isNotNull();
    }

    @Test
    void withoutAHistoryTheFeedStillExplainsAndTheRestIsMergedOrInConflict() {
        bench.history(History.NONE);
        bench.replace(Harbour.LANTERN, GLOW, "\"glow\": 0.7");
        bench.world().editProp("Ferry", "speed", 6);
        bench.replace(Harbour.SEAT, "\"props\": {}", "\"desc\": \"of wood\", \"props\": {}");
        cloned();
        bench.start();
        assertThat(bench.conflicts().keySet()).containsExactly("blueprint Lantern");
        assertThat(bench.json(Harbour.FERRY).at("/props/speed").asInt()).isEqualTo(6);
        assertThat(bench.log()).contains("what the sides say is compatible");
    }

    @Test
    void whatSomebodyDoesWhileTheFirstMeetingPushesIsPulled() {
        bench.history(History.NONE);
        bench.replace(Harbour.SEAT, "\"props\": {}", "\"desc\": \"LOCAL\", \"props\": {}");
        cloned();
        bench.remote().faults().before("blueprint_modify", () -> bench.world().editProp("Seat", "tall", "REMOTE"));
        bench.start();
        bench.settle();
        bench.assertInSync();
        assertThat(bench.read(Harbour.SEAT)).as(bench.log()).contains("LOCAL", "REMOTE");
    }

    @Test
    void aHistoryThatCannotBeReadIsSaidAndNothingElse() {
        bench.history(() -> {
            throw new IOException("object file is damaged");
        });
        bench.replace(Harbour.LANTERN, GLOW, "\"glow\": 0.7");
        cloned();
        bench.start();
        assertThat(bench.conflicts().keySet()).containsExactly("blueprint Lantern");
        assertThat(bench.log()).contains("the git history cannot be read (object file is damaged)");
    }

    @Test
    void aCrashInTheMiddleGoesOnWithTheBasesThatWereFound() {
        bench.replace(Harbour.LANTERN, GLOW, "\"glow\": 0.7");
        bench.replace(Harbour.FERRY, "\"speed\": 4", "\"speed\": 5");
        repo.commit(bench);
        bench.world().editProp("Seat", "soft", true);
        cloned();
        bench.remote().faults().crashAt(2, false, () -> {});
        bench.start();
        bench.revive(Loss.UNFORCED);
        bench.history(History.NONE);
        bench.start();
        bench.assertInSync();
        assertThat(bench.world().blueprint("Lantern").at("/props/glow").asDouble())
                .isEqualTo(0.7);
    }

    @Test
    void thePreferredSideWinsWhatCannotBeMergedAndTheOtherIsInTheTrash() {
        bench.terms(new MeetingTerms(Use.REMOTE, null));
        bench.replace(Harbour.LANTERN, GLOW, "\"glow\": 0.7");
        bench.replace(Harbour.FERRY, "\"speed\": 4", "\"speed\": 5");
        repo.commit(bench);
        bench.world().editProp("Lantern", "glow", 0.9);
        cloned();
        bench.start();
        bench.assertInSync();
        assertThat(bench.json(Harbour.LANTERN).at("/props/glow").asDouble()).isEqualTo(0.9);
        assertThat(bench.world().blueprint("Ferry").at("/props/speed").asInt())
                .as("what can be explained is, whatever is preferred")
                .isEqualTo(5);
        assertThat(bench.lies(".lobby/trash", "0.7")).isTrue();
    }

    @Test
    void whatLosesInTheWorldIsAlsoInADeploySnapshot() {
        bench.terms(new MeetingTerms(Use.LOCAL, null));
        bench.replace(Harbour.LANTERN, GLOW, "\"glow\": 0.7");
        bench.layoutRow("boat", row -> row.putArray("position").add(4).add(4).add(4));
        repo.commit(bench);
        bench.world().editProp("Lantern", "glow", 0.9);
        bench.world().move("boat", 5, 5, 5);
        cloned();
        List<String> saved = new ArrayList<>();
        bench.remote().faults().after("deploy_snapshot", () -> saved.add("saved"));
        bench.start();
        bench.assertInSync();
        assertThat(bench.world().blueprint("Lantern").at("/props/glow").asDouble())
                .isEqualTo(0.7);
        assertThat(bench.lies(".lobby/trash", "0.9")).isTrue();
        assertThat(saved).hasSize(1);
        assertThat(bench.world().isLocked("Lantern")).isFalse();
    }

    @Test
    void aPreferenceDeletesNothingAndEndsWithTheFirstMeeting() {
        bench.terms(new MeetingTerms(Use.LOCAL, null));
        bench.removeRow("stool");
        bench.erase("apps/Seat");
        repo.commit(bench);
        cloned();
        bench.start();
        bench.assertInSync();
        assertThat(bench.world().hasEntity("stool")).isTrue();
        bench.engine().pause();
        bench.settle();
        bench.replace(Harbour.LANTERN, GLOW, "\"glow\": 0.7");
        bench.world().editProp("Lantern", "glow", 0.9);
        bench.engine().resume(false);
        bench.settle();
        assertThat(bench.conflicts()).containsKey("blueprint Lantern");
    }

    @Test
    void theModuleOfThePreferredSideWins() {
        bench.terms(new MeetingTerms(Use.REMOTE, null));
        bench.history(History.NONE);
        bench.replace(Harbour.MATH, "const low = 0", "const low = -1");
        for (String app : new String[] {"Lantern", "Ferry"}) {
            bench.world()
                    .script(app, "@shared/math.js", bench.read(Harbour.MATH).replace("low = -1", "low = 7"));
        }
        cloned();
        bench.start();
        bench.assertInSync();
        assertThat(bench.read(Harbour.MATH)).contains("low = 7");
        assertThat(bench.lies(".lobby/trash", "low = -1")).isTrue();
    }

    private void eachHasWhatTheOtherLacks() {
        bench.write("apps/Buoy/Buoy.json", "{ \"id\": \"Buoy\", \"props\": {} }\n");
        repo.commit(bench);
        bench.world().place("crate", "Seat");
        cloned();
    }

    @Test
    void nothingIsWrittenBeforeAPersonAgreesThatEachSideGetsWhatItLacks() {
        eachHasWhatTheOtherLacks();
        List<Forecast> asked = new ArrayList<>();
        bench.terms(new MeetingTerms(null, forecast -> {
            asked.add(forecast);
            return false;
        }));
        bench.start();
        assertThat(bench.ended()).isEqualTo(SyncEngine.Ended.DECLINED);
        assertThat(asked).singleElement().satisfies(forecast -> {
            assertThat(forecast.onlyInFiles()).isEqualTo(1);
            assertThat(forecast.onlyInWorld()).isEqualTo(1);
        });
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.row("crate")).isNull();
        assertThat(bench.has(".lobby/sync-state.journal")).isFalse();
        bench.terms(new MeetingTerms(null, forecast -> asked.add(forecast)));
        bench.start();
        assertThat(asked).as("asked again").hasSize(2);
        bench.assertInSync();
        assertThat(bench.world().hasBlueprint("Buoy")).isTrue();
        assertThat(bench.row("crate")).isNotNull();
        bench.restart();
        assertThat(asked).as("no first meeting any more").hasSize(2);
    }

    @Test
    void nobodyIsAskedWhereOnlyOneSideLacksSomething() {
        bench.terms(new MeetingTerms(null, forecast -> {
            throw new AssertionError("asked");
        }));
        bench.world().place("crate", "Seat");
        cloned();
        bench.start();
        bench.assertInSync();
        assertThat(bench.row("crate")).isNotNull();
    }

    @Test
    void untouchedBuiltInContentIsNothingThatTheFilesLack() {
        bench = new Bench();
        bench.terms(new MeetingTerms(null, forecast -> {
            throw new AssertionError("asked");
        }));
        Harbour.project(bench);
        bench.start();
        bench.assertInSync();
    }
}
