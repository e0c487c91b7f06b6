package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.Choice;
import dev.lobbysync.daemon.model.ConflictArtifact;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import dev.lobbysync.daemon.testing.Loss;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Exhaustive crash points (ENGINE T2 to T4): a workload of a dozen edits is run once to count its state-changing calls, then
 * once per call with the daemon dying there, and started again. Each run must end as the one without a crash: both sides
 * equal, no conflict, nothing lost.
 *
 * <p>A failure names the workload's step, the call and the loss; {@code crashed(step, k, after, loss)} repeats it.
 */
class CrashTest {
    /** Edits of both sides; each is settled before the next, unless the daemon dies first. */
    private static final Map<String, Consumer<Bench>> STEPS = Map.ofEntries(
            Map.entry("script", bench -> bench.replace(Harbour.LANTERN_SCRIPT, "first = 1", "first = 'TOKEN'")),
            Map.entry("module", bench -> bench.replace(Harbour.MATH, "high = 1", "high = 'TOKEN'")),
            Map.entry("remoteModule", bench -> bench.world()
                    .script("Ferry", "@shared/math.js", bench.read(Harbour.MATH) + "// TOKEN\n")),
            Map.entry("remoteScript", bench -> bench.world()
                    .script("Lantern", "lib/glow.js", "export const glow = () => 'TOKEN'\n")),
            Map.entry("mergedBlueprint", bench -> {
                bench.replace(Harbour.LANTERN, "lights the quay", "TOKEN");
                bench.world().editProp("Lantern", "glow", "TOKEN2");
            }),
            Map.entry("mergedScript", bench -> {
                String base = bench.read(Harbour.LANTERN_SCRIPT);
                bench.replace(Harbour.LANTERN_SCRIPT, "first = 1", "first = 'TOKEN'");
                bench.world().script("Lantern", "index.js", base.replace("last = 3", "last = 'TOKEN2'"));
            }),
            Map.entry("mergedEntity", bench -> {
                bench.layoutRow("lamp", row -> ((ObjectNode) row.get("props")).put("mine", "TOKEN"));
                bench.world().prop("lamp", "theirs", "TOKEN2");
                bench.world().move("boat", 9, 0, 0);
            }),
            Map.entry("newApp", bench -> {
                bench.write("apps/Buoy/Buoy.json", "{ \"name\": \"Buoy\", \"desc\": \"TOKEN\" }\n");
                bench.write("apps/Buoy/index.js", "export default () => { 'TOKEN2' }\n");
                bench.replace("world.json", "\"entities\": [", "\"entities\": [" + Harbour.row("buoy1", "Buoy") + ",");
            }),
            Map.entry("newRemoteApp", bench -> {
                bench.world().app("Gull", Map.of("index.js", "'TOKEN'\n", "lib/wing.js", "'TOKEN2'\n"));
                bench.world().edit("Gull", "model", bench.world().asset("gull TOKEN", "gull.glb"));
                bench.world().place("gull1", "Gull");
            }),
            Map.entry("removedApp", bench -> bench.erase("apps/Seat")),
            Map.entry("removedRemoteApp", bench -> {
                bench.world().remove("boat");
                bench.world().removeApp("Ferry");
            }),
            Map.entry("settings", bench -> {
                bench.layout(world -> {
                    ((ObjectNode) world.get("settings")).put("desc", "TOKEN");
                    ((ObjectNode) world.get("spawn"))
                            .putArray("position")
                            .add(1)
                            .add(2)
                            .add(3);
                });
                bench.world().setting("title", "TOKEN2");
            }),
            Map.entry("asset", bench -> {
                bench.write("assets/lantern.glb", "better lantern TOKEN");
                bench.world().edit("Ferry", "model", bench.world().asset("boat TOKEN2", "boat.glb"));
            }));

