package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several people, each with a clone of the project and a daemon, and visitors, in one world. */
class TeamTest {
    private final List<Bench> team = new ArrayList<>();

    private Bench team(int people) {
        Bench first = Harbour.running(1);
        team.add(first);
        for (int i = 2; i <= people; i++) {
            team.add(first.colleague(i).start());
        }
        first.settle();
        team.forEach(Bench::assertInSync);
        assertThat(team).allSatisfy(one -> assertThat(one.takeMutations()).isEmpty());
        return first;
    }

    private long head() {
        return team.get(0).runtime().world().head();
    }

    private void settle() {
        team.get(0).settle();
    }

    /** An hour in which nobody does anything is an hour without an op. */
    private void assertQuiet() {
        long head = head();
        team.get(0).pass(60 * 60_000);
        assertThat(head()).isEqualTo(head);
    }

    @Test
    void aColleaguesCloneMeetsTheWorldWithoutAWrite() {
        team(5);
        assertQuiet();
    }

    @Test
    void disjointWorkOfFivePeopleAndAVisitorMerges() {
        Bench first = team(5);
        long head = head();
        team.get(0).replace(Harbour.LANTERN, "lights the quay", "FIRST");
        team.get(1).replace(Harbour.LANTERN, "amber", "SECOND");
        team.get(1).layoutRow("lamp", row -> row.put("pinned", true));
        team.get(2).replace(Harbour.LANTERN_SCRIPT, "const first = 1", "const first = 'THIRD'");
        team.get(2).layoutRow("boat", row -> row.withArray("position").set(0, 33));
        team.get(3).replace(Harbour.LANTERN_SCRIPT, "const last = 3", "const last = 'FOURTH'");
        team.get(3).layout(world -> world.withObject("settings").put("title", "FOURTH"));
        team.get(4).write("apps/Post/Post.json", "{ \"id\": \"Post\", \"name\": \"FIFTH\" }\n");
        team.get(4).replace(Harbour.MATH, "low = 0", "low = -5");
        first.world().editProp("Lantern", "visitor", "VISITOR");
        first.world().prop("lamp", "visitor", "VISITOR");
        settle();
        settle();
        team.forEach(Bench::assertInSync);
        for (Bench one : team) {
            assertThat(one.read(Harbour.LANTERN)).contains("FIRST", "SECOND", "VISITOR");
            assertThat(one.read(Harbour.LANTERN_SCRIPT)).contains("THIRD", "FOURTH");
            assertThat(one.read(Harbour.MATH)).contains("low = -5");
            assertThat(one.json("apps/Post/Post.json").path("name").asText()).isEqualTo("FIFTH");
        }
        // At most one for each edit, and one for each copy of the shared module.
        assertThat(head() - head).isLessThanOrEqualTo(13);
        assertQuiet();
    }

    @ParameterizedTest
    @EnumSource(
            value = Use.class,
            names = {"LOCAL", "REMOTE"})
    void theLaterOfTwoEditsOfOneFieldIsAConflictForItsAuthorOnly(Use use) {
        team(4);
        Bench early = team.get(0);
        Bench late = team.get(1);
        late.engine().pause();
        late.replace(Harbour.LANTERN, "lights the quay", "LATE");
        early.replace(Harbour.LANTERN, "lights the quay", "EARLY");
        settle();
        late.engine().resume(false);
        settle();
        assertThat(late.conflicts()).containsOnlyKeys("blueprint Lantern");
        for (Bench other : List.of(early, team.get(2), team.get(3))) {
            other.assertInSync();
            assertThat(other.read(Harbour.LANTERN)).contains("EARLY");
        }
        assertQuiet();

        assertThat(late.resolve("blueprint Lantern", use).kind()).isEqualTo(SyncEngine.Resolution.Kind.RESOLVED);
        settle();
        team.forEach(Bench::assertInSync);
        assertThat(team)
                .allSatisfy(one -> assertThat(one.read(Harbour.LANTERN)).contains(use == Use.LOCAL ? "LATE" : "EARLY"));
        assertQuiet();
    }

