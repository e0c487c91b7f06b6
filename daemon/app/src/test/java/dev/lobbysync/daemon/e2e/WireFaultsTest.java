package dev.lobbysync.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.e2e.BadCable.Weather;
import dev.lobbysync.daemon.e2e.WireRig.Attempt;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The connection breaks in every way that a connection can (ENGINE T19, T4): the daemon says that it is offline, asks again
 * at the pace of its backoff, and afterwards both sides are equal and everything has happened once.
 */
class WireFaultsTest {
    private static final int FAILURES = 3;
    private static final int CONNECTIONS_PER_ATTEMPT = 6;

    @TempDir
    private Path directory;

    private static void editBothSides(WireRig rig) {
        rig.project.edit("apps/Sign/Sign.json", "\"Welcome\"", "\"Ahoy\"");
        rig.project.addEntity("{'id':'from-here','blueprint':'Sign'}");
        rig.editor().addEntity("{'id':'from-there','blueprint':'Sign'}");
        rig.editor().prop("Lamp", "glow", 7);
    }

    @ParameterizedTest
    @EnumSource(names = {"CLOSING", "RESETTING", "STALLED", "CUTTING", "GARBLING", "DEAF", "MUTE"})
    void aBrokenConnectionIsSaidAndTriedAgainAtTheBackoffsPaceAndLosesNothing(Weather weather) throws Exception {
        try (WireRig rig = new WireRig(directory)) {
            long head = rig.head();
            rig.attempts.clear();
            int connections = rig.cable.connections();
            rig.cable.turn(weather);
            editBothSides(rig);
            rig.eventually(() ->
                    assertThat(rig.attempts.stream().filter(Attempt::failed)).hasSizeGreaterThanOrEqualTo(FAILURES));
            rig.eventually(() -> assertThat(rig.phase()).isEqualTo("offline"));
            int made = rig.cable.connections() - connections;
            List<Attempt> attempts = List.copyOf(rig.attempts);
            assertBackedOff(attempts);
            assertThat(made).isLessThanOrEqualTo((attempts.size() + 1) * CONNECTIONS_PER_ATTEMPT);

            rig.cable.turn(Weather.FAIR);
            rig.assertInStep();
            rig.awaitWatching();
            assertThat(rig.newsAfter(head))
                    .containsExactlyInAnyOrder(
                            "entity.add from-there",
                            "blueprint.update Lamp",
                            "blueprint.update Sign",
                            "entity.add from-here");
            assertThat(rig.said).noneMatch(line -> line.contains("defect"));
        }
    }

    /** Between a failure and the next attempt: never less than an eighth of a second, never more than its doubling limit. */
    private static void assertBackedOff(List<Attempt> attempts) {
        int failures = 0;
        for (int i = 0; i + 1 < attempts.size(); i++) {
            failures = attempts.get(i).failed() ? failures + 1 : 0;
            if (failures > 0) {
                assertThat(attempts.get(i + 1).at() - attempts.get(i).at())
                        .as("after failure %s of %s", i, attempts)
                        .isBetween(125L, Math.min(10_000L, 250L << failures));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DELAYING", "REORDERING"})
    void slowAndOvertakingAnswersAreNoFault(Weather weather) throws Exception {
        try (WireRig rig = new WireRig(directory)) {
            long head = rig.head();
            rig.cable.turn(weather);
            editBothSides(rig);
            rig.project.editWorld(world -> {
                for (int i = 0; i < 6; i++) {
                    world.withArray("entities").add(rig.project.entity("lamp-a").put("id", "row-" + i));
                }
            });
            rig.assertInStep();
            rig.awaitWatching();
            assertThat(rig.newsAfter(head)).hasSize(10).doesNotHaveDuplicates();
            assertThat(rig.cable.overtakings()).matches(times -> weather == Weather.DELAYING || times > 0);
        }
    }

    @Test
    void whatIsDoneAndAnsweredWithAFailureIsNotDoneTwice() throws Exception {
        try (WireRig rig = new WireRig(directory)) {
            rig.project.write("apps/Spare/Spare.json", "{\n  \"name\": \"Spare\"\n}\n");
            rig.assertInStep();
            rig.awaitWatching();
            long head = rig.head();
            rig.cable.turn(Weather.FAILING_AFTERWARDS);
            rig.project.delete("apps/Spare");
            rig.project.edit("apps/Bell/index.js", "bell", "rung");
            rig.project.editWorld(world ->
                    world.withObject("spawn").putArray("position").add(4).add(5).add(6));
            rig.eventually(() -> assertThat(rig.cable.turnedToFailures()).isGreaterThanOrEqualTo(3));
            rig.cable.turn(Weather.FAIR);
            rig.assertInStep();
            rig.awaitWatching();
            assertThat(rig.newsAfter(head))
                    .containsExactlyInAnyOrder(
                            "blueprint.remove Spare", "blueprint.update Bell", "spawn.update $world.spawn");
        }
    }
}