    static List<String> steps() {
        return STEPS.keySet().stream().sorted().toList();
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("steps")
    void dyingAtAnyCallOfTheDiskLosesNothing(String step) {
        long calls = count(step, bench -> bench.disk().calls());
        assertThat(calls).isPositive();
        Loss[] losses = Loss.values();
        for (long k = 1; k <= calls; k++) {
            Loss loss = losses[(int) (k % losses.length)];
            long at = k;
            dies(step, k + " before " + loss, loss, bench -> bench.disk().crashBefore(at));
            dies(step, k + " after " + loss, loss, bench -> bench.disk().crashAfter(at));
            dies(step, k + " after " + Loss.UNFORCED, Loss.UNFORCED, bench -> bench.disk()
                    .crashAfter(at));
        }
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("steps")
    void dyingAtAnyCallOfTheRuntimeLosesNothing(String step) {
        long calls = count(step, bench -> bench.remote().faults().mutations());
        for (long k = 1; k <= calls; k++) {
            long at = k;
            dies(step, "remote " + k + " before", Loss.UNFORCED, bench -> bench.remote()
                    .faults()
                    .crashAt(at, false, () -> bench.disk().crashBefore(1)));
            dies(step, "remote " + k + " after", Loss.UNFORCED, bench -> bench.remote()
                    .faults()
                    .crashAt(at, true, () -> bench.disk().crashBefore(1)));
        }
    }

    private static long count(String step, java.util.function.ToLongFunction<Bench> counter) {
        Bench bench = Harbour.running();
        long before = counter.applyAsLong(bench);
        STEPS.get(step).accept(bench);
        bench.settle();
        bench.assertInSync();
        bench.stop();
        return counter.applyAsLong(bench) - before;
    }

    private static void dies(String step, String where, Loss loss, Consumer<Bench> death) {
        Bench bench = Harbour.running();
        try {
            death.accept(bench);
            STEPS.get(step).accept(bench);
            bench.settle();
            if (bench.time().isAlive()) {
                bench.engine().stop();
                bench.pass(1);
            }
            bench.revive(loss);
            bench.start();
            bench.settle();
            bench.assertInSync();
            assertNothingLost(step, bench);
            bench.takeMutations();
            bench.restart();
            bench.assertInSync();
            assertThat(bench.takeMutations()).isEmpty();
        } catch (AssertionError e) {
            throw new AssertionError(
                    "workload " + step + ", death at " + where + "\n" + bench.log() + "\n" + e.getMessage(), e);
        }
    }

    private static void assertNothingLost(String step, Bench bench) {
        if (!step.startsWith("removed")) {
            assertThat(bench.lies("", "TOKEN")).as("TOKEN in the files").isTrue();
        }
        if (step.equals("removedRemoteApp")) {
            assertThat(bench.has("apps/Ferry"))
                    .as("the folder of the removed app")
                    .isFalse();
        }
        assertThat(bench.runtime().assets().values())
                .as("no empty file was ever pushed")
                .noneMatch(b -> b.length == 0);
    }

    @ParameterizedTest
    @CsvSource({"NOTHING", "UNFORCED", "HALF_OF_UNFORCED"})
    void dyingDuringTheFirstStartIsHarmless(Loss loss) {
        Bench whole = new Bench();
        Harbour.project(whole);
        whole.start();
        long calls = whole.disk().calls();
        for (long k = 1; k <= calls; k++) {
            Bench bench = new Bench();
            try {
                Harbour.project(bench);
                bench.disk().crashAfter(k);
                bench.start();
                bench.time().kill();
                bench.revive(loss);
                bench.start();
                // A lock whose token died with the daemon has to expire.
                bench.pass(60_000);
                bench.assertInSync();
                assertThat(bench.runtime().world().state().entities()).hasSize(4);
            } catch (AssertionError e) {
                throw new AssertionError("death after call " + k + " of the first start\n" + e.getMessage(), e);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "remote", "field by field"})
    void dyingWhileAConflictIsResolvedLosesNeitherSide(String how) {
        Choice choice =
                switch (how) {
                    case "local" -> Choice.of(Use.LOCAL);
                    case "remote" -> Choice.of(Use.REMOTE);
                    default -> Choice.of("desc", Use.REMOTE);
                };
        for (long k = 1; k <= 40; k++) {
            Bench bench = clashed();
            bench.disk().crashAfter(k);
            bench.engine().resolve(bench.conflict("blueprint Lantern").id(), choice);
            bench.settle();
            bench.time().kill();
            bench.revive(Loss.UNFORCED);
            bench.start();
            String everywhere = bench.log() + "\ndeath after call " + k;
            for (String token : List.of("LOCAL", "REMOTE")) {
                boolean kept = bench.lies("", token)
                                && bench.world()
                                        .blueprint("Lantern")
                                        .path("desc")
                                        .asText()
                                        .equals(token)
                        || bench.lies(".lobby/trash", token)
                        || bench.lies(".lobby/conflicts", token)
                                && !bench.conflicts().isEmpty();
                assertThat(kept).as(token + "\n" + everywhere).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void dyingBetweenTheFieldsOfAConflictNeverMakesAMixture(Loss loss) {
        for (long k = 1; k <= 60; k++) {
            Bench bench = clashed();
            bench.remote().away(true);
            bench.settle();
            bench.replace(Harbour.LANTERN, "amber", "LOCAL-COLOR");
            bench.world().editProp("Lantern", "color", "REMOTE-COLOR");
            bench.remote().away(false);
            bench.settle();
            String id = bench.conflict("blueprint Lantern").id();
            bench.disk().crashAfter(k);
            bench.engine().resolve(id, Choice.of("props.color", Use.REMOTE));
            bench.settle();
            bench.engine().resolve(id, Choice.of("desc", Use.LOCAL));
            bench.settle();
            bench.time().kill();
            bench.revive(loss);
            bench.start();
            String where = bench.log() + "\ndeath after call " + k;
            for (int round = 0; round < 3 && bench.conflicts().containsKey("blueprint Lantern"); round++) {
                ConflictArtifact open = bench.conflict("blueprint Lantern");
                // What each side had, or what the person chose: the color of the world, the words of the files.
                assertThat(said(bench.world().blueprint("Lantern")))
                        .as(where)
                        .isIn("REMOTE-COLOR REMOTE", "REMOTE-COLOR LOCAL");
                assertThat(said(bench.json(Harbour.LANTERN))).as(where).isIn("LOCAL-COLOR LOCAL", "REMOTE-COLOR LOCAL");
                Choice next = open.unsettled().isEmpty()
                        ? Choice.of(Use.MERGED)
                        : open.unsettled().contains("props.color")
                                ? Choice.of("props.color", Use.REMOTE)
                                : Choice.of("desc", Use.LOCAL);
                bench.resolve("blueprint Lantern", next);
            }
            bench.pass(60_000);
            bench.assertInSync();
            assertThat(said(bench.json(Harbour.LANTERN))).as(where).isEqualTo("REMOTE-COLOR LOCAL");
            assertThat(bench.lies(".lobby/trash", "LOCAL-COLOR")).as(where).isTrue();
        }
    }

    private static String said(JsonNode blueprint) {
        return blueprint.path("props").path("color").asText() + " "
                + blueprint.path("desc").asText();
    }

    private static Bench clashed() {
        Bench bench = Harbour.running();
        bench.remote().away(true);
        bench.settle();
        bench.replace(Harbour.LANTERN, "lights the quay", "LOCAL");
        bench.world().edit("Lantern", "desc", "REMOTE");
        bench.remote().away(false);
        bench.settle();
        return bench;
    }

    @Test
    void killedAtRestStartsWithoutAnyRequest() {
        Bench bench = Harbour.running();
        bench.crash(Loss.UNFORCED);
        bench.start();
        bench.assertInSync();
        assertThat(bench.takeMutations()).isEmpty();
    }
}
