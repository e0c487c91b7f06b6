package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.model.Use;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import dev.lobbysync.daemon.testing.Loss;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The daemon dies between a request and its record. What the request covered, and what a person had chosen, must be found
 * again by the next process, and by the one after it (DESIGN 3, 7; ENGINE T2 to T4).
 */
class CutOffTest {
    private static final String TOKEN = "4711.5";

    /**
     * Somebody edits an object just before our request about it.
     *
     * @param call the request
     * @param theirs the edit that carries the token
     * @param ours what makes us send the request
     */
    private record Clash(String call, Consumer<Bench> theirs, Consumer<Bench> ours) {}

    private static final Map<String, Clash> CLASHES = Map.of(
            "removed blueprint",
            new Clash("blueprint_remove", bench -> bench.world().editProp("Seat", "theirs", TOKEN), bench -> {
                bench.erase("apps/Seat");
                bench.removeRow("stool");
            }),
            "spawn",
            new Clash(
                    "spawn_set",
                    bench -> bench.world().spawn(4711.5, 0, 0),
                    bench -> bench.layout(world -> ((ObjectNode) world.get("spawn"))
                            .putArray("position")
                            .add(55)
                            .add(0)
                            .add(0))),
            "removed entity",
            new Clash(
                    "entity_remove",
                    bench -> bench.world().prop("stool", "theirs", TOKEN),
                    bench -> bench.removeRow("stool")),
            "same prop",
            new Clash(
                    "entity_modify",
                    bench -> bench.world().prop("lamp", "glow", TOKEN),
                    bench -> bench.layoutRow("lamp", row -> ((ObjectNode) row.get("props")).put("glow", "LOCAL"))),
            "another prop",
            new Clash(
                    "entity_modify",
                    bench -> bench.world().prop("lamp", "theirs", TOKEN),
                    bench -> bench.layoutRow("lamp", row -> ((ObjectNode) row.get("props")).put("mine", "LOCAL"))),
            "setting",
            new Clash(
                    "settings_modify",
                    bench -> bench.world().setting("title", TOKEN),
                    bench -> bench.layout(world -> ((ObjectNode) world.get("settings")).put("title", "LOCAL"))),
            "added entity",
            new Clash(
                    "entity_add",
                    bench -> {
                        bench.world().place("lamp2", "Lantern");
                        bench.world().prop("lamp2", "theirs", TOKEN);
                    },
                    bench -> bench.replace(
                            "world.json",
                            "\"entities\": [",
                            "\"entities\": [" + Harbour.row("lamp2", "Lantern") + ",")));

    static List<String> clashes() {
        return CLASHES.keySet().stream().sorted().toList();
    }

    private static Bench clashed(String name) {
        Clash clash = CLASHES.get(name);
        Bench bench = Harbour.running();
        bench.remote().faults().before(clash.call(), () -> clash.theirs().accept(bench));
        clash.ours().accept(bench);
        return bench;
    }

    private static void assertKept(String where, Bench bench) {
        var state = bench.runtime().world().state();
        String world = state.entities().toString() + state.blueprints() + state.settings() + state.spawn();
        boolean inWorld = world.contains(TOKEN)
                && (bench.lies("apps", TOKEN) || bench.read("world.json").contains(TOKEN));
        boolean asked = bench.conflicts().values().stream()
                .anyMatch(artifact -> artifact.document().toString().contains(TOKEN));
        assertThat(inWorld || asked).as(where + "\n" + bench.log()).isTrue();
    }

    private static void live(Bench bench) {
        bench.settle();
        if (!bench.time().isAlive()) {
            bench.revive(Loss.UNFORCED);
            bench.start();
        }
    }

    private static Bench diedAfter(String clash) {
        Bench bench = clashed(clash);
        bench.remote().faults().after(CLASHES.get(clash).call(), () -> bench.disk()
                .crashBefore(1));
        live(bench);
        return bench;
    }

    @ParameterizedTest
    @MethodSource("clashes")
    void workThatOurWriteCoveredSurvivesTheDeathOfTheDaemon(String clash) {
        Bench bench = diedAfter(clash);
        assertKept("after the first death", bench);
        bench.restart();
        assertKept("after a restart", bench);
        bench.crash(Loss.UNFORCED);
        bench.start();
        assertKept("after another death", bench);
        for (String object : List.copyOf(bench.conflicts().keySet())) {
            bench.resolve(object, Use.REMOTE);
        }
        bench.assertInSync();
        assertKept("after the choice", bench);
        bench.restart();
        bench.assertInSync();
        assertKept("after the choice and a restart", bench);
    }

