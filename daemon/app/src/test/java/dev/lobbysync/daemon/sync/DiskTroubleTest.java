package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A disk that is full, fails, denies, or is read-only, at each of its calls (ENGINE T16): no half-written file, no
 * conflict, nothing lost, and once the trouble is over all is in step without anybody's help.
 *
 * <p>{@code -Ddisk.every=1} lets each single call fail; the default is a sample.
 */
class DiskTroubleTest {
    private static final int EVERY = Integer.getInteger("disk.every", 23);
    private static final List<BiFunction<String, Path, IOException>> FAULTS = List.of(
            (call, path) -> new FileSystemException(path.toString(), null, "No space left on device"),
            (call, path) -> new AccessDeniedException(path.toString()),
            (call, path) -> new IOException("Input/output error"),
            (call, path) -> new FileSystemException(path.toString(), null, "Too many open files"),
            (call, path) -> new FileSystemException(path.toString(), null, "Read-only file system"),
            (call, path) -> new FileSystemException(path.toString(), null, "File too large"));
    private static final Set<String> READS = Set.of("stat", "list", "read", "size");

    private static void work(Bench bench) {
        bench.replace(Harbour.LANTERN, "lights the quay", "TOKEN1");
        bench.replace(Harbour.FERRY_SCRIPT, "app.speed = ", "app.speed = 'TOKEN2' + ");
        bench.write("apps/Buoy/Buoy.json", "{ \"id\": \"Buoy\", \"desc\": \"TOKEN3\", \"props\": {} }\n");
        bench.write("assets/lantern.glb", "better lantern TOKEN4");
        bench.world().editProp("Lantern", "glow", "TOKEN5");
        bench.world().script("Lantern", "lib/glow.js", "export const glow = () => 'TOKEN6'\n");
        bench.world().app("Gull", Map.of("index.js", "'TOKEN7'\n"));
        bench.world().edit("Gull", "model", bench.world().asset("gull TOKEN8", "gull.glb"));
        bench.world().place("gull1", "Gull");
        bench.world().move("lamp", 9, 9, 9);
        bench.layout(world -> ((ObjectNode) world.get("settings")).put("desc", "TOKEN9"));
    }

    private static void allIsWell(Bench bench) {
        bench.disk().calm();
        bench.pass(120_000);
        bench.assertInSync();
        for (int token = 1; token <= 9; token++) {
            assertThat(bench.lies("", "TOKEN" + token)).as("TOKEN" + token).isTrue();
        }
        bench.takeMutations();
        bench.restart();
        bench.assertInSync();
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.disk().files(Bench.ROOT).keySet()).as("leftovers").noneMatch(path -> path.contains(".tmp-"));
    }

    @Test
    void aFaultAtAnyCallIsOvercomeWithoutHelp() {
        int[] calls = {0};
        Bench counted = Harbour.running();
        counted.disk().failWith((call, path) -> {
            calls[0]++;
            return null;
        });
        work(counted);
        counted.settle();
        int total = calls[0];
        allIsWell(counted);
        assertThat(total).isGreaterThan(200);
        for (int k = 1; k <= total; k += EVERY) {
            BiFunction<String, Path, IOException> fault = FAULTS.get(k % FAULTS.size());
            Bench bench = Harbour.running();
            int[] left = {k};
            String[] failed = {""};
            bench.disk().failWith((call, path) -> {
                if (--left[0] != 0) {
                    return null;
                }
                failed[0] = call + " " + path;
                return fault.apply(call, path);
            });
            try {
                work(bench);
                bench.settle();
                allIsWell(bench);
            } catch (AssertionError e) {
                throw new AssertionError(
                        "call " + k + ", " + failed[0] + "\n" + bench.log() + "\n" + e.getMessage(), e);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void aDiskThatTakesNothingForAWhileIsToldAndNoFileIsHalfWritten(int kind) {
        Bench bench = Harbour.running();
        Map<String, byte[]> before = bench.disk().files(Bench.ROOT);
        bench.disk()
                .failWith((call, path) ->
                        READS.contains(call) ? null : FAULTS.get(kind).apply(call, path));
        bench.world().editProp("Lantern", "glow", "TOKEN5");
        bench.world().script("Lantern", "lib/glow.js", "export const glow = () => 'TOKEN6'\n");
        bench.pass(120_000);
        assertThat(bench.disk().files(Bench.ROOT)).usingRecursiveComparison().isEqualTo(before);
        String told = bench.status().notes() + bench.status().failing().toString();
        assertThat(told)
                .containsAnyOf(
                        "the disk refused", "No space", "denied", "Read-only", "Input/output", "Too many", "too large");
        bench.disk().calm();
        work(bench);
        bench.settle();
        allIsWell(bench);
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "read", "stat"})
    void aDiskThatCannotBeReadForAWhileDeletesNothing(String unreadable) {
        Bench bench = Harbour.running();
        bench.disk()
                .failWith((call, path) -> call.equals(unreadable) && path.startsWith(Bench.ROOT.resolve("apps"))
                        ? FAULTS.get(2).apply(call, path)
                        : null);
        bench.watcher().report("apps");
        bench.watcher().report(Harbour.LANTERN);
        bench.pass(120_000);
        assertThat(bench.takeMutations()).isEmpty();
        assertThat(bench.world().hasBlueprint("Lantern")).isTrue();
        bench.disk().calm();
        work(bench);
        bench.settle();
        allIsWell(bench);
    }
}