    @Test
    void resolvingOnesConflictLeavesTheConflictsOfOthersAsTheyAre() {
        team(4);
        for (int i = 1; i < 4; i++) {
            team.get(i).engine().pause();
        }
        team.get(0).replace(Harbour.LANTERN, "lights the quay", "FIRST");
        team.get(1).replace(Harbour.LANTERN, "lights the quay", "SECOND");
        team.get(2).replace(Harbour.LANTERN, "lights the quay", "THIRD");
        team.get(3).replace(Harbour.LANTERN, "amber", "FOURTH");
        settle();
        for (int i = 1; i < 4; i++) {
            team.get(i).engine().resume(false);
        }
        settle();
        assertThat(team.get(1).conflictFields("blueprint Lantern")).containsExactly("desc");
        assertThat(team.get(2).conflictFields("blueprint Lantern")).containsExactly("desc");
        team.get(3).assertInSync();
        team.get(0).assertInSync();
        String third = team.get(2).conflict("blueprint Lantern").id();

        // Their values where the sides collide, everybody's elsewhere.
        team.get(1).resolve("blueprint Lantern", Use.MERGED);
        settle();
        assertThat(team.get(2).conflict("blueprint Lantern").id()).isEqualTo(third);
        assertThat(team.get(2).conflictFields("blueprint Lantern")).containsExactly("desc");
        for (int i : new int[] {0, 1, 3}) {
            team.get(i).assertInSync();
            assertThat(team.get(i).read(Harbour.LANTERN)).contains("SECOND", "FOURTH");
        }
        assertQuiet();
        team.get(2).resolve("blueprint Lantern", Use.REMOTE);
        settle();
        team.forEach(Bench::assertInSync);
        assertThat(team.get(2).read(Harbour.LANTERN)).contains("SECOND", "FOURTH");
        assertQuiet();
    }

    @Test
    void peopleWhoAgreeByThemselvesHaveNoConflict() {
        team(3);
        team.get(1).engine().pause();
        team.get(2).engine().pause();
        for (Bench one : team) {
            one.replace(Harbour.LANTERN, "lights the quay", "SAME");
        }
        settle();
        team.get(1).engine().resume(false);
        team.get(2).engine().resume(false);
        long head = head();
        settle();
        team.forEach(Bench::assertInSync);
        assertThat(head()).isEqualTo(head);
    }

    @Test
    void whoeverComesBackAfterAWeekOfOthersWorkHasTheirOwnAsWell() {
        team(3);
        team.get(2).remote().away(true);
        team.get(2).settle();
        team.get(2).replace(Harbour.LANTERN, "amber", "MINE");
        team.get(2).write("apps/Mine/Mine.json", "{ \"id\": \"Mine\", \"name\": \"Mine\" }\n");
        for (int day = 0; day < 7; day++) {
            team.get(day % 2).replace(Harbour.LANTERN, day == 0 ? "lights the quay" : "day " + (day - 1), "day " + day);
            team.get(day % 2).write("apps/D" + day + "/D" + day + ".json", "{ \"id\": \"D" + day + "\" }\n");
            team.get(0).pass(24 * 3_600_000L);
        }
        team.get(1).erase("apps/D2");
        settle();
        team.get(2).remote().away(false);
        team.get(0).pass(120_000);
        team.forEach(Bench::assertInSync);
        assertThat(team.get(2).read(Harbour.LANTERN)).contains("MINE", "day 6");
        assertThat(team.get(0).has("apps/Mine/Mine.json")).isTrue();
        assertThat(team.get(2).has("apps/D2/D2.json")).isFalse();
        assertQuiet();
    }

    @Test
    void anAppThatOneRemovesWhileAnotherEditsItIsAQuestionForTheOther() {
        team(3);
        team.get(1).engine().pause();
        team.get(0).erase("apps/Seat");
        team.get(0).removeRow("stool");
        team.get(1).replace(Harbour.SEAT, "\"props\": {}", "\"props\": { \"soft\": true }");
        settle();
        team.get(1).engine().resume(false);
        settle();
        assertThat(team.get(1).conflicts()).containsOnlyKeys("blueprint Seat");
        team.get(0).assertInSync();
        team.get(2).assertInSync();
        team.get(1).resolve("blueprint Seat", Use.LOCAL);
        settle();
        team.forEach(Bench::assertInSync);
        assertThat(team.get(0).read(Harbour.SEAT)).contains("soft");
        assertQuiet();
    }

    @Test
    void aNewAppCarriesNobodysQuestionAboutASharedModuleToTheOthers() {
        team(3);
        Bench late = team.get(1);
        late.engine().pause();
        late.replace(Harbour.MATH, "low = 0", "low = 'LATE'");
        team.get(0).replace(Harbour.MATH, "low = 0", "low = 'EARLY'");
        settle();
        late.engine().resume(false);
        settle();
        assertThat(late.conflicts()).containsOnlyKeys("module @shared/math.js");
        late.write("apps/Post/Post.json", "{ \"id\": \"Post\", \"name\": \"Post\" }\n");
        late.write("apps/Post/index.js", "import { low } from '@shared/math.js'\nexport default () => low\n");
        settle();
        assertThat(late.status().held())
                .filteredOn(held -> held.key().id().equals("Post"))
                .singleElement()
                .satisfies(held -> assertThat(held.reason()).contains("@shared/math.js"));
        for (int i : new int[] {0, 2}) {
            team.get(i).assertInSync();
            assertThat(team.get(i).read(Harbour.MATH)).contains("EARLY");
        }
        late.resolve("module @shared/math.js", Use.REMOTE);
        settle();
        team.forEach(Bench::assertInSync);
        assertThat(team.get(0).has("apps/Post/index.js")).isTrue();
        assertThat(team.get(0).read(Harbour.MATH)).contains("EARLY");
        assertQuiet();
    }
}