    @ParameterizedTest
    @MethodSource("clashes")
    void workThatOurWriteCoveredIsNotForgottenOnceAPersonChoseAgainstIt(String clash) {
        Bench bench = diedAfter(clash);
        for (String object : List.copyOf(bench.conflicts().keySet())) {
            bench.resolve(object, Use.LOCAL);
            assertThat(bench.lies(".lobby/trash", TOKEN)).as(bench.log()).isTrue();
        }
        bench.assertInSync();
        bench.takeMutations();
        bench.restart();
        bench.assertInSync();
        assertThat(bench.takeMutations()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("clashes")
    void dyingAtAnyCallOfTheDiskKeepsWhatOurWriteCovered(String clash) {
        Bench whole = clashed(clash);
        long before = whole.disk().calls();
        whole.settle();
        long calls = whole.disk().calls() - before;
        for (long k = 1; k <= calls; k++) {
            Bench bench = clashed(clash);
            bench.disk().crashAfter(k);
            live(bench);
            assertKept("death after call " + k, bench);
        }
    }

    @ParameterizedTest
    @MethodSource("clashes")
    void dyingAgainWhileItIsFoundKeepsWhatOurWriteCovered(String clash) {
        for (long k = 1; k <= 25; k++) {
            Bench bench = clashed(clash);
            bench.remote().faults().after(CLASHES.get(clash).call(), () -> bench.disk()
                    .crashBefore(1));
            bench.settle();
            assertThat(bench.time().isAlive()).isFalse();
            bench.revive(Loss.UNFORCED);
            bench.disk().crashAfter(k);
            bench.start();
            live(bench);
            assertKept("second death after call " + k, bench);
        }
    }

    @ParameterizedTest
    @MethodSource("clashes")
    void aLostReplyKeepsWhatOurWriteCovered(String clash) {
        Bench bench = clashed(clash);
        bench.remote().faults().loseReply(CLASHES.get(clash).call());
        live(bench);
        assertKept("after a lost reply", bench);
    }

    /** A request is taken for lost, the next one is sent, and only then the first one arrives, and the daemon dies. */
    @Test
    void anEditThatOvertookOurEarlierOneStandsAfterADeath() {
        int late = 0;
        for (int calls = 4; calls <= 12; calls++) {
            for (int death = 6; death <= 24; death += 2) {
                late += overtaken(calls, death) ? 1 : 0;
            }
        }
        assertThat(late).as("requests that arrived after a later one").isPositive();
    }

    private static boolean overtaken(int calls, int death) {
        Bench bench = Harbour.running();
        bench.remote().faults().delay("entity_modify", calls);
        bench.layoutRow("lamp", row -> ((ObjectNode) row.get("props")).put("glow", "EARLIER"));
        bench.pass(200);
        bench.layoutRow("lamp", row -> ((ObjectNode) row.get("props")).put("glow", "LATER"));
        bench.disk().crashBefore(death);
        live(bench);
        live(bench);
        String where = calls + " calls later, death before call " + death + "\n" + bench.log();
        bench.assertInSync();
        assertThat(bench.row("lamp").path("props").path("glow").asText())
                .as(where)
                .isEqualTo("LATER");
        String feed = bench.runtime().world().changes(0, 1_000).operations().stream()
                .map(op -> String.valueOf(op.patch()))
                .collect(Collectors.joining());
        return feed.indexOf("LATER") < feed.lastIndexOf("EARLIER");
    }

    @Test
    void aRemovalThatNeverArrivedExplainsNobodysRemoval() {
        Bench bench = Harbour.running();
        bench.remote().faults().before("blueprint_remove", () -> bench.disk().crashBefore(1));
        bench.remote().faults().loseRequest("blueprint_remove");
        bench.erase("apps/Seat");
        bench.removeRow("stool");
        bench.settle();
        bench.write("apps/Seat/Seat.json", """
                { "id": "Seat", "name": "Seat", "scope": "Seat", "props": {}, "desc": "back" }
                """);
        bench.revive(Loss.UNFORCED);
        bench.start();
        bench.assertInSync();
        bench.stop();
        bench.world().edit("Seat", "desc", "later");
        bench.world().removeApp("Seat");
        bench.start();
        assertThat(bench.has("apps/Seat/Seat.json")).as(bench.log()).isFalse();
        bench.assertInSync();
    }

    @Test
    void aRefusedSettingHidesNotWhatTheOthersCovered() {
        Bench bench = Harbour.running();
        bench.remote().faults().before("settings_modify", () -> bench.world().setting("title", TOKEN));
        bench.remote().refuse("rank");
        bench.layout(world -> {
            ObjectNode settings = (ObjectNode) world.get("settings");
            settings.put("title", "LOCAL");
            settings.put("rank", 2);
        });
        bench.settle();
        assertKept("after a refusal", bench);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOCAL", "REMOTE"})
    void aChoiceForASharedModuleOutlivesTheDaemon(String choice) {
        AtomicInteger cutOff = new AtomicInteger();
        for (long k = 1; k <= 40; k++) {
            Bench bench = modulesApart();
            bench.disk().crashAfter(k);
            choose(bench, "module @shared/math.js", choice);
            cutOff.addAndGet(bench.time().isAlive() ? 0 : 1);
            bench.time().kill();
            bench.revive(Loss.UNFORCED);
            boolean chosen = !bench.conflicts().containsKey("module @shared/math.js");
            bench.start();
            if (chosen) {
                bench.assertInSync();
                assertThat(bench.read(Harbour.MATH)).contains(choice);
            }
        }
        assertThat(cutOff).hasPositiveValue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOCAL", "REMOTE"})
    void aChoiceForASharedModuleOutlivesADeathBeforeItsImportersArePushed(String choice) {
        for (long k = 1; k <= 12; k++) {
            Bench bench = modulesApart();
            bench.remote().faults().crashAt(k, false, () -> bench.disk().crashBefore(1));
            choose(bench, "module @shared/math.js", choice);
            bench.time().kill();
            bench.revive(Loss.UNFORCED);
            bench.start();
            bench.pass(60_000);
            bench.assertInSync();
            assertThat(bench.read(Harbour.MATH)).contains(choice);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOCAL", "REMOTE"})
    void aChoiceBetweenCopiesOfAModuleWithoutFileOutlivesTheDaemon(String choice) {
        for (long k = 0; k <= 40; k++) {
            Bench bench = Harbour.running();
            bench.apart();
            for (String app : List.of("Gull", "Tern")) {
                bench.world().app(app, Map.of("index.js", "import '@shared/wing.js'\n", "@shared/wing.js", app + "\n"));
            }
            bench.reunite();
            var sides = bench.conflict("module @shared/wing.js").document();
            String wanted =
                    sides.path(choice.toLowerCase(Locale.ROOT)).path("url").asText();
            if (k > 0) {
                bench.disk().crashAfter(k);
            }
            choose(bench, "module @shared/wing.js", choice);
            bench.time().kill();
            bench.revive(Loss.UNFORCED);
            boolean chosen = !bench.conflicts().containsKey("module @shared/wing.js");
            bench.start();
            assertThat(chosen || k > 0).isTrue();
            if (chosen) {
                bench.assertInSync();
                assertThat(bench.read("shared/wing.js").getBytes(StandardCharsets.UTF_8))
                        .as("death after call " + k)
                        .isEqualTo(bench.runtime().assets().get(wanted));
            }
        }
    }

    private static void choose(Bench bench, String object, String choice) {
        var unused = bench.engine().resolve(bench.conflict(object).id(), Use.valueOf(choice));
        bench.settle();
    }

    private static Bench modulesApart() {
        Bench bench = Harbour.running();
        String before = bench.read(Harbour.MATH);
        bench.apart();
        bench.replace(Harbour.MATH, "high = 1", "high = 'LOCAL'");
        bench.world().script("Ferry", "@shared/math.js", before.replace("high = 1", "high = 'REMOTE'"));
        bench.reunite();
        assertThat(bench.conflicts()).containsOnlyKeys("module @shared/math.js");
        return bench;
    }

    @Test
    void whatATrashThatRefusedCouldNotKeepIsKeptOnceItCan() {
        Bench bench = Harbour.running();
        bench.disk()
                .failWith((call, path) ->
                        path.toString().contains("/trash/") && !path.toString().endsWith("/trash")
                                ? new IOException("No space left on device")
                                : null);
        bench.removeRow("stool");
        bench.settle();
        assertThat(bench.world().hasEntity("stool")).as(bench.log()).isTrue();
        bench.disk().calm();
        bench.pass(120_000);
        assertThat(bench.world().hasEntity("stool")).as(bench.log()).isFalse();
        assertThat(bench.lies(".lobby/trash", "stool")).as(bench.log()).isTrue();
        bench.assertInSync();
    }
}
