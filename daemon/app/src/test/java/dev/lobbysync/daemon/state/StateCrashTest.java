package dev.lobbysync.daemon.state;

import static dev.lobbysync.daemon.state.StateFixture.ROOT;
import static dev.lobbysync.daemon.state.StateFixture.WORLD;
import static dev.lobbysync.daemon.state.StateFixture.describe;
import static dev.lobbysync.daemon.state.StateFixture.entry;
import static dev.lobbysync.daemon.state.StateFixture.op;
import static dev.lobbysync.daemon.state.StateFixture.put;
import static dev.lobbysync.daemon.state.StateFixture.settle;
import static dev.lobbysync.daemon.state.StateFixture.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.testing.Loss;
import dev.lobbysync.daemon.testing.SimulatedCrash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Crashes before and after every state-changing call of a scripted life (ENGINE T2). */
class StateCrashTest {
    /** What the state was after each step that returned. */
    private final List<String> promised = new ArrayList<>();

    private interface Step {
        void run(FileStateStore store) throws IOException;
    }

    private static final List<Step> LIFE = List.of(
            store -> store.commit(put(1, entry("Lantern", "one", 1), entry("Pier", "two", 1))),
            store -> store.sending(List.of(op("i:1"))),
            store -> store.writing(
                    List.of(StateFixture.write("apps/Lantern.json", utf8("{\"name\":\"new\"}"))),
                    put(2, entry("Lantern", "three", 2), entry("Gull", "new", 2))),
            FileStateStore::written,
            store -> store.commit(put(2, entry("Lantern", "three", 2))),
            store -> store.commit(settle("i:1")),
            FileStateStore::compact,
            store -> store.commit(put(3, entry("Crane", "four", 3))),
            FileStateStore::compact,
            store -> store.commit(put(4, entry("Crane", "five", 4))),
            store -> store.setAside("test"),
            store -> store.commit(put(1, entry("Lantern", "six", 1))));

    @Test
    void afterACrashAtAnyCallTheStateIsTheOneBeforeOrAfterTheStep() throws IOException {
        for (Loss loss : Loss.values()) {
            for (boolean after : new boolean[] {false, true}) {
                long k = 1;
                while (crashAt(k, after, loss, new String[] {WORLD})) {
                    k++;
                }
                assertThat(k).as("crash points").isGreaterThan(40);
            }
        }
    }

    @Test
    void afterACrashAtAnyCallOfAWorldSwitchBothWorldsAreWhole() throws IOException {
        for (Loss loss : Loss.values()) {
            for (boolean after : new boolean[] {false, true}) {
                long k = 1;
                while (crashAtSwitch(k, after, loss)) {
                    k++;
                }
                assertThat(k).as("crash points").isGreaterThan(15);
            }
        }
    }

    /** @return whether the life was long enough to crash */
    private boolean crashAt(long k, boolean after, Loss loss, String[] worlds) throws IOException {
        StateFixture project = new StateFixture();
        project.disk.install(ROOT.resolve("apps/Lantern.json"), "{\"name\":\"old\"}");
        promised.clear();
        arm(project, k, after);
        boolean crashed = false;
        String inProgress = "";
        try (FileStateStore store = project.open(worlds[0])) {
            promised.add(describe(store));
            for (Step step : LIFE) {
                step.run(store);
                promised.add(describe(store));
            }
        } catch (SimulatedCrash crash) {
            crashed = true;
            inProgress = crash.getMessage();
        }
        project.disk.crash(loss);
        List<String> allowed = new ArrayList<>(List.of(promised.get(promised.size() - 1)));
        if (crashed) {
            allowed.add(afterStep(promised.size()));
        }
        for (int restart = 0; restart < 2; restart++) {
            try (FileStateStore store = project.open(worlds[0])) {
                assertThat(describe(store)).as("%s, loss %s", inProgress, loss).isIn(allowed);
                assertThat(store.fromUpstream())
                        .as("%s, loss %s", inProgress, loss)
                        .isFalse();
                allowed = List.of(describe(store));
                if (restart == 1) {
                    store.commit(put(9, entry("Late", "seven", 9)));
                    allowed = List.of(describe(store));
                    store.compact();
                }
            }
        }
        try (FileStateStore store = project.open(worlds[0])) {
            assertThat(describe(store)).as("%s, loss %s", inProgress, loss).isIn(allowed);
        }
        assertThat(project.disk.text(ROOT.resolve("apps/Lantern.json"))).isEqualTo("{\"name\":\"old\"}");
        return crashed;
    }

    private static String afterStep(int steps) throws IOException {
        StateFixture twin = new StateFixture();
        twin.disk.install(ROOT.resolve("apps/Lantern.json"), "{\"name\":\"old\"}");
        try (FileStateStore store = twin.open()) {
            for (Step step : LIFE.subList(0, Math.min(steps, LIFE.size()))) {
                step.run(store);
            }
            return describe(store);
        }
    }

    private static boolean crashAtSwitch(long k, boolean after, Loss loss) throws IOException {
        StateFixture project = new StateFixture();
        String first;
        String second;
        try (FileStateStore store = project.open("first")) {
            store.commit(put(1, entry("Lantern", "first", 1)));
            first = describe(store);
        }
        try (FileStateStore store = project.open("second")) {
            store.commit(put(5, entry("Pier", "second", 5)));
            second = describe(store);
        }
        arm(project, k, after);
        boolean crashed = false;
        try (FileStateStore store = project.open("first")) {
            assertThat(describe(store)).isEqualTo(first);
            store.sending(List.of(op("i:1")));
        } catch (SimulatedCrash crash) {
            crashed = true;
        }
        project.disk.crash(loss);
        for (String world : Arrays.asList("second", "first", "second", "first")) {
            try (FileStateStore store = project.open(world)) {
                String expected = world.equals("first") ? first : second;
                assertThat(describe(store).replace("[i:1]", "[]"))
                        .as("call %s", k)
                        .isEqualTo(expected);
                assertThat(store.fromUpstream()).isFalse();
                store.sending(List.of(op("i:1")));
            }
        }
        return crashed;
    }

    private static void arm(StateFixture project, long k, boolean after) {
        if (after) {
            project.disk.crashAfter(k);
        } else {
            project.disk.crashBefore(k);
        }
    }
}
