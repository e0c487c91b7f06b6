package dev.lobbysync.daemon.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lobbysync.daemon.testing.Bench;
import dev.lobbysync.daemon.testing.Harbour;
import dev.lobbysync.daemon.testing.Loss;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an editor writes into a file while the daemon replaces it and dies is not deleted by the next start. */
class CrashLeftoversTest {
    private final Bench bench = Harbour.running();

    /** The daemon dies right after a call about a file, just before which somebody writes into that file. */
    private void diesAfter(String call, String path, String written) {
        bench.disk().failWith((name, at) -> {
            if (name.equals(call)
                    && at.toString().contains(Path.of(path).getFileName().toString())) {
                bench.disk().failWith(null);
                if (!written.isEmpty()) {
                    bench.disk().overwrite(Bench.ROOT.resolve(path), written.getBytes(StandardCharsets.UTF_8));
                }
                bench.disk().crashAfter(1);
            }
            return null;
        });
    }

    private void nextStart() {
        bench.revive(Loss.NOTHING);
        bench.pass(10_000);
        bench.start();
    }

    private void assertTidy() {
        assertThat(bench.disk().files(Bench.ROOT).keySet()).noneMatch(path -> path.contains(".tmp-"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rename", "delete"})
    void whatOnlyALeftoverHoldsGoesToTheTrashAndIsTold(String call) {
        diesAfter(call, Harbour.SEAT, "{ \"id\": \"Seat\", \"desc\": \"WRITTEN\" }\n");
        if (call.equals("rename")) {
            bench.world().edit("Seat", "desc", "REMOTE");
        } else {
            bench.world().remove("stool");
            bench.world().removeApp("Seat");
        }
        bench.settle();
        assertThat(bench.time().isAlive()).isFalse();
        nextStart();
        bench.assertInSync();
        assertTidy();
        assertThat(bench.lies(".lobby/trash", "WRITTEN")).as(bench.log()).isTrue();
        assertThat(bench.log()).contains(Harbour.SEAT + " was written into just when");
    }

    @Test
    void whatNobodyWroteIntoIsRemovedWithoutAWord() {
        diesAfter("rename", Harbour.SEAT, "");
        bench.world().edit("Seat", "desc", "REMOTE");
        bench.settle();
        assertThat(bench.time().isAlive()).isFalse();
        nextStart();
        bench.assertInSync();
        assertTidy();
        assertThat(bench.has(".lobby/trash")).as(bench.log()).isFalse();
    }

    @Test
    void whatTheTargetOrABaseHoldsIsRemovedWithoutAWord() {
        String script = bench.read(Harbour.LANTERN_SCRIPT);
        bench.stop();
        bench.write(leftover(Harbour.LANTERN, 0), bench.read(Harbour.LANTERN));
        bench.write(leftover(Harbour.GLOW, 0), script);
        nextStart();
        bench.assertInSync();
        assertTidy();
        assertThat(bench.has(".lobby/trash")).as(bench.log()).isFalse();
    }

    @Test
    void moreThanCanBeOursStaysAndIsTold() {
        bench.stop();
        for (int i = 0; i < 120; i++) {
            bench.write(leftover(Harbour.GLOW, i), "edit " + i);
        }
        nextStart();
        bench.assertInSync();
        assertThat(bench.disk().files(Bench.ROOT).keySet())
                .filteredOn(path -> path.contains(".tmp-"))
                .hasSize(20);
        assertThat(bench.log()).contains("there are too many of its kind, so it stays");
    }

    private static String leftover(String path, int number) {
        return "%s.tmp-%010d-0123456789abcdef".formatted(path, number);
    }
}
