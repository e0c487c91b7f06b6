package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import dev.lobbysync.daemon.testing.Loss;
import dev.lobbysync.daemon.testing.Mutations;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens to a file below {@code .lobby/} while the daemon is away: the next start loses nobody's work and removes
 * nothing on either side.
 */
class FuzzedLobbyTest {
    private static final Path LOBBY = Bench.ROOT.resolve(".lobby");

    @Test
    void aDamagedFileOfOursCostsNobodyTheirWork() {
        Mutations.seeds(40).forEach(seed -> {
            Bench bench = beforeTheDamage(seed);
            Mutations mutations = new Mutations(seed);
            List<String> files = new ArrayList<>(lobby(bench).keySet());
            String chosen = files.get(mutations.choice(files.size()));
            byte[] damaged = mutations.of(Objects.requireNonNull(lobby(bench).get(chosen)));
            bench.disk().install(LOBBY.resolve(chosen), damaged);
            try {
                nothingIsLost(bench, chosen);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "-Dfuzz.seed=" + seed + ": " + chosen + " is\n"
                                + new String(damaged, StandardCharsets.ISO_8859_1) + "\n" + bench.log() + "\n" + e,
                        e);
            }
        });
    }

    @Test
    void aLostFileOfOursCostsNobodyTheirWork() {
        for (String file : lobby(beforeTheDamage(0)).keySet()) {
            Bench bench = beforeTheDamage(0);
            bench.disk().remove(LOBBY.resolve(file));
            try {
                nothingIsLost(bench, file);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("without " + file + "\n" + bench.log() + "\n" + e, e);
            }
        }
    }

    private static Map<String, byte[]> lobby(Bench bench) {
        return bench.disk().files(LOBBY);
    }

    /** Both sides have work that the other has not seen, and a conflict is open. */
    private static Bench beforeTheDamage(long seed) {
        Bench bench = Harbour.running();
        bench.write("apps/Buoy/Buoy.json", "{ \"name\": \"Buoy\", \"desc\": \"floats\" }\n");
        bench.write("apps/Buoy/index.js", "export default () => 'buoy'\n");
        bench.settle();
        bench.move("apps/Buoy", "apps/Red Buoy");
        bench.settle();
        bench.world().edit("Ferry", "desc", "sails at noon");
        bench.settle();
        bench.replace(Harbour.SEAT, "\"props\": {}", "\"props\": { \"legs\": 3 }");
        bench.world().editProp("Seat", "legs", 4);
        bench.settle();
        assertThat(bench.conflicts()).hasSize(1);
        if (seed % 2 == 0) {
            bench.stop();
        } else {
            bench.crash(Loss.NOTHING);
        }
        bench.replace(Harbour.LANTERN, "lights the quay", "TOKEN1");
        bench.replace(Harbour.GLOW, "n.length", "'TOKEN2'");
        bench.world().edit("Ferry", "desc", "TOKEN3");
        bench.world().move("lamp", 7, 7, 7);
        return bench;
    }

    private static void nothingIsLost(Bench bench, String damaged) {
        try {
            bench.start();
        } catch (AssertionError e) {
            assertThat(e).hasMessageContaining("update gamedev sync").hasMessageContaining(".lobby/");
            return;
        }
        bench.settle();
        for (String id : List.of("Lantern", "Ferry", "Seat")) {
            assertThat(bench.world().hasBlueprint(id)).as(id).isTrue();
        }
        // Of a file without id that was moved, nothing but the index knows which blueprint it is.
        assertThat(bench.world().hasBlueprint("Buoy")
                        || (damaged.equals("blueprint-index.json")
                                && bench.world().hasBlueprint("Red Buoy__Buoy")))
                .isTrue();
        for (String id : List.of("lamp", "boat", "stool")) {
            assertThat(bench.world().hasEntity(id)).as(id).isTrue();
            assertThat(bench.row(id)).as(id).isNotNull();
        }
        assertThat(bench.has(Harbour.LANTERN) && bench.has(Harbour.FERRY) && bench.has(Harbour.SEAT))
                .isTrue();
        assertThat(bench.has("apps/Red Buoy/Buoy.json")).isTrue();
        assertThat(bench.lies("", "TOKEN1") && bench.lies("", "TOKEN2")).isTrue();
        assertThat(bench.world().blueprint("Ferry").path("desc").asText()).isEqualTo("TOKEN3");
        assertThat(bench.world().entity("lamp").path("position").path(0).asInt())
                .isEqualTo(7);
        for (String difference : bench.differences().keySet()) {
            if (difference.contains("Buoy")) {
                continue; // its file does not name it, and the picture knows no index
            }
            boolean told = bench.conflicts().containsKey(difference)
                    || (bench.status().held().toString() + bench.status().failing())
                            .contains(difference.substring(difference.indexOf(' ') + 1));
            assertThat(told).as("nobody is told of " + difference).isTrue();
        }
        bench.takeMutations();
        bench.restart();
        assertThat(bench.takeMutations()).isEmpty();
    }
}
