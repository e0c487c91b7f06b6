package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import dev.lobbysync.daemon.testing.Loss;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody takes back an edit that the world has already, while the file does not have the world's edit yet (ENGINE T2). */
class TakenBackTest {
    private static final List<String> IMPORTERS = List.of("Lantern", "Ferry");

    private final Bench bench = Harbour.running();

    @Test
    void whatIsTakenBackAfterItWasPushedIsTakenBackThoughTheFileCouldNotBeWrittenMeanwhile() {
        bench.apart();
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.world().editProp("Lantern", "glow", 0.875);
        bench.disk()
                .failWith((call, path) ->
                        call.startsWith("create") && path.toString().contains("apps/Lantern/")
                                ? new IOException("No space left on device")
                                : null);
        bench.reunite();
        assertThat(bench.world().blueprint("Lantern").path("desc").asText()).isEqualTo("LOCAL");
        assertThat(bench.read(Harbour.LANTERN)).contains("0.5");
        bench.replace(Harbour.LANTERN, "LOCAL", "lights the quay");
        bench.disk().calm();
        bench.pass(120_000);
        bench.assertInSync();
        assertThat(bench.read(Harbour.LANTERN)).as(bench.log()).contains("lights the quay", "0.875");
    }

    /** An edit of a field of its own, and one of the field that the world edited as well. */
    @ParameterizedTest
    @ValueSource(strings = {"lights the quay", "amber"})
    void whatIsTakenBackAfterItWasPushedIsTakenBackThoughTheDaemonDiedMeanwhile(String value) {
        bench.apart();
        bench.replace(Harbour.LANTERN, value, "LOCAL");
        bench.world().editProp("Lantern", "glow", 0.875);
        bench.remote().faults().crashAt(1, true, () -> {});
        bench.reunite();
        bench.revive(Loss.UNFORCED);
        assertThat(bench.world().blueprint("Lantern").toString()).contains("LOCAL", "0.875");
        bench.replace(Harbour.LANTERN, "LOCAL", value);
        bench.start();
        bench.assertInSync();
        assertThat(bench.read(Harbour.LANTERN)).as(bench.log()).contains(value, "0.875");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aScriptThatIsTakenBackBesideOneThatTheWorldAddedIsTakenBackAsWell(boolean pushOnly) {
        int pushed = 0;
        for (long request = 1; request <= 5; request++) {
            pushed += takenBackAfter(request, pushOnly) ? 1 : 0;
        }
        assertThat(pushed).as("deaths after the push").isPositive();
    }

    /** Whether the world had the edit when the daemon died after that request. */
    private static boolean takenBackAfter(long request, boolean pushOnly) {
        Bench bench = Harbour.running();
        bench.bidirectional(!pushOnly);
        bench.restart();
        bench.apart();
        bench.replace(Harbour.LANTERN_SCRIPT, "first = 1", "first = 'LOCAL'");
        bench.world().script("Lantern", "lib/sky.js", "export const sky = 'REMOTE'\n");
        String before = script(bench);
        bench.remote().faults().crashAt(request, true, () -> {});
        bench.reunite();
        bench.time().kill();
        bench.revive(Loss.UNFORCED);
        boolean pushed = !script(bench).equals(before);
        bench.replace(Harbour.LANTERN_SCRIPT, "first = 'LOCAL'", "first = 1");
        bench.bidirectional(true);
        bench.start();
        bench.settle();
        bench.assertInSync();
        assertThat(bench.read(Harbour.LANTERN_SCRIPT)).as(bench.log()).contains("first = 1\n");
        assertThat(bench.read("apps/Lantern/lib/sky.js")).contains("REMOTE");
        return pushed;
    }

    private static String script(Bench bench) {
        return bench.world()
                .blueprint("Lantern")
                .path("scriptFiles")
                .path("index.js")
                .asText();
    }

    /** Something that is done in the world and undone there. */
    private record Deed(Consumer<Bench> done, Consumer<Bench> undone, Consumer<Bench> isUndone) {}

    private static final Map<String, Deed> DEEDS = Map.of(
            "field",
            new Deed(
                    bench -> bench.world().edit("Lantern", "desc", "DONE"),
                    bench -> bench.world().edit("Lantern", "desc", "lights the quay"),
                    bench -> assertThat(bench.read(Harbour.LANTERN)).contains("lights the quay")),
            "script",
            new Deed(
                    bench -> bench.world().script("Lantern", "index.js", "// DONE\n"),
                    bench -> bench.world()
                            .script("Lantern", "index.js", Harbour.running().read(Harbour.LANTERN_SCRIPT)),
                    bench -> assertThat(bench.read(Harbour.LANTERN_SCRIPT)).contains("first = 1")),
            "module",
            new Deed(
                    bench -> IMPORTERS.forEach(app -> bench.world().script(app, "@shared/math.js", "// DONE\n")),
                    bench -> IMPORTERS.forEach(app -> bench.world()
                            .script(app, "@shared/math.js", Harbour.running().read(Harbour.MATH))),
                    bench -> assertThat(bench.read(Harbour.MATH)).contains("high = 1")),
            "row",
            new Deed(
                    bench -> bench.world().prop("lamp", "glow", "DONE"),
                    bench -> bench.world()
                            .set(
                                    "lamp",
                                    "props",
                                    Harbour.running().world().entity("lamp").get("props")),
                    bench -> assertThat(bench.row("lamp").toString()).doesNotContain("DONE")),
            "setting",
            new Deed(
                    bench -> bench.world().setting("title", "DONE"),
                    bench -> bench.world()
                            .setting(
                                    "title",
                                    Harbour.running()
                                            .runtime()
                                            .world()
                                            .settings()
                                            .get("title")),
                    bench -> assertThat(bench.read("world.json")).doesNotContain("DONE")),
            "new app",
            new Deed(
                    bench -> bench.world().app("Gull", Map.of("index.js", "// DONE\n")),
                    bench -> bench.world().removeApp("Gull"),
                    bench -> assertThat(bench.has("apps/Gull/Gull.json")).isFalse()),
            "new row",
            new Deed(
                    bench -> bench.world().place("perch", "Lantern"),
                    bench -> bench.world().remove("perch"),
                    bench -> assertThat(bench.read("world.json")).doesNotContain("perch")),
            "removed row",
            new Deed(
                    bench -> bench.world().remove("stool"),
                    bench -> bench.world().place("stool", "Seat"),
                    bench -> assertThat(bench.world().hasEntity("stool")).isTrue()));

    static Set<String> deeds() {
        return DEEDS.keySet();
    }

    /** The daemon dies at any call of the disk while the world's news reaches the files. */
    @ParameterizedTest
    @MethodSource("deeds")
    void whatTheWorldUndoesWhileTheDaemonIsDeadIsUndoneInTheFiles(String name) {
        Deed deed = DEEDS.get(name);
        int reached = 0;
        for (long call = 1; call <= 30; call++) {
            Bench bench = Harbour.running();
            String before = bench.disk().fingerprint(Bench.ROOT.resolve("apps")).toString()
                    + bench.read("world.json")
                    + bench.read(Harbour.MATH);
            bench.apart();
            deed.done().accept(bench);
            bench.disk().crashAfter(call);
            bench.reunite();
            if (bench.time().isAlive()) {
                break;
            }
            bench.revive(Loss.UNFORCED);
            String after = bench.disk().fingerprint(Bench.ROOT.resolve("apps")).toString()
                    + bench.read("world.json")
                    + bench.read(Harbour.MATH);
            reached += after.equals(before) ? 0 : 1;
            deed.undone().accept(bench);
            bench.takeMutations();
            bench.start();
            bench.settle();
            bench.pass(300_000);
            assertThat(bench.takeMutations())
                    .as(name + ", death after call " + call + "\n" + bench.log())
                    .isEmpty();
            deed.isUndone().accept(bench);
            bench.assertInSync();
        }
        assertThat(reached).as("deaths after a file was written").isPositive();
    }

    /** Our own request about the same object is known to the next process as well, and must not hide what the file took in. */
    @Test
    void whatTheWorldUndoesBesideAnEditOfTheFileIsUndoneAsWell() {
        int taken = 0;
        for (long call = 1; call <= 40; call++) {
            Bench bench = Harbour.running();
            bench.apart();
            bench.world().prop("lamp", "glow", "DONE");
            bench.layoutRow("lamp", row -> ((ObjectNode) row.get("props")).put("mine", "LOCAL"));
            bench.disk().crashAfter(call);
            bench.reunite();
            if (bench.time().isAlive()) {
                break;
            }
            bench.revive(Loss.UNFORCED);
            taken += bench.read("world.json").contains("DONE") ? 1 : 0;
            ObjectNode props = bench.world().entity("lamp").get("props").deepCopy();
            props.remove("glow");
            bench.world().set("lamp", "props", props);
            bench.start();
            bench.settle();
            bench.assertInSync();
            assertThat(bench.read("world.json"))
                    .as("death after call " + call + "\n" + bench.log())
                    .contains("LOCAL")
                    .doesNotContain("DONE");
        }
        assertThat(taken).as("deaths after the file was written").isPositive();
    }

    /** The world has not taken it back, but lost it with its last seconds. */
    @Test
    void whatTheRuntimeForgetsWhileTheDaemonIsDeadGoesIntoTheWorldAgain() {
        int taken = 0;
        for (long call = 1; call <= 12; call++) {
            Bench bench = Harbour.running();
            bench.apart();
            bench.world().edit("Lantern", "desc", "DONE");
            bench.disk().crashAfter(call);
            bench.reunite();
            if (bench.time().isAlive()) {
                break;
            }
            bench.revive(Loss.UNFORCED);
            taken += bench.read(Harbour.LANTERN).contains("DONE") ? 1 : 0;
            bench.runtime().restartForgetting(1);
            bench.start();
            bench.settle();
            bench.assertInSync();
            assertThat(bench.read(Harbour.LANTERN)).as(bench.log()).contains("DONE");
        }
        assertThat(taken).as("deaths after the file was written").isPositive();
    }
}
